import type { Entry, Payload } from '../format.ts'
import { noteText } from '../key-values.ts'

/** What Ultralytics' detectors print; a source that never showed its own header is read by these. */
const DETECTION_COLUMNS = ['Epoch', 'GPU_mem', 'box_loss', 'cls_loss', 'dfl_loss', 'Instances', 'Size']
const HEADER = /^Epoch +(?:GPU_mem|gpu_mem) +\w/
/** `1/100  3.45G  1.234  2.345  1.456  12  640`, then a bar after a colon */
const ROW = /^(\d{1,6})\/(\d{1,6}) +([\d.]{1,10}G(?: +(?:[\d.]{1,16}|nan|inf)){2,12})(?:: *(.*))?$/
/** `all  128  929  0.64  0.53  0.605  0.446` */
const SUMMARY = /^all +(\d+) +(\d+) +([\d.]+|nan) +([\d.]+|nan) +([\d.]+|nan) +([\d.]+|nan)\s*$/
const SUMMARY_NAMES = ['val_precision', 'val_recall', 'val_map50', 'val_map50_95']

/**
 * YOLO's training table (Ultralytics and YOLOv5): values stand under the names of a header line, so the source
 * remembers the last header. The row of all classes is the evaluation.
 */
export const yolo: Payload = {
  part: 'payload',
  name: 'yolo',
  source: 'https://github.com/ultralytics/ultralytics/blob/main/ultralytics/engine/trainer.py',
  starts: '0-9Ea',
  continues: true,
  samples: [
    {
      line: '       1/12      6.18G      1.072      1.102      1.061        126        640: 100% ━━━━━━━━━━━━ 417/417 3.4it/s 2:01',
      gives: {
        format: 'yolo',
        epoch: 1,
        step: 417,
        total_steps: 417,
        metrics: { gpu_mem_g: 6.18, box_loss: 1.072, cls_loss: 1.102, dfl_loss: 1.061, instances: 126, size: 640 },
      },
    },
    {
      line: '      23/25      1.54G        nan      0.408     0.9653          9        512: 100%|██████████| 639/639 [03:16<00:00,  3.25it/s]',
      gives: { epoch: 23, metrics: { box_loss: null, cls_loss: 0.408 }, non_finite: ['box_loss'] },
    },
    {
      line: '  2/150      5.9G      1.398      2.534      1.689        128        640',
      gives: { epoch: 2, metrics: { dfl_loss: 1.689 } },
    },
    {
      line: '                   all        128        929       0.64      0.537      0.605      0.446',
      gives: {
        format: 'yolo',
        metrics: { val_precision: 0.64, val_recall: 0.537, val_map50: 0.605, val_map50_95: 0.446 },
      },
    },
    {
      line: '      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size',
      gives: { format: 'yolo' },
    },
  ],
  read(text, entry, memory) {
    if (HEADER.test(text)) {
      memory.columns = text.trim().split(/ +/).slice(0, 20)
      entry.complete = true
      return true
    }
    const row = ROW.exec(text)
    if (row !== null) {
      noteRow(entry, row, memory.columns ?? DETECTION_COLUMNS)
      return true
    }
    const summary = SUMMARY.exec(text)
    if (summary === null) return false
    for (const [index, name] of SUMMARY_NAMES.entries()) noteText(entry, name, summary[index + 3] as string)
    entry.complete = true
    return true
  },
}

function noteRow(entry: Entry, row: readonly (string | undefined)[], columns: readonly string[]): void {
  entry.epoch = Number(row[1])
  const values = (row[3] as string).split(/ +/)
  for (const [index, value] of values.entries()) {
    const name = columns[index + 1]
    if (name !== undefined) noteText(entry, name, value)
  }
  const bar = /^(\d{1,3})%.{0,400}?(\d{1,9})\/(\d{1,9})(?=[ [])/.exec(row[4] ?? '')
  if (bar === null) return
  entry.progress = { percent: Number(bar[1]), current: Number(bar[2]), total: Number(bar[3]) }
  entry.step = Number(bar[2])
  entry.total_steps = Number(bar[3])
}
