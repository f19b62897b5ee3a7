import type { Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'
import { validationKey } from '../metric-names.ts'

/**
 * MaxText: `completed step: 10, seconds: 1.2, TFLOP/s/device: 305.1, Tokens/s/device: 3679.1, total_weights: 65536,
 * loss: 10.5` and its evaluation.
 */
export const maxtext: Payload = {
  part: 'payload',
  name: 'maxtext',
  source: 'https://github.com/AI-Hypercomputer/maxtext/blob/main/src/maxtext/common/metric_logger.py',
  starts: 'ce',
  samples: [
    {
      line: 'completed step: 10, seconds: 13.360, TFLOP/s/device: 305.127, Tokens/s/device: 3679.158, total_weights: 12582912, loss: 10.565',
      gives: {
        format: 'maxtext',
        step: 10,
        metrics: {
          step_time_ms: 13360,
          tflops_per_gpu: 305.127,
          tokens_per_second_per_gpu: 3679.158,
          total_weights: 12582912,
          loss: 10.565,
        },
      },
    },
    {
      line: 'completed step: 0, seconds: 44.923, TFLOP/s/device: 17.022, loss: nan, lr: 3.000e-04, grad_norm: 1.234e+01',
      gives: {
        step: 0,
        metrics: { step_time_ms: 44923, tflops_per_gpu: 17.022, loss: null, learning_rate: 3e-4, grad_norm: 12.34 },
        non_finite: ['loss'],
      },
    },
    {
      line: 'eval metrics after step: 20, loss=2.501, total_weights=65536.0',
      gives: { step: 20, metrics: { val_loss: 2.501, val_total_weights: 65536 } },
    },
  ],
  read(text, entry) {
    const match = /^(?:completed|(eval) metrics after) step: (\d+), /.exec(text)
    if (match === null) return false
    const evaluation = match[1] !== undefined
    entry.step = Number(match[2])
    notePairs(entry, text.slice(match[0].length), key =>
      evaluation ? validationKey(key) : key === 'seconds' ? 'step time' : key,
    )
    return true
  },
}
