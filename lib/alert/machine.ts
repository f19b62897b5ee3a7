// Records in, alerts out: keeps what is known of each job, and asks the episodes and the throttle what to report.
import type { AlertReason } from '../config/alert.ts'
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
import type { BadState } from './bad-state.ts'
import { turnAlert } from './compose.ts'
import { type Episodes, type Turn, trackEpisodes } from './episodes.ts'
import { type Job, type Jobs, jobOf, keyOf, newJobs, restoreJobs, savedJobs } from './jobs.ts'
import { faultState, isBad, jobState, type KeyState, partState } from './key-state.ts'
import { digestAlert, endedAlert, type OneTime, upstreamEndedAlert, verdictAlert } from './one-time.ts'
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

/** What is known, as plain JSON. */
interface SavedAlerting {
  readonly jobs: ReturnType<typeof savedJobs>
  readonly episodes: ReturnType<Episodes['save']>
  readonly storm: ReturnType<Throttle['save']>
  readonly digests: number
}

const REASON_OF: Readonly<Record<BadState, AlertReason>> = { SLOW: 'slow', HANGING: 'hanging', FAULTED: 'faulted' }

/** Reads `status`, `match`, `verdict`, `notice` and `log`; adds `alert`, and a `notice` for what no alert can name. */
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
        case 'notice':
          return record.code === 'upstream_ended' ? takeUpstreamEnd(alerting, record, jobOf(jobs, record), now) : NONE
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
    save: (): SavedAlerting => ({
      jobs: savedJobs(jobs),
      episodes: episodes.save(),
      storm: storm.save(),
      digests: alerting.digests,
    }),
    restore(saved) {
      const before = saved as SavedAlerting
      restoreJobs(jobs, before.jobs)
      episodes.restore(before.episodes)
      storm.restore(before.storm)
      alerting.digests = before.digests
    },
  }
}

function takeStatus(alerting: Alerting, status: StatusRecord, job: Job, now: Millis): Reports {
  const { scope } = alerting.settings
  if (status.scope === 'rank') job.evidence.takeRank(status, isBad(status.to) ? status.to : undefined)
  if (status.scope === 'job') return takeJobStatus(alerting, status, job, now)
  if (scope === 'job') {
    if (status.scope !== 'rank' || job.hasOwnStatus) return NONE
    return judge(alerting, jobState(status, job, job.evidence.worst() ?? status.to), now)
  }
  if (status.scope !== scope) return NONE
  return judge(alerting, partState(status, job, scope), now)
}

function takeJobStatus(alerting: Alerting, status: StatusRecord, job: Job, now: Millis): Reports {
  const { scope, reasons } = alerting.settings
  const hasEndedNow = status.to === 'ENDED' && !job.hasEnded
  job.hasOwnStatus = true
  job.hasEnded = status.to === 'ENDED'
  const reports = scope === 'job' ? judge(alerting, jobState(status, job, status.to), now) : NONE
  if (!isBad(status.to)) job.evidence.forgetRanks()
  if (!hasEndedNow || !reasons.has('ended')) return reports
  job.endings++
  const once = oneTime(alerting, job, 'end', job.endings)
  const alert = endedAlert(status, once, now)
  return [...reports, ...send(alerting, alert, now)]
}

function takeFault(alerting: Alerting, match: MatchRecord, job: Job, now: Millis): Reports {
  job.evidence.takeRank(match, 'FAULTED')
  return judge(alerting, faultState(match, job, alerting.settings.scope), now)
}

/** A verdict that names a cause; that nothing came any more is told already where the job's own state is. */
const isTold = ({ action, category = 'unknown' }: VerdictRecord, { hasOwnStatus }: Job): boolean =>
  action !== 'done' && category !== 'unknown' && !(category === 'hang_no_output' && hasOwnStatus)

function takeVerdict({ settings, storm }: Alerting, verdict: VerdictRecord, job: Job, now: Millis): Reports {
  job.evidence.takeVerdict(verdict)
  if (!isTold(verdict, job) || !settings.reasons.has('verdict')) return NONE
  const identity = `${verdict.run ?? ''} ${verdict.attempt ?? ''} ${verdict.action} ${verdict.category}`
  if (job.lastVerdict === identity) return NONE
  job.lastVerdict = identity
  job.verdicts++
  const alert = verdictAlert(verdict, oneTime({ settings }, job, 'verdict', job.verdicts), now)
  return send({ storm }, alert, now)
}

/** The stream ended although the job did not: said once per attempt, whoever of those upstream says it. */
function takeUpstreamEnd({ settings, storm }: Alerting, ended: NoticeRecord, job: Job, now: Millis): Reports {
  if (!settings.reasons.has('upstream_ended')) return NONE
  const identity = `${ended.run ?? ''} ${ended.attempt ?? ''}`
  if (job.lastUpstreamEnd === identity) return NONE
  job.lastUpstreamEnd = identity
  job.upstreamEnds++
  const alert = upstreamEndedAlert(ended, oneTime({ settings }, job, 'upstream', job.upstreamEnds), now)
  return send({ storm }, alert, now)
}

function oneTime({ settings }: Pick<Alerting, 'settings'>, job: Job, below: string, count: number): OneTime {
  const { name, evidence } = job
  return { job: name, key: keyOf(job, below), count, evidence, links: settings.links }
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
  const alert = turnAlert(turn, settings.scope, { evidence, links: settings.links }, now)
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
