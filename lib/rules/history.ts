import { BOUNDS } from '../bounds.ts'

/** The last values of a series, or sums over all of them: bounded either way. */
export interface History {
  /** Values taken into account now. */
  count(): number
  /** NaN while empty. */
  mean(): number
  /** Infinity while empty. */
  lowest(): number
  add(value: number): void
  save(): unknown
  /** Takes what another history of the same window saved. */
  restore(saved: unknown): void
}

interface SavedWhole {
  readonly count: number
  readonly mean: number
  readonly lowest: number | null
}

interface SavedWindow {
  readonly values: readonly number[]
  readonly next: number
}

/** A window of the last N values, or `all`. */
export type Window = number | 'all'

/** The largest window bounds the memory of a rule. */
export const WINDOW_SCHEMA = {
  description: `all, or how many of the last values (1 to ${BOUNDS['rules.window'].most})`,
  anyOf: [{ const: 'all' }, { type: 'integer', minimum: 1, maximum: BOUNDS['rules.window'].most }],
}

export function startHistory(window: Window): History {
  return window === 'all' ? wholeHistory() : windowHistory(window)
}

function wholeHistory(): History {
  let count = 0
  let mean = 0
  let lowest = Number.POSITIVE_INFINITY
  return {
    count: () => count,
    mean: () => (count === 0 ? Number.NaN : mean),
    lowest: () => lowest,
    add(value) {
      count++
      // Not sum / count: a sum of many values loses the small ones.
      mean += (value - mean) / count
      lowest = Math.min(lowest, value)
    },
    save: (): SavedWhole => ({ count, mean, lowest: count === 0 ? null : lowest }),
    restore(saved) {
      const before = saved as SavedWhole
      ;({ count, mean } = before)
      lowest = before.lowest ?? Number.POSITIVE_INFINITY
    },
  }
}

function windowHistory(size: number): History {
  const values: number[] = []
  let next = 0
  return {
    count: () => values.length,
    mean: () => values.reduce((sum, value) => sum + value, 0) / values.length,
    lowest: () => values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY),
    add(value) {
      values[next] = value
      next = (next + 1) % size
    },
    save: (): SavedWindow => ({ values: [...values], next }),
    restore(saved) {
      const before = saved as SavedWindow
      values.splice(0, values.length, ...before.values)
      next = before.next
    },
  }
}
