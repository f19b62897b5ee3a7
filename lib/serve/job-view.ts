// A job as the API and the page show it.
import { formatTime } from '../record/time.ts'
import type { VerdictRecord } from '../record/types.generated.ts'
import type { JudgedLog, TrackedJob } from './events.ts'
import type { ServeState } from './state.ts'

export interface JobView {
  readonly id: number
  readonly job_id: string | null
  readonly user: string
  readonly owner: string
  readonly log_path: string | null
  readonly mode: TrackedJob['mode']
  readonly intent: TrackedJob['intent']
  readonly cycle_id: number | null
  readonly logs_dir: string | null
  readonly sched_restarts: number
  readonly status: 'pending' | 'in_flight' | 'completed'
  readonly created_at: string
  readonly heard_at: string
  /** By its records: how it is now. */
  readonly state: string | null
  readonly state_since: string | null
  readonly reason: string | null
  readonly step: number | null
  readonly total_steps: number | null
  readonly loss: number | null
  readonly step_times_ms: readonly number[]
  /** Action and category of its newest verdict. */
  readonly action: string | null
  readonly category: string | null
  /** Alerts that last. */
  readonly firing: readonly string[]
}

const iso = (millis: number): string => formatTime(millis) ?? ''

/** Returns the view of a job; `isBusy` says whether a path is being judged. */
export function jobView(state: ServeState, job: TrackedJob, isBusy: (path: string) => boolean): JobView {
  const live = state.live(job.number)
  const verdict = newestVerdict(state, job)
  return {
    id: job.number,
    job_id: job.jobId ?? null,
    user: job.user,
    owner: job.owner,
    log_path: job.path === '' ? null : job.path,
    mode: job.mode,
    intent: job.intent,
    cycle_id: job.cycleId ?? null,
    logs_dir: job.logsDir ?? null,
    sched_restarts: job.schedulerRestarts,
    status: isBusy(job.path) ? 'in_flight' : (verdict ?? live?.action) === undefined ? 'pending' : 'completed',
    created_at: iso(job.createdMs),
    heard_at: iso(state.heardOf(job)),
    state: live?.state ?? null,
    state_since: live?.stateSince ?? null,
    reason: live?.reason ?? null,
    step: live?.step ?? verdict?.progress?.last_step ?? null,
    total_steps: live?.totalSteps ?? null,
    loss: live?.loss ?? null,
    step_times_ms: live?.stepTimesMs ?? [],
    action: verdict?.action ?? live?.action ?? null,
    category: verdict?.category ?? live?.category ?? null,
    firing: [...(live?.firing.values() ?? [])],
  }
}

/** Of a log that was judged; what came as a record is in `live`. */
const newestVerdict = (state: ServeState, job: TrackedJob): VerdictRecord | undefined =>
  job.path === ''
    ? undefined
    : logsOf(state, job)
        .findLast(({ cycles }) => cycles.length > 0)
        ?.cycles.at(-1)

/** One attempt of a job: a cycle of one of its logs. */
export interface AttemptView {
  readonly log_path: string
  readonly cycle: number
  readonly judged_at: string
  readonly verdict: VerdictRecord
}

/** Returns the attempts of a job that were judged, in order. */
export function attemptsOf(state: ServeState, job: TrackedJob): readonly AttemptView[] {
  if (job.path === '')
    return state.records(job.number).flatMap((kept, cycle): readonly AttemptView[] => {
      if (kept.head.kind !== 'verdict') return []
      const verdict = kept.record as VerdictRecord
      return verdict.state === 'final' ? [{ log_path: '', cycle, judged_at: iso(kept.at), verdict }] : []
    })
  return logsOf(state, job).flatMap(({ path, cycles, cyclesLeftOut = 0, judgedMs }) =>
    cycles.map((verdict, index) => ({
      log_path: path,
      cycle: cyclesLeftOut + index,
      judged_at: iso(judgedMs),
      verdict,
    })),
  )
}

/** The logs of a job that were judged. */
function logsOf(state: ServeState, job: TrackedJob): readonly JudgedLog[] {
  const folder = job.logsDir
  if (folder !== undefined)
    return state.judgedLogs().filter(({ path }) => path.startsWith(`${folder}/`) && path.includes(job.jobId ?? '/'))
  const log = state.judged(job.path)
  return log === undefined ? [] : [log]
}
