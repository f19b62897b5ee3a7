// What a run of attempts knows: plain JSON, kept in a file, so that another process can go on from it.
import type { Millis } from '../record/time.ts'
import type { NoticeRecord } from '../record/types.generated.ts'

/** How an attempt ended, as far as it is known: both are absent where nobody saw it. */
export interface Ending {
  /** Exit status; 128 and the number of a signal, or its negative, where one ended it. */
  readonly status?: number
  /** Slurm's word: TIMEOUT, NODE_FAIL, … */
  readonly state?: string
}

/** What finds a running attempt again: whoever launches it knows what stands in it. */
export type Handle = Readonly<Record<string, string | number>>

/**
 * `launch`: it is about to be started, or was and nobody wrote that down. `run`: it runs. `end`: it was told to end.
 * `judge`: it has ended. `pause`: the next one waits. `over`: nothing is started any more.
 */
export type Phase = 'launch' | 'run' | 'end' | 'judge' | 'pause' | 'over'
const PHASES: readonly string[] = ['launch', 'run', 'end', 'judge', 'pause', 'over'] satisfies readonly Phase[]

export interface ResumeState {
  readonly phase: Phase
  /** Counted from 1, over all runs in one directory. */
  readonly attempt: number
  /** Restarts after failures since the first attempt of this run. */
  readonly restarts: number
  /** Restarts in a row before which training came no further. */
  readonly inVain: number
  /** Attempts in a row of whose end nothing is known. */
  readonly unknown: number
  /** The furthest step of all attempts. */
  readonly furthest?: number
  /** When the attempt was started. */
  readonly began?: Millis
  readonly handle?: Handle
  /** It waits until it may run: what it does not do says nothing. */
  readonly waits?: boolean
  /** It hangs: since when, and why that is thought. */
  readonly hang?: { readonly since: Millis; readonly reason: string }
  /** Who ended the attempt, where it did not end by itself. */
  readonly endedFor?: 'hang' | 'signal'
  /** The signal that asks us to stop. */
  readonly stop?: string
  readonly ending?: Ending
  /** When something is to be done unless something happens before. */
  readonly due?: Millis
  /** The exit status of the whole, once it is over. */
  readonly code?: number
  /** How it was over, until the alerts have told it. */
  readonly lastWord?: NoticeRecord
}

/** Returns the state in which a run begins; numbers of attempts go on where an earlier run in the directory ended. */
export const freshState = (before: ResumeState | undefined): ResumeState => ({
  phase: 'launch',
  attempt: (before?.attempt ?? 0) + 1,
  restarts: 0,
  inVain: 0,
  unknown: 0,
})

const VERSION = 1

/** Returns the text of a state file. `command` is what is run: another one does not go on from it. */
export const stateText = (command: readonly string[], state: ResumeState): string =>
  `${JSON.stringify({ version: VERSION, command, ...state })}\n`

/** Returns what a state file holds; undefined for what is none. */
export function readState(
  text: string,
): { readonly command: readonly string[]; readonly state: ResumeState } | undefined {
  let read: Partial<ResumeState & { version: number; command: readonly string[] }> | null
  try {
    read = JSON.parse(text) as typeof read
  } catch {
    return undefined // torn, or something else
  }
  if (typeof read !== 'object' || read === null || read.version !== VERSION) return undefined
  const { version: _, command, ...state } = read
  const isWhole =
    Array.isArray(command) &&
    PHASES.includes(state.phase ?? '') &&
    [state.attempt, state.restarts, state.inVain, state.unknown].every(Number.isInteger)
  return isWhole ? { command, state: state as ResumeState } : undefined
}
