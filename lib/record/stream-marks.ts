// What tells a stream of our records from a log, and a stream that ended from one that broke off: a source's first
// record and its last. A log is written by strangers: a line of it that looks like a record of ours is text.
import { suspends } from './suspension.ts'
import { formatTime, type Millis } from './time.ts'
import type { AnyRecord, NoticeRecord } from './types.generated.ts'

/**
 * Which records a reader of raw lines believes. `all`: each one, because the user said so. `source`: `log` and `notice`
 * records, the only ones that a source writes: a log that was made to look like a source's stream can still not say
 * what became of a job. `none`: every line is text of a log.
 */
export type Trust = 'all' | 'source' | 'none'

const BEGINS = 'stream_begins'
const ENDS = 'stream_ends'
const BROKE_OFF = 'upstream_ended'

/** The first record that a source writes. Without a time: in a replay it would move the clock to today. */
export function beginRecord(source: string): NoticeRecord {
  return { kind: 'notice', code: BEGINS, message: `Records of logmon-${source} begin.`, stage: source }
}

/** The last record that a source writes, where it ends by itself or was asked to. */
export function endRecord(source: string): NoticeRecord {
  return { kind: 'notice', code: ENDS, message: `logmon-${source} has ended.`, stage: source }
}

/** What a program adds whose input ended without the last record of a source that had begun. */
export function brokeOffRecord(stage: string, at: Millis | undefined): NoticeRecord {
  const time = at === undefined ? undefined : formatTime(at)
  const message = 'The input broke off: a program upstream ended before its work was done.'
  return { kind: 'notice', ...(time === undefined ? {} : { time }), code: BROKE_OFF, message, stage }
}

/** What a reader of raw lines adds where its input begins with a record that it takes as text. */
export function takenAsTextRecord(stage: string): NoticeRecord {
  const message = 'The input begins like records of logmon. They are taken as lines of a log: --records believes them.'
  return { kind: 'notice', code: 'records_taken_as_text', message, stage }
}

export function beginsStream(record: AnyRecord): boolean {
  return record.kind === 'notice' && record.code === BEGINS
}

export function endsStream({ code }: NoticeRecord): boolean {
  return code === ENDS
}

export function breaksStreamOff({ code }: NoticeRecord): boolean {
  return code === BROKE_OFF
}

/** Returns how many sources are at work behind a record, where so many were before it. */
export function sourcesAfter(sources: number, record: AnyRecord): number {
  if (record.kind !== 'notice') return sources
  const { code } = record
  return code === BEGINS ? sources + 1 : code === ENDS ? Math.max(0, sources - 1) : code === BROKE_OFF ? 0 : sources
}

export function isTrusted(trust: Trust, record: AnyRecord): boolean {
  if (trust !== 'source') return trust === 'all'
  return record.kind === 'log' || (record.kind === 'notice' && !isOfStages(record))
}

/** What only stages say: no source suspends who watches it, or says which job is of another. */
const isOfStages = (record: NoticeRecord): boolean => suspends(record) !== undefined || record.replaces !== undefined
