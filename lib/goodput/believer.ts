// Which times of a log count: a clock that was not set yet says a date far off, and others go on as before.
import type { Millis } from '../record/time.ts'

/** How far ahead of all before it a time is doubted. */
const DOUBTFUL_MS = 24 * 3_600_000

/** What is remembered of times: plain data. */
export interface Doubt {
  /** A time far ahead that the next line may confirm. */
  doubted: Millis | undefined
}

/**
 * Returns what says when a line was written, by the time that it states and the one before: one that is a day or more
 * ahead counts when the next one is there, too. An inferred time is no witness.
 */
export function believer(
  doubt: Doubt = { doubted: undefined },
): (at: Millis, isInferred: boolean, now: Millis) => Millis {
  return (at, isInferred, now) => {
    const { doubted } = doubt
    if (now === 0 || at - now < DOUBTFUL_MS) {
      if (doubted !== undefined && at < doubted - DOUBTFUL_MS) doubt.doubted = undefined
      return at
    }
    if (isInferred) return now
    const isConfirmed = doubted !== undefined && Math.abs(at - doubted) < DOUBTFUL_MS
    doubt.doubted = isConfirmed ? undefined : at
    return isConfirmed ? at : now
  }
}
