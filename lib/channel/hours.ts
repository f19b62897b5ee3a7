// When a channel tells: `mon-fri 08:00-20:00`, `22:00-07:00`, `sat,sun`, by the clock of a zone. What that clock says
// is asked anew for every instant, so a night with a change of the clocks is as long as it is.
import type { Millis } from '../record/time.ts'
import type { Zone } from '../record/zone.ts'

/** Some time of some days of each week. */
export interface Window {
  /** Monday is 0. The days on which it begins. */
  readonly days: ReadonlySet<number>
  /** Minutes since midnight. */
  readonly from: number
  /** As `from`; where it is not later than that, it is of the next day. */
  readonly to: number
}

export interface Hours {
  isOpen(now: Millis): boolean
  /** When it is open next, from now on; undefined for never. */
  opens(now: Millis): Millis | undefined
}

const DAYS: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const WEEK_DAYS = 7
const DAY_MINUTES = 1440
const MINUTE_MS = 60_000
/** A week, and a day more: the clocks may change within it. */
const LOOK_AHEAD_MINUTES = (WEEK_DAYS + 1) * DAY_MINUTES

/** Returns a window as it is written, or why it is none. */
export function parseWindow(text: string): Window | { readonly reason: string } {
  const words = text.trim().toLowerCase().split(/\s+/)
  const [last = ''] = words.slice(-1)
  const hasTimes = /^[\d:]+-[\d:]+$/.test(last)
  const dayWords = hasTimes ? words.slice(0, -1) : words
  const wrong = { reason: `${JSON.stringify(text.slice(0, 60))} is no time of a week: ${EXAMPLE}` }
  if (dayWords.length > 1 || text.trim() === '') return wrong
  const days = dayWords[0] === undefined ? new Set(DAYS.keys()) : daysOf(dayWords[0])
  if (days === undefined) return wrong
  if (!hasTimes) return { days, from: 0, to: DAY_MINUTES }
  const [from, to] = last.split('-').map(minutesOf)
  if (from === undefined || to === undefined || from === DAY_MINUTES) return wrong
  if (from === to) return { reason: `${last} is over as it begins; a whole day is 00:00-24:00` }
  return { days, from, to }
}
const EXAMPLE = 'write one such as mon-fri 08:00-20:00, 22:00-07:00 or sat,sun'

/** `mon-fri`, `sat,sun`, `fri-mon`. */
function daysOf(text: string): ReadonlySet<number> | undefined {
  const days = new Set<number>()
  for (const part of text.split(',')) {
    const [first, last, ...more] = part.split('-').map(name => DAYS.indexOf(name))
    if (first === undefined || first < 0 || (last !== undefined && last < 0) || more.length > 0) return undefined
    for (let day = first; ; day = (day + 1) % WEEK_DAYS) {
      days.add(day)
      if (day === (last ?? first)) break
    }
  }
  return days
}

function minutesOf(text: string): number | undefined {
  const [, hour, minute] = /^(\d\d?):(\d\d)$/.exec(text) ?? []
  const minutes = Number(hour) * 60 + Number(minute)
  return hour !== undefined && Number(minute) < 60 && minutes <= DAY_MINUTES ? minutes : undefined
}

/** Returns the hours of what is active, where that says anything, and not quiet. */
export function hoursOf(active: readonly Window[], quiet: readonly Window[], zone: Zone): Hours {
  function isOpen(now: Millis): boolean {
    const seconds = Math.floor(now / 1000)
    const minutes = Math.floor(seconds / 60) + zone(seconds)
    const day = Math.floor(minutes / DAY_MINUTES)
    // The first day of the epoch was a Thursday.
    const at = { day: (((day + 3) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS, minute: minutes - day * DAY_MINUTES }
    return (active.length === 0 || active.some(one => isWithin(one, at))) && !quiet.some(one => isWithin(one, at))
  }
  return {
    isOpen,
    opens(now) {
      if (isOpen(now)) return now
      const next = Math.floor(now / MINUTE_MS) + 1
      for (let minute = next; minute <= next + LOOK_AHEAD_MINUTES; minute++)
        if (isOpen(minute * MINUTE_MS)) return minute * MINUTE_MS
      return undefined
    },
  }
}

function isWithin({ days, from, to }: Window, { day, minute }: { readonly day: number; readonly minute: number }) {
  if (from < to) return days.has(day) && minute >= from && minute < to
  return (days.has(day) && minute >= from) || (days.has((day + WEEK_DAYS - 1) % WEEK_DAYS) && minute < to)
}
