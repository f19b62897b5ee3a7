import type { Entry, Payload } from '../format.ts'
import { noteText } from '../key-values.ts'
import { validationKey } from '../metric-names.ts'

/**
 * `Train: 0 [   0/1251 (  0%)]`, `Epoch: [0][   10/5005]`, `Epoch: [0]  [  10/5005]`, `Train: [0/300][10/1251]`, `Test:
 * [   0/48]`
 */
const HEAD =
  /^(Train|Epoch|Test|Val|Valid|Validation|Eval)(?: \(\w{1,12}\))?:? *(?:(\d{1,9})(?:\/\d{1,9})? +|\[ *(\d{1,9})(?:\/\d{1,9})?\] *)?\[ *(\d{1,9})\/ *(\d{1,9})(?: +\( *\d+%\))?\]:?\s+/
/** A meter: its name, its value and the unit glued to it, `(average)` ignored. */
const METER =
  /(?<![\w@/])([A-Za-z][\w@/]*(?: mem)?):?\s+([-+]?(?:\d[\d,]*\.?\d*(?:e[-+]?\d{1,3})?|nan|inf))([A-Za-z]{0,3})(?![\w:.])/gi
const AVERAGE = /\([^()]{1,60}\)/g

/**
 * The meters that image trainers print (timm, Swin, torchvision's references and the ImageNet example they all come
 * from): name, value, running average in brackets. The count in brackets is the batch of the epoch.
 */
export const visionMeters: Payload = {
  part: 'payload',
  name: 'vision-meters',
  source: 'https://github.com/huggingface/pytorch-image-models/blob/main/train.py',
  starts: 'TEV*',
  samples: [
    {
      line: 'Train: 2 [  50/1251 (  4%)]  Loss: 6.9562 (6.9301)  Time: 0.456s,  296.30/s  (0.512s,  250.00/s)  LR: 1.000e-06  Data: 0.012 (0.034)',
      gives: {
        format: 'vision-meters',
        epoch: 2,
        step: 50,
        total_steps: 1251,
        metrics: { loss: 6.9562, step_time_ms: 456, samples_per_second: 296.3, learning_rate: 1e-6, data: 0.012 },
      },
    },
    {
      line: 'Epoch: [0][   10/5005]\tTime  0.312 (  1.218)\tData  0.000 (  0.901)\tLoss 6.9012e+00 (7.0123e+00)\tAcc@1   0.39 (  0.11)\tAcc@5   1.17 (  0.60)',
      gives: {
        epoch: 0,
        step: 10,
        total_steps: 5005,
        metrics: { step_time_ms: 312, data: 0, loss: 6.9012, acc_1: 0.39, acc_5: 1.17 },
      },
    },
    {
      line: 'Epoch: [3]  [  10/5005]  eta: 1:23:45  lr: 0.0001  img/s: 345.2 (340.1)  loss: nan (6.95)  time: 0.123  data: 0.01  max mem: 12345',
      gives: {
        epoch: 3,
        step: 10,
        metrics: {
          learning_rate: 0.0001,
          samples_per_second: 345.2,
          loss: null,
          step_time_ms: 123,
          data: 0.01,
          max_mem: 12345,
        },
        non_finite: ['loss'],
      },
    },
    {
      line: 'Train: [0/300][10/1251]\teta 0:10:00 lr 0.000001\t wd 0.0500\ttime 0.4500 (0.5012)\tloss 6.9123 (6.9512)\tgrad_norm 1.2012 (1.3000)\tloss_scale 65536.0000 (65536.0000)\tmem 12345MB',
      gives: {
        epoch: 0,
        step: 10,
        metrics: {
          learning_rate: 1e-6,
          wd: 0.05,
          step_time_ms: 450,
          loss: 6.9123,
          grad_norm: 1.2012,
          loss_scale: 65536,
          mem_mb: 12345,
        },
      },
    },
    {
      line: 'Test: [  48/48]  Time: 0.234 (0.512)  Loss:  0.9012 (0.8512)  Acc@1:  80.0781 (79.1230)',
      gives: {
        progress: { description: 'Test', current: 48, total: 48 },
        metrics: { val_time: 0.234, val_loss: 0.9012, val_acc_1: 80.0781 },
      },
    },
    {
      line: ' * Acc@1 76.130 Acc@5 92.862 loss 0.961',
      gives: { format: 'vision-meters', metrics: { val_acc_1: 76.13, val_acc_5: 92.862, val_loss: 0.961 } },
    },
  ],
  read(text, entry) {
    if (/^\* Acc@1:? [\d.]/.test(text)) return noteMeters(entry, text.slice(2), validationKey) > 0
    const head = HEAD.exec(text)
    // `Epoch: [3/10]` alone counts epochs, not batches.
    if (head === null || (head[1] === 'Epoch' && (head[2] ?? head[3]) === undefined)) return false
    const [matched, split, epoch, bracketEpoch, current, total] = head
    const rest = text.slice(matched.length)
    if (split !== 'Train' && split !== 'Epoch') {
      entry.progress = { description: split as string, current: Number(current), total: Number(total) }
      noteMeters(entry, rest, validationKey)
      return true
    }
    if (noteMeters(entry, rest, key => (key.toLowerCase() === 'time' ? 'step time' : key)) === 0) return false
    entry.step = Number(current)
    if (Number(total) > 0) entry.total_steps = Number(total)
    if (epoch !== undefined || bracketEpoch !== undefined) entry.epoch = Number(epoch ?? bracketEpoch)
    return true
  },
}

function noteMeters(entry: Entry, text: string, rename: (key: string) => string): number {
  const rate = /s, +([\d.,]{1,16})\/s/.exec(text)
  if (rate !== null) noteText(entry, rename('samples/s'), rate[1] as string)
  let count = 0
  for (const [, key, value, unit] of text.replace(AVERAGE, '').matchAll(METER)) {
    if (noteText(entry, rename(key as string), `${value}${unit}`)) count++
  }
  return count
}
