// The logs of one job, read again from their first line to their last as if they came in now: their records in the
// order of time, whichever file they are of.

import { attemptOfPath } from '../classify/file-order.ts'
import type { Driver } from '../drive.ts'
import { parseTime } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { readLogLines } from './read-log-lines.ts'

export interface Replay {
  readonly files: readonly string[]
  /** Returns what turns the lines of a file into records. */
  parserOf(file: string): Driver
  /** Where all records go through, in the order of time. */
  readonly driver: Driver
  /** Takes what leaves that. */
  take(record: AnyRecord): void
  /** Called with a file that could not be read to its end, and why; the others are read all the same. */
  failed(file: string, error: NodeJS.ErrnoException): void
  readonly stop?: AbortSignal
}

/** One file with the records that were read of it and not given yet. */
interface Source {
  readonly next: () => Promise<readonly AnyRecord[] | undefined>
  records: readonly AnyRecord[]
  at: number
  /** Of the record at hand; one without a time has that of the one before. */
  time: number
}

/** Of many files less is held at once. */
const FEW_FILES = 16
const SMALL_CHUNK_BYTES = 16 * 1024

/**
 * Resolves when all is read. Files of one attempt, as their paths number it, are read side by side; attempts one after
 * the other. Memory: a chunk of each file of an attempt.
 */
export async function replayLogs(replay: Replay): Promise<void> {
  const { driver, take } = replay
  const emit = ({ record }: { readonly record: AnyRecord }): void => take(record)
  for (const files of byAttempt(replay.files)) {
    const sources = files.map(file => sourceOf(file, replay, files.length > FEW_FILES ? SMALL_CHUNK_BYTES : undefined))
    const open: Source[] = []
    for (const source of sources) if (await fill(source)) open.push(source)
    while (open.length > 0 && replay.stop?.aborted !== true) {
      const first = earliest(open)
      const source = open[first] as Source
      const until = secondTime(open, first)
      // What is earlier than anything else goes at once.
      do {
        driver.feed({ record: source.records[source.at] as AnyRecord, line: undefined, form: undefined }, 0, emit)
        source.at++
      } while (readTime(source) && source.time <= until)
      if (source.at >= source.records.length && !(await fill(source))) open.splice(first, 1)
    }
  }
  driver.flush(emit)
  driver.end(0, emit)
}

/** The files by attempt, in rising order; what names none is of the first. */
function byAttempt(files: readonly string[]): readonly (readonly string[])[] {
  const groups = new Map<number, string[]>()
  for (const file of files) {
    const attempt = attemptOfPath(file) ?? 0
    groups.set(attempt, [...(groups.get(attempt) ?? []), file])
  }
  return [...groups.entries()].sort(([one], [other]) => one - other).map(([, group]) => group)
}

function sourceOf(file: string, { parserOf, failed }: Replay, chunkBytes: number | undefined): Source {
  const lines = readLogLines(file, undefined, chunkBytes)
  const parser = parserOf(file)
  let hasEnded = false
  const next = async (): Promise<readonly AnyRecord[] | undefined> => {
    if (hasEnded) return undefined
    const records: AnyRecord[] = []
    const keep = ({ record }: { readonly record: AnyRecord }): void => void records.push(record)
    const chunk = await lines.next().catch((error: NodeJS.ErrnoException) => {
      failed(file, error)
      return { done: true as const, value: undefined }
    })
    hasEnded = chunk.done === true
    if (hasEnded) parser.end(0, keep)
    else for (const line of chunk.value ?? []) parser.feed(line, 0, keep)
    parser.flush(keep)
    return records
  }
  return { next, records: [], at: 0, time: 0 }
}

/** Reads on until there is a record; resolves to false where there is none any more. */
async function fill(source: Source): Promise<boolean> {
  for (;;) {
    const records = await source.next()
    if (records === undefined) return false
    source.records = records
    source.at = 0
    if (readTime(source)) return true
  }
}

/** Notes the time of the record at hand; false where there is none. */
function readTime(source: Source): boolean {
  const record = source.records[source.at]
  if (record === undefined) return false
  const time = record.time === undefined ? undefined : parseTime(record.time)
  // Within a file the order is given.
  if (time !== undefined) source.time = Math.max(source.time, time)
  return true
}

function earliest(sources: readonly Source[]): number {
  let best = 0
  for (let index = 1; index < sources.length; index++)
    if ((sources[index] as Source).time < (sources[best] as Source).time) best = index
  return best
}

/** The earliest time of all others. */
function secondTime(sources: readonly Source[], first: number): number {
  let time = Number.POSITIVE_INFINITY
  for (const [index, source] of sources.entries()) if (index !== first) time = Math.min(time, source.time)
  return time
}
