// How long a recovery waits for a relapse, of what is good and bad in turn: a step time that swings each minute is one
// episode, not sixty an hour.
import type { Millis } from '../record/time.ts'

/** What is remembered of a key. */
export interface Counted {
  episodes: number
  /** When its last recovery was told. */
  recoveredMs: Millis | undefined
  /** Episodes in a row that began soon after a recovery. */
  relapses: number
}

/** So many in a row may be troubles of their own. */
const FREE_RELAPSES = 2
const FIRST_WAIT_MS: Millis = 120_000
const LONGEST_WAIT_MS: Millis = 3_600_000

export const newCounted = (): Counted => ({ episodes: 0, recoveredMs: undefined, relapses: 0 })

/** Notes that an episode begins. `windowMs`: how soon after a recovery it is a relapse; 0 for never. */
export function noteBeginning(counted: Counted, now: Millis, windowMs: Millis): void {
  counted.episodes++
  const { recoveredMs } = counted
  const isRelapse =
    recoveredMs !== undefined && now - recoveredMs < Math.max(windowMs, windowMs === 0 ? 0 : waitMs(counted))
  counted.relapses = isRelapse ? counted.relapses + 1 : 0
}

/**
 * Returns how long the next recovery waits: not at all at first, 2 minutes from the third relapse in a row on, and
 * twice as long each time.
 */
export function waitMs({ relapses }: Pick<Counted, 'relapses'>): Millis {
  const damped = relapses - FREE_RELAPSES
  return damped <= 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(damped - 1, 10))
}
