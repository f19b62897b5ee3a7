// The verdict on an attempt -> what is done next, within the budgets.

import type { Millis } from '../record/time.ts'
import type { VerdictRecord } from '../record/types.generated.ts'
import { adviceAfterRestart, adviceOn } from '../why/what-to-do.ts'
import type { ResumeState } from './state.ts'

export interface Budgets {
  /** The most restarts after failures; waiting for the scheduler does not count. */
  readonly maxRestarts: number
  /** Pause before a restart; doubled for each one in a row before which training came no further. */
  readonly backoffMs: Millis
  readonly backoffMostMs: Millis
  /** Pause before an attempt that the scheduler ended is started again. */
  readonly waitMs: Millis
  /** What follows a hang: `dump` only looks at it, and the job goes on. */
  readonly onHang: 'dump' | 'kill' | 'restart'
}

/** Exit statuses, besides those of all programs. */
export const EXIT_OF_END = { done: 0, failed: 1, gaveUp: 10, stop: 12, interrupted: 130 } as const

/** What is known of an attempt that has ended. */
export interface Judged {
  /** Undefined where its log could not be judged. */
  readonly verdict: VerdictRecord | undefined
  /** Nodes that this attempt was to leave out. */
  readonly excluded: readonly string[]
}

export type Decision =
  | {
      readonly is: 'again'
      readonly how: 'restart' | 'wait'
      readonly pauseMs: Millis
      /** Nodes to leave out from now on. */
      readonly leaveOut: readonly string[]
      readonly furthest: number | undefined
      readonly inVain: number
      readonly unknown: number
      readonly reason: string
    }
  | { readonly is: 'over'; readonly code: number; readonly reason: string }

/** Attempts in a row that end without a trace: the second one is for a person. */
const MOST_UNKNOWN = 2
/** A name that is safe on a command line: names come from logs, which anybody can write. */
const NODE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/

/** Returns what follows the end of an attempt. */
export function decide(state: ResumeState, { verdict, excluded }: Judged, budgets: Budgets): Decision {
  const over = (code: number, reason: string): Decision => ({ is: 'over', code, reason })
  // Also with status 0: who is asked to end often saves a checkpoint and says that all went well.
  if (state.stop !== undefined)
    return over(EXIT_OF_END.interrupted, `${state.stop} asked for it, so nothing is started again`)
  const isFine = state.ending?.status === 0 && state.endedFor === undefined && verdict?.action === 'unknown'
  if (verdict?.action === 'done' || isFine) return over(EXIT_OF_END.done, 'done')
  if (state.endedFor === 'hang' && budgets.onHang === 'kill')
    return over(EXIT_OF_END.stop, 'a hang is for a person to look at (--on-hang kill): nothing is started again')
  const action = verdict?.action ?? 'unknown'
  if (action === 'stop') return over(EXIT_OF_END.stop, stopReason(verdict))
  const step = verdict?.progress?.last_step
  const hasAdvanced = step !== undefined && step > (state.furthest ?? Number.NEGATIVE_INFINITY)
  const unknown = action !== 'unknown' ? 0 : hasAdvanced ? 1 : state.unknown + 1
  if (unknown >= MOST_UNKNOWN)
    return over(EXIT_OF_END.stop, `${unknown} attempts in a row ended and nothing says why: a person has to look`)
  const named = action === 'restart_isolate' ? nodesOf(verdict) : []
  const again = named.filter(node => excluded.includes(node))
  if (again.length > 0)
    return over(
      EXIT_OF_END.stop,
      `${again.join(', ')} failed again although it was to be left out: the command does not leave it out`,
    )
  const isWait = action === 'wait'
  if (!isWait && state.restarts >= budgets.maxRestarts) return over(EXIT_OF_END.gaveUp, usedUp(budgets.maxRestarts))
  const inVain = isWait || hasAdvanced ? 0 : state.inVain + 1
  return {
    is: 'again',
    how: isWait ? 'wait' : 'restart',
    pauseMs: isWait ? budgets.waitMs : backoffOf(inVain, budgets),
    leaveOut: named,
    furthest: hasAdvanced ? step : state.furthest,
    inVain,
    unknown,
    reason: againReason(action, named),
  }
}

const usedUp = (most: number): string =>
  most === 0
    ? 'it failed, and no restart is allowed (--max-restarts 0)'
    : `it failed again after ${most === 1 ? 'the only restart' : `all ${most} restarts`} that it may have (--max-restarts)`

/** Nothing is gained by an attempt that follows at once where the ones before it came to nothing. */
const backoffOf = (inVain: number, { backoffMs, backoffMostMs }: Budgets): Millis =>
  Math.min(backoffMostMs, backoffMs * 2 ** Math.min(Math.max(0, inVain - 1), 30))

const nodesOf = (verdict: VerdictRecord | undefined): readonly string[] =>
  (verdict?.isolate ?? []).map(({ node }) => node ?? '').filter(node => NODE_NAME.test(node))

/** Why nothing is started again, and what a person does about it. */
function stopReason(verdict: VerdictRecord | undefined): string {
  const same = verdict?.attempts_same_root ?? 1
  const why =
    same > 1
      ? `the same cause ended ${same} attempts in a row without an advance, so a person has to change something`
      : 'a person has to change something first'
  const category = verdict?.category ?? 'unknown'
  return `${why}. ${same > 1 ? adviceAfterRestart(category) : adviceOn(category).sentence}`
}

function againReason(action: string, nodes: readonly string[]): string {
  if (action === 'wait') return 'nothing is broken: the scheduler ended it'
  if (action === 'unknown') return 'nothing says why it ended: once more'
  if (nodes.length > 0) return `without ${nodes.join(', ')}`
  return action === 'restart_isolate' ? 'no line says which node it was, so none is left out' : 'on the same nodes'
}
