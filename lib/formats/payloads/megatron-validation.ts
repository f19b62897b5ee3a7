import type { Payload } from '../format.ts'
import { noteBarSeparated } from '../key-values.ts'

/**
 * An evaluation of Megatron-LM, its kin and GPT-NeoX: `validation loss at iteration 1000 on validation set | lm loss
 * value: … | lm loss PPL: … |`. The language model's loss is `val_loss`; other losses keep their names after `val_`.
 */
export const megatronValidation: Payload = {
  part: 'payload',
  name: 'megatron-validation',
  source: 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/training/training.py',
  starts: 'vt',
  samples: [
    {
      line: ' validation loss at iteration 1000 | lm loss value: 4.328599E+00 | lm loss PPL: 7.583796E+01 | sop loss value: 1.302275E-01 | sop loss PPL: 1.139087E+00 | ',
      gives: {
        format: 'megatron-validation',
        step: 1000,
        metrics: { val_loss: 4.328599, val_ppl: 75.83796, val_sop_loss: 0.1302275, val_sop_loss_ppl: 1.139087 },
      },
    },
    {
      line: 'validation loss at iteration 50 on validation set | lm loss value: nan |',
      gives: { step: 50, metrics: { val_loss: null }, non_finite: ['val_loss'] },
    },
    {
      line: ' validation loss at the end of training for test data | lm loss value: 2.5E+00 | lm loss PPL: 1.2E+01 |',
      gives: { metrics: { val_loss: 2.5, val_ppl: 12 } },
    },
    {
      line: ' validation results at iteration 10 | lm_loss value: 3.4E+00 | lm_loss_ppl value: 3.0E+01 | ',
      gives: { step: 10, metrics: { val_loss: 3.4, val_ppl: 30 } },
    },
  ],
  read(text, entry) {
    const match =
      /^(?:validation|valid|test|evaluation) (?:loss|results?) at (?:iteration +(\d+)|the end of training)[^|]{0,120}\|/.exec(
        text,
      )
    if (match === null) return false
    if (match[1] !== undefined) entry.step = Number(match[1])
    noteBarSeparated(entry, text.slice(match[0].length), key => {
      const name = key.replace(/ value$/, '').replace(/^lm[ -_](?=loss)/, '')
      return name === 'loss' ? 'val_loss' : /^loss[ _]ppl$/i.test(name) ? 'val_ppl' : `val_${name}`
    })
    return true
  },
}
