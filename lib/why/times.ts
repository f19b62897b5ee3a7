// When an attempt began and ended, by the times of its first and last lines.
import { allFormats } from '../parse/all-formats.ts'
import { parser } from '../parse/parser.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { Zone } from '../record/zone.ts'

/** The first and the last time that lines state. */
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

/**
 * Returns the times of a piece of a log. `writtenAt`: when it was last written: times without a year are of
 * the year before. Undefined where no line states a time, or all state the time of day alone, and not which day it was.
 */
export function timesOf(text: string, zone: Zone, writtenAt: Millis): Times | undefined {
  const lines = text.split(/[\n\r]/)
  const dated = timesNear(lines, zone, undefined)
  if (dated !== undefined) return dated
  const past = timesNear(lines, zone, writtenAt - HALF_A_YEAR_MS)
  const nearest = past === undefined ? undefined : timesNear(lines, zone, writtenAt)
  if (past === undefined || nearest === undefined) return undefined
  const apart = nearest.last - past.last
  return apart === 0 || apart > MOST_OF_A_YEAR_MS ? past : undefined
}

function timesNear(lines: readonly string[], zone: Zone, reference: Millis | undefined): Times | undefined {
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
  const times = records.flatMap(record => {
    const time = record.kind === 'log' && record.time_from === 'line' ? parseTime(record.time ?? '') : undefined
    return time === undefined ? [] : [time]
  })
  return times.length === 0 ? undefined : { first: times[0] as Millis, last: times.at(-1) as Millis }
}
