// What is known of one job: its state, its steps, its ranks, what was told about it.
import { BOUNDS } from '../bounds.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type {
  AlertRecord,
  AnyRecord,
  DeliveryRecord,
  LogRecord,
  StatusRecord,
  VerdictRecord,
} from '../record/types.generated.ts'
import { boundRanks, newRanks, type Ranks, takeRankLine, takeRankStatus } from './ranks.ts'

/** A step that was reported. */
export interface Point {
  readonly step: number
  readonly at: Millis
  readonly stepTimeMs: number | undefined
  readonly loss: number | undefined
}

export interface JobView {
  readonly name: string
  state: string
  /** When it went into that state, by the clock of the view. */
  since: Millis
  reason: string
  rules: readonly string[]
  lastMatch: string
  attempt: number | undefined
  /** Attempts that began while it was watched. */
  restarts: number
  step: number | undefined
  totalSteps: number | undefined
  epoch: number | undefined
  /** When the last step came, by the clock of the view. */
  stepCame: Millis | undefined
  metrics: Readonly<Record<string, number | null>>
  /** The last steps of the attempt, the oldest first. */
  points: Point[]
  ranks: Ranks
  /** Lines that state an error, and the last lines of all: not made safe yet. */
  readonly errors: string[]
  readonly lines: string[]
  /** `quiet`: silenced, muted or acknowledged, and so not told on a channel. */
  readonly alerts: { reported: number; sent: number; failed: number; quiet: number }
  /** What is firing and not told on purpose, by its key, not made safe yet. */
  readonly untold: Map<string, Untold>
  /** Who sees to what is firing, as a channel said last, not made safe yet; '' for nobody. */
  seenTo: string
  verdict: VerdictRecord | undefined
}

interface Untold {
  readonly summary: string
  /** Why; '' as long as nobody has said that it is not told. */
  readonly why: string
}

const MAX_POINTS = BOUNDS['view.steps'].most
const MAX_LINES = BOUNDS['view.lines'].most
const MAX_LINE = 2000
const ERROR_LEVELS = new Set(['ERROR', 'CRITICAL'])

export const newJob = (name: string, now: Millis): JobView => ({
  name,
  state: 'WAITING',
  since: now,
  reason: '',
  rules: [],
  lastMatch: '',
  attempt: undefined,
  restarts: 0,
  step: undefined,
  totalSteps: undefined,
  epoch: undefined,
  stepCame: undefined,
  metrics: {},
  points: [],
  ranks: newRanks(),
  errors: [],
  lines: [],
  alerts: { reported: 0, sent: 0, failed: 0, quiet: 0 },
  untold: new Map(),
  seenTo: '',
  verdict: undefined,
})

/** Takes a record of the job. */
export function takeOfJob(job: JobView, record: AnyRecord, now: Millis): void {
  switch (record.kind) {
    case 'log':
      takeLog(job, record, now)
      return
    case 'status':
      takeStatus(job, record, now)
      return
    case 'alert':
      job.alerts.reported++
      takeAlert(job, record)
      return
    case 'delivery':
      takeDelivery(job, record)
      return
    case 'verdict':
      job.verdict = record
      return
    case 'notice':
      if (record.code === 'attempt_started') takeAttempt(job, record.attempt)
      return
    default:
  }
}

function takeLog(job: JobView, record: LogRecord, now: Millis): void {
  if (record.attempt !== undefined && record.attempt !== job.attempt) takeAttempt(job, record.attempt)
  takeRankLine(job.ranks, record, now)
  boundRanks(job.ranks)
  keep(job.lines, record.message)
  if (ERROR_LEVELS.has(record.level ?? '') || /^Traceback \(most/.test(record.message)) keep(job.errors, record.message)
  if (record.step !== undefined) takeStep(job, record, record.step, now)
}

function keep(lines: string[], text: string): void {
  lines.push(text.slice(0, MAX_LINE))
  if (lines.length > MAX_LINES) lines.shift()
}

/** A later attempt begins anew; a line of an earlier one, or the first number that is heard, says nothing. */
function takeAttempt(job: JobView, attempt: number | undefined): void {
  if (attempt === undefined || (job.attempt !== undefined && attempt <= job.attempt)) return
  if (job.attempt !== undefined) {
    job.restarts++
    job.points = []
    job.ranks = newRanks()
  }
  job.attempt = attempt
}

function takeStep(job: JobView, record: LogRecord, step: number, now: Millis): void {
  const { metrics = {} } = record
  const at = (record.time_from === 'line' ? parseTime(record.time ?? '') : undefined) ?? now
  const last = job.points.at(-1)
  job.totalSteps = record.total_steps ?? job.totalSteps
  job.epoch = record.epoch ?? job.epoch
  // Every rank reports the same step; one that is behind does not take the job back, a restart does.
  const isRestart = last !== undefined && step < last.step / 2
  if (isRestart) {
    job.points = []
    job.ranks = newRanks()
  }
  if (last !== undefined && step <= last.step && !isRestart) {
    if (step === last.step) job.metrics = { ...job.metrics, ...metrics }
    return
  }
  job.step = step
  job.stepCame = now
  job.metrics = metrics
  const value = (name: string): number | undefined => metrics[name] ?? undefined
  job.points.push({ step, at, stepTimeMs: value('step_time_ms'), loss: value('loss') })
  if (job.points.length > MAX_POINTS) job.points.shift()
}

function takeStatus(job: JobView, record: StatusRecord, now: Millis): void {
  if (record.scope === 'rank') takeRankStatus(job.ranks, record)
  if (record.scope !== 'job') return
  job.state = record.to
  job.since = Math.min(now, (record.time === undefined ? undefined : parseTime(record.time)) ?? now)
  job.reason = record.reason ?? ''
  job.rules = record.rules ?? []
  job.lastMatch = record.last_match ?? ''
  if (record.step !== undefined) job.step ??= record.step
}

/** Steps that a step's usual time is taken of. */
const RECENT = 20

/** Returns how long a step takes, evaluations and all that lies between counted; undefined where nothing says it. */
export function pace({ points }: JobView): Millis | undefined {
  const recent = points.slice(-RECENT)
  const [first, last] = [recent[0], recent.at(-1)]
  if (first !== undefined && last !== undefined && last.step > first.step && last.at > first.at)
    return (last.at - first.at) / (last.step - first.step)
  return last?.stepTimeMs
}

/** Returns how long the rest of the run takes; undefined where that is not known, or the job does not move. */
export function timeLeft(job: JobView): Millis | undefined {
  const each = pace(job)
  const isMoving = job.state === 'HEALTHY' || job.state === 'SLOW'
  if (each === undefined || job.step === undefined || job.totalSteps === undefined || !isMoving) return undefined
  return job.totalSteps < job.step ? undefined : (job.totalSteps - job.step) * each
}

const QUIET: ReadonlySet<DeliveryRecord['outcome']> = new Set(['silenced', 'inhibited', 'acknowledged'])

const MAX_UNTOLD = 100

function takeAlert(job: JobView, { state, once, key, summary }: AlertRecord): void {
  if (state === 'resolved') job.seenTo = ''
  const known = job.untold.get(key)
  job.untold.delete(key)
  if (state === 'resolved' || once === true) return
  job.untold.set(key, { summary: summary.slice(0, MAX_LINE), why: known?.why ?? '' })
  const [oldest] = job.untold.keys()
  if (job.untold.size > MAX_UNTOLD && oldest !== undefined) job.untold.delete(oldest)
}

function takeDelivery(job: JobView, { alert, outcome, error }: DeliveryRecord): void {
  const known = job.untold.get(alert)
  const isUntold = outcome === 'silenced' || outcome === 'inhibited'
  if (known !== undefined && (isUntold || outcome === 'sent'))
    job.untold.set(alert, { ...known, why: isUntold ? (error ?? outcome).slice(0, MAX_LINE) : '' })
  if (outcome === 'sent' || outcome === 'failed') job.alerts[outcome]++
  else if (QUIET.has(outcome)) job.alerts.quiet++
  if (outcome === 'acknowledged') job.seenTo = (error ?? '').slice(0, MAX_LINE)
}
