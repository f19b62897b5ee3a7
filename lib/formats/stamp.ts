// Reads the time texts of logs into civil time. Which instant a civil time is (zone, missing year or date) is the parser's business.
import { civilToMillis } from '../record/time.ts'

/** A time as it is written. */
export interface Stamp {
  /** full: date and time. no-year: month, day and time, in year 2000. time-only: seconds of the day. uptime: seconds since boot. */
  readonly kind: 'full' | 'no-year' | 'time-only' | 'uptime'
  /** Whole seconds since 1970-01-01T00:00:00, read as if the text were in UTC. */
  readonly seconds: number
  /** Digits after the second, '' where there are none; at most 9 (nanoseconds), more are cut. */
  readonly fraction: string
  /** Minutes east of UTC, where the text says so. */
  readonly zoneMinutes: number | undefined
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Year-first: 2024-01-15 10:30:45,123 | 2024/01/15T10:30:45.123456789+05:30 | 2021-Aug-27 23:22:12.0323 | 2005-06-03-15.42.50.675872 | 2024-05-01-10:00:00.123.456 | 2020-01-01_00:00:00 */
const YEAR_FIRST = /^(\d{4})[-/.](\d\d|[A-Za-z]{3})[-/.](\d\d)[ T_:-]{1,2}(\d\d)[:.](\d\d)[:.](\d\d)(?:[.,:](\d+(?:\.\d{3})?))? ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?/
const COMPACT_DATE = /^(\d{4})(\d\d)(\d\d)[ T_-](\d\d):?(\d\d):?(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)?/
/** Feb 27 2025 14:10:02 | Sun Feb 23 16:24:18 2025 | Thu Feb 13 12:42:18.123 2025 */
const MONTH_NAME_WITH_YEAR = /^(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) +(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?: (\d{4}))?/
/** mm/dd HH:MM:SS | mm/dd-HH:MM:SS.ff | MMDD HH:MM:SS.uuuuuu | MDD (torch C++ drops the leading zero) */
const MONTH_DAY = /^(\d{1,2}?)[/-]?(\d\d)[ -](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?/
/** 05/01/2024 10:00:00 | 05/01/24 10:00:00 (rich), as the US writes dates; 01.05.2024 is no form of any trainer */
const US_DATE = /^(\d\d)\/(\d\d)\/(\d{4}|\d\d)[ ,T-]{1,2}(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?: (AM|PM))?/
const TIME_ONLY = /^(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?/

let cachedMinute = '-'
let cachedMinuteSeconds = 0

/** Returns the time that a text starts with, or undefined where it starts with none (or with an impossible one, such as month 13). */
export function readStamp(text: string): Stamp | undefined {
  return inCachedMinute(text) ?? readAnyStamp(text)
}

/** Nearly all stamps are `YYYY-MM-DD HH:MM:SS` and of the minute of the last one: those cost one comparison and no pattern. */
function inCachedMinute(text: string): Stamp | undefined {
  const length = text.length
  if (length < 19 || length > 29 || text.slice(0, 17) !== cachedMinute) return undefined
  const tens = text.charCodeAt(17) - 48
  const ones = text.charCodeAt(18) - 48
  if (tens < 0 || tens > 5 || ones < 0 || ones > 9) return undefined
  const seconds = cachedMinuteSeconds + tens * 10 + ones
  if (length === 19) return { kind: 'full', seconds, fraction: '', zoneMinutes: undefined }
  const mark = text.charCodeAt(19)
  if ((mark !== 44 && mark !== 46) || length === 20) return undefined
  for (let at = 20; at < length; at++) if (text.charCodeAt(at) < 48 || text.charCodeAt(at) > 57) return undefined
  return { kind: 'full', seconds, fraction: text.slice(20), zoneMinutes: undefined }
}

function readAnyStamp(text: string): Stamp | undefined {
  let match = YEAR_FIRST.exec(text)
  if (match !== null) {
    const [, year, month, day, hour, minute, second, fraction, zone] = match
    const stamp = full(Number(year), monthNumber(month as string), Number(day), hour, minute, second, fraction, zone)
    if (stamp !== undefined && /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/.test(text)) {
      cachedMinute = text.slice(0, 17)
      cachedMinuteSeconds = stamp.seconds - Number(second)
    }
    return stamp
  }
  match = COMPACT_DATE.exec(text)
  if (match !== null) return full(Number(match[1]), Number(match[2]), Number(match[3]), match[4], match[5], match[6], match[7], match[8])
  match = MONTH_NAME_WITH_YEAR.exec(text)
  if (match !== null) {
    const year = match[3] ?? match[8]
    return full(year === undefined ? undefined : Number(year), monthNumber(match[1] as string), Number(match[2]), match[4], match[5], match[6], match[7], undefined)
  }
  match = MONTH_DAY.exec(text)
  if (match !== null) return full(undefined, Number(match[1]), Number(match[2]), match[3], match[4], match[5], match[6], undefined)
  match = US_DATE.exec(text)
  if (match !== null) {
    const year = Number(match[3])
    const half = match[8] === undefined ? Number(match[4]) : (Number(match[4]) % 12) + (match[8] === 'PM' ? 12 : 0)
    return full(year < 100 ? 2000 + year : year, Number(match[1]), Number(match[2]), String(half), match[5], match[6], match[7])
  }
  match = TIME_ONLY.exec(text)
  if (match !== null) {
    const stamp = full(1970, 1, 1, match[1], match[2], match[3], match[4], undefined)
    return stamp === undefined ? undefined : { ...stamp, kind: 'time-only' }
  }
  return undefined
}

/** Year 2000 stands in where the year is missing: it is a leap year, so that February 29 is a date. */
function full(year: number | undefined, month: number, day: number, hour = '', minute = '', second = '', fraction = '', zone?: string): Stamp | undefined {
  const [h, m, s] = [Number(hour), Number(minute), Number(second)]
  // Second 60 is a leap second; it counts as the next minute's first.
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && h <= 23 && m <= 59 && s <= 60)) return undefined
  const seconds = civilToMillis(year ?? 2000, month, day, h, m, s) / 1000
  return {
    kind: year === undefined ? 'no-year' : 'full',
    seconds,
    fraction: fraction.replace('.', '').slice(0, 9),
    zoneMinutes: zone === undefined ? undefined : zoneMinutes(zone),
  }
}

function monthNumber(text: string): number {
  return /\d/.test(text) ? Number(text) : MONTHS.indexOf(text.toLowerCase()) + 1
}

function zoneMinutes(zone: string): number {
  if (zone === 'Z' || zone === 'UTC' || zone === 'GMT') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)))
}

/**
 * Returns the stamp of a Unix time in seconds, milliseconds, microseconds or nanoseconds; the unit is told by its size
 * (each covers 2001 to 2286). Takes text, because nanoseconds do not fit a number. Undefined for anything else.
 */
export function epochStamp(text: string): Stamp | undefined {
  const match = /^(\d{10,19})(?:\.(\d+))?$/.exec(text)
  if (match === null) return undefined
  const digits = match[1] as string
  const fractionDigits = digits.length <= 11 ? 0 : digits.length <= 14 ? 3 : digits.length <= 17 ? 6 : 9
  const whole = fractionDigits === 0 ? digits : digits.slice(0, -fractionDigits)
  const fraction = fractionDigits === 0 ? (match[2] ?? '') : digits.slice(-fractionDigits)
  return { kind: 'full', seconds: Number(whole), fraction: fraction.slice(0, 9), zoneMinutes: 0 }
}

/** Returns the stamp of a kernel's seconds since boot (`12345.678901`). */
export function uptimeStamp(seconds: number, fraction: string): Stamp {
  return { kind: 'uptime', seconds, fraction, zoneMinutes: undefined }
}
