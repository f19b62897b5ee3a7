import { startHistory, WINDOW_SCHEMA, type Window } from './history.ts'
import type { Judge } from './operator.ts'

export interface MeanArgument {
  /** Times the mean. */
  readonly factor?: number
  readonly window?: Window
  /** First values that are neither judged nor kept. */
  readonly warmup?: number
  /** Values that must be kept before one is judged. */
  readonly min_history?: number
}

export const MEAN_SCHEMA = {
  type: 'object',
  properties: {
    factor: { description: 'Times the mean.', type: 'number', exclusiveMinimum: 0 },
    window: WINDOW_SCHEMA,
    warmup: { description: 'First values that are left out.', type: 'integer', minimum: 0 },
    min_history: { description: 'Values needed before one is judged.', type: 'integer', minimum: 1 },
  },
  additionalProperties: false,
}

/**
 * Compares each value with factor x the mean of the values before it. A value beyond the limit enters the mean cut to
 * the limit: one stall cannot hide the next, and a lasting change is learnt in time.
 */
export function meanJudge(side: 'above' | 'below', argument: MeanArgument, defaultFactor: number): Judge {
  const { factor = defaultFactor, window = 'all', warmup = 0, min_history: minHistory = 1 } = argument
  const history = startHistory(window)
  let skipped = 0
  let count = 0
  let limit: number | undefined
  return {
    holds(value) {
      limit = undefined
      if (typeof value !== 'number') return undefined
      if (skipped < warmup) {
        skipped++
        return undefined
      }
      count = history.count()
      if (count < minHistory) {
        history.add(value)
        return undefined
      }
      limit = history.mean() * factor
      const isBeyond = side === 'above' ? value > limit : value < limit
      history.add(isBeyond ? limit : value)
      return isBeyond
    },
    words: say =>
      `${side} ${limit === undefined ? 'a mean' : say(Number(limit.toPrecision(6)))}, ${factor} x the mean of the ${count} before`,
    threshold: () => limit,
    save: () => ({ skipped, history: history.save() }),
    restore(saved) {
      const before = saved as { readonly skipped: number; readonly history: unknown }
      skipped = before.skipped
      history.restore(before.history)
    },
  }
}
