// Records that programs send while a job runs: what `logmon run` writes, a job at a time.

import { readLine } from '../../record/read.ts'
import type { ServeEvent, TrackedJob } from '../../serve/events.ts'
import { isRefusal, type Refusal, refusal } from '../../serve/refusal.ts'
import type { Caller, Context } from './context.ts'

export interface FedRecords {
  readonly job: number
  readonly accepted: number
  /** Lines that are no record of a known kind. */
  readonly refused: number
}

/** Records that are written as one. */
const AT_ONCE = 1000
const NAME = /^[\w.@:+/-][\w .@:+/-]{0,199}$/

/** Takes lines of NDJSON as records of a job, which is made known by them. */
export function takeRecords(context: Context, name: string, text: string, caller: Caller): FedRecords | Refusal {
  const { state, journal } = context
  if (!NAME.test(name)) return refusal('INVALID_PARAMETER', 'job: a name has letters, digits and _ . @ : + / -')
  const records = text.split('\n').flatMap(line => (line.trim() === '' ? [] : [readLine(line.trim())]))
  let job = state.jobOf(caller.name, '', name)
  if (job === undefined) {
    const made = newJob(context, name, caller)
    if (isRefusal(made)) return made
    job = made
    journal.write({ is: 'job', job })
  }
  const { number } = job
  const events = records.flatMap((line): readonly ServeEvent[] =>
    line.is === 'record' ? [{ is: 'record', job: number, record: line.record }] : [],
  )
  for (let at = 0; at < events.length; at += AT_ONCE) journal.writeAll(events.slice(at, at + AT_ONCE))
  return { job: number, accepted: events.length, refused: records.length - events.length }
}

function newJob({ state, maxJobs, now }: Context, name: string, { name: owner }: Caller): TrackedJob | Refusal {
  if (state.jobs().length >= maxJobs) return refusal('JOB_LIMIT_REACHED', `${maxJobs} jobs are known`)
  return {
    number: state.next(),
    owner,
    user: owner === '' ? 'unknown' : owner,
    path: '',
    jobId: name,
    cycleId: undefined,
    intent: 'progressive',
    mode: 'single',
    logsDir: undefined,
    schedulerRestarts: 0,
    createdMs: now(),
  }
}
