import type { Payload } from '../format.ts'
import { setMetric } from '../metric-names.ts'
import { parseNumber } from '../numbers.ts'

/**
 * DeepSpeed's dynamic loss scaler skips a step; normal at the start, a failure once the scale cannot go lower.
 * `deepscale` is the product's old name.
 */
export const deepspeedOverflow: Payload = {
  part: 'payload',
  name: 'deepspeed-overflow',
  source: 'https://github.com/microsoft/DeepSpeed/blob/master/deepspeed/runtime/fp16/loss_scaler.py',
  starts: '[Of',
  samples: [
    {
      line: '[deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: 65536.0, reducing to 32768.0',
      gives: { format: 'deepspeed-overflow', rank: 0, metrics: { attempted_loss_scale: 65536, loss_scale: 32768 } },
    },
    {
      line: '[deepspeed] OVERFLOW! Rank 3 Skipping step. Attempted loss scale: 4294967296, but hysteresis is 2. Reducing hysteresis to 1',
      gives: { rank: 3, metrics: { attempted_loss_scale: 4294967296, loss_scale: 4294967296 } },
    },
    {
      line: '[deepscale] OVERFLOW! Skipping step. Attempted loss scale: 1, reducing to 1',
      gives: { metrics: { attempted_loss_scale: 1, loss_scale: 1 } },
    },
  ],
  read(text, entry) {
    const match =
      /^(?:\[deep(?:speed|scale)\] ?)?(?:fp16 dynamic loss scale overflow!|OVERFLOW!) (?:Rank (\d+) )?Skipping step\. Attempted loss scale: ([\d.e+]{1,24}),(?: reducing to ([\d.e+]{1,24}))?/.exec(
        text,
      )
    if (match === null) return false
    const [, rank, attempted, reduced] = match
    if (rank !== undefined) entry.rank ??= Number(rank)
    setMetric(entry, 'attempted_loss_scale', parseNumber(attempted as string) ?? Number.NaN)
    setMetric(entry, 'loss_scale', parseNumber(reduced ?? (attempted as string)) ?? Number.NaN)
    return true
  },
}
