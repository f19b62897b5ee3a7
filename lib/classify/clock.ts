// Times that can be compared although half of the stamps in a log (glog, syslog) have no year.
import { civilToMillis, formatTime, type Millis } from '../record/time.ts'

/** An instant with its year replaced by 2000, which is a leap year: what two lines of one job are compared by. */
export type Clock = Millis

const DAY_MS: Millis = 86_400_000
const YEAR_MS: Millis = 366 * DAY_MS
let cachedDay = -1
let cachedShift: Millis = 0

/** Returns the clock of an instant; undefined for 0 and less, which stand for no time. */
export function clockOf(millis: Millis): Clock | undefined {
  const day = Math.floor(millis / DAY_MS)
  if (day === cachedDay) return millis + cachedShift
  const clock = clockOfAnyDay(millis)
  if (clock !== undefined) {
    cachedDay = day
    cachedShift = clock - millis
  }
  return clock
}

function clockOfAnyDay(millis: Millis): Clock | undefined {
  const text = formatTime(millis)
  if (text === undefined) return undefined
  const [month, day, hour, minute, second, fraction] = [
    text.slice(5, 7),
    text.slice(8, 10),
    text.slice(11, 13),
    text.slice(14, 16),
    text.slice(17, 19),
    text.slice(20, 23),
  ]
  return civilToMillis(2000, Number(month), Number(day), Number(hour), Number(minute), Number(second), Number(fraction))
}

/**
 * Returns how long `to` is after `from`, negative where it is before: at most half a year either way, so that New Year
 * does not matter.
 */
export function elapsed(from: Clock, to: Clock): Millis {
  const millis = (to - from) % YEAR_MS
  if (millis > YEAR_MS / 2) return millis - YEAR_MS
  return millis < -YEAR_MS / 2 ? millis + YEAR_MS : millis
}
