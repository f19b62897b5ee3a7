// Records in, alerts out: keeps what is known of each job, and asks the episodes and the throttle what to report.
import type { AlertReason } from '../config/alert.ts'
import { rankKey } from '../record/origin.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type {
  AlertRecord,
  AnyRecord,
  LogRecord,
  MatchRecord,
  NoticeRecord,
  StatusRecord,
  VerdictRecord,
} from '../record/types.generated.ts'
import { type Machine, NONE } from '../stage.ts'
import type { BadState } from './bad-state.ts'
import { turnAlert } from './compose.ts'
import type { Turn } from './episode-turns.ts'
import { type Episodes, trackEpisodes } from './episodes.ts'
import { gatherEvidence } from './evidence.ts'
import { type HeldFaults, heldFaults, type SavedFaults } from './held-faults.ts'
import { type InputState, inputAlert, isSilent, newInputState, noteInput, startInput } from './input-watch.ts'
import {
  type Job,
  type Jobs,
  jobOf,
  keyOf,
  newJobs,
  noteRankFault,
  type RankFault,
  rankFaultsOf,
  restoreJobs,
  savedJobs,
} from './jobs.ts'
import { faultState, isBad, jobState, type KeyState, partState } from './key-state.ts'
import { digestAlert, endedAlert, type OneTime, stoppedAlert, upstreamEndedAlert, verdictAlert } from './one-time.ts'
import { newRunState, noteRecord } from './run-summary.ts'
import type { AlertSettings } from './settings.ts'
import { nameAlone } from './short-alert.ts'
import { type Throttle, throttle } from './throttle.ts'
import { HELD_BACK } from './wording.ts'

type Reports = readonly (AlertRecord | NoticeRecord)[]

interface Alerting {
  readonly settings: AlertSettings
  readonly jobs: Jobs
  readonly episodes: Episodes
  readonly storm: Throttle
  readonly input: InputState
  readonly faults: HeldFaults
  digests: number
}

/** What is known, as plain JSON. */
export interface SavedAlerting {
  readonly jobs: ReturnType<typeof savedJobs>
  readonly episodes: ReturnType<Episodes['save']>
  readonly storm: ReturnType<Throttle['save']>
  readonly input: InputState
  readonly faults?: SavedFaults | undefined
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
    input: newInputState(),
    faults: heldFaults(),
    digests: 0,
  }
  const { jobs, episodes, storm, input, faults } = alerting
  storm.resume(settings.stormBefore.alerts, settings.stormBefore.came)
  for (const { key, labels, ...origin } of settings.openBefore)
    if (labels?.['scope'] === 'rule' && labels['rule'] !== undefined && rankKey(origin) !== '')
      noteRankFault(jobOf(jobs, origin), { rule: labels['rule'], key })
  return {
    onStart: now => startInput(input, now, settings.noInputMs),
    beforeRecord: (record, now) =>
      typeof record !== 'string' && faults.isOver(record, now) ? tellFaults(alerting, now) : NONE,
    onRecord(record, now) {
      if (typeof record === 'string') return takeInput(alerting, now)
      switch (record.kind) {
        case 'log':
          takeLog(jobOf(jobs, record), record, now)
          return takeInput(alerting, now)
        case 'status':
          return takeStatus(alerting, record, jobOf(jobs, record), now)
        case 'match':
          return record.verdict === 'fault' ? takeFault(alerting, record, jobOf(jobs, record), now) : NONE
        case 'verdict':
          return takeVerdict(alerting, record, jobOf(jobs, record), now)
        case 'notice':
          return takeNotice(alerting, record, now)
        default:
          return NONE
      }
    },
    deadline: () => earlier(earlier(earlier(episodes.deadline(), storm.deadline()), input.lookAt), faults.deadline()),
    onDeadline(now) {
      const faultAlerts = (faults.deadline() ?? Infinity) <= now ? tellFaults(alerting, now) : NONE
      const reports = [
        ...faultAlerts,
        ...reportTurns(alerting, episodes.onDeadline(now), now),
        ...lookForInput(alerting, now),
      ]
      const due = storm.deadline()
      return due !== undefined && due <= now ? [...reports, ...reportDigest(alerting, now)] : reports
    },
    onEnd: now => [
      ...tellFaults(alerting, now),
      ...reportTurns(alerting, episodes.end(now), now),
      ...reportDigest(alerting, now),
    ],
    save: (): SavedAlerting => ({
      jobs: savedJobs(jobs),
      episodes: episodes.save(),
      storm: storm.save(),
      input: { ...input },
      faults: faults.save(),
      digests: alerting.digests,
    }),
    restore(saved) {
      const before = saved as SavedAlerting
      restoreJobs(jobs, before.jobs)
      episodes.restore(before.episodes)
      storm.restore(before.storm)
      Object.assign(input, before.input)
      faults.restore(before.faults)
      alerting.digests = before.digests
    },
  }
}

function takeLog({ evidence, run }: Job, log: LogRecord, now: Millis): void {
  evidence.takeLog(log)
  noteRecord(run, log, now)
}

function takeNotice(alerting: Alerting, notice: NoticeRecord, now: Millis): Reports {
  if (notice.code === 'attempt_started') noteRecord(jobOf(alerting.jobs, notice).run, notice, now)
  if (notice.code === 'resume_stopped') return takeStop(alerting, notice, now)
  if (notice.code === 'resume_done') return takeDone(alerting, notice, now)
  if (notice.code === 'ended_faulted') return takeEndAfterFault(alerting, notice, now)
  return notice.code === 'upstream_ended' ? takeUpstreamEnd(alerting, notice, jobOf(alerting.jobs, notice), now) : NONE
}

const earlier = (one: Millis | undefined, other: Millis | undefined): Millis | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one

function takeInput(alerting: Alerting, now: Millis): Reports {
  const { input, settings } = alerting
  if (settings.noInputMs === undefined) return NONE
  const since = noteInput(input, now, settings.noInputMs)
  return since === undefined ? NONE : send(alerting, inputAlert(input, watchedOf(alerting), since, now), now)
}

/** After the end of all jobs nothing has to come any more. */
function lookForInput(alerting: Alerting, now: Millis): Reports {
  const { input, settings, jobs } = alerting
  if (settings.noInputMs === undefined || !isSilent(input, now, settings.noInputMs)) return NONE
  const known = [...jobs.byName.values()]
  if (known.length > 0 && known.every(({ hasEnded }) => hasEnded)) {
    input.silentSince = undefined
    return NONE
  }
  return send(alerting, inputAlert(input, watchedOf(alerting), input.lastMs, now), now)
}

function watchedOf({ jobs, settings }: Alerting): OneTime {
  return oneTime({ settings }, jobs.lastJob ?? jobOf(jobs, {}), 'input', 0)
}

function takeStatus(alerting: Alerting, status: StatusRecord, job: Job, now: Millis): Reports {
  const { scope } = alerting.settings
  noteRecord(job.run, status, now)
  if (status.scope === 'rank') job.evidence.takeRank(status, isBad(status.to) ? status.to : undefined)
  if (status.scope === 'job') return takeJobStatus(alerting, status, job, now)
  if (scope === 'job') {
    if (status.scope !== 'rank' || job.hasOwnStatus) return NONE
    return judge(alerting, jobState(status, job, job.evidence.worst() ?? status.to), now)
  }
  if (status.scope !== scope) return NONE
  const faults = scope === 'rule' && rankKey(status) === '' ? rankFaultsOf(job, status.rule ?? '') : NONE
  return faults.length === 0
    ? judge(alerting, partState(status, job, scope), now)
    : takeRuleStatus(alerting, status, { job, faults }, now)
}

/** A rule that is of the whole job, and saw faults of ranks: they are told by rank, and are over with the rule's. */
function takeRuleStatus(
  alerting: Alerting,
  status: StatusRecord,
  { job, faults }: { readonly job: Job; readonly faults: readonly RankFault[] },
  now: Millis,
): Reports {
  if (status.to === 'FAULTED') return NONE
  job.rankFaults = job.rankFaults.filter(one => !faults.includes(one))
  const state = partState(status, job, 'rule')
  return [...faults.map(({ key }) => ({ ...state, key })), state].flatMap(one => {
    // Of a rule that is slow then, that is told, and its ranks are not faulted any more.
    const isOfRank = one.key !== state.key
    return judge(alerting, isOfRank && isBad(one.state) ? { ...one, state: 'HEALTHY' } : one, now)
  })
}

function takeJobStatus(alerting: Alerting, status: StatusRecord, job: Job, now: Millis): Reports {
  const { scope } = alerting.settings
  const hasEndedNow = status.to === 'ENDED' && !job.hasEnded
  job.hasOwnStatus = true
  job.hasEnded = status.to === 'ENDED'
  if (status.to !== 'FAULTED') job.isNonFinite = false
  const faults = tellFaults(alerting, now, status)
  const reports = scope === 'job' ? [...faults, ...judge(alerting, jobState(status, job, status.to), now)] : NONE
  if (!isBad(status.to)) job.evidence.forgetRanks()
  return hasEndedNow ? [...reports, ...tellEnd(alerting, status, job, now)] : reports
}

/** Training went on after a fault and is over: the job stays FAULTED, for which its statuses say nothing of the end. */
function takeEndAfterFault(alerting: Alerting, ended: NoticeRecord, now: Millis): Reports {
  const job = jobOf(alerting.jobs, ended)
  if (job.hasEnded) return NONE
  job.hasEnded = true
  return tellEnd(alerting, endStatus(ended), job, now)
}

/** The command of `logmon resume` has ended well: told where no line of its log has said that training has. */
const takeDone = (alerting: Alerting, done: NoticeRecord, now: Millis): Reports =>
  takeJobStatus(alerting, endStatus({ ...done, reason: 'the run is done' }), jobOf(alerting.jobs, done), now)

function endStatus({ code: _code, message: _message, stage: _stage, ...known }: NoticeRecord): StatusRecord {
  return { ...known, kind: 'status', scope: 'job', to: 'ENDED' } as StatusRecord
}

function tellEnd(alerting: Alerting, status: StatusRecord, job: Job, now: Millis): Reports {
  if (!alerting.settings.reasons.has('ended')) return NONE
  job.endings++
  const once = oneTime(alerting, job, 'end', job.endings)
  const alert = endedAlert(status, { ...once, run: job.run }, now)
  // What comes now is of a run of its own.
  job.run = newRunState()
  return send(alerting, alert, now)
}

function takeFault(alerting: Alerting, match: MatchRecord, job: Job, now: Millis): Reports {
  const writer = rankKey(match)
  // A line of which only the file is known is of no rank.
  if (writer !== '' && writer !== match.file) job.evidence.takeRank(match, 'FAULTED')
  if (match.value === null && alerting.settings.reasons.has('faulted')) job.isNonFinite = true
  const { settings, faults } = alerting
  if (settings.scope !== 'job') {
    const state = faultState(match, job, settings.scope)
    if (settings.scope === 'rule' && writer !== '') noteRankFault(job, { rule: match.rule, key: state.key })
    return judge(alerting, state, now)
  }
  faults.take(match, now)
  return NONE
}

/** The faults of one line are one; a status of the job knows of all rules that hold it there. */
function tellFaults(alerting: Alerting, now: Millis, status?: StatusRecord): Reports {
  const { faults, jobs, settings } = alerting
  const held = faults.release()
  const [first] = held
  if (first === undefined) return NONE
  const rules = [...held.map(({ rule }) => rule), ...(status?.to === 'FAULTED' ? (status.rules ?? []) : [])]
  return judge(alerting, faultState(first, jobOf(jobs, first), settings.scope, [...new Set(rules)]), now)
}

/**
 * A verdict that names a cause. That nothing came any more is told already where the job's own state is, that a loss
 * is not finite where a rule has seen it.
 */
const isTold = ({ action, category = 'unknown' }: VerdictRecord, { hasOwnStatus, isNonFinite }: Job): boolean =>
  action !== 'done' &&
  category !== 'unknown' &&
  !(category === 'hang_no_output' && hasOwnStatus) &&
  !(category === 'nan_divergence' && isNonFinite)

function takeVerdict({ settings, storm }: Alerting, verdict: VerdictRecord, job: Job, now: Millis): Reports {
  job.evidence.takeVerdict(verdict)
  if (!isTold(verdict, job) || !settings.reasons.has('verdict')) return NONE
  const identity = `${verdict.run ?? ''} ${verdict.attempt ?? ''} ${verdict.action} ${verdict.category}`
  if (job.lastVerdict === identity) return NONE
  job.lastVerdict = identity
  job.verdicts++
  const once = { ...oneTime({ settings }, job, 'verdict', job.verdicts), run: job.run, isResumed: settings.isResumed }
  const alert = verdictAlert(verdict, once, now)
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

/** Exit status of a person who asked for the end: that one knows. */
const INTERRUPTED = 130

/** What follows an attempt is told with its verdict, and so is that nothing follows. */
function takeStop({ settings, storm, jobs }: Alerting, stopped: NoticeRecord, now: Millis): Reports {
  if (!settings.reasons.has('verdict') || stopped['exit_code'] === INTERRUPTED) return NONE
  const job = jobOf(jobs, stopped)
  // What the log said stands in the message of the verdict.
  const once = { ...oneTime({ settings }, job, 'resume', 1), evidence: gatherEvidence(), run: job.run }
  const alert = stoppedAlert(stopped, once, now)
  return send({ storm }, alert, now)
}

function oneTime({ settings }: Pick<Alerting, 'settings'>, job: Job, below: string, count: number): OneTime {
  const { name, evidence } = job
  const { links, asksForAcknowledgement, tz } = settings
  return { job: name, key: keyOf(job, below), count, evidence, links, asksForAcknowledgement, tz }
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
  const { evidence, run } = jobOf(jobs, episode.cause.origin)
  if (turn.is === 'firing' && turn.sequence === 1) run.troubles[episode.worst]++
  const { links, asksForAcknowledgement, tz } = settings
  const alert = turnAlert(turn, settings.scope, { evidence, run, links, asksForAcknowledgement, tz }, now)
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

/** The stream says of each that it is told to nobody now. */
function holdBack({ storm }: Pick<Alerting, 'storm'>, alert: AlertRecord, now: Millis): Reports {
  const isNamed = storm.hold(alert, now)
  return [{ ...notice(HELD_BACK, alert.summary, now), held_back: nameAlone(alert), only_counted: !isNamed }]
}

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
