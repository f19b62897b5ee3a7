// The states that are worth an alert, and why a key is in one.
import type { Origin } from '../record/origin.ts'

export type BadState = 'SLOW' | 'HANGING' | 'FAULTED'
export const BADNESS: Readonly<Record<BadState, number>> = { SLOW: 1, HANGING: 2, FAULTED: 3 }

/** Why a key is in a bad state. */
export interface BadStateCause {
  readonly state: BadState
  readonly origin: Origin
  /** RFC 3339; when it began. */
  readonly at: string | undefined
  readonly rules: readonly string[]
  readonly reason?: string
  readonly lastMatch?: string
  /** Of many keys with the same one that fail at once one alert speaks; undefined for a key that stands alone. */
  readonly crowdKey?: string
}
