// What is done about records besides writing them: mail, webhooks, ledgers, a model's word, and what comes.
import type { Measure } from '../metrics/families.ts'
import type { AnyRecord } from '../record/types.generated.ts'

/**
 * One effect of a run. A run has a list of them, in the order of its stages: each takes every record that leaves the
 * stages, and what the effects before it emit.
 */
export interface Effect {
  /**
   * Takes a record on its way out; `made`: this process made it, it was not read. A promise holds the stream: until it
   * resolves, no further input is read; the rest of the chunk at hand, and what timers make, still comes. Where it
   * throws or rejects, the run ends with that error. `emit` writes a record of the effect's own, at any time until
   * `finish` has resolved.
   */
  take(record: AnyRecord, made: boolean, emit: (record: AnyRecord) => void): void | Promise<void>
  /**
   * What came together has all been taken; called before any of it is written, so that what an effect keeps of it is
   * kept before anybody sees it. A promise holds the stream, as that of `take` does.
   */
  flush?(): void | Promise<void>
  /**
   * Resolves when all that was taken until now is done: only then may a source count the lines behind it as
   * acknowledged. What done means is the effect's own: the server's word for one that ships records, and for an alert
   * that it is queued, so that a channel that hangs never holds the stream. Absent where taken is done. Where it
   * rejects, the run ends with that error.
   */
  done?(): Promise<void>
  /** We were asked to end: a promise that holds the stream must resolve soon. */
  ending?(): void
  /** The input has ended: resolves when all that was started has ended. */
  finish(): Promise<void>
  /** Ends what was started at once: the user does not want to wait. */
  stop?(): void
  /** Nobody reads our records any more: what is only for the stream need not be done. */
  unread?(): void
  /** True where some of what was taken is left undone: its `done` never resolves. Asked after `finish`. */
  leavesUndone?(): boolean
  /** What it measures now, for whoever collects metrics; absent for nothing. */
  measures?(): readonly Measure[]
  /** True when something could not be done at all. Asked after `finish`. */
  failed(): boolean
}
