// The words of the auto-resume policy that logmon takes the place of, so that whoever compares its strings can go on.
import type { Attempt } from './attempt.ts'
import type { Cause } from './cause.ts'
import type { Decision } from './decide.ts'
import type { Group } from './group.ts'

export interface OriginalFields {
  readonly auto_resume: string
  readonly auto_resume_verbose: string
  readonly attribution: string
  readonly application_errors_full: readonly string[]
  readonly application_errors_unique: readonly string[]
}

const RESTART = 'RESTART IMMEDIATE'
const STOP = 'STOP - DONT RESTART IMMEDIATE'
const ISOLATE = 'TEMPORAL ISOLATION + RESTART'
/**
 * Whole strings: `STOP - DONT RESTART IMMEDIATE` holds `RESTART IMMEDIATE`, which substring tests took for a restart
 * (NVRx PR 323).
 */
const ACTION_WORDS: Readonly<Record<Decision['action'], string>> = {
  restart: RESTART,
  wait: RESTART,
  restart_isolate: ISOLATE,
  stop: STOP,
  done: STOP,
  unknown: 'ERRORS NOT FOUND',
}
const SCHEDULER_WORDS: Readonly<Record<string, string>> = {
  user_cancelled: 'SLURM STEP CANCELLED',
  requeued: 'SLURM STEP CANCELLED JOB REQUEUE',
  preempted: 'SLURM CANCELLED DUE TO PREEMPTION',
}
const MAX_SECONDARY = 10
const MAX_ERRORS = 50
const MAX_ERROR_TEXT = 1000

export function originalFields(attempt: Attempt, cause: Cause, decision: Decision): OriginalFields {
  const groups = [...(cause.primary === undefined ? [] : [cause.primary]), ...cause.others].filter(
    group => group.signature.role !== 'context' && group.signature.role !== 'teardown',
  )
  const inOrder = [...groups].sort((a, b) => a.first.sequence - b.first.sequence)
  const unique = inOrder.slice(0, MAX_ERRORS).map(textOf)
  const last = inOrder
    .filter(group => group.count > 1)
    .map(group => ({ at: group.last.sequence, text: group.last.text.trim().slice(0, MAX_ERROR_TEXT) }))
  const full = [...inOrder.map(group => ({ at: group.first.sequence, text: textOf(group) })), ...last]
    .sort((a, b) => a.at - b.at)
    .slice(0, MAX_ERRORS)
  const auto_resume = autoResume(cause, decision)
  return {
    auto_resume,
    auto_resume_verbose: decision.why.length === 0 ? auto_resume : `${auto_resume}\n${decision.why.join('; ')}`,
    attribution: attributionOf(attempt, cause, groups),
    application_errors_full: full.map(error => error.text),
    application_errors_unique: unique,
  }
}

function autoResume(cause: Cause, decision: Decision): string {
  if (cause.basis === 'no_logs') return 'NO LOGS'
  // Numbers are no errors in the original's sense.
  if (cause.basis === 'metrics') return 'ERRORS NOT FOUND'
  const words = cause.primary !== undefined && decision.action === 'unknown' ? RESTART : ACTION_WORDS[decision.action]
  if (decision.action !== 'restart_isolate' || decision.isolate.length === 0) return words
  return `${words}\n${decision.isolate.map(({ node, ranks, reason }) => `${ranks.length === 0 ? (node ?? '') : `ranks${ranks[0]}${ranks.length > 1 ? `-${ranks.at(-1)}` : ''}`}, ${reason}`).join('\n')}`
}

function attributionOf(attempt: Attempt, { basis, primary }: Cause, groups: readonly Group[]): string {
  if (basis === 'no_logs') return 'NO LOGS'
  if (basis === 'completed')
    return attempt.finishText?.startsWith('[exiting program') === true ? 'APPLICATION DONE' : 'TRAINING DONE'
  if (primary === undefined || basis === 'metrics') return 'ERRORS NOT FOUND'
  const word = SCHEDULER_WORDS[primary.category]
  if (word !== undefined) return word
  const quoted = (text: string): string => JSON.stringify(text)
  const main = textOf(primary)
  // A secondary that holds the primary's words says nothing of its own.
  const secondary = groups
    .filter(group => group !== primary)
    .map(textOf)
    .filter(text => !text.includes(main))
    .slice(0, MAX_SECONDARY)
  return `Attribution: Primary issues: [${quoted(main)}], Secondary issues: [${secondary.map(quoted).join(', ')}]`
}

const textOf = (group: Group): string => group.first.text.trim().slice(0, MAX_ERROR_TEXT)
