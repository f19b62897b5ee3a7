// Whether the lines that come by the wall clock are of a log that was written long ago: it is read, and not watched.
import type { Millis } from '../record/time.ts'

/** What is known of that: plain data. */
export interface OldLines {
  /** Time and arrival of the line from which both are counted. */
  fromTime?: Millis
  fromArrival?: Millis
  lastArrival?: Millis
  /** True while what comes was written long ago. */
  isOld: boolean
  wasTold: boolean
}

export const newOldLines = (): OldLines => ({ isOld: false, wasTold: false })

/** So old is no line that is followed while it is written, whatever its zone. */
const OLD_MS = 24 * 3_600_000
/** Lines that come after such a wait are written now: a wrong clock of the machine that writes them is not age. */
const LIVE_MS = 1000
/** A log that is read tells hours in moments. */
const LEAST_TOLD_MS = 60_000
const TIMES_AS_FAST = 10

/** Takes a line's own time, and when it came. A log is old where its times are, and pass much faster than they did. */
export function noteLineTime(old: OldLines, time: Millis, now: Millis): void {
  const { fromTime, fromArrival, lastArrival } = old
  old.lastArrival = now
  const isNow = now - time < OLD_MS
  if (isNow || fromTime === undefined || now - (lastArrival ?? now) >= LIVE_MS) {
    old.fromTime = time
    old.fromArrival = now
    if (isNow || fromTime !== undefined) old.isOld = false
    return
  }
  if (time - fromTime > LEAST_TOLD_MS + TIMES_AS_FAST * (now - (fromArrival ?? now))) old.isOld = true
}
