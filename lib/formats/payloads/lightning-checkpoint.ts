import type { Payload } from '../format.ts'
import { noteText } from '../key-values.ts'

/**
 * What Lightning's checkpoint callback says of the metric it watches: `Epoch 0, global step 5: 'val_loss' reached
 * 10.95736 (best 10.95736), saving …`.
 */
export const lightningCheckpoint: Payload = {
  part: 'payload',
  name: 'lightning-checkpoint',
  source:
    'https://github.com/Lightning-AI/pytorch-lightning/blob/master/src/lightning/pytorch/callbacks/model_checkpoint.py',
  starts: 'E',
  samples: [
    {
      line: "Epoch 0, global step 5: 'val_loss' reached 10.95736 (best 10.95736), saving model to '/wiki/megatron_gpt--val_loss=10.96-step=5.ckpt' as top 3",
      gives: { format: 'lightning-checkpoint', epoch: 0, step: 5, metrics: { val_loss: 10.95736 } },
    },
    {
      line: "Epoch 3, global step 400: 'val_acc' was not in top 3",
      gives: { format: 'lightning-checkpoint', epoch: 3, step: 400 },
    },
  ],
  read(text, entry) {
    const match = /^Epoch (\d+), global step (\d+): '([^']{1,80})' (?:reached ([-+\w.]{1,30})|was not in top)/.exec(
      text,
    )
    if (match === null) return false
    entry.epoch = Number(match[1])
    entry.step = Number(match[2])
    if (match[4] !== undefined) noteText(entry, match[3] as string, match[4])
    return true
  },
}
