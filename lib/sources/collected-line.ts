// What one line of a message file or of another node's stream is: a header that begins an entry, a record, or more of
// the entry before.
import { MAX_DEPTH, withinDepth } from '../record/depth.ts'
import { readRecord as recordOfLine } from '../record/read.ts'
import { beginsStream } from '../record/stream-marks.ts'
import { type Millis, parseTime } from '../record/time.ts'
import { wordOf } from '../record/word.ts'
import { NVRX_HEADER } from './nvrx-files.ts'

export interface LineHead {
  /** entry: an NVRx line. record: a record of logmon's, passed on as it is. */
  readonly is: 'entry' | 'record'
  readonly time: Millis
  readonly node?: string
  readonly rank?: number
  readonly local_rank?: number
  /** Tells the writers of one stream apart. */
  readonly writer: string
}

/** How lines are read that look like records of ours: as such in the stream of another source, else as text. */
export interface CollectedLines {
  /** Reads a civil time (`2026-01-02 03:04:05`) in the node's zone. */
  readonly localTime: (civil: string) => Millis
  readonly areRecords: boolean
}

/** What a source's stream holds: nothing else in it is a record. */
const OF_A_SOURCE = /^\{"kind":"(?:log|notice)"/

/** Returns what begins with a line; undefined for a line that goes on. */
export function readHead(line: string, { localTime, areRecords }: CollectedLines): LineHead | undefined {
  if (areRecords && OF_A_SOURCE.test(line)) return readRecord(line)
  // Only the start is looked at: a header is short, a line may be a million characters long.
  const match = NVRX_HEADER.exec(line.slice(0, 600))
  if (match === null) return undefined
  const [, civil = '', millis, node = '', rank, local] = match
  const time = localTime(civil) + Number(millis)
  if (Number.isNaN(time)) return undefined // the 31st of June
  return {
    is: 'entry',
    time,
    node,
    ...(rank === '?' ? {} : { rank: Number(rank) }),
    ...(local === '?' ? {} : { local_rank: Number(local) }),
    writer: `${node} ${rank} ${local}`,
  }
}

function readRecord(line: string): LineHead | undefined {
  let record: { time?: unknown; node?: unknown; rank?: unknown; local_rank?: unknown; file?: unknown }
  try {
    record = JSON.parse(withinDepth(line, MAX_DEPTH)) as typeof record
  } catch {
    return undefined // text that only looks like a record
  }
  const time = typeof record.time === 'string' ? parseTime(record.time) : undefined
  return {
    is: 'record',
    time: time ?? 0,
    writer: [record.node, record.rank, record.local_rank, record.file].map(wordOf).join(' '),
  }
}

const NEWLINE = 10
const MARK = /^\{"kind":"notice","code":"stream_(?:begins|ends)"/

/** True for bytes that begin with the first record of a source. */
export function isStreamStart(bytes: Buffer): boolean {
  const newline = bytes.indexOf(NEWLINE)
  const record = recordOfLine(bytes.toString('utf8', 0, newline === -1 ? bytes.length : newline))
  return record !== undefined && beginsStream(record)
}

/** True for the first or the last record of a source. */
export function isStreamMark(bytes: Buffer): boolean {
  return MARK.test(bytes.toString('latin1', 0, 60))
}

/** Some lines that belong together, with where they stood. */
export interface CollectedEntry {
  readonly head: LineHead | undefined
  readonly bytes: Buffer
  readonly offset: number
}

/** Returns the entries of a block of whole lines; the first may go on an entry of an earlier block (no head). */
export function splitEntries(block: Buffer, offset: number, lines: CollectedLines): readonly CollectedEntry[] {
  const entries: CollectedEntry[] = []
  let start = 0
  let head: LineHead | undefined
  for (let from = 0; from < block.length; ) {
    const newline = block.indexOf(NEWLINE, from)
    const end = newline === -1 ? block.length : newline + 1
    const found = readHead(block.toString('utf8', from, newline === -1 ? end : newline), lines)
    if (found !== undefined) {
      if (from > start || head !== undefined)
        entries.push({ head, bytes: block.subarray(start, from), offset: offset + start })
      start = from
      head = found
    }
    from = end
  }
  if (start < block.length) entries.push({ head, bytes: block.subarray(start), offset: offset + start })
  return entries
}
