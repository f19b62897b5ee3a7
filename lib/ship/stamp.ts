// Timestamps in nanoseconds: the time of a line, and below its last digit where the line stands in its source. So a
// replay gives each line the same one, Loki keeps a line that it has already once, and lines of one instant stay in
// their order, which Loki does not keep by itself.
import { parseTime } from '../record/time.ts'

/** The times of one stream. Only the functions of this file change it. */
export interface StreamClock {
  /** The time of the last line as text, and what it says. */
  time: string
  baseSeconds: number
  baseNanos: number
  /** How many nanoseconds the text leaves open. */
  room: number
  /** The latest time that a line has named. */
  newestSeconds: number
  newestNanos: number
  /** The last timestamp. */
  seconds: number
  nanos: number
  /** Lines whose time lies before one that came earlier. */
  late: number
}

export const newClock = (): StreamClock => ({
  time: '',
  baseSeconds: 0,
  baseNanos: 0,
  room: 1,
  newestSeconds: -1,
  newestNanos: 0,
  seconds: -1,
  nanos: 0,
  late: 0,
})

const BILLION = 1_000_000_000
/** The end of signed 64-bit nanoseconds, in the year 2262. */
const LAST_SECOND = 9_223_372_035
/**
 * No line that names its time is shorter, so that each has a place of its own; the places of one millisecond, a
 * million, are those of 8 MB.
 */
const BYTES_PER_PLACE = 8

/**
 * Returns the timestamp of the next line of a stream as decimal text, in nanoseconds; undefined for a time that is none
 * or that Loki cannot hold. `offset` is where the line begins in its file; without one, lines of the same time are
 * counted.
 */
export function nextStamp(clock: StreamClock, time: string, offset: number | undefined): string | undefined {
  const isSameTime = time === clock.time
  if (!isSameTime && !readTime(clock, time)) return undefined
  const { baseSeconds, baseNanos } = clock
  const isLate =
    baseSeconds < clock.newestSeconds || (baseSeconds === clock.newestSeconds && baseNanos < clock.newestNanos)
  let seconds = baseSeconds
  let nanos = baseNanos + placeOf(clock, offset, isLate)
  if (isLate) return nanos < BILLION ? textOf(seconds, nanos) : textOf(seconds + 1, nanos - BILLION)
  clock.newestSeconds = baseSeconds
  clock.newestNanos = baseNanos
  // Within one instant, and after one that had more lines than room, a line comes right behind the one before it.
  if (seconds < clock.seconds || (seconds === clock.seconds && nanos <= clock.nanos)) {
    const isFull = clock.nanos === BILLION - 1
    seconds = isFull ? clock.seconds + 1 : clock.seconds
    nanos = isFull ? 0 : clock.nanos + 1
  }
  clock.seconds = seconds
  clock.nanos = nanos
  return textOf(seconds, nanos)
}

/** Nanoseconds that a late line may move at least: one that names its nanosecond may be there already. */
const LATE_ROOM = 1000

function placeOf(clock: StreamClock, offset: number | undefined, isLate: boolean): number {
  const room = isLate ? Math.max(clock.room, LATE_ROOM) : clock.room
  if (offset !== undefined) return Math.floor(offset / BYTES_PER_PLACE) % room
  if (!isLate) return 0
  // The upper half: the lower one is counted through by the lines that came in time.
  const half = room / 2
  return half + (clock.late++ % half)
}

const textOf = (seconds: number, nanos: number): string => `${seconds}${String(BILLION + nanos).slice(1)}`

/** Reads a time of RFC 3339 into the clock; false where it is none. */
function readTime(clock: StreamClock, time: string): boolean {
  const millis = parseTime(time)
  if (millis === undefined) return false
  const seconds = Math.floor(millis / 1000)
  if (seconds < 0 || seconds > LAST_SECOND) return false
  // Milliseconds are kept also where the source gave none: their digits are there in the text.
  let nanos = (millis - seconds * 1000) * 1_000_000
  let room = 1_000_000
  if (time.length > 24) {
    const beyond = /^.{19}\.\d{3}(\d{1,6})/.exec(time)?.[1] ?? ''
    nanos += Number(beyond.padEnd(6, '0'))
    room = 10 ** (6 - beyond.length)
  }
  clock.time = time
  clock.baseSeconds = seconds
  clock.baseNanos = nanos
  clock.room = room
  return true
}
