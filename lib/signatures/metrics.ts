// What no line says and the numbers of many do: rows for what is concluded, found by no text of a program.
import type { Signature } from './signature.ts'

/** The row of a loss that is exactly 0 from one step on, as one that is no longer computed is. */
export const LOSS_VANISHED: Signature = {
  id: 'metric.loss-vanished',
  anchors: ['lm loss: '],
  pattern: /lm loss: (?<loss>0(?:\.0+)?(?:E[+-]0+)?)(?![\d.])/,
  category: 'nan_divergence',
  role: 'context',
  source: 'https://github.com/hiyouga/LLaMA-Factory/issues/8261',
  samples: [
    ' iteration    29050/  311541 | consumed samples:     10728784 | lm loss: 0.000000E+00 | loss scale: 1.0 |',
  ],
}

/** The row of a loss that jumped and stayed up; see the watch over losses in the classifier. */
export const LOSS_SPIKE: Signature = {
  id: 'metric.loss-spike',
  anchors: ['lm loss: '],
  pattern: /lm loss: (?<loss>[\d.E+-]+)/,
  category: 'loss_spike',
  role: 'context',
  source: 'https://github.com/bigscience-workshop/bigscience/blob/master/train/tr1-13B-base/chronicles.md',
  samples: [
    ' iteration    29050/  311541 | consumed samples:     10728784 | lm loss: 7.343709E+00 | loss scale: 8192.0 |',
  ],
}
