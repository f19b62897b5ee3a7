// Which times of a log count: a clock that was not set yet says a date far off, and others go on as before.
import type { Millis } from '../record/time.ts'

/** How far ahead of all before it a time is doubted. */
const DOUBTFUL_MS = 24 * 3_600_000

/**
 * Returns what says when a line was written, by the time that it states and the one before: one that is a day or more
 * ahead counts when the next one is there, too. An inferred time is no witness.
 */
export function believer(): (at: Millis, isInferred: boolean, now: Millis) => Millis {
  let doubted: Millis | undefined
  return (at, isInferred, now) => {
    if (now === 0 || at - now < DOUBTFUL_MS) {
      if (doubted !== undefined && at < doubted - DOUBTFUL_MS) doubted = undefined
      return at
    }
    if (isInferred) return now
    const isConfirmed = doubted !== undefined && Math.abs(at - doubted) < DOUBTFUL_MS
    doubted = isConfirmed ? undefined : at
    return isConfirmed ? at : now
  }
}
