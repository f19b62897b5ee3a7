// One episode of a key, and who is in it where many keys share one.
import type { Severity } from '../record/severity.ts'
import type { Millis } from '../record/time.ts'
import type { Timer } from '../record/timers.ts'
import type { BadState, BadStateCause } from './bad-state.ts'
import type { NamedRanks } from './name-ranks.ts'

/** One stretch of time in which a key was bad. */
export interface Episode extends Timer {
  readonly key: string
  /** Counted per key, from 1. */
  readonly number: number
  /** Episodes that are due at one instant are reported in the order in which they began. */
  readonly order: number
  readonly startsMs: Millis
  readonly startsAt: string | undefined
  /** Whom it speaks for where more failed at once than are reported one by one; undefined for one key alone. */
  readonly crowd: Crowd | undefined
  /** The latest cause. */
  cause: BadStateCause
  /** The worst state of the episode, and why it was in it. */
  worst: BadState
  worstCause: BadStateCause
  /** The loudest of the episode: a recovery must reach everybody whom the alert reached. */
  severity: Severity
  /** The worst state that was reported; undefined for none yet. */
  reported: BadState | undefined
  /** Notices given. */
  sequence: number
  reminders: number
  /** True once a notice has left for the channels, not for the digest. */
  isAnnounced: boolean
  reportAt: Millis | undefined
  remindAt: Millis | undefined
  recoverAt: Millis | undefined
  /** The good state that it is recovering to, in words, and since when (RFC 3339). */
  recoveredTo: string
  recoveredAt: string | undefined
}

/** Keys of one job that are bad for the same reason and are reported together. */
export interface Crowd {
  /** By key, the rank where it has a number. Those that are bad now. */
  readonly members: Map<string, number | undefined>
  /** How many more an earlier run told of whose names were not kept. */
  unnamed: number
  /** Most members at a time. */
  peak: number
  /** When the notice to come began to gather them. */
  gatheringSince: Millis
}

export type CrowdEpisode = Episode & { readonly crowd: Crowd }

export const isOfCrowd = (episode: Episode): episode is CrowdEpisode => episode.crowd !== undefined

/** Returns the ranks of a crowd as they are named in an alert. */
export function ranksOfCrowd({ members, unnamed }: Crowd): NamedRanks {
  const numbered = [...members.values()].filter(rank => rank !== undefined)
  const keys = [...members].flatMap(([key, rank]) => (rank === undefined ? key : []))
  return { numbered, keys, unnamed }
}
