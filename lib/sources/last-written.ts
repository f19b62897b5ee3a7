// When files were written last that were there already when they were first looked at: who waits for their lines counts
// the silence from there, and not from when the monitor was started.
import { BOUNDS } from '../bounds.ts'
import { formatDuration, formatTime, type Millis } from '../record/time.ts'
import type { NoticeRecord } from '../record/types.generated.ts'

/** A file and what it said last. */
export interface LastWritten {
  readonly atMs: Millis
  /** Its last lines that are not blank, joined by newlines. */
  readonly lines: string
}

/**
 * Of which files it is told: of none; of all where one of them is silent for a while already; of all. The last where
 * others are followed beside them: they may be of the same job, and theirs may be silent.
 */
export type TellsAge = 'none' | 'where silent' | 'all'

/** A file that was written so short a time ago is one that is being written. */
const FRESH_MS = 60_000
const MOST_TOLD = BOUNDS['follow.ages'].most
/** How much of the end of a file is looked at, and told. */
export const END_BYTES = 4096
const MOST_LINES = 10
const MOST_CHARACTERS = 2000

/** Returns the files of which it is told, the one that was written last at the end. */
export function filesToTell<File extends { readonly modifiedMs: Millis }>(
  files: readonly File[],
  tells: TellsAge,
  now: Millis,
): readonly File[] {
  // A shell may list a date that cannot be read.
  const dated = files.filter(({ modifiedMs }) => modifiedMs > 0)
  const isSilent = ({ modifiedMs }: File): boolean => now - modifiedMs >= FRESH_MS
  if (tells === 'none' || (tells === 'where silent' && !dated.some(isSilent))) return []
  return dated.sort((one, other) => one.modifiedMs - other.modifiedMs).slice(-MOST_TOLD)
}

/** Returns the last lines of the end of a file; `isWhole`: the end is all of it, and so its first line is whole. */
export function lastLinesOf(end: Buffer, isWhole: boolean): string {
  const text = end.toString('utf8')
  const lines = text.slice(isWhole ? 0 : text.indexOf('\n') + 1).split(/[\r\n]+/)
  const last = lines.filter(line => line.trim() !== '').slice(-MOST_LINES)
  return last.join('\n').slice(-MOST_CHARACTERS)
}

/**
 * The notice of it. Without a time of its own: in a replay of kept records it would move the clock to when it was told,
 * ahead of the lines that are read then.
 */
export function lastWrittenRecord(
  { atMs, lines }: LastWritten,
  origin: Pick<NoticeRecord, 'node' | 'file'>,
  now: Millis,
): NoticeRecord {
  const at = formatTime(atMs)
  return {
    kind: 'notice',
    ...origin,
    code: 'source_last_written',
    message: `it was written last ${formatDuration(Math.max(0, now - atMs))} before it was first looked at`,
    ...(at === undefined ? {} : { last_written: at }),
    ...(lines === '' ? {} : { last_lines: lines }),
    stage: 'follow',
  }
}
