// What is known of a host -> a row for a person, and one for a script.
import { readCheckpoint } from '../sources/checkpoint.ts'
import type { Position } from '../sources/position.ts'
import type { Report } from './host-script.ts'

export interface HostRow {
  readonly host: string
  readonly state: 'running' | 'stopped' | 'not started' | 'no answer'
  /** Where logmon runs: there, or here, reading over ssh. */
  readonly runs?: 'there' | 'here'
  readonly files?: number
  /** Bytes that are in the files and not with the server. */
  readonly lag_bytes?: number
  /** When the newest line was written, RFC 3339. */
  readonly last_line?: string
  readonly sent?: number
  /** Lines that were refused, or given up. */
  readonly dropped?: number
  /** What is wrong, as it was said last. */
  readonly note?: string
}

/** Returns the positions of a report; none where they cannot be read. */
export function positionsOf({ positions }: Report): readonly Position[] {
  const read = positions === '' ? [] : readCheckpoint(positions)
  return 'reason' in read ? [] : read
}

export interface Seen {
  readonly runs: 'there' | 'here'
  readonly report: Report
  /** Sizes of the files of its positions, in their order. */
  readonly sizes: readonly (number | undefined)[]
}

export function hostRow(
  host: string,
  { runs, report, sizes }: Seen,
  timeText: (millis: number) => string | undefined,
): HostRow {
  if (report.state === 'none') return { host, state: 'not started' }
  const positions = positionsOf(report)
  const newest = Math.max(0, ...positions.map(({ modifiedMs }) => modifiedMs ?? 0))
  const last = newest === 0 ? undefined : timeText(newest)
  const note = report.state === 'stopped' ? (report.log.split('\n').at(-1) ?? '') : ''
  return {
    host,
    state: report.state,
    runs,
    files: positions.length,
    lag_bytes: lagOf(positions, sizes),
    ...(last === undefined ? {} : { last_line: last }),
    sent: metric(report, 'lines_sent_total'),
    dropped: metric(report, 'lines_refused_total') + metric(report, 'lines_dropped_total'),
    ...(note === '' ? {} : { note }),
  }
}

/** A file that is gone, or was begun anew, has no lag that could be told. */
function lagOf(positions: readonly Position[], sizes: readonly (number | undefined)[]): number {
  return positions.reduce((sum, { offset }, index) => sum + Math.max(0, (sizes[index] ?? offset) - offset), 0)
}

/** Adds up a family of a metrics file. */
function metric({ metrics }: Report, name: string): number {
  let sum = 0
  for (const line of metrics.split('\n')) {
    const match = /^logmon_ship_(\w+)(?:\{[^}]*\})? (\d+(?:\.\d+)?)$/.exec(line)
    if (match?.[1] === name) sum += Number(match[2])
  }
  return sum
}
