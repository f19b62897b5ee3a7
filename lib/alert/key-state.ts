// How something is that alerts have a key for, and why, as a record says it.
import type { AlertScope } from '../config/alert.ts'
import { type Origin, originOf, rankKey } from '../record/origin.ts'
import type { AnyRecord, MatchRecord, StatusRecord } from '../record/types.generated.ts'
import type { BadState, BadStateCause } from './bad-state.ts'
import { type Job, keyOf } from './jobs.ts'

export interface KeyState {
  readonly key: string
  readonly state: StatusRecord['to']
  /** RFC 3339; since when. */
  readonly at: string | undefined
  /** Made only where the state is bad. */
  readonly cause: () => BadStateCause
}

export const isBad = (state: StatusRecord['to']): state is BadState =>
  state === 'SLOW' || state === 'HANGING' || state === 'FAULTED'

/** Returns how the job is, as a status of it or of one of its ranks says. */
export const jobState = (status: StatusRecord, job: Job, state: StatusRecord['to']): KeyState => ({
  key: keyOf(job),
  state,
  at: status.time,
  cause: () => causeOf(status, job, state as BadState), // asked for only where it is bad
})

/** Returns how a rank is, or a rule on a rank, as a status of it says. */
export function partState(status: StatusRecord, job: Job, scope: AlertScope): KeyState {
  const { to, time } = status
  const key = keyOf(job, ...below(scope, status.rule ?? '', status))
  return { key, state: to, at: time, cause: () => withCrowd(causeOf(status, job, to as BadState), job) }
}

/** Returns the state that a fault on match makes, which may have `rules` beside its own. */
export function faultState(
  match: MatchRecord,
  job: Job,
  scope: AlertScope,
  rules: readonly string[] = [match.rule],
): KeyState {
  const key = keyOf(job, ...below(scope, match.rule, match))
  const cause = (): BadStateCause => ({
    state: 'FAULTED',
    origin: withJob(match, job),
    at: match.time,
    rules,
    reason: match.reason ?? `rule ${match.rule} saw a fault`,
    ...(match.message === undefined ? {} : { lastMatch: match.message }),
  })
  return {
    key,
    state: 'FAULTED',
    at: match.time,
    cause: scope === 'job' ? cause : () => withCrowd(cause(), job),
  }
}

/** What lies below a job in a key. */
function below(scope: AlertScope, rule: string, record: Origin): readonly string[] {
  if (scope === 'job') return []
  return scope === 'rank' ? [rankKey(record)] : ['rule', rule, rankKey(record)]
}

const causeOf = (status: StatusRecord, job: Job, state: BadState): BadStateCause => ({
  state,
  origin: withJob(status, job),
  at: status.time,
  rules: status.rules ?? (status.rule === undefined ? [] : [status.rule]),
  ...(status.reason === undefined ? {} : { reason: status.reason }),
  ...(status.last_match === undefined ? {} : { lastMatch: status.last_match }),
})

const withCrowd = (cause: BadStateCause, job: Job): BadStateCause => ({
  ...cause,
  crowdKey: keyOf(job, 'many', cause.state, cause.rules[0] ?? ''),
})

const withJob = (record: AnyRecord, job: Job): Origin => ({
  ...originOf(record),
  ...(job.name === undefined ? {} : { job: job.name }),
})
