// How jobs are now, as a small file keeps it for whoever asks later: written by a run, read by `logmon status`.
import { formatTime, type Millis, parseTime } from '../record/time.ts'
import { cleanLine } from '../redact/clean-text.ts'
import type { JobView } from './job.ts'

/** One job of a run. Texts are of one line, safe for a terminal, without secrets; times are RFC 3339 in UTC. */
export interface JobSnapshot {
  readonly job: string
  readonly state: string
  /** When it went into that state. */
  readonly since?: string
  readonly reason?: string
  readonly attempt?: number
  readonly step?: number
  readonly total_steps?: number
  /** When the last step came. */
  readonly step_time?: string
  readonly step_time_ms?: number
  readonly loss?: number
  readonly alerts: number
  /** Alerts that a channel did not take. */
  readonly alerts_failed: number
  /** Who sees to what is firing. */
  readonly acknowledged?: string
  readonly action?: string
}

/** What a run keeps in its file. */
export interface RunSnapshot {
  readonly pid: number
  readonly host: string
  readonly started: string
  /** When the file was written. */
  readonly updated: string
  /** When the run ended; absent while it goes on. */
  readonly ended?: string
  readonly jobs: readonly JobSnapshot[]
}

const MAX_TEXT = 300

/** Returns what is kept of a job. */
export function jobSnapshot(job: JobView): JobSnapshot {
  const { step_time_ms: stepTimeMs, loss } = job.metrics
  const since = formatTime(job.since)
  const came = job.stepCame === undefined ? undefined : formatTime(job.stepCame)
  return {
    job: job.name,
    state: job.state,
    ...(since === undefined ? {} : { since }),
    ...(job.reason === '' ? {} : { reason: cleanLine(job.reason, MAX_TEXT) }),
    ...(job.attempt === undefined ? {} : { attempt: job.attempt }),
    ...(job.step === undefined ? {} : { step: job.step }),
    ...(job.totalSteps === undefined ? {} : { total_steps: job.totalSteps }),
    ...(came === undefined ? {} : { step_time: came }),
    ...(typeof stepTimeMs === 'number' ? { step_time_ms: stepTimeMs } : {}),
    ...(typeof loss === 'number' ? { loss } : {}),
    alerts: job.alerts.reported,
    alerts_failed: job.alerts.failed,
    ...(job.seenTo === '' ? {} : { acknowledged: cleanLine(job.seenTo, MAX_TEXT) }),
    ...(job.verdict === undefined ? {} : { action: job.verdict.action }),
  }
}

/** Returns the text of a file. */
export const snapshotText = (snapshot: RunSnapshot): string => `${JSON.stringify(snapshot)}\n`

/** Returns what a file holds; undefined where it is none of ours. Others may have written it: texts are made safe. */
export function readSnapshot(text: string): RunSnapshot | undefined {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return undefined // a file of somebody else
  }
  if (!isObject(read) || !Array.isArray(read['jobs'])) return undefined
  const { pid, host, started, updated, ended } = read
  if (typeof pid !== 'number' || typeof host !== 'string' || !isTime(started) || !isTime(updated)) return undefined
  return {
    ...{ pid, host, started, updated },
    ...(isTime(ended) ? { ended } : {}),
    jobs: read['jobs'].flatMap(job => (isObject(job) ? [readJob(job)] : [])),
  }
}

function readJob(job: Readonly<Record<string, unknown>>): JobSnapshot {
  const texts = Object.fromEntries(
    ['reason', 'action', 'acknowledged'].flatMap(name =>
      typeof job[name] === 'string' ? [[name, cleanLine(job[name] as string, MAX_TEXT)]] : [],
    ),
  )
  const times = Object.fromEntries(
    ['since', 'step_time'].flatMap(name => (isTime(job[name]) ? [[name, job[name]]] : [])),
  )
  const numbers = Object.fromEntries(
    ['attempt', 'step', 'total_steps', 'step_time_ms', 'loss'].flatMap(name =>
      typeof job[name] === 'number' ? [[name, job[name]]] : [],
    ),
  )
  const text = (name: string): string => (typeof job[name] === 'string' ? cleanLine(job[name] as string, MAX_TEXT) : '')
  const count = (name: string): number => (typeof job[name] === 'number' ? (job[name] as number) : 0)
  return {
    ...{ job: text('job'), state: text('state') },
    ...{ ...texts, ...times, ...numbers },
    ...{ alerts: count('alerts'), alerts_failed: count('alerts_failed') },
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isTime = (value: unknown): value is string => typeof value === 'string' && parseTime(value) !== undefined

/** Returns the name of the file for a job, in a folder of such files: letters, digits, `.`, `_` and `-` alone. */
export function fileNameFor(job: string): string {
  const name = job.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 100)
  return `${/^\.*$/.test(name) ? 'log' : name}.json`
}

/** Returns how long ago an instant of a file was. */
export const ago = (time: string | undefined, now: Millis): Millis | undefined =>
  time === undefined ? undefined : Math.max(0, now - (parseTime(time) ?? now))
