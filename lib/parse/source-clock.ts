// Which instant a line's time is: zones, missing years and dates, lines without a time.
import type { Stamp } from '../formats/stamp.ts'
import { civilToMillis, formatSeconds, formatTime, type Millis } from '../record/time.ts'
import { civilToUtc, UTC, type Zone } from '../record/zone.ts'

/** `000Z` to `999Z`: joining is what a time costs most. */
const MILLIS_ZONE = Array.from({ length: 1000 }, (_, millis) => `${String(millis).padStart(3, '0')}Z`)

/** An instant as records carry it. */
export interface Instant {
  readonly millis: Millis
  /** RFC 3339, UTC. */
  readonly text: string
  readonly from: 'line' | 'observed' | 'inferred' | 'steps'
}

const DAY_SECONDS = 86_400
/** The end of the year 9999, where RFC 3339 ends. */
const LAST_SECONDS = 253_402_300_799
const YEAR_SECONDS = 365.2425 * DAY_SECONDS
/**
 * A neighbour's time stands for a line that came within this time of it; a later one is moved on by the time between.
 */
const NEIGHBOUR_MS = 1000
/** Steps that took so many times the time in which their lines came were not written as they came: a file is read. */
const FASTER_THAN_WRITTEN = 2

/** The time of one source: what its lines say, and what the lines between must then be. */
export interface SourceClock {
  /** Returns the instant of a stamp, or undefined where it cannot be told (no date known, uptime). */
  read(stamp: Stamp, now: Millis): Instant | undefined
  /** Returns the instant of a line without a usable time, or undefined where no clock has been seen yet. */
  infer(now: Millis): Instant | undefined
  /**
   * The same of a line that tells a step: where lines come faster than they can have been written, the step before it
   * and how long a step takes say when it was; where they come as they are written, their arrival does.
   */
  inferStep(step: number, stepTimeMs: number | undefined, now: Millis): Instant | undefined
  /** A line that says its time told a step: the next one that says none goes on from there. */
  noteStep(step: number, at: Millis): void
  save(): SavedClock
  /** Goes on from where another clock of the same source stood. */
  restore(saved: SavedClock): void
}

/** Where a clock stands, as plain JSON. */
export interface SavedClock {
  readonly lastSeconds?: number | undefined
  readonly last?: Instant | undefined
  readonly lastArrival: Millis
  /** The last step, and when it was as far as times of lines and the times of steps say. */
  readonly step?: { readonly number: number; readonly at: Millis } | undefined
}

/**
 * Returns a source's clock. Stamps without a zone are read in `zone`. A missing year or date is the one that puts the
 * stamp nearest to the source's last time, else to `reference` (--date), else to `now`: so it wraps at New Year and at
 * midnight. Next to `now` a date without a year is in the past, with a day of slack.
 */
export function sourceClock(zone: Zone, reference: Millis | undefined): SourceClock {
  let lastSeconds: number | undefined
  let last: Instant | undefined
  let lastArrival: Millis = 0
  let step: SavedClock['step']
  let cachedSeconds = Number.NaN
  let cachedPrefix = ''

  /** In seconds: what a time without a year or a date is near. */
  function nearOf(now: Millis): number | undefined {
    if (lastSeconds !== undefined) return lastSeconds
    const millis = reference ?? (now > 0 ? now : undefined)
    return millis === undefined ? undefined : millis / 1000
  }

  /** In seconds: a line that has been written is not of a later year. What is near a neighbour or --date is free. */
  function latestOf(now: Millis): number {
    const isFree = lastSeconds !== undefined || reference !== undefined || now <= 0
    return isFree ? Number.POSITIVE_INFINITY : now / 1000 + DAY_SECONDS
  }

  const boundsAt = (now: Millis): Bounds => ({
    near: nearOf(now),
    notAfter: latestOf(now),
    isDay: lastSeconds === undefined && reference !== undefined,
  })

  function infer(now: Millis): Instant | undefined {
    if (last === undefined) return instantAt(now, 'observed')
    const since = now - lastArrival
    if (since < NEIGHBOUR_MS) return { millis: last.millis, text: last.text, from: 'inferred' }
    return instantAt(last.millis + since, 'inferred')
  }

  return {
    read(stamp, now) {
      // Nearly every stamp of most logs.
      const isSaid = stamp.kind === 'full' && zone === UTC && stamp.zoneMinutes === undefined
      const seconds = isSaid ? stamp.seconds : secondsOf(stamp, zone, boundsAt(now), lastSeconds ?? 0)
      if (seconds === undefined) return undefined
      if (seconds !== cachedSeconds) {
        if (!(seconds >= 0 && seconds <= LAST_SECONDS)) return undefined
        cachedPrefix = `${formatSeconds(seconds)}.`
        cachedSeconds = seconds
      }
      const fraction = stamp.fraction.length >= 3 ? stamp.fraction : stamp.fraction.padEnd(3, '0')
      const millis = seconds * 1000 + millisOf(fraction)
      lastSeconds = seconds
      last = {
        millis,
        text: cachedPrefix + (fraction.length === 3 ? MILLIS_ZONE[millis % 1000] : `${fraction}Z`),
        from: stamp.isZoneUnknown === true ? 'inferred' : 'line',
      }
      lastArrival = now
      // A line that says its time comes after the step before it, however long its steps seemed to take.
      if (step !== undefined && step.at > millis) step = { ...step, at: millis }
      return last
    },
    infer,
    inferStep(number, stepTimeMs, now) {
      const inferred = infer(now)
      if (inferred === undefined || last === undefined) return inferred
      const before = step
      const took = before !== undefined && number > before.number ? (stepTimeMs ?? 0) * (number - before.number) : 0
      const at = before === undefined ? last.millis : Math.max(last.millis, before.at + took)
      step = { number, at }
      // Counted since the last line whose time is known, not since the last step: lines often come many at once.
      if (at <= last.millis + (now - lastArrival) * FASTER_THAN_WRITTEN) return inferred
      // Whatever its steps seemed to take, nothing was written after it came. Where the log's clock is ahead of ours,
      // ours says nothing.
      const millis = last.millis <= now ? Math.min(at, now) : at
      step = { number, at: millis }
      // What stands between this step and the next was written after it.
      last = instantAt(millis, 'steps') ?? last
      lastArrival = now
      return last
    },
    noteStep(number, at) {
      // Where every step says its time nobody asks.
      if (step !== undefined) step = { number, at }
    },
    save: () => ({ lastSeconds, last, lastArrival, step }),
    restore(saved) {
      ;({ lastSeconds, last, lastArrival, step } = saved)
    },
  }
}

/** Returns the milliseconds that the first three digits of a fraction are. */
const millisOf = (fraction: string): Millis =>
  (fraction.charCodeAt(0) - 48) * 100 + (fraction.charCodeAt(1) - 48) * 10 + (fraction.charCodeAt(2) - 48)

/** Undefined where no text can say it: before 1970 and after 9999. */
function instantAt(millis: Millis, from: Instant['from']): Instant | undefined {
  const text = formatTime(millis)
  return text === undefined ? undefined : { millis, text, from }
}

/** What a time without a year or a date is near, and after what one without a year is not; in seconds. */
interface Bounds {
  readonly near: number | undefined
  readonly notAfter: number
  /** True where `near` is the beginning of the day that a time of the day is of. */
  readonly isDay: boolean
}

/**
 * Returns the seconds since the epoch that a stamp tells in a zone; undefined where it tells too little. `notBefore` is
 * what a time that occurs twice is not before, in seconds.
 */
function secondsOf(stamp: Stamp, zone: Zone, { near, notAfter, isDay }: Bounds, notBefore: number): number | undefined {
  const toUtc = (civil: number): number =>
    stamp.zoneMinutes === undefined ? civilToUtc(civil, zone, notBefore) : civil - stamp.zoneMinutes * 60
  if (stamp.kind === 'full') return toUtc(stamp.seconds)
  if (near === undefined || stamp.kind === 'uptime') return undefined
  if (stamp.kind === 'time-only') {
    const day = Math.floor((near + zone(near) * 60) / DAY_SECONDS) * DAY_SECONDS
    if (isDay) return toUtc(day + stamp.seconds)
    return nearest(
      near,
      [day - DAY_SECONDS, day, day + DAY_SECONDS].map(midnight => toUtc(midnight + stamp.seconds)),
    )
  }
  const year = Math.floor(1970 + near / YEAR_SECONDS)
  const candidates = [year - 1, year, year + 1].map(candidate => toUtc(inYear(stamp.seconds, candidate)))
  return nearest(
    near,
    candidates.filter((candidate, index) => index === 0 || candidate <= notAfter),
  )
}

function nearest(target: number, candidates: readonly number[]): number {
  return candidates.reduce((best, candidate) =>
    Math.abs(candidate - target) < Math.abs(best - target) ? candidate : best,
  )
}

const LEAP_YEAR_START = 946_684_800 // 2000-01-01, the year that stands in where a stamp has none

/** Moves a time of the year 2000 into another year; February 29 of a common year becomes March 1. */
function inYear(seconds: number, year: number): number {
  const days = Math.floor((seconds - LEAP_YEAR_START) / DAY_SECONDS)
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const shift = leap || days < 60 ? 0 : 1
  return civilToMillis(year, 1, 1) / 1000 + (days - shift) * DAY_SECONDS + ((seconds - LEAP_YEAR_START) % DAY_SECONDS)
}
