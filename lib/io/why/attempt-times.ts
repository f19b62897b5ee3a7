// When each attempt of a job began and ended, by the times of the lines around the places where one ends.
import type { Millis } from '../../record/time.ts'
import type { Zone } from '../../record/zone.ts'
import type { JudgedAttempt, NearLine } from '../../why/judged.ts'
import { type Times, timesOf } from '../../why/times.ts'
import { isKernelLog } from '../classify/is-kernel-log.ts'
import type { OpenFile } from '../classify/open-log.ts'
import type { LinePosition } from '../model/read-contexts.ts'
import { addPiece, type Piece, readPieces } from './lines-near.ts'
import type { LogTimes } from './reading.ts'

/** Lines around the end of an attempt in the middle of a file in which a time is looked for. */
const LINES_FOR_TIME = 40

/** The logs of a job in the order of reading, and what was seen of each. */
export interface Logs {
  readonly files: readonly string[]
  readonly times: readonly LogTimes[]
  readonly zone: Zone
  readonly open: OpenFile | undefined
}

export type AttemptTimes = Pick<JudgedAttempt, 'began' | 'ended' | 'endedFrom' | 'lastStep'>

/** The times of the lines behind the beginning and before the end of an attempt, where that is amid a file. */
interface Edges {
  first?: Millis
  last?: Millis
}

/**
 * Resolves to when each attempt began and ended; `ends` are the places where they end. What stands amid a file is read
 * a second time, once for all attempts.
 */
export async function timesOfAttempts(logs: Logs, ends: readonly LinePosition[]): Promise<readonly AttemptTimes[]> {
  const { files, times, zone, open } = logs
  const pieces = new Map<number, Piece[]>()
  const timesIn = (file: number, lines: readonly NearLine[]): Times | undefined =>
    timesOf(lines.map(({ text }) => text).join('\n'), zone, (times[file] as LogTimes).writtenAt)
  const spans = ends.map((end, index): Span => {
    const begin = ends[index - 1] ?? { file: 0, line: 1 }
    return { begin, end, files: filesOf(files, begin, end), edges: {} }
  })
  for (const { begin, end, files: indexes, edges } of spans)
    for (const index of indexes) {
      if (index === begin.file && begin.line > 1)
        addPiece(pieces, index, {
          from: begin.line,
          to: begin.line + LINES_FOR_TIME,
          take: lines => setTime(edges, 'first', timesIn(index, lines)?.first),
        })
      if (index === end.file)
        addPiece(pieces, index, {
          from: Math.max(1, end.line - LINES_FOR_TIME),
          to: end.line - 1,
          take: lines => setTime(edges, 'last', timesIn(index, lines)?.last),
        })
    }
  for (const [index, asked] of pieces) await readPieces(files[index] as string, asked, open)
  return spans.map(span => timesOfAttempt(times, span))
}

function setTime(edges: Edges, which: keyof Edges, time: Millis | undefined): void {
  if (time !== undefined) edges[which] = time
}

/** An attempt by the places between which it stands. */
interface Span {
  readonly begin: LinePosition
  readonly end: LinePosition
  /** The files in which it stands, by their place. */
  readonly files: readonly number[]
  readonly edges: Edges
}

/** Returns the files, by their place, that hold lines of what stands between two places, without kernel logs. */
function filesOf(files: readonly string[], begin: LinePosition, end: LinePosition): readonly number[] {
  const indexes: number[] = []
  for (let index = begin.file; index < files.length && index <= end.file; index++)
    if (!(files.length > 1 && isKernelLog(files[index] as string)) && !(index === end.file && end.line === 1))
      indexes.push(index)
  return indexes
}

/** When an attempt began and ended. */
function timesOfAttempt(times: readonly LogTimes[], { begin, end, files, edges }: Span): AttemptTimes {
  const began: Millis[] = []
  const ended: Millis[] = []
  const written: Millis[] = []
  let step: number | undefined
  for (const index of files) {
    const isCut = index === end.file
    const { first, last, writtenAt, lastStep } = times[index] as LogTimes
    const from = index === begin.file && begin.line > 1 ? edges.first : first
    const to = isCut ? edges.last : last
    if (from !== undefined) began.push(from)
    if (to !== undefined) ended.push(to)
    if (isCut) continue
    written.push(writtenAt)
    if (lastStep !== undefined) step = Math.max(step ?? 0, lastStep)
  }
  const [first, last, touched] = [least(began), most(ended), most(written)]
  return {
    ...(first === undefined ? {} : { began: first }),
    ...(step === undefined ? {} : { lastStep: step }),
    ...(last !== undefined
      ? { ended: last, endedFrom: 'line' as const }
      : touched === undefined
        ? {}
        : { ended: touched, endedFrom: 'file' as const }),
  }
}

const least = (times: readonly Millis[]): Millis | undefined =>
  times.reduce<Millis | undefined>((best, time) => (best === undefined || time < best ? time : best), undefined)
const most = (times: readonly Millis[]): Millis | undefined =>
  times.reduce<Millis | undefined>((best, time) => (best === undefined || time > best ? time : best), undefined)
