import type { Payload } from '../format.ts'
import { notePairs, noteText } from '../key-values.ts'
import { validationKey } from '../metric-names.ts'

/** `epoch 001:     10 / 1000 loss=…` | `epoch 001 | loss 19.3 | …` | `epoch 001 | valid on 'valid' subset | loss …` */
const HEAD = /^(?:\| )?epoch (\d+)(?:: +(\d+) \/ (\d+) |(?= \| (?:valid|test)\w* on '([^']{1,60})' subset \|)| \| )/

/**
 * fairseq's reports in its text forms. The updates of all epochs (num_updates) are the step; the number after `epoch
 * 001:` starts again with each epoch.
 */
export const fairseq: Payload = {
  part: 'payload',
  name: 'fairseq',
  source: 'https://github.com/facebookresearch/fairseq/blob/main/fairseq/logging/progress_bar.py',
  starts: 'e|',
  samples: [
    {
      line: '2021-03-08 12:43:15 | INFO | train_inner | epoch 001:     10 / 1000 loss=19.351, ppl=668509, wps=210.9, num_updates=10, lr=1.25e-07, gnorm=36.26, loss_scale=1, train_wall=667',
      gives: {
        format: 'fairseq',
        level: 'INFO',
        epoch: 1,
        step: 10,
        metrics: {
          loss: 19.351,
          ppl: 668509,
          tokens_per_second: 210.9,
          learning_rate: 1.25e-7,
          grad_norm: 36.26,
          loss_scale: 1,
          train_wall: 667,
        },
      },
    },
    {
      line: "| epoch 035 | valid on 'valid' subset | loss 7.599 | nll_loss nan | ppl 193.9 | num_updates 2975 | best_loss 7.5",
      gives: {
        epoch: 35,
        step: 2975,
        metrics: { val_loss: 7.599, val_nll_loss: null, val_ppl: 193.9, val_best_loss: 7.5 },
        non_finite: ['val_nll_loss'],
      },
    },
    {
      line: 'epoch 002 | loss 8.413 | ppl 340.9 | wps 12000 | num_updates 200 | lr 2.5e-05 | gnorm 2.1',
      gives: { epoch: 2, step: 200, metrics: { loss: 8.413 } },
    },
  ],
  read(text, entry) {
    const head = HEAD.exec(text)
    if (head === null) return false
    const [matched, epoch, iteration, total, subset] = head
    const rest = text.slice(matched.length)
    if (iteration !== undefined) {
      if (notePairs(entry, rest) === 0) return false
      entry.epoch = Number(epoch)
      if (entry.step === undefined) {
        entry.step = Number(iteration)
        entry.total_steps = Number(total)
      }
      return true
    }
    let count = 0
    for (const segment of rest.split('|')) {
      const pair = /^ ?([\w@.-]{1,60}) (\S{1,40}) ?$/.exec(segment)
      if (pair === null) continue
      const key = pair[1] as string
      if (noteText(entry, subset === undefined || key === 'num_updates' ? key : validationKey(key), pair[2] as string))
        count++
    }
    if (count > 0) entry.epoch = Number(epoch)
    return count > 0
  },
}
