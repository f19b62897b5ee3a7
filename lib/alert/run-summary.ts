// How a run went, in a few lines for its end: how long, how many steps and attempts, where the hours went, what was
// wrong meanwhile. Hours are counted as `logmon why --goodput` counts them.
import { type Account, accountOf, LOST } from '../goodput/account.ts'
import { type Historian, historian } from '../goodput/history.ts'
import type { SavedHistory } from '../goodput/kept-history.ts'
import { PART_WORDS, share } from '../goodput/words.ts'
import { formatDuration, formatTime, type Millis } from '../record/time.ts'
import type { AnyRecord, LogRecord } from '../record/types.generated.ts'
import type { BadState } from './bad-state.ts'
import type { MaybeFact } from './parts.ts'

/** What is known of a run of a job. */
export interface RunState {
  readonly history: Historian
  /** Steps that lines with numbers told. */
  readonly steps: RunSteps
  /** Episodes that were told, by the state in which they were told first. */
  readonly troubles: Record<BadState, number>
}

/** The first step and the newest, and when each was told. */
interface RunSteps {
  first: number | undefined
  last: number | undefined
  firstMs: Millis
  lastMs: Millis
}

/** The same as plain JSON. */
export interface SavedRun extends Omit<RunState, 'history'> {
  readonly history: SavedHistory
}

export const newRunState = (): RunState => ({
  history: historian(),
  steps: { first: undefined, last: undefined, firstMs: 0, lastMs: 0 },
  troubles: { SLOW: 0, HANGING: 0, FAULTED: 0 },
})

export const savedRun = ({ history, ...known }: RunState): SavedRun => ({ ...known, history: history.save() })

export function restoredRun({ history, steps, troubles }: SavedRun): RunState {
  const run = newRunState()
  run.history.restore(history)
  Object.assign(run.steps, steps)
  Object.assign(run.troubles, troubles)
  return run
}

/** Notes a record of the job, seen at `now`. */
export function noteRecord({ history, steps }: RunState, record: AnyRecord, now: Millis): void {
  history.take(record)
  if (record.kind === 'log') noteStep(steps, record, now)
}

/** A step without a number beside it may be a word about one that is to come, such as that of a checkpoint. */
function noteStep(steps: RunSteps, { step, metrics }: LogRecord, now: Millis): void {
  if (step === undefined || metrics === undefined || (steps.last !== undefined && step <= steps.last)) return
  if (steps.first === undefined) {
    steps.first = step
    steps.firstMs = now
  }
  steps.last = step
  steps.lastMs = now
}

/** Returns what a person wants to know at the end; a fact that is not known has no value. */
export function runSummaryFacts({ history, steps, troubles }: RunState): readonly MaybeFact[] {
  // Who is to blame for what was lost makes no difference to how much it was.
  const account = accountOf(history.result(), [])
  return [
    ['Took', account && tookText(account)],
    ['Steps', stepsText(steps, account?.stepsRedone ?? 0)],
    ['Goodput', account && goodputText(account)],
    ['Attempts', account && `${account.attempts}`],
    ['Trouble', troubleText(troubles)],
  ]
}

/** The same in a line, for what is not over as far as is known; undefined where nothing is known. */
export function runSoFarText({ history, steps }: RunState): string | undefined {
  const account = accountOf(history.result(), [])
  const ofSteps = stepsText(steps, account?.stepsRedone ?? 0)
  const parts = [
    account && tookText(account),
    ofSteps && `${steps.first === steps.last ? 'step' : 'steps'} ${ofSteps}`,
    account && goodputText(account),
    account && account.attempts > 1 && `${account.attempts} attempts`,
  ].filter(Boolean)
  return parts.length === 0 ? undefined : parts.join('; ')
}

function tookText({ began, ended, totalMs, isTimeless }: Account): string | undefined {
  if (totalMs < 1000) return undefined
  if (isTimeless) return `${formatDuration(totalMs)}, as its steps say`
  const time = (millis: Millis): string => (formatTime(millis) ?? '').slice(0, 16).replace('T', ' ')
  return `${formatDuration(totalMs)}, from ${time(began)} to ${time(ended)} UTC`
}

/** The pace is that of the whole run, with all that held it up. */
function stepsText({ first, last, firstMs, lastMs }: RunSteps, redone: number): string | undefined {
  if (first === undefined || last === undefined) return undefined
  const again = redone === 0 ? '' : `, ${redone} of them done again`
  if (last === first || lastMs <= firstMs) return `${last}${again}`
  const pace = formatDuration((lastMs - firstMs) / (last - first))
  return `${first} to ${last}${again}, one in ${pace} over all`
}

/** How much of the time went into steps that count, and into what the rest went that all would be better without. */
function goodputText({ parts, totalMs }: Account): string | undefined {
  if (totalMs < 1000) return undefined
  const lost = LOST.filter(part => parts[part] >= LEAST_LOSS_MS)
    .toSorted((one, other) => parts[other] - parts[one])
    .map(part => `${PART_WORDS[part]} ${formatDuration(parts[part])}`)
  return `${share(parts.training, totalMs)} of the time in steps that count${lost.length === 0 ? '' : `; lost: ${lost.join(', ')}`}`
}
const LEAST_LOSS_MS = 500

const TROUBLES = [
  ['FAULTED', 'faulted'],
  ['HANGING', 'hanging'],
  ['SLOW', 'slow'],
] as const satisfies readonly (readonly [BadState, string])[]

function troubleText(troubles: RunState['troubles']): string | undefined {
  const words = TROUBLES.filter(([state]) => troubles[state] > 0).map(([state, word]) => {
    const times = troubles[state] === 1 ? 'once' : troubles[state] === 2 ? 'twice' : `${troubles[state]} times`
    return `${word} ${times}`
  })
  return words.length === 0 ? undefined : words.join(', ')
}
