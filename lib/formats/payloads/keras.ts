import type { Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'
import { noteMetric } from '../metric-names.ts'

const HEAD = /^(\d{1,12})\/(\d{1,12}|Unknown) +(?:\[[=>.-]{1,200}\]|━{1,200}(?= )|(?=- \d))/
const EPOCH = /^Epoch (\d+)\/(\d+)\s*$/

/**
 * Keras: `Epoch 1/10`, then `625/625 [====] - 12s 19ms/step - loss: 0.45 - val_loss: 0.5`, or with `━` and blanks since
 * Keras 3, or with no bar at verbosity 2. The bar's count is the batch of the epoch.
 */
export const keras: Payload = {
  part: 'payload',
  name: 'keras',
  source: 'https://github.com/keras-team/keras/blob/master/keras/src/utils/progbar.py',
  starts: '0-9E',
  samples: [
    {
      line: '625/625 [==============================] - 12s 19ms/step - loss: 0.4512 - accuracy: 0.8312 - val_loss: 0.5012 - val_accuracy: 0.8102',
      gives: {
        format: 'keras',
        step: 625,
        total_steps: 625,
        metrics: { step_time_ms: 19, loss: 0.4512, accuracy: 0.8312, val_loss: 0.5012, val_accuracy: 0.8102 },
      },
    },
    {
      line: ' 10/625 [..............................] - ETA: 1:02 - loss: nan',
      gives: { step: 10, metrics: { loss: null }, non_finite: ['loss'] },
    },
    {
      line: '32/782 ━━━━━━━━━━━━━━━━━━━━ 3:21 323ms/step - accuracy: 0.1123 - loss: 2.3511 - learning_rate: 1.0000e-04',
      gives: {
        step: 32,
        total_steps: 782,
        metrics: { step_time_ms: 323, accuracy: 0.1123, loss: 2.3511, learning_rate: 1e-4 },
      },
    },
    {
      line: '625/625 - 2s - loss: 0.4512 - accuracy: 0.8312 - 2s/epoch - 4ms/step',
      gives: { step: 625, metrics: { loss: 0.4512, step_time_ms: 4 } },
    },
    { line: 'Epoch 3/10', gives: { format: 'keras', epoch: 3 } },
  ],
  read(text, entry) {
    const epoch = EPOCH.exec(text)
    if (epoch !== null) {
      entry.epoch = Number(epoch[1])
      return true
    }
    const head = HEAD.exec(text)
    if (head === null) return false
    entry.step = Number(head[1])
    if (head[2] !== 'Unknown') entry.total_steps = Number(head[2])
    entry.progress = { current: entry.step, ...(entry.total_steps === undefined ? {} : { total: entry.total_steps }) }
    const rest = text.slice(head[0].length)
    const stepTime = /(?:^|\s)([\d.]{1,12})(us|ms|s)\/step\b/.exec(rest)
    if (stepTime !== null) noteMetric(entry, 'step time', Number(stepTime[1]), stepTime[2])
    notePairs(entry, rest.replace(/\bETA: [\d:s]{1,20}/, ''))
    return true
  },
}
