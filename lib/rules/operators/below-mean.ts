import { MEAN_SCHEMA, type MeanArgument, meanJudge } from '../mean-limit.ts'
import type { Operator } from '../operator.ts'

/** The mirror of above_mean, for throughput: 0.67 x is what a step time of 1.5 x makes of it. */
export const belowMean: Operator<MeanArgument> = {
  name: 'below_mean',
  summary: 'less than factor (0.67) x the mean of all values before it, or of a window of them',
  schema: MEAN_SCHEMA,
  samples: [{ argument: { factor: 0.5 }, values: [100, 60, 30, null], holds: [undefined, false, true, undefined] }],
  start: argument => meanJudge('below', argument, 0.67),
}
