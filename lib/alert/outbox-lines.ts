// What the lines of an outbox say, of which the last about a notice counts.
import type { Millis } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'

/** An alert that a channel has to tell. */
export interface Pending {
  readonly channel: string
  readonly alert: AlertRecord
}

/** The first message of an episode, which later ones answer. */
export interface Thread {
  /** What the receiver calls it. */
  readonly id: string
  /** To whom it went, as the section of the channel says it: somewhere else nobody knows the thread. */
  readonly to: string
}

/** An alert that nobody is told for now. */
export interface HeldAlert {
  readonly alert: AlertRecord
  readonly why: 'silenced' | 'inhibited'
  /** Why, for a person. */
  readonly words: string
}

/**
 * What became of the beginning of an episode on a channel: `told`, or `dropped` and never told. `replaced`: a later
 * notice says all of it.
 */
export type Fate = 'told' | 'dropped' | 'replaced'

export type OutboxLine =
  /** All channels in one line: torn by a kill, no channel has it. Older programs wrote one line for each `channel`. */
  | ({ readonly is: 'intent'; readonly alert: AlertRecord } & (
      | { readonly channels: readonly string[]; readonly channel?: never }
      | { readonly channel: string; readonly channels?: never }
    ))
  /** Nothing more is tried: it was sent, or cannot be. `thread`: what later notices of the episode answer. */
  | {
      readonly is: 'done'
      readonly channel: string
      readonly id: string
      readonly thread?: Thread
      /** Absent is `told`. */
      readonly fate?: Fate
    }
  /** Nobody is told it for now. Until an intent of its episode, or the next line. */
  | ({ readonly is: 'held' } & HeldAlert)
  /** A notice that nobody is ever told, nor what was held of its episode. */
  | { readonly is: 'dropped'; readonly id: string }
  /** What `max_per_hour` holds back for the next digest. */
  | { readonly is: 'stormed'; readonly alert: AlertRecord }
  /** A digest that nobody takes has named all of it. */
  | { readonly is: 'digested' }
  /** When the last came that were told or held back. */
  | { readonly is: 'came'; readonly at: readonly Millis[] }
  /** What became of the beginning of an episode that is not over on a channel. */
  | ({ readonly is: 'began' } & Began)
  /** The thread of an episode that is not over for the channel. */
  | ({ readonly is: 'thread' } & Threaded)
  /** A notice that was to be told once: it is not intended again. */
  | { readonly is: 'told'; readonly id: string }
  /** What was told last of an episode that is not over. */
  | { readonly is: 'open'; readonly alert: AlertRecord }

export interface Threaded {
  readonly channel: string
  readonly incident: string
  readonly thread: Thread
}

export interface Began {
  readonly channel: string
  readonly incident: string
  readonly fate: Exclude<Fate, 'replaced'>
}
