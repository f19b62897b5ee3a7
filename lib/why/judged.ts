// What reading the logs of a job gave.
import type { Millis } from '../record/time.ts'
import type { AnyRecord, VerdictRecord } from '../record/types.generated.ts'

/** A line of a log beside the one that is the cause. */
export interface NearLine {
  readonly number: number
  readonly text: string
}

/** One attempt of a job. */
export interface JudgedAttempt {
  readonly verdict: VerdictRecord
  /** Time of its first line that states one. */
  readonly began?: Millis
  readonly ended?: Millis
  /** line: a line states the end; file: no line does, so it is when the file was last written. */
  readonly endedFrom?: 'line' | 'file'
  /** The last step that the end of its logs tells, in whatever form. */
  readonly lastStep?: number
  /** The lines around the cause, in order, where they were asked for. */
  readonly near?: readonly NearLine[]
}

/** A log that could not be read, or a job that could not be judged. */
export interface Unread {
  readonly file: string
  /** What is wrong, in words. */
  readonly reason: string
}

export interface JudgedJob {
  readonly attempts: readonly JudgedAttempt[]
  readonly unread: readonly Unread[]
  /** The records of logmon-classify, where they were asked for. */
  readonly records: readonly AnyRecord[]
}
