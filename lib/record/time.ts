// The only file of the pure layers that may touch Date: instants, durations and their text forms.

/** Milliseconds since the Unix epoch, UTC. */
export type Millis = number

const MILLIS_PER_DAY = 86_400_000
const MILLIS_PER_UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: MILLIS_PER_DAY,
}

/**
 * Returns a duration with a unit (`200ms`, `60s`, `1.5h`, `1m30s`) in milliseconds, or undefined for anything else.
 * A bare number is no duration: whether it meant seconds or milliseconds cannot be known.
 */
export function parseDuration(text: string): Millis | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|min|m|h|d))+$/.test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|min|m|h|d)/g))
    total += Number(amount) * (MILLIS_PER_UNIT[unit as string] as number)
  return total
}

/** Returns a duration in the words of a person: `850 ms`, `12 s`, `1.5 s`, `2 min 5 s`, `3 h 20 min`. */
export function formatDuration(millis: Millis): string {
  if (millis < 1000) return `${Math.round(millis)} ms`
  if (millis < 60_000) return `${Math.round(millis / 100) / 10} s`
  const seconds = Math.round(millis / 1000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  if (hours === 0) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`
}

/** Returns a duration for a table or a screen: `45 s`, `12 min`, `2h03m`, `3d04h`; whole units that have passed. */
export function shortDuration(millis: Millis): string {
  const seconds = Math.floor(millis / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  const two = (count: number): string => `${count}`.padStart(2, '0')
  return hours < 24 ? `${hours}h${two(minutes % 60)}m` : `${Math.floor(hours / 24)}d${two(hours % 24)}h`
}

const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'))
/** The last day and its text: a pure cache of one date, because a log stays on one day for long. */
let cachedDay = -1
let cachedDate = ''

/** Returns whole seconds since the epoch as `YYYY-MM-DDTHH:MM:SS` in UTC. */
export function formatSeconds(seconds: number): string {
  const day = Math.floor(seconds / 86_400)
  if (day !== cachedDay) {
    cachedDate = new Date(day * MILLIS_PER_DAY).toISOString().slice(0, -13)
    cachedDay = day
  }
  const rest = seconds - day * 86_400
  return `${cachedDate}${TWO_DIGITS[Math.floor(rest / 3600)]}:${TWO_DIGITS[Math.floor(rest / 60) % 60]}:${TWO_DIGITS[rest % 60]}`
}

/** The year 9999, where RFC 3339 ends. */
const LAST_MILLIS = 253_402_300_799_999

/**
 * Returns an instant as RFC 3339 in UTC with milliseconds; undefined for 0 or less, which stands for "no clock seen
 * yet".
 */
export function formatTime(millis: Millis): string | undefined {
  if (!(millis > 0 && millis <= LAST_MILLIS)) return undefined
  const whole = Math.floor(millis)
  const seconds = Math.floor(whole / 1000)
  return `${formatSeconds(seconds)}.${String(whole - seconds * 1000).padStart(3, '0')}Z`
}

/**
 * The last text and its instant, and the minute of the last one that was read in full: a pure cache of one text each.
 * Every stage of a chain asks for the time of the same record, and most times are of the minute of the one before.
 */
let cachedText = ''
let cachedInstant: Millis | undefined
let cachedMinute = '-'
let cachedMinuteMillis = 0

/** Returns the instant of an RFC 3339 text (fractions beyond milliseconds are cut), or undefined where it is none. */
export function parseTime(text: string): Millis | undefined {
  if (text === cachedText) return cachedInstant
  cachedText = text
  cachedInstant = inCachedMinute(text) ?? parseAnyTime(text)
  return cachedInstant
}

/** `YYYY-MM-DDTHH:MM:` of the cached minute, then `SS.fffZ` with at least three digits. */
function inCachedMinute(text: string): Millis | undefined {
  const length = text.length
  if (length < 24 || text.charCodeAt(length - 1) !== 90 || text.charCodeAt(19) !== 46 || !text.startsWith(cachedMinute))
    return undefined
  let millis = 0
  for (let at = 17; at < 23; at++) {
    if (at === 19) continue
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return undefined
    millis = millis * 10 + digit
  }
  for (let at = 23; at < length - 1; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return undefined
  }
  return millis < 60_000 ? cachedMinuteMillis + millis : undefined
}

function parseAnyTime(text: string): Millis | undefined {
  const millis = Date.parse(text)
  if (Number.isNaN(millis)) return undefined
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,}Z$/.test(text)) {
    cachedMinute = text.slice(0, 17)
    cachedMinuteMillis = Math.floor(millis / 60_000) * 60_000
  }
  return millis
}

/** The calendar repeats after so many years, which take so long. */
const CYCLE_YEARS = 400
const CYCLE_MILLIS = 146_097 * MILLIS_PER_DAY

/**
 * Returns the milliseconds of a civil date and time read as UTC. Months count from 1. Its parameters stand in the order
 * in which dates are written, and it is called for every time of a log: an object would only be a name for each.
 */
export function civilToMillis(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  millisecond = 0,
): Millis {
  // Date.UTC takes the years 0 to 99 for those of the 20th century.
  return year < 100
    ? Date.UTC(year + CYCLE_YEARS, month - 1, day, hour, minute, second, millisecond) - CYCLE_MILLIS
    : Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
}
