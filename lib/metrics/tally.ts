// What a stream of records says, as numbers: of its jobs, its alerts, its notices.
import { type Millis, parseTime } from '../record/time.ts'
import type { AnyRecord, RecordKind } from '../record/types.generated.ts'
import type { JobView } from '../view/job.ts'
import { newView, takeRecord, type View } from '../view/model.ts'
import { type Counts, countsOf, labelText, OTHER } from './counts.ts'
import type { Measure } from './families.ts'

const STATES = ['WAITING', 'HEALTHY', 'SLOW', 'HANGING', 'FAULTED', 'ENDED']
const KINDS: readonly RecordKind[] = ['log', 'match', 'status', 'failure', 'verdict', 'alert', 'delivery', 'notice']

export interface Tally {
  readonly settings: TallySettings
  readonly view: View
  /** By kind; what is none of ours is `other`. */
  readonly kinds: Map<string, number>
  readonly notices: Counts
  readonly alerts: Counts
  readonly deliveries: Counts
  readonly verdicts: Counts
  /** True once something says how jobs are: without that nobody knows, and none is WAITING. */
  hasStates: boolean
  /** The newest line that says its time, and when it was read. */
  stamped: { readonly time: string; readonly read: Millis } | undefined
}

export interface TallySettings {
  /** What a job is called whose records do not name it. */
  readonly job: string
  /** True where a stage says how jobs are: until something is heard of it, a job is WAITING. */
  readonly tellsStates: boolean
  /** True where time is the clock's: old lines are a lag then, and no replay. */
  readonly isLive: boolean
}

export const newTally = (settings: TallySettings, now: Millis): Tally => ({
  settings,
  view: newView(now),
  kinds: new Map(),
  notices: countsOf('notices_total', 'code'),
  alerts: countsOf('alerts_total', 'state', 'severity'),
  deliveries: countsOf('deliveries_total', 'channel', 'outcome'),
  verdicts: countsOf('verdicts_total', 'action'),
  hasStates: settings.tellsStates,
  stamped: undefined,
})

/** Takes a record that leaves at `now`. */
export function tallyRecord(tally: Tally, record: AnyRecord, now: Millis): void {
  const kind = KINDS.includes(record.kind) ? record.kind : OTHER
  tally.kinds.set(kind, (tally.kinds.get(kind) ?? 0) + 1)
  switch (record.kind) {
    case 'log':
      if (record.time_from === 'line' && record.time !== undefined) tally.stamped = { time: record.time, read: now }
      if (record.step === undefined) return // of most lines nothing else is counted
      break
    case 'status':
      if (record.scope !== 'job') return
      tally.hasStates = true
      break
    case 'notice':
      tally.notices.add(record.code)
      break
    case 'alert':
      tally.alerts.add(record.state, record.severity ?? '')
      break
    case 'delivery':
      tally.deliveries.add(record.channel, record.outcome)
      break
    case 'verdict':
      tally.verdicts.add(record.action)
      break
    default:
      return
  }
  takeRecord(tally.view, record, now)
}

/** Returns what is known now. */
export function measuresOf(tally: Tally): readonly Measure[] {
  const { kinds, notices, alerts, deliveries, verdicts } = tally
  return [
    ...[...kinds].map(([kind, value]): Measure => ({ name: 'records_total', value, labels: { kind } })),
    ...[notices, alerts, deliveries, verdicts].flatMap(counts => counts.measures()),
    ...lagOf(tally),
    ...jobsOf(tally),
  ]
}

function lagOf({ stamped, settings }: Tally): readonly Measure[] {
  const said = stamped === undefined ? undefined : parseTime(stamped.time)
  if (!settings.isLive || stamped === undefined || said === undefined) return []
  return [{ name: 'lag_seconds', value: Math.max(0, stamped.read - said) / 1000 }]
}

function jobsOf({ view, hasStates, settings }: Tally): readonly Measure[] {
  const jobs = new Map([...view.jobs.values()].map(job => [labelText(job.name || settings.job), job]))
  const measures = [...jobs].flatMap(([job, known]) => [
    ...(hasStates ? statesOf(job, known.state, known.since) : []),
    ...stepOf(job, known),
  ])
  const isWaiting = jobs.size === 0 && settings.tellsStates
  return isWaiting ? statesOf(labelText(settings.job), 'WAITING', view.now) : measures
}

const statesOf = (job: string, state: string, since: Millis): readonly Measure[] => [
  ...STATES.map(
    (each): Measure => ({ name: 'job_state', value: each === state ? 1 : 0, labels: { job, state: each } }),
  ),
  { name: 'job_state_since_timestamp_seconds', value: since / 1000, labels: { job } },
]

function stepOf(job: string, known: JobView): readonly Measure[] {
  const { step_time_ms: stepTime, loss } = known.metrics
  const values = {
    job_step: known.step,
    job_planned_steps: known.totalSteps,
    job_last_step_timestamp_seconds: inSeconds(known.stepCame),
    job_step_duration_seconds: inSeconds(stepTime),
    job_loss: loss === null ? Number.NaN : loss,
    job_attempt: known.attempt,
    job_restarts_total: known.attempt === undefined ? undefined : known.restarts,
  } as const
  return Object.entries(values).flatMap(([name, value]): Measure[] =>
    value === undefined ? [] : [{ name: name as keyof typeof values, value, labels: { job } }],
  )
}

const inSeconds = (millis: Millis | null | undefined): number | undefined =>
  millis === null ? Number.NaN : millis === undefined ? undefined : millis / 1000
