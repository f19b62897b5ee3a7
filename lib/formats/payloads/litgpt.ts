import type { Payload } from '../format.ts'
import { notePairs, noteText } from '../key-values.ts'
import { setMetric } from '../metric-names.ts'

/**
 * LitGPT's and TinyLlama's reports: an iteration (micro batch) and a step (of the optimizer), which is the one that
 * counts.
 */
export const litgpt: Payload = {
  part: 'payload',
  name: 'litgpt',
  source: 'https://github.com/Lightning-AI/litgpt/blob/main/litgpt/pretrain.py',
  starts: 'Ei',
  samples: [
    {
      line: 'Epoch 1 | iter 256 step 1 | loss train: 10.573, val: n/a | iter time: 483.42 ms (step) remaining time: 0:10:00',
      gives: { format: 'litgpt', epoch: 1, step: 1, metrics: { iter: 256, loss: 10.573, step_time_ms: 483.42 } },
    },
    {
      line: 'Epoch 2 | iter 512 step 2 | loss train: nan, val: 10.1 | iter time: 1.2 s',
      gives: {
        epoch: 2,
        step: 2,
        metrics: { iter: 512, loss: null, val_loss: 10.1, step_time_ms: 1200 },
        non_finite: ['loss'],
      },
    },
    {
      line: 'iter 10 step 1: loss 10.9001, iter time: 123.45ms (optimizer.step) remaining time: 1.23 hours',
      gives: { step: 1, metrics: { loss: 10.9001, step_time_ms: 123.45 } },
    },
  ],
  read(text, entry) {
    const match =
      /^(?:Epoch (\d+) \| )?iter (\d+) step (\d+)(?: \||:) (?:loss(?: train:)? ([\w.+-]{1,24}), )?(?:val: ([\w.+/-]{1,24}) \| )?/.exec(
        text,
      )
    if (match === null) return false
    const [head, epoch, iteration, step, loss, validation] = match
    if (epoch !== undefined) entry.epoch = Number(epoch)
    entry.step = Number(step)
    setMetric(entry, 'iter', Number(iteration))
    if (loss !== undefined) noteText(entry, 'loss', loss)
    if (validation !== undefined) noteText(entry, 'val_loss', validation)
    const time = /^iter time: ([\d.]{1,12}) ?(ms|s)/.exec(text.slice(head.length))
    if (time !== null) noteText(entry, 'iter time', `${time[1]}${time[2]}`)
    else notePairs(entry, text.slice(head.length))
    return true
  },
}
