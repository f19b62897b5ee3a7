// How long a step of a job usually takes, and from when on one is slow.
import type { Millis } from '../record/time.ts'
import type { StepPoint, Stepped } from './step-point.ts'

export interface UsualStep {
  /**
   * What those take that are not slow, by the median over all steps of the job. A hang, and what a checkpoint or an
   * evaluation held up, are left out.
   */
  readonly ms: Millis
  /** Steps that take longer than that are slow. */
  readonly slowFromMs: Millis
}

/** A step is slow from a tenth above the median on; where steps vary by more than that anyhow, from there on. */
const SLOW_SHARE = 1.1
/** So many times the median deviation (times 1.48: the standard deviation of what is spread normally). */
const SLOW_DEVIATIONS = 4 * 1.4826

interface Pace {
  /** Per step. */
  readonly ms: Millis
  readonly steps: number
}

/** Undefined where no attempt has two steps. */
export function usualStepOf(attempts: readonly Stepped[]): UsualStep | undefined {
  const paces: Pace[] = []
  for (const { points } of attempts)
    for (let index = 1; index < points.length; index++) {
      const point = points[index] as StepPoint
      const before = points[index - 1] as StepPoint
      const steps = point.step - before.step
      if (!point.hung && point.pause === undefined) paces.push({ ms: (point.at - before.at) / steps, steps })
    }
  const median = medianOf(paces)
  if (median === undefined) return undefined
  const spread = medianOf(paces.map(({ ms, steps }) => ({ ms: Math.abs(ms - median), steps }))) ?? 0
  const slowFromMs = Math.max(SLOW_SHARE * median, median + SLOW_DEVIATIONS * spread)
  return { ms: meanOf(paces.filter(({ ms }) => ms <= slowFromMs)), slowFromMs }
}

/** Returns how many steps usually lie between two lines; 1 where no attempt has two. */
export function intervalOf(attempts: readonly Stepped[]): number {
  const rises = attempts.flatMap(({ points }) =>
    points.slice(1).map(({ step }, index) => ({ ms: step - (points[index] as StepPoint).step, steps: 1 })),
  )
  return medianOf(rises) ?? 1
}

function meanOf(paces: readonly Pace[]): Millis {
  const steps = paces.reduce((sum, pace) => sum + pace.steps, 0)
  return paces.reduce((sum, pace) => sum + pace.ms * pace.steps, 0) / steps
}

/** The median, each counted as often as it has steps. */
function medianOf(paces: readonly Pace[]): Millis | undefined {
  const sorted = paces.toSorted((one, other) => one.ms - other.ms)
  const half = sorted.reduce((sum, { steps }) => sum + steps, 0) / 2
  let sum = 0
  for (const { ms, steps } of sorted) {
    sum += steps
    if (sum >= half) return ms
  }
  return undefined
}
