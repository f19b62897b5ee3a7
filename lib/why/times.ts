// When an attempt began and ended, by the times of its first and last lines.
import { allFormats } from '../parse/all-formats.ts'
import { parser } from '../parse/parser.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { Zone } from '../record/zone.ts'

/** The first time that lines state, and the latest: the last line may be of a rank that says when it began. */
export interface Times {
  readonly first: Millis
  readonly last: Millis
}

const LONGEST_LINE = 4096
const DAY_MS = 86_400_000
/** A log tells no later time than when it was written: what is nearest to half a year before is the past of a year. */
const HALF_A_YEAR_MS = 181 * DAY_MS
/** Two readings of a time without a year lie a year apart, or nothing; two of a mere time of day half a year. */
const MOST_OF_A_YEAR_MS = 300 * DAY_MS

let detector: ReturnType<typeof allFormats> | undefined

/** What a piece of a log tells of its end. */
export interface Told {
  readonly times?: Times
  readonly lastStep?: number
}

/**
 * Returns the times of a piece of a log. `writtenAt`: when it was last written: times without a year are of
 * the year before. Undefined where no line states a time, or all state the time of day alone, and not which day it was.
 */
export const timesOf = (text: string, zone: Zone, writtenAt: Millis): Times | undefined =>
  toldOf(text, zone, writtenAt).times

/** Returns the times of a piece of a log as `timesOf` does, and the last step that a line in it tells. */
export function toldOf(text: string, zone: Zone, writtenAt: Millis): Told {
  const lines = text.split(/[\n\r]/)
  const records = recordsNear(lines, zone, undefined)
  const times = timesIn(records) ?? timesOfThePast(lines, zone, writtenAt)
  const lastStep = records.findLast(record => record.step !== undefined)?.step
  return { ...(times === undefined ? {} : { times }), ...(lastStep === undefined ? {} : { lastStep }) }
}

function timesOfThePast(lines: readonly string[], zone: Zone, writtenAt: Millis): Times | undefined {
  const past = timesIn(recordsNear(lines, zone, writtenAt - HALF_A_YEAR_MS))
  const nearest = past === undefined ? undefined : timesIn(recordsNear(lines, zone, writtenAt))
  if (past === undefined || nearest === undefined) return undefined
  const apart = nearest.last - past.last
  return apart === 0 || apart > MOST_OF_A_YEAR_MS ? past : undefined
}

function recordsNear(lines: readonly string[], zone: Zone, reference: Millis | undefined): readonly LogRecord[] {
  detector ??= allFormats()
  const state = parser({
    detector,
    zone,
    reference,
    maxLineCharacters: LONGEST_LINE,
    quietMs: 0,
    defaultsOf: () => ({}),
  })
  const records = [...lines.flatMap(line => state.line(line, 0)), ...state.releaseAll()]
  return records.flatMap(record => (record.kind === 'log' ? [record as LogRecord] : []))
}

function timesIn(records: readonly LogRecord[]): Times | undefined {
  const times = records.flatMap(record => {
    const time = record.time_from === 'line' ? parseTime(record.time ?? '') : undefined
    return time === undefined ? [] : [time]
  })
  return times.length === 0 ? undefined : { first: times[0] as Millis, last: Math.max(...times) }
}
