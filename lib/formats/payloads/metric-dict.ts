import type { Payload } from '../format.ts'
import { noteDict } from '../key-values.ts'

/** The dict that HF Trainer, TRL, Axolotl and LLaMA-Factory print: `{'loss': 2.98, 'learning_rate': 4e-05, 'epoch': 0.16}`. It has no step number. */
export const metricDict: Payload = {
  part: 'payload',
  name: 'metric-dict',
  source: 'https://github.com/huggingface/transformers/blob/main/src/transformers/trainer_callback.py',
  starts: '{',
  samples: [
    {
      line: "{'loss': 2.9859, 'grad_norm': 0.9704080820083618, 'learning_rate': 4.175257731958763e-05, 'epoch': 0.16}",
      gives: { format: 'metric-dict', epoch: 0.16, metrics: { loss: 2.9859, grad_norm: 0.9704080820083618, learning_rate: 4.175257731958763e-5 } },
    },
    { line: "{'loss': nan, 'learning_rate': '0.0', 'epoch': 1}", gives: { metrics: { loss: null, learning_rate: 0 }, non_finite: ['loss'] } },
    { line: "{'eval_loss': 1.5, 'eval_runtime': 3.2, 'epoch': 1.0}", gives: { metrics: { val_loss: 1.5, eval_runtime: 3.2 } } },
  ],
  read: (text, entry) => noteDict(entry, text) > 0,
}
