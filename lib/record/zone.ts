// Offsets of IANA time zones, from the runtime's own tables, looked up once per hour of log time.
import { formatTime, type Millis } from './time.ts'

/** Returns the minutes east of UTC at an instant (seconds since the epoch). */
export type Zone = (utcSeconds: number) => number

export const UTC: Zone = () => 0

/**
 * Returns the zone of an IANA name (`Asia/Kolkata`), `UTC`, `local` or a fixed offset (`+05:30`); undefined where there
 * is no such zone.
 */
export function zoneOf(name: string): Zone | undefined {
  if (name === 'UTC' || name === 'Z') return UTC
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(name)
  if (fixed !== null) {
    const minutes = (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]))
    return () => minutes
  }
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      ...(name === 'local' ? {} : { timeZone: name }),
      timeZoneName: 'longOffset',
      hour: 'numeric',
    })
  } catch {
    return undefined // RangeError: no such zone
  }
  let cachedQuarter = Number.NaN
  let cachedMinutes = 0
  return utcSeconds => {
    // Zones change on quarter hours.
    const quarter = Math.floor(utcSeconds / 900)
    if (quarter !== cachedQuarter) {
      cachedMinutes = offsetMinutes(
        format.formatToParts(quarter * 900_000).find(part => part.type === 'timeZoneName')?.value ?? 'GMT',
      )
      cachedQuarter = quarter
    }
    return cachedMinutes
  }
}

/** Returns an instant as the clocks of a zone show it, with their offset: `2026-01-05T18:00:00.000+08:00`. */
export function localTime(millis: Millis, zone: Zone): string {
  const minutes = zone(Math.floor(millis / 1000))
  const text = (formatTime(millis + minutes * 60_000) ?? '').slice(0, -1)
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${text}${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}

/** `GMT`, `GMT+05:30`, `GMT-00:44:30` (seconds are cut). */
function offsetMinutes(text: string): number {
  const match = /^GMT([+-])(\d\d):(\d\d)/.exec(text)
  if (match === null) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
}

/**
 * Returns the UTC seconds of a civil time in a zone. A time that occurs twice (clocks put back) is its first
 * occurrence, or the second where the first would lie before `notBefore`; a time that is skipped (clocks put forward)
 * is read with the offset before the change.
 */
export function civilToUtc(civilSeconds: number, zone: Zone, notBefore: number): number {
  const before = civilSeconds - zone(civilSeconds - 86_400) * 60
  const after = civilSeconds - zone(civilSeconds + 86_400) * 60
  if (before === after) return before
  const fits = [before, after].filter(utc => utc + zone(utc) * 60 === civilSeconds).sort((a, b) => a - b)
  const [first, second] = fits
  if (first === undefined) return before
  return second !== undefined && first < notBefore ? second : first
}
