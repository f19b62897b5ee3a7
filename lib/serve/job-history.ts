// A job over time, as the API and the page show it: its states, its attempts, what was told of it, its steps.
import { formatTime, type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord, AnyRecord, StatusRecord } from '../record/types.generated.ts'
import type { TrackedJob } from './events.ts'
import type { HistoryPoint } from './history.ts'
import { attemptsOf } from './job-view.ts'
import type { KeptRecord } from './kept-record.ts'
import type { ServeState } from './state.ts'

/** A state that began then and lasts until the next begins. */
export interface StateChange {
  readonly at: string
  readonly state: string
  readonly reason: string
}

export interface AttemptMark {
  /** null where no number is known. */
  readonly attempt: number | null
  /** When it began, and ended; null where nothing says it. */
  readonly from: string | null
  readonly to: string | null
  readonly action: string | null
  readonly category: string | null
}

export interface AlertMark {
  readonly at: string
  readonly severity: string
  readonly summary: string
  readonly is_over: boolean
}

/** Columns of equal length: one place each per point, the oldest first. */
export interface StepColumns {
  readonly step: readonly number[]
  readonly time: readonly string[]
  readonly step_time_ms: readonly (number | null)[]
  readonly longest_step_time_ms: readonly (number | null)[]
  readonly loss: readonly (number | null)[]
  readonly throughput: readonly (number | null)[]
}

export interface JobHistory {
  readonly states: readonly StateChange[]
  readonly attempts: readonly AttemptMark[]
  readonly alerts: readonly AlertMark[]
  readonly steps: StepColumns
  /** Steps that a point stands for. */
  readonly steps_of_a_point: number
  /** Which metric throughput is. */
  readonly throughput_name: string | null
}

const iso = (millis: Millis): string => formatTime(millis) ?? ''
const timeOf = ({ time }: AnyRecord, { at }: KeptRecord): string => iso((time && parseTime(time)) || at)

/** Returns all that is kept of a job over time. */
export function historyOf(state: ServeState, job: TrackedJob): JobHistory {
  const records = state.records(job.number)
  const history = state.history(job.number)
  return {
    states: records.flatMap(statesOf),
    attempts: attemptsOver(state, job, records),
    alerts: records.flatMap(alertsOf),
    steps: columnsOf(history?.points ?? []),
    steps_of_a_point: history?.stepsOfAPoint ?? 1,
    throughput_name: history?.throughputName ?? null,
  }
}

function statesOf(kept: KeptRecord): readonly StateChange[] {
  if (kept.head.kind !== 'status' || !kept.head.isLasting) return []
  const record = kept.record as StatusRecord
  return [{ at: timeOf(record, kept), state: record.to, reason: record.reason ?? '' }]
}

function alertsOf(kept: KeptRecord): readonly AlertMark[] {
  if (kept.head.kind !== 'alert') return []
  const record = kept.record as AlertRecord
  const { severity = 'info', summary, state } = record
  return [{ at: timeOf(record, kept), severity, summary, is_over: state === 'resolved' }]
}

/** By the records of a job, and its last one by the judgement of its log; by judgements alone where no record came. */
function attemptsOver(state: ServeState, job: TrackedJob, records: readonly KeptRecord[]): readonly AttemptMark[] {
  const marks = attemptMarks(records)
  if (job.path === '') return marks
  const judged = judgedMarks(state, job)
  const [last, verdict] = [marks.at(-1), judged.at(-1)]
  if (last === undefined || verdict === undefined || last.action !== null) return marks.length === 0 ? judged : marks
  return [...marks.slice(0, -1), { ...last, action: verdict.action, category: verdict.category }]
}

/** An attempt begins where a notice says so, or where a line names a new one, and ends with its verdict. */
function attemptMarks(records: readonly KeptRecord[]): readonly AttemptMark[] {
  const marks: AttemptMark[] = []
  const open = (attempt: number | null, from: string | null): void => {
    marks.push({ attempt, from, to: null, action: null, category: null })
  }
  const [first] = records
  for (const kept of records) {
    const last = marks.at(-1)
    // Most records are lines that begin nothing: those are not looked into.
    if (kept.head.kind !== 'verdict' && !mayBegin(kept, last)) continue
    const { record } = kept
    if (record.kind === 'verdict' && record.state === 'final') {
      if (last === undefined || last.to !== null) open(record.attempt ?? null, last?.to ?? null)
      const ended = { to: timeOf(record, kept), action: record.action, category: record.category ?? null }
      marks.push({ ...(marks.pop() as AttemptMark), ...ended })
    } else if (beginsAttempt(record, last)) {
      if (last === undefined && (record.attempt ?? 0) > 0 && first !== undefined)
        open(null, timeOf(first.record, first))
      open(record.attempt ?? null, timeOf(record, kept))
    }
  }
  return marks
}

const mayBegin = ({ head: { kind, attempt } }: KeptRecord, last: AttemptMark | undefined): boolean =>
  last === undefined || kind === 'notice' || (kind === 'log' && attempt !== undefined && attempt > (last.attempt ?? -1))

/** True for the first line of all, for one of a later attempt, and for what comes behind a verdict. */
function beginsAttempt({ kind, attempt, code }: AnyRecord, last: AttemptMark | undefined): boolean {
  if (kind !== 'log' && code !== 'attempt_started') return false
  if (last === undefined) return true
  return attempt === undefined
    ? last.to !== null && code === 'attempt_started'
    : attempt > (last.attempt ?? -1) && (last.attempt !== null || last.to !== null)
}

/** A log that was judged as a whole says how its attempts ended, and not when. */
const judgedMarks = (state: ServeState, job: TrackedJob): readonly AttemptMark[] =>
  attemptsOf(state, job).map(({ verdict, cycle }) => ({
    ...{ attempt: verdict.attempt ?? cycle, from: null, to: null },
    ...{ action: verdict.action, category: verdict.category ?? null },
  }))

function columnsOf(points: readonly HistoryPoint[]): StepColumns {
  const column = (name: 'stepTimeMs' | 'longestMs' | 'loss' | 'throughput'): readonly (number | null)[] =>
    points.map(point => point[name] ?? null)
  return {
    step: points.map(({ step }) => step),
    time: points.map(({ at }) => iso(at)),
    step_time_ms: column('stepTimeMs'),
    longest_step_time_ms: column('longestMs'),
    loss: column('loss'),
    throughput: column('throughput'),
  }
}
