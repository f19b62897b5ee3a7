import type { StatusRecord } from '../record/types.generated.ts'

export type State = StatusRecord['to']

/**
 * From worst to best: the worst state of a group's rules is the group's, so that one HEALTHY rule hides WAITING ones.
 */
export const WORST_FIRST = ['FAULTED', 'HANGING', 'SLOW', 'HEALTHY', 'WAITING'] as const satisfies readonly State[]

/** A new run or attempt takes every state, even FAULTED, back to WAITING. */
export const EXIT_CODE_OF: Readonly<Record<State, number>> = {
  HEALTHY: 0,
  ENDED: 0,
  WAITING: 20,
  SLOW: 21,
  HANGING: 22,
  FAULTED: 23,
}
