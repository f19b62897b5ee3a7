// What goes by while the logs of a job are read: when each began and ended.
import { statSync } from 'node:fs'
import type { Millis } from '../../record/time.ts'
import type { Zone } from '../../record/zone.ts'
import { timesOf, toldOf } from '../../why/times.ts'
import { type LogEnds, logEnds } from './log-ends.ts'

/** What is known of a log when it was read. */
export interface LogTimes {
  readonly first?: Millis
  readonly last?: Millis
  /** The last step that its end tells. */
  readonly lastStep?: number
  readonly writtenAt: Millis
}

/** What goes by while files are read. */
export interface Reading {
  /** In the order of reading; none for a file that was not read to its end. */
  readonly times: readonly LogTimes[]
  /** The file at hand; undefined before the first and after the last. */
  file(): string | undefined
  begin(files: readonly string[]): void
  chunk(bytes: Buffer): void
  next(): void
}

export function startReading(zone: Zone, progress: (bytes: number) => void): Reading {
  const times: LogTimes[] = []
  const ends = logEnds()
  let files: readonly string[] = []
  return {
    times,
    file: () => files[times.length],
    begin(all) {
      files = all
    },
    chunk(bytes) {
      ends.add(bytes)
      progress(bytes.length)
    },
    next() {
      times.push(timesOfLog(files[times.length] as string, ends, zone))
      ends.reset()
    },
  }
}

/** The beginning of a log is only looked at where its end has times. */
function timesOfLog(file: string, ends: LogEnds, zone: Zone): LogTimes {
  const writtenAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
  const { times, lastStep } = toldOf(ends.tail(), zone, writtenAt)
  const told = { writtenAt, ...(lastStep === undefined ? {} : { lastStep }) }
  const last = times?.last
  if (last === undefined) return told
  for (const piece of ends.head()) {
    const first = timesOf(piece, zone, writtenAt)?.first
    if (first !== undefined) return { ...told, first, last }
  }
  return { ...told, last }
}
