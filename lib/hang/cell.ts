// One rule's state for one rank, or for the whole job.
import type { Millis } from '../record/time.ts'
import type { Timer } from '../record/timers.ts'
import type { MatchRecord } from '../record/types.generated.ts'
import type { State } from './state.ts'

/** A text, or how to make it: most reasons are never reported. */
export type Words = string | (() => string)

/** One rule's state for one rank ('' for the whole job). */
export interface Cell extends Timer {
  readonly rule: string
  readonly rank: string
  state: State
  since: Millis
  /** Which of all changes on the board brought it into its state: the order of those in one state. */
  entered: number
  reason: Words
  lastMatch: string | undefined
  /** When the limit began to run, and the limit: what a hang says in words. */
  waitingSince: Millis
  limitMs: Millis
  /** The match that it was moved by last: says where its records come from. */
  match: MatchRecord | undefined
}

export const textOf = (words: Words): string => (typeof words === 'string' ? words : words())
