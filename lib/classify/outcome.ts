// How the job ended in the word of whoever started it -> lines that stand behind its log (see signatures/outcomes.ts).
import type { Problem } from '../problem.ts'
import { SIGNALS } from '../record/signals.ts'

/** States of a job that ended, as sacct names them. */
export const STATES = [
  'COMPLETED',
  'FAILED',
  'TIMEOUT',
  'DEADLINE',
  'NODE_FAIL',
  'BOOT_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'REQUEUED',
  'CANCELLED',
  'REVOKED',
] as const

/** Returns the line of an exit status; 128 and a signal's number, or its negative, is a death by that signal. */
export function lineOfStatus(status: number): string {
  const signal = SIGNALS[status < 0 ? -status : status - 128]
  return `logmon: the command ended with status ${status}${signal === undefined ? '' : ` (${signal})`}`
}

/** True for a text that is such a state and nothing else, as sacct prints it: `CANCELLED by 1000`, `OUT_OF_ME+`. */
export const isStateWord = (text: string): boolean =>
  /^[A-Z_]+\+?(?: by \S+)?$/i.test(text) && lineOfState(text) !== undefined

/** Returns the line of a state; undefined for none that a job ends with, such as RUNNING. */
export function lineOfState(text: string): string | undefined {
  const word = /^[A-Z_]+/.exec(text.trim().toUpperCase())?.[0] ?? ''
  // sacct cuts long names: OUT_OF_ME+.
  const state = STATES.find(name => name === word || (word.length >= 8 && name.startsWith(word)))
  return state === undefined ? undefined : `logmon: the scheduler's state is ${state}`
}

/** Returns the lines of what the options say, or what is wrong with them. */
export function outcomeLines(
  status: number | undefined,
  state: string | undefined,
): readonly string[] | readonly Problem[] {
  if (status !== undefined && (!Number.isInteger(status) || Math.abs(status) > 255))
    return [{ place: '--status', reason: `${status} is no exit status: a whole number from -255 to 255` }]
  const ofState = state === undefined ? undefined : lineOfState(state)
  if (state !== undefined && ofState === undefined)
    return [{ place: '--job-state', reason: `"${state}" is no state that a job ends with: ${STATES.join(', ')}` }]
  return [...(ofState === undefined ? [] : [ofState]), ...(status === undefined ? [] : [lineOfStatus(status)])]
}
