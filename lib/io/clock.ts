// The only file that reads the clock.
import type { Millis } from '../record/time.ts'

export interface Clock {
  now(): Millis
  /** Calls `fn` once at `when` or soon after; returns how to call it off. */
  at(when: Millis, fn: () => void): () => void
}

/** The longest delay that Node's timers take. */
const LONGEST_DELAY_MS = 2_147_483_647

export const wallClock: Clock = {
  now: () => Date.now(),
  at(when, fn) {
    const timer = setTimeout(fn, Math.min(LONGEST_DELAY_MS, Math.max(0, when - Date.now())))
    return () => clearTimeout(timer)
  },
}
