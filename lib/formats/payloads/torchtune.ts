import type { Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'

/** torchtune's disk log: `Step 10 | loss:1.23 lr:2e-05 tokens_per_second_per_gpu:1234.5`. */
export const torchtune: Payload = {
  part: 'payload',
  name: 'torchtune',
  source: 'https://github.com/pytorch/torchtune/blob/main/torchtune/training/metric_logging.py',
  starts: 'S',
  samples: [
    {
      line: 'Step 10 | loss:1.2312 lr:2e-05 tokens_per_second_per_gpu:1234.5 peak_memory_active:12.34',
      gives: {
        format: 'torchtune',
        step: 10,
        metrics: { loss: 1.2312, learning_rate: 2e-5, tokens_per_second_per_gpu: 1234.5, peak_memory_active: 12.34 },
      },
    },
    {
      line: 'Step 1 | loss:nan lr:0',
      gives: { step: 1, metrics: { loss: null, learning_rate: 0 }, non_finite: ['loss'] },
    },
  ],
  read(text, entry) {
    const match = /^Step (\d+) \| (?=[\w/.-]+:[-+\d.nNi])/.exec(text)
    if (match === null) return false
    if (notePairs(entry, text.slice(match[0].length)) === 0) return false
    entry.step = Number(match[1])
    return true
  },
}
