// How a run went, in a few lines for its end: how long, how many steps and attempts, what was wrong meanwhile.
import { formatDuration, formatTime, type Millis } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { BadState } from './bad-state.ts'
import type { MaybeFact } from './parts.ts'

/** What is known of a run of a job: plain data. */
export interface RunState {
  /** When its first line came, and its last; 0 before any. */
  firstMs: Millis
  lastMs: Millis
  firstStep: number | undefined
  lastStep: number | undefined
  /** When the first step was told, and the last one that was new. */
  firstStepMs: Millis
  lastStepMs: Millis
  /** Numbers of the first and the last attempt. */
  firstAttempt: number | undefined
  lastAttempt: number | undefined
  /** Episodes that were told, by the state in which they were told first. */
  readonly troubles: Record<BadState, number>
}

export const newRunState = (): RunState => ({
  firstMs: 0,
  lastMs: 0,
  firstStep: undefined,
  lastStep: undefined,
  firstStepMs: 0,
  lastStepMs: 0,
  firstAttempt: undefined,
  lastAttempt: undefined,
  troubles: { SLOW: 0, HANGING: 0, FAULTED: 0 },
})

/** Notes a line of the job's log, seen at `now`. */
export function noteLine(state: RunState, { step, attempt, metrics }: LogRecord, now: Millis): void {
  if (state.firstMs === 0) state.firstMs = now
  state.lastMs = now
  if (attempt !== undefined) {
    state.firstAttempt = Math.min(state.firstAttempt ?? attempt, attempt)
    state.lastAttempt = Math.max(state.lastAttempt ?? attempt, attempt)
  }
  // A step without a number beside it may be a word about one that is to come, such as that of a checkpoint.
  if (step === undefined || metrics === undefined || (state.lastStep !== undefined && step <= state.lastStep)) return
  if (state.firstStep === undefined) {
    state.firstStep = step
    state.firstStepMs = now
  }
  state.lastStep = step
  state.lastStepMs = now
}

/** Returns what a person wants to know at the end; a fact that is not known has no value. */
export function runSummaryFacts(state: RunState): readonly MaybeFact[] {
  return [
    ['Took', tookText(state)],
    ['Steps', stepsText(state)],
    ['Attempts', attemptsText(state)],
    ['Trouble', troubleText(state)],
  ]
}

function tookText({ firstMs, lastMs }: RunState): string | undefined {
  if (firstMs === 0 || lastMs - firstMs < 1000) return undefined
  const time = (millis: Millis): string => (formatTime(millis) ?? '').slice(0, 16).replace('T', ' ')
  return `${formatDuration(lastMs - firstMs)}, from ${time(firstMs)} to ${time(lastMs)} UTC`
}

/** The pace is that of the whole run, with all that held it up. */
function stepsText({ firstStep, lastStep, firstStepMs, lastStepMs }: RunState): string | undefined {
  if (firstStep === undefined || lastStep === undefined) return undefined
  if (lastStep === firstStep || lastStepMs <= firstStepMs) return `${lastStep}`
  const pace = formatDuration((lastStepMs - firstStepMs) / (lastStep - firstStep))
  return `${firstStep} to ${lastStep}, one in ${pace} over all`
}

const attemptsText = ({ firstAttempt, lastAttempt }: RunState): string | undefined =>
  firstAttempt === undefined || lastAttempt === undefined || lastAttempt === firstAttempt
    ? undefined
    : `${lastAttempt - firstAttempt + 1}`

const TROUBLES = [
  ['FAULTED', 'faulted'],
  ['HANGING', 'hanging'],
  ['SLOW', 'slow'],
] as const satisfies readonly (readonly [BadState, string])[]

function troubleText({ troubles }: RunState): string | undefined {
  const words = TROUBLES.filter(([state]) => troubles[state] > 0).map(([state, word]) => {
    const times = troubles[state] === 1 ? 'once' : troubles[state] === 2 ? 'twice' : `${troubles[state]} times`
    return `${word} ${times}`
  })
  return words.length === 0 ? undefined : words.join(', ')
}
