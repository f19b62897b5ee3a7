// Records in, alerts out: keeps what is known of each job, and asks the episodes and the throttle what to say.
import type { AlertReason } from '../config/alert.ts'
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
import { cleanLine } from '../redact/clean-text.ts'
import { type Machine, NONE } from '../stage.ts'
import type { BadState, BadStateCause } from './bad-state.ts'
import { digestAlert, endedAlert, turnAlert, verdictAlert } from './compose.ts'
import { type Turn, trackEpisodes } from './episodes.ts'
import { type Evidence, gatherEvidence } from './evidence.ts'
import type { AlertSettings } from './settings.ts'
import { throttle } from './throttle.ts'

type Told = AlertRecord | NoticeRecord

interface Job {
  readonly name: string | undefined
  readonly evidence: Evidence
  /** True once a status of the whole job came: from then on it alone says how the job is. */
  hasOwnStatus: boolean
  hasEnded: boolean
  endings: number
  verdicts: number
  /** The last verdict told, so that interim and final ones of one attempt are told once. */
  lastVerdict: string | undefined
}

/** Longest name of a job, rule or rank in a key, in characters. */
const MAX_NAME = 200

/** Most jobs of one stream; beyond it the one that came first is forgotten, with its evidence. */
const MAX_JOBS = 16

const REASON_OF: Readonly<Record<BadState, AlertReason>> = { SLOW: 'slow', HANGING: 'hanging', FAULTED: 'faulted' }

/** Reads `status`, `match`, `verdict` and `log` records; adds `alert`, and a `notice` for what no alert can name. */
export function alertMachine(settings: AlertSettings): Machine<AnyRecord | string> {
  const jobs = new Map<string, Job>()
  const cleanNames = new Map<string, string>()
  /** The job of the last record, and what the record called it: nearly every record is of the same. */
  let lastGiven: string | undefined
  let lastJob: Job | undefined
  const episodes = trackEpisodes(settings)
  const storm = throttle(settings.maxPerHour)
  let digests = 0

  /**
   * A name stands in every key and request: a hostile one must not make them long. Remembered, because every record has
   * one.
   */
  function cleanName(given: string): string {
    let name = cleanNames.get(given)
    if (name === undefined) {
      name = cleanLine(given, MAX_NAME)
      if (cleanNames.size >= MAX_JOBS) cleanNames.clear()
      cleanNames.set(given, name)
    }
    return name
  }

  function jobOf(record: Origin): Job {
    const given = record.job ?? settings.job
    if (lastJob !== undefined && given === lastGiven) return lastJob
    lastGiven = given
    lastJob = jobNamed(given)
    return lastJob
  }
  function jobNamed(given: string | undefined): Job {
    const name = given === undefined ? undefined : cleanName(given)
    const key = name ?? ''
    const known = jobs.get(key)
    if (known !== undefined) return known
    const job: Job = {
      name,
      evidence: gatherEvidence(),
      hasOwnStatus: false,
      hasEnded: false,
      endings: 0,
      verdicts: 0,
      lastVerdict: undefined,
    }
    jobs.set(key, job)
    if (jobs.size > MAX_JOBS) jobs.delete(jobs.keys().next().value as string)
    return job
  }
  /**
   * `job` or `job/NAME`, and what lies below it; `job//end` is of the job without a name, `job/end` of one called
   * "end".
   */
  const keyOf = (job: Job, ...below: readonly string[]): string => {
    const parts = below.filter(part => part !== '').map(part => cleanLine(part, MAX_NAME))
    return job.name === undefined && parts.length === 0 ? 'job' : ['job', job.name ?? '', ...parts].join('/')
  }

  /** Lets an alert leave, or keeps it for the digest. */
  function leave(alert: AlertRecord, now: Millis): readonly Told[] {
    if (storm.allow(now)) return [alert]
    if (storm.hold(alert)) return NONE
    return [notice('alert_held_back', alert.summary, now)]
  }
  const notice = (code: string, message: string, now: Millis): NoticeRecord => {
    const time = formatTime(now)
    return { kind: 'notice', ...(time === undefined ? {} : { time }), code, message, stage: 'alert' }
  }
  function tellTurns(turns: readonly Turn[], now: Millis): readonly Told[] {
    return turns.flatMap(turn => {
      const { episode } = turn
      if (turn.is === 'forgotten')
        return [
          notice(
            'alert_forgotten',
            `too many things are bad at once: ${episode.key} will not be told as recovered`,
            now,
          ),
        ]
      const { evidence } = jobOf(episode.cause.origin)
      const alert = turnAlert(turn, settings.scope, evidence, now)
      // A recovery follows its alert: it leaves freely where that left, and joins the digest where that was held back.
      if (turn.is === 'resolved') evidence.forgetErrors()
      if (turn.is === 'resolved')
        return episode.announced ? [alert] : storm.hold(alert) ? NONE : [notice('alert_held_back', alert.summary, now)]
      const told = leave(alert, now)
      if (told[0]?.kind === 'alert') episode.announced = true
      return told
    })
  }

  /** A state of a key: bad or good. */
  function judge(
    key: string,
    state: StatusRecord['to'],
    at: string | undefined,
    cause: () => BadStateCause,
    now: Millis,
  ): readonly Told[] {
    if (isBad(state) && settings.reasons.has(REASON_OF[state])) return tellTurns(episodes.bad(key, cause(), now), now)
    return tellTurns(episodes.good(key, state, at, now), now)
  }

  function onStatus(status: StatusRecord, job: Job, now: Millis): readonly Told[] {
    const { evidence } = job
    if (status.scope === 'rank') evidence.takeRank(status, isBad(status.to) ? status.to : undefined)
    if (status.scope === 'job') {
      job.hasOwnStatus = true
      const ended = status.to === 'ENDED' && !job.hasEnded
      job.hasEnded = status.to === 'ENDED'
      const told =
        settings.scope === 'job'
          ? judge(keyOf(job), status.to, status.time, () => causeOf(status, job, status.to as BadState), now)
          : NONE
      if (!isBad(status.to)) evidence.forgetRanks()
      if (!ended || !settings.reasons.has('ended')) return told
      job.endings++
      return [...told, ...leave(endedAlert(status, job.name, keyOf(job, 'end'), job.endings, evidence, now), now)]
    }
    if (settings.scope === 'job') {
      if (status.scope !== 'rank' || job.hasOwnStatus) return NONE
      const worst = evidence.worst() ?? status.to
      return judge(keyOf(job), worst, status.time, () => causeOf(status, job, worst as BadState), now)
    }
    if (status.scope !== settings.scope) return NONE
    const below = status.scope === 'rule' ? ['rule', status.rule ?? '', rankKey(status)] : [rankKey(status)]
    return judge(keyOf(job, ...below), status.to, status.time, () => causeOf(status, job, status.to as BadState), now)
  }

  function onFault(match: MatchRecord, job: Job, now: Millis): readonly Told[] {
    job.evidence.takeRank(match, 'FAULTED')
    const below =
      settings.scope === 'job'
        ? []
        : settings.scope === 'rank'
          ? [rankKey(match)]
          : ['rule', match.rule, rankKey(match)]
    return judge(keyOf(job, ...below), 'FAULTED', match.time, () => faultOf(match, job), now)
  }

  function onVerdict(verdict: VerdictRecord, job: Job, now: Millis): readonly Told[] {
    const { action } = verdict
    if ((action !== 'stop' && action !== 'restart_isolate') || !settings.reasons.has('verdict')) return NONE
    const identity = `${verdict.run ?? ''} ${verdict.attempt ?? ''} ${action}`
    if (job.lastVerdict === identity) return NONE
    job.lastVerdict = identity
    job.verdicts++
    return leave(
      verdictAlert({ ...verdict, action }, job.name, keyOf(job, 'verdict'), job.verdicts, job.evidence, now),
      now,
    )
  }

  function tellDigest(now: Millis): readonly Told[] {
    const digest = storm.digest(now)
    if (digest === undefined) return NONE
    digests++
    return [digestAlert(digest, settings.maxPerHour, digests, now)]
  }

  return {
    onRecord(record, now) {
      if (typeof record === 'string') return NONE
      switch (record.kind) {
        case 'log':
          jobOf(record).evidence.takeLog(record)
          return NONE
        case 'status':
          return onStatus(record, jobOf(record), now)
        case 'match':
          return record.verdict === 'fault' ? onFault(record, jobOf(record), now) : NONE
        case 'verdict':
          return onVerdict(record, jobOf(record), now)
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
      const told = tellTurns(episodes.onDeadline(now), now)
      const due = storm.deadline()
      return due !== undefined && due <= now ? [...told, ...tellDigest(now)] : told
    },
    onEnd: now => [...tellTurns(episodes.end(now), now), ...tellDigest(now)],
  }
}

const isBad = (state: StatusRecord['to']): state is BadState =>
  state === 'SLOW' || state === 'HANGING' || state === 'FAULTED'
const withJob = (record: AnyRecord, job: Job): Origin => ({
  ...originOf(record),
  ...(job.name === undefined ? {} : { job: job.name }),
})

function causeOf(status: StatusRecord, job: Job, state: BadState): BadStateCause {
  return {
    state,
    origin: withJob(status, job),
    at: status.time,
    rules: status.rules ?? (status.rule === undefined ? [] : [status.rule]),
    ...(status.reason === undefined ? {} : { reason: status.reason }),
    ...(status.last_match === undefined ? {} : { lastMatch: status.last_match }),
  }
}

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
