// Reads the time texts of logs into civil time. Which instant a civil time is (zone, missing year or date) is the
// parser's business.
import { civilToMillis } from '../record/time.ts'

/** A time as it is written. */
export interface Stamp {
  /**
   * full: date and time. no-year: month, day and time, in year 2000. time-only: seconds of the day. uptime: seconds
   * since boot.
   */
  readonly kind: 'full' | 'no-year' | 'time-only' | 'uptime'
  /** Whole seconds since 1970-01-01T00:00:00, read as if the text were in UTC. */
  readonly seconds: number
  /** Digits after the second, '' where there are none; at most 9 (nanoseconds), more are cut. */
  readonly fraction: string
  /** Minutes east of UTC, where the text says so. */
  readonly zoneMinutes: number | undefined
  /**
   * The text that it was read from: mostly a part of the line, where a format has not put it together. '' for an uptime
   * and for a number.
   */
  readonly text: string
  /** True where the text names a zone that is not known, or is one of several: which instant it is, is a guess. */
  readonly isZoneUnknown?: boolean
}

/**
 * Abbreviations of zones, in minutes east of UTC. Those that stand for several (CST is China's and Chicago's) are left
 * out, but for the two that hardly anybody else writes: IST is India's, BST Britain's.
 */
const ZONE_MINUTES: Readonly<Record<string, number>> = {
  ...{ Z: 0, UTC: 0, GMT: 0, WET: 0, WEST: 60, BST: 60, CET: 60, CEST: 120, EET: 120, EEST: 180, MSK: 180, SAST: 120 },
  ...{
    IST: 330,
    PKT: 300,
    ICT: 420,
    WIB: 420,
    HKT: 480,
    SGT: 480,
    AWST: 480,
    JST: 540,
    KST: 540,
    AEST: 600,
    AEDT: 660,
  },
  ...{ NZST: 720, NZDT: 780, EST: -300, EDT: -240, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420 },
  ...{ AKST: -540, AKDT: -480, HST: -600, BRT: -180 },
}

/**
 * What names a zone behind a time, for use inside patterns: an offset, an abbreviation that is known, or three to five
 * capitals that end in T and are no word of loggers.
 */
export const ZONE = `(?:[+-]\\d\\d:?\\d\\d|(?:${Object.keys(ZONE_MINUTES).join('|')}|(?!ALERT|ABORT|EVENT|START|TEST|INIT|HOST|ROOT|TRT|RESET|NOT|GOT|OUT|COUNT|FAULT|INPUT|EXIT|SHUT|DRIFT)[A-Z]{2,4}T)(?![\\w:=/.-]))`

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * Year-first: 2024-01-15 10:30:45,123 | 2024/01/15T10:30:45.123456789+05:30 | 2021-Aug-27 23:22:12.0323 |
 * 2005-06-03-15.42.50.675872 | 2024-05-01-10:00:00.123.456 | 2020-01-01_00:00:00
 */
const YEAR_FIRST = new RegExp(
  `^(\\d{4})[-/.](\\d\\d|[A-Za-z]{3})[-/.](\\d\\d)[ T_:,-]{1,2}(\\d\\d)[:.](\\d\\d)[:.](\\d\\d)(?:[.,:](\\d+(?:\\.\\d{3})?))?(?: ?(${ZONE}))?`,
  'd',
)
const COMPACT_DATE = /^(\d{4})(\d\d)(\d\d)[ T_-](\d\d):?(\d\d):?(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)?/
/**
 * Feb 27 2025 14:10:02 | Sun Feb 23 16:24:18 2025 | Thu Feb 13 12:42:18.123 2025 | Mon Apr 20 10:04:03 CEST 2026 | Fri
 * Mar  6 09:08:07 AM UTC 2026
 */
const MONTH_NAME_WITH_YEAR = new RegExp(
  `^(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2}) +(\\d{1,2})(?: (\\d{4}))? (\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d+))?(?: ([AP]M))?(?: (${ZONE})(?= \\d{4}))?(?: (\\d{4})(?!\\d))?`,
)
/** Fri 06 Mar 2026 09:08:07 AM UTC | Fri, 06 Mar 2026 09:08:07 +0100 | 02 Jan 03:04 */
const DAY_MONTH_NAME = new RegExp(
  `^(?:[A-Z][a-z]{2},? )?(\\d{1,2}) ([A-Z][a-z]{2})(?: (\\d{4}))? (\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d+))?)?(?: ([AP]M))?(?: (${ZONE}))?`,
)
/** mm/dd HH:MM:SS | mm/dd-HH:MM:SS.ff | MMDD HH:MM:SS.uuuuuu | MDD (torch C++ drops the leading zero) */
const MONTH_DAY = /^(\d{1,2}?)[/-]?(\d\d)[ -](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?/d
/**
 * 05/01/2024 10:00:00 | 05/01/24 10:00:00 (rich), as the US writes dates; 01.05.2024 is no form of any trainer. With no
 * such month it is a year: 24/05/01 10:00:00 is Log4j's own form in Spark and Hadoop.
 */
const US_DATE = /^(\d\d)\/(\d\d)\/(\d{4}|\d\d)[ ,T-]{1,2}(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?: (AM|PM))?/
const TIME_ONLY = /^(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?/d

/** A minute that was read: the text up to its seconds, and what that says. */
interface Minute extends Pick<Stamp, 'kind' | 'seconds'> {
  readonly text: string
  /** The text without its last six characters, and those. */
  readonly start: string
  readonly end: string
  /** The text with all digits as 0. */
  readonly form: string
  /** True where a `Z` behind the time is its zone. */
  readonly zoned: boolean
}

/** The last minutes, each of another form, because the logs of several programs come mixed. */
const minutes: Minute[] = []
const MAX_MINUTES = 4

/**
 * Returns the time that a text starts with, or undefined where it starts with none (or with an impossible one, such as
 * month 13).
 */
export function readStamp(text: string): Stamp | undefined {
  return inKnownMinute(text) ?? readAnyStamp(text)
}

/** Nearly all stamps are of the same minute as the last one of their form: those cost one comparison and no pattern. */
function inKnownMinute(text: string): Stamp | undefined {
  for (let index = 0; index < minutes.length; index++) {
    const minute = minutes[index] as Minute
    const { length } = minute.text
    // From its end, where it differs most often; in two parts, because cuts of up to 12 characters are compared without
    // a call.
    if (text.slice(length - 6, length) === minute.end && text.slice(0, length - 6) === minute.start)
      return inMinute(minute, text)
  }
  return undefined
}

/**
 * Reads two digits, a fraction of at most nine and a `Z`, which every pattern reads alike; undefined for anything else.
 */
function inMinute({ text: { length: at }, kind, seconds: start, zoned }: Minute, text: string): Stamp | undefined {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  if (!(tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9)) return undefined
  const seconds = start + tens * 10 + ones
  let end = text.length
  const inZone = zoned && text.charCodeAt(end - 1) === 90
  if (inZone) end--
  const zoneMinutes = inZone ? 0 : undefined
  if (end === at + 2) return { kind, seconds, fraction: '', zoneMinutes, text }
  const mark = text.charCodeAt(at + 2)
  if ((mark !== 44 && mark !== 46) || end === at + 3 || end > at + 12) return undefined
  for (let place = at + 3; place < end; place++)
    if (text.charCodeAt(place) < 48 || text.charCodeAt(place) > 57) return undefined
  return { kind, seconds, fraction: text.slice(at + 3, end), zoneMinutes, text }
}

/**
 * Returns the stamp and remembers its minute. The second is the match's group of this number; nothing before it may
 * depend on what is behind it.
 */
function remember(match: RegExpExecArray, group: number, stamp: Stamp | undefined, zoned: boolean): Stamp | undefined {
  const at = match.indices?.[group]?.[0]
  if (stamp === undefined || at === undefined) return stamp
  const text = match[0].slice(0, at)
  const form = text.replace(/\d/g, '0')
  const minute = {
    text,
    start: text.slice(0, -6),
    end: text.slice(-6),
    form,
    kind: stamp.kind,
    seconds: stamp.seconds - Number(match[group]),
    zoned,
  }
  const known = minutes.findIndex(other => other.form === form)
  if (known !== -1) minutes[known] = minute
  else if (minutes.unshift(minute) > MAX_MINUTES) minutes.pop()
  return stamp
}

/** A way to write a time, and what a match of it says; undefined for an impossible time. */
interface Form {
  readonly pattern: RegExp
  read(match: RegExpExecArray): Stamp | undefined
}

const FORMS: readonly Form[] = [
  {
    pattern: YEAR_FIRST,
    read(match) {
      const [text, year, month, day, hour, minute, second, fraction, zone] = match
      const named = monthNumber(month as string)
      return remember(
        match,
        6,
        full(text, Number(year), named, Number(day), hour, minute, second, fraction, zone),
        true,
      )
    },
  },
  {
    pattern: COMPACT_DATE,
    read: ([text, year, month, day, hour, minute, second, fraction, zone]) =>
      full(text, Number(year), Number(month), Number(day), hour, minute, second, fraction, zone),
  },
  {
    pattern: MONTH_NAME_WITH_YEAR,
    read([text, month, day, yearBefore, hour, minute, second, fraction, half, zone, yearBehind]) {
      const year = yearBefore ?? yearBehind
      const number = year === undefined ? undefined : Number(year)
      const ofDay = hourOf(hour as string, half)
      return full(text, number, monthNumber(month as string), Number(day), ofDay, minute, second, fraction, zone)
    },
  },
  {
    pattern: DAY_MONTH_NAME,
    read([text, day, month, year, hour, minute, second, fraction, half, zone]) {
      const number = year === undefined ? undefined : Number(year)
      const ofDay = hourOf(hour as string, half)
      return full(text, number, monthNumber(month as string), Number(day), ofDay, minute, second, fraction, zone)
    },
  },
  {
    pattern: MONTH_DAY,
    read(match) {
      const [text, month, day, hour, minute, second, fraction] = match
      return remember(
        match,
        5,
        full(text, undefined, Number(month), Number(day), hour, minute, second, fraction),
        false,
      )
    },
  },
  {
    pattern: US_DATE,
    read([text, month, day, year, hour, minute, second, fraction, half]) {
      const number = Number(year)
      const first = Number(month)
      if (number < 100 && first > 12)
        return full(text, 2000 + first, Number(day), number, hourOf(hour as string, half), minute, second, fraction)
      const inFull = number < 100 ? 2000 + number : number
      return full(text, inFull, Number(month), Number(day), hourOf(hour as string, half), minute, second, fraction)
    },
  },
  {
    pattern: TIME_ONLY,
    read(match) {
      const [text, hour, minute, second, fraction] = match
      const stamp = full(text, 1970, 1, 1, hour, minute, second, fraction)
      return stamp === undefined ? undefined : remember(match, 3, { ...stamp, kind: 'time-only' }, false)
    },
  },
]

/** The first form that the text is of decides, also where it says an impossible time. */
function readAnyStamp(text: string): Stamp | undefined {
  for (let index = 0; index < FORMS.length; index++) {
    const { pattern, read } = FORMS[index] as Form
    const match = pattern.exec(text)
    if (match !== null) return read(match)
  }
  return undefined
}

/**
 * Returns the stamp of a date and time; undefined for an impossible one. Year 2000 stands in where the year is missing:
 * it is a leap year, so that February 29 is a date. The parameters stand in the order in which dates are written, which
 * is also that of a match's groups.
 */
function full(
  text: string,
  year: number | undefined,
  month: number,
  day: number,
  hour = '',
  minute = '',
  second = '',
  fraction = '',
  zone?: string,
): Stamp | undefined {
  const [h, m, s] = [Number(hour), Number(minute), Number(second)]
  // Second 60 is a leap second; it counts as the next minute's first.
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && h <= 23 && m <= 59 && s <= 60)) return undefined
  const seconds = civilToMillis(year ?? 2000, month, day, h, m, s) / 1000
  const stamp: Stamp = {
    kind: year === undefined ? 'no-year' : 'full',
    seconds,
    fraction: fraction.replace('.', '').slice(0, 9),
    zoneMinutes: zone === undefined ? undefined : zoneMinutes(zone),
    text,
  }
  return zone === undefined || stamp.zoneMinutes !== undefined ? stamp : { ...stamp, isZoneUnknown: true }
}

/** The hour of the day, where AM or PM may say which half it is of. */
function hourOf(hour: string, half: string | undefined): string {
  return half === undefined ? hour : String((Number(hour) % 12) + (half === 'PM' ? 12 : 0))
}

function monthNumber(text: string): number {
  return /\d/.test(text) ? Number(text) : MONTHS.indexOf(text.toLowerCase()) + 1
}

/** Undefined for an abbreviation that is not known. */
function zoneMinutes(zone: string): number | undefined {
  if (/^[A-Z]/.test(zone)) return Object.hasOwn(ZONE_MINUTES, zone) ? ZONE_MINUTES[zone] : undefined
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
  return { kind: 'full', seconds: Number(whole), fraction: fraction.slice(0, 9), zoneMinutes: 0, text }
}

/** As `epochStamp`, for a number. Milliseconds, of which most programs write their times, need no text. */
export function stampOfNumber(value: number): Stamp | undefined {
  if (!(Number.isSafeInteger(value) && value >= 1e12 && value < 1e14)) return epochStamp(String(value))
  const millis = value % 1000
  return {
    kind: 'full',
    seconds: (value - millis) / 1000,
    fraction: String(millis).padStart(3, '0'),
    zoneMinutes: 0,
    text: '',
  }
}

/** Returns the stamp of a kernel's seconds since boot (`12345.678901`). */
export function uptimeStamp(seconds: number, fraction: string): Stamp {
  return { kind: 'uptime', seconds, fraction, zoneMinutes: undefined, text: '' }
}
