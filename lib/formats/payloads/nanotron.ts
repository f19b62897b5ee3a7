import type { Payload } from '../format.ts'
import { noteMetric } from '../metric-names.ts'

const SCALE_OF: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12, G: 1e9, P: 1e15, E: 1e18 }
const PAIR = /^([\w/.-]{1,60}): ([-+]?[\d.]{1,20}(?:e[-+]?\d{1,3})?|nan|inf)([KMBTGPE]?)$/

/** Nanotron's iteration line; its logger shortens numbers to `1.02K`, `10.5M`. */
export const nanotron: Payload = {
  part: 'payload',
  name: 'nanotron',
  source: 'https://github.com/huggingface/nanotron/blob/main/src/nanotron/trainer.py',
  starts: 'i',
  samples: [
    {
      line: '01/05/2024 10:00:00 [INFO|DP=0|PP=0|TP=0|ip-26-0-1]: iteration: 10 / 15000 | consumed_tokens: 10.5M | elapsed_time_per_iteration_ms: 1.21K | tokens_per_sec: 866K | tokens_per_sec_per_gpu: 108K | global_batch_size: 512 | lm_loss: 9.97 | lr: 0.0003 | model_tflops_per_gpu: 42.6 | grad_norm: 3.11',
      gives: {
        format: 'nanotron',
        time: '2024-01-05T10:00:00.000Z',
        level: 'INFO',
        node: 'ip-26-0-1',
        step: 10,
        total_steps: 15000,
        metrics: {
          consumed_tokens: 10_500_000,
          step_time_ms: 1210,
          tokens_per_second: 866_000,
          tokens_per_second_per_gpu: 108_000,
          global_batch_size: 512,
          loss: 9.97,
          learning_rate: 0.0003,
          model_tflops_per_gpu: 42.6,
          grad_norm: 3.11,
        },
      },
    },
    {
      line: 'iteration: 1 / 100 | consumed_tokens: 262K | lm_loss: nan',
      gives: { step: 1, metrics: { consumed_tokens: 262_000, loss: null }, non_finite: ['loss'] },
    },
  ],
  read(text, entry) {
    const match = /^iteration: (\d+) \/ (\d+) \|/.exec(text)
    if (match === null) return false
    entry.step = Number(match[1])
    entry.total_steps = Number(match[2])
    for (const segment of text.slice(match[0].length).split('|')) {
      const pair = PAIR.exec(segment.trim())
      if (pair === null) continue
      const value = pair[2] === 'nan' ? Number.NaN : pair[2] === 'inf' ? Number.POSITIVE_INFINITY : Number(pair[2])
      noteMetric(entry, pair[1] as string, Number((value * (SCALE_OF[pair[3] ?? ''] as number)).toPrecision(15)))
    }
    return true
  },
}
