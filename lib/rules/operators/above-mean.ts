import { MEAN_SCHEMA, type MeanArgument, meanJudge } from '../mean-limit.ts'
import type { Operator } from '../operator.ts'

/**
 * FlagScale's slow formula: the last value against 1.5 x the mean of all values before it, of which there must be one.
 */
export const aboveMean: Operator<MeanArgument> = {
  name: 'above_mean',
  summary: 'more than factor (1.5) x the mean of all values before it, or of a window of them',
  schema: MEAN_SCHEMA,
  samples: [
    { argument: {}, values: [100, 150, 188, null, 100], holds: [undefined, false, true, undefined, false] },
    {
      argument: { factor: 2, warmup: 1, min_history: 2 },
      values: [9000, 100, 300, 100, 401],
      holds: [undefined, undefined, undefined, false, true],
    },
    { argument: { window: 2 }, values: [1000, 10, 10, 16], holds: [undefined, false, false, true] },
  ],
  start: argument => meanJudge('above', argument, 1.5),
}
