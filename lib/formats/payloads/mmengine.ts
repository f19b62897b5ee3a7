import type { Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'
import { validationKey } from '../metric-names.ts'

const HEAD = /^(Epoch|Iter)(?:\((train|val|test)\))? *(?:\[ *(\d{1,9})\] *)?\[ *(\d{1,9})(?:\/ *(\d{1,9}))?\]\s+/

/**
 * Iteration lines of MMEngine (`Epoch(train) [1][10/100]  lr: …  loss: …`) and of mmcv before it (`Epoch
 * [1][50/100]\tlr: …, loss: …`). Values of `(val)` and `(test)` are the evaluation's.
 */
export const mmengine: Payload = {
  part: 'payload',
  name: 'mmengine',
  source: 'https://github.com/open-mmlab/mmengine/blob/main/mmengine/runner/log_processor.py',
  starts: 'EI',
  samples: [
    {
      line: '2023/06/12 10:00:00 - mmengine - INFO - Epoch(train)  [1][  50/3757]  base_lr: 1.0000e-03 lr: 1.2000e-04  eta: 1 day, 3:12:05  time: 0.3521  data_time: 0.0123  memory: 7812  grad_norm: 12.1  loss: 1.2345  loss_cls: 0.5012',
      gives: {
        format: 'mmengine',
        epoch: 1,
        step: 50,
        total_steps: 3757,
        metrics: {
          learning_rate: 1.2e-4,
          step_time_ms: 352.1,
          data_time: 0.0123,
          memory: 7812,
          grad_norm: 12.1,
          loss: 1.2345,
          loss_cls: 0.5012,
        },
      },
    },
    {
      line: '06/12 10:00:00 - mmengine - INFO - Iter(train) [   50/80000]  lr: 9.9e-03  eta: 10:11:12  time: 0.25  loss: nan',
      gives: {
        level: 'INFO',
        step: 50,
        total_steps: 80000,
        metrics: { learning_rate: 0.0099, step_time_ms: 250, loss: null },
        non_finite: ['loss'],
      },
    },
    {
      line: 'Epoch(val) [12][625/625]    coco/bbox_mAP: 0.3720  coco/bbox_mAP_50: 0.5810  data_time: 0.0021  time: 0.0412',
      gives: { epoch: 12, metrics: { val_coco_bbox_map: 0.372, val_coco_bbox_map_50: 0.581, val_time: 0.0412 } },
    },
    {
      line: '2022-01-01 10:00:00,123 - mmdet - INFO - Epoch [1][50/100]\tlr: 1.978e-03, eta: 1:23:45, time: 0.512, data_time: 0.051, memory: 3456, loss_rpn_cls: 0.41, loss: 1.23',
      gives: {
        epoch: 1,
        step: 50,
        metrics: { learning_rate: 1.978e-3, step_time_ms: 512, loss_rpn_cls: 0.41, loss: 1.23 },
      },
    },
  ],
  read(text, entry) {
    const head = HEAD.exec(text)
    if (head === null) return false
    const [matched, unit, split, epoch, current, total] = head
    // `Epoch [4/12]` counts epochs.
    if (unit === 'Epoch' && split === undefined && epoch === undefined) return false
    const evaluation = split === 'val' || split === 'test'
    const rest = text.slice(matched.length).replace(/\beta: [\w, ]{0,12}?[\d:]{4,12}(?:,|\s|$)/, '')
    // `base_lr` stands before the lr in force.
    const rename = evaluation
      ? validationKey
      : (key: string): string => (key === 'time' ? 'step time' : key === 'base_lr' ? 'base learning rate' : key)
    if (notePairs(entry, rest, rename) === 0) return false
    if (epoch !== undefined) entry.epoch = Number(epoch)
    if (!evaluation) {
      entry.step = Number(current)
      if (total !== undefined) entry.total_steps = Number(total)
    } else if (total !== undefined)
      entry.progress = { description: split, current: Number(current), total: Number(total) }
    return true
  },
}
