// Records in, alerts out: keeps what is known of each job, and asks the episodes and the throttle what to report.
import type { AlertReason, AlertScope } from '../config/alert.ts'
import { type Origin, originOf, rankKey } from '../record/origin.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type {
  AlertRecord,
  AnyRecord,
  MatchRecord,
  NoticeRecord,
  StatusRecord,
  VerdictRecord,
} from '../record/types.generated.ts'
import { type Machine, NONE } from '../stage.ts'
import type { BadState, BadStateCause } from './bad-state.ts'
import { digestAlert, endedAlert, turnAlert, verdictAlert } from './compose.ts'
import { type Episodes, type Turn, trackEpisodes } from './episodes.ts'
import { type Job, type Jobs, jobOf, keyOf, newJobs } from './jobs.ts'
import type { AlertSettings } from './settings.ts'
import { type Throttle, throttle } from './throttle.ts'

type Reports = readonly (AlertRecord | NoticeRecord)[]

interface Alerting {
  readonly settings: AlertSettings
  readonly jobs: Jobs
  readonly episodes: Episodes
  readonly storm: Throttle
  digests: number
}

/** How something is that alerts have a key for. */
interface KeyState {
  readonly key: string
  readonly state: StatusRecord['to']
  /** RFC 3339; since when. */
  readonly at: string | undefined
  /** Made only where the state is bad. */
  readonly cause: () => BadStateCause
}

const REASON_OF: Readonly<Record<BadState, AlertReason>> = { SLOW: 'slow', HANGING: 'hanging', FAULTED: 'faulted' }

/** Reads `status`, `match`, `verdict` and `log` records; adds `alert`, and a `notice` for what no alert can name. */
export function alertMachine(settings: AlertSettings): Machine<AnyRecord | string> {
  const alerting: Alerting = {
    settings,
    jobs: newJobs(settings.job),
    episodes: trackEpisodes(settings),
    storm: throttle(settings.maxPerHour),
    digests: 0,
  }
  const { jobs, episodes, storm } = alerting
  return {
    onRecord(record, now) {
      if (typeof record === 'string') return NONE
      switch (record.kind) {
        case 'log':
          jobOf(jobs, record).evidence.takeLog(record)
          return NONE
        case 'status':
          return takeStatus(alerting, record, jobOf(jobs, record), now)
        case 'match':
          return record.verdict === 'fault' ? takeFault(alerting, record, jobOf(jobs, record), now) : NONE
        case 'verdict':
          return takeVerdict(alerting, record, jobOf(jobs, record), now)
        default:
          return NONE
      }
    },
    deadline() {
      const due = episodes.deadline()
      const digest = storm.deadline()
      return due === undefined ? digest : digest === undefined ? due : Math.min(due, digest)
    },
    onDeadline(now) {
      const reports = reportTurns(alerting, episodes.onDeadline(now), now)
      const due = storm.deadline()
      return due !== undefined && due <= now ? [...reports, ...reportDigest(alerting, now)] : reports
    },
    onEnd: now => [...reportTurns(alerting, episodes.end(now), now), ...reportDigest(alerting, now)],
  }
}

function takeStatus(alerting: Alerting, status: StatusRecord, job: Job, now: Millis): Reports {
  const { scope } = alerting.settings
  if (status.scope === 'rank') job.evidence.takeRank(status, isBad(status.to) ? status.to : undefined)
  if (status.scope === 'job') return takeJobStatus(alerting, status, job, now)
  if (scope === 'job') {
    if (status.scope !== 'rank' || job.hasOwnStatus) return NONE
    return judge(alerting, keyStateOf(status, job, keyOf(job), job.evidence.worst() ?? status.to), now)
  }
  if (status.scope !== scope) return NONE
  const key = keyOf(job, ...below(scope, status.rule ?? '', status))
  return judge(alerting, keyStateOf(status, job, key, status.to), now)
}

function takeJobStatus(alerting: Alerting, status: StatusRecord, job: Job, now: Millis): Reports {
  const { scope, reasons } = alerting.settings
  const hasEndedNow = status.to === 'ENDED' && !job.hasEnded
  job.hasOwnStatus = true
  job.hasEnded = status.to === 'ENDED'
  const reports = scope === 'job' ? judge(alerting, keyStateOf(status, job, keyOf(job), status.to), now) : NONE
  if (!isBad(status.to)) job.evidence.forgetRanks()
  if (!hasEndedNow || !reasons.has('ended')) return reports
  job.endings++
  const { name, evidence, endings: count } = job
  const alert = endedAlert(status, { job: name, key: keyOf(job, 'end'), count, evidence }, now)
  return [...reports, ...send(alerting, alert, now)]
}

function takeFault(alerting: Alerting, match: MatchRecord, job: Job, now: Millis): Reports {
  job.evidence.takeRank(match, 'FAULTED')
  const key = keyOf(job, ...below(alerting.settings.scope, match.rule, match))
  return judge(alerting, { key, state: 'FAULTED', at: match.time, cause: () => faultOf(match, job) }, now)
}

function takeVerdict({ settings, storm }: Alerting, verdict: VerdictRecord, job: Job, now: Millis): Reports {
  const { action } = verdict
  if ((action !== 'stop' && action !== 'restart_isolate') || !settings.reasons.has('verdict')) return NONE
  const identity = `${verdict.run ?? ''} ${verdict.attempt ?? ''} ${action}`
  if (job.lastVerdict === identity) return NONE
  job.lastVerdict = identity
  job.verdicts++
  const { name, evidence, verdicts: count } = job
  const alert = verdictAlert({ ...verdict, action }, { job: name, key: keyOf(job, 'verdict'), count, evidence }, now)
  return send({ storm }, alert, now)
}

/** What lies below a job in a key. */
function below(scope: AlertScope, rule: string, record: Origin): readonly string[] {
  if (scope === 'job') return []
  return scope === 'rank' ? [rankKey(record)] : ['rule', rule, rankKey(record)]
}

function judge(alerting: Alerting, { key, state, at, cause }: KeyState, now: Millis): Reports {
  const { episodes, settings } = alerting
  const isReported = isBad(state) && settings.reasons.has(REASON_OF[state])
  const turns = isReported ? episodes.bad(key, cause(), now) : episodes.good(key, state, at, now)
  return reportTurns(alerting, turns, now)
}

const reportTurns = (alerting: Alerting, turns: readonly Turn[], now: Millis): Reports =>
  turns.length === 0 ? NONE : turns.flatMap(turn => reportTurn(alerting, turn, now))

function reportTurn({ jobs, settings, storm }: Alerting, turn: Turn, now: Millis): Reports {
  const { episode } = turn
  if (turn.is === 'forgotten') {
    const message = `too many things are bad at once: ${episode.key} will not be told as recovered`
    return [notice('alert_forgotten', message, now)]
  }
  const { evidence } = jobOf(jobs, episode.cause.origin)
  const alert = turnAlert(turn, settings.scope, evidence, now)
  if (turn.is === 'resolved') {
    evidence.forgetErrors()
    // A recovery follows its alert: it leaves freely where that left, and joins the digest where that was held back.
    return episode.isAnnounced ? [alert] : holdBack({ storm }, alert, now)
  }
  const reports = send({ storm }, alert, now)
  if (reports[0]?.kind === 'alert') episode.isAnnounced = true
  return reports
}

/** Lets an alert leave, or keeps it for the digest. */
const send = ({ storm }: Pick<Alerting, 'storm'>, alert: AlertRecord, now: Millis): Reports =>
  storm.allow(now) ? [alert] : holdBack({ storm }, alert, now)

const holdBack = ({ storm }: Pick<Alerting, 'storm'>, alert: AlertRecord, now: Millis): Reports =>
  storm.hold(alert) ? NONE : [notice('alert_held_back', alert.summary, now)]

function reportDigest(alerting: Alerting, now: Millis): Reports {
  const digest = alerting.storm.digest(now)
  if (digest === undefined) return NONE
  alerting.digests++
  return [digestAlert(digest, alerting.settings.maxPerHour, alerting.digests, now)]
}

function notice(code: string, message: string, now: Millis): NoticeRecord {
  const time = formatTime(now)
  return { kind: 'notice', ...(time === undefined ? {} : { time }), code, message, stage: 'alert' }
}

const isBad = (state: StatusRecord['to']): state is BadState =>
  state === 'SLOW' || state === 'HANGING' || state === 'FAULTED'

const withJob = (record: AnyRecord, job: Job): Origin => ({
  ...originOf(record),
  ...(job.name === undefined ? {} : { job: job.name }),
})

const keyStateOf = (status: StatusRecord, job: Job, key: string, state: StatusRecord['to']): KeyState => ({
  key,
  state,
  at: status.time,
  cause: () => ({
    state: state as BadState, // asked for only where it is bad
    origin: withJob(status, job),
    at: status.time,
    rules: status.rules ?? (status.rule === undefined ? [] : [status.rule]),
    ...(status.reason === undefined ? {} : { reason: status.reason }),
    ...(status.last_match === undefined ? {} : { lastMatch: status.last_match }),
  }),
})

function faultOf(match: MatchRecord, job: Job): BadStateCause {
  return {
    state: 'FAULTED',
    origin: withJob(match, job),
    at: match.time,
    rules: [match.rule],
    reason: match.reason ?? `rule ${match.rule} saw a fault`,
    ...(match.message === undefined ? {} : { lastMatch: match.message }),
  }
}
