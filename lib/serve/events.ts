// What the service remembers, as the events that made it so: they are written down, read again after a restart, and
// sent to pages that watch.
import type { Millis } from '../record/time.ts'
import type { AnyRecord, VerdictRecord } from '../record/types.generated.ts'
import type { History } from './history.ts'

export type JobMode = 'pending' | 'single' | 'splitlog'
/** track_only: known; progressive: still running; terminal: it has ended and is to be judged. */
export const INTENTS = ['track_only', 'progressive', 'terminal'] as const
export type Intent = (typeof INTENTS)[number]

/** A log that was submitted, or a job whose records were. */
export interface TrackedJob {
  /** Number of the event that made it known: its id for the API. */
  readonly number: number
  /** Who submitted it; '' where the service knows no users. */
  readonly owner: string
  /** Whose job it is, in the words of who submitted it. */
  readonly user: string
  /** Path of the log, resolved; '' for a job of which only records came. */
  readonly path: string
  readonly jobId: string | undefined
  readonly cycleId: number | undefined
  readonly intent: Intent
  readonly mode: JobMode
  readonly logsDir: string | undefined
  readonly schedulerRestarts: number
  readonly createdMs: Millis
}

/** Which file was judged: what differs in one of these is another file, or has more in it. */
export interface FileIdentity {
  readonly device: number
  readonly inode: number
  readonly size: number
  readonly modifiedMs: number
}

/** A log that was judged: a verdict for each cycle, in order. */
export interface JudgedLog {
  readonly path: string
  readonly identity: FileIdentity
  readonly cycles: readonly VerdictRecord[]
  /** How many cycles before them are not kept; none where absent. */
  readonly cyclesLeftOut?: number
  /** The time that it was given, where that was not enough: it has no cycles then. */
  readonly timedOutMs?: Millis
  readonly judgedMs: Millis
}

/** An id of the original's kind, under which lines are collected. */
export interface Attribution {
  readonly id: string
  readonly owner: string
  readonly jobId: string
  readonly createdMs: Millis
}

/** How far the log of a job was read. */
export interface FollowedTo {
  readonly path: string
  readonly device: number
  readonly inode: number
  readonly bytes: number
  /** How often something was written of it by then; absent in what earlier versions wrote. */
  readonly writes?: number
}

export type ServeEvent =
  | { readonly is: 'job'; readonly job: TrackedJob }
  | { readonly is: 'judged'; readonly log: JudgedLog }
  | { readonly is: 'opened'; readonly attribution: Attribution }
  | { readonly is: 'closed'; readonly id: string }
  /** A record of the job with that number. */
  | { readonly is: 'record'; readonly job: number; readonly record: AnyRecord }
  /** The steps of a job so far, in a snapshot: their records may be gone. */
  | { readonly is: 'history'; readonly job: number; readonly history: History }
  | { readonly is: 'followed'; readonly job: number; readonly to: FollowedTo }
  | { readonly is: 'forgotten'; readonly job: number }

/** An event in its place: numbers only rise, also over restarts. */
export interface Numbered {
  readonly number: number
  readonly at: Millis
  readonly event: ServeEvent
}
