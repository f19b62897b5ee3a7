import type { Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'

/**
 * Detectron2's metric printer: `eta: 1:23:45  iter: 19  total_loss: 5.7  time: 0.25  data_time: 0.01  lr: 0.0001
 * max_mem: 2345M`.
 */
export const detectron2: Payload = {
  part: 'payload',
  name: 'detectron2',
  source: 'https://github.com/facebookresearch/detectron2/blob/main/detectron2/utils/events.py',
  starts: 'ei',
  samples: [
    {
      line: '[01/02 10:00:00 d2.utils.events]:  eta: 1 day, 1:23:45  iter: 19  total_loss: 5.712  loss_cls: 4.601  time: 0.2512  last_time: 0.2401  data_time: 0.0112  lr: 0.00099905  max_mem: 2345M',
      gives: {
        format: 'detectron2',
        logger: 'd2.utils.events',
        step: 19,
        metrics: {
          loss: 5.712,
          loss_cls: 4.601,
          step_time_ms: 251.2,
          last_time: 0.2401,
          data_time: 0.0112,
          learning_rate: 0.00099905,
          max_mem_m: 2345,
        },
      },
    },
    {
      line: 'eta: N/A  iter: 0  total_loss: nan  lr: 1e-05',
      gives: { step: 0, metrics: { loss: null, learning_rate: 1e-5 }, non_finite: ['loss'] },
    },
  ],
  read(text, entry) {
    const match = /^(?:eta: [\w,:/ ]{1,30}? +)?iter: (\d+) {2,}(?=\w)/.exec(text)
    if (match === null) return false
    if (notePairs(entry, text.slice(match[0].length), key => (key === 'time' ? 'step time' : key)) === 0) return false
    entry.step = Number(match[1])
    return true
  },
}
