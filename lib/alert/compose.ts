// What is reported -> the alert record. Everything that comes from a log passes through cleanText or cleanLine here.
import type { AlertScope } from '../config/alert.ts'
import { rankKey } from '../record/origin.ts'
import { formatDuration, formatTime, type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord, StatusRecord, VerdictRecord } from '../record/types.generated.ts'
import { cleanLine, cut } from '../redact/clean-text.ts'
import type { BadState, BadStateCause } from './bad-state.ts'
import { bodyText, causeFacts, MAX_BODY, ranksText } from './body.ts'
import type { Turn } from './episodes.ts'
import type { Evidence } from './evidence.ts'
import { formatRanks } from './rank-list.ts'
import type { Digest } from './throttle.ts'

/** Longest summary, in characters: it becomes the subject of a mail. */
export const MAX_SUMMARY = 200

/** HyperPod's reasons: LogHang_<rule>, LogSlow_<rule>, LogFault_<rule>. */
const REASON_WORD: Readonly<Record<BadState, string>> = { HANGING: 'LogHang', SLOW: 'LogSlow', FAULTED: 'LogFault' }

type Labels = Readonly<Record<string, string | number | undefined>>

/** Returns labels without those that have no value, each at most 200 characters on one line. */
function labelsOf(labels: Labels): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(labels))
    if (value !== undefined && value !== '') kept[name] = cleanLine(String(value), 200)
  return kept
}

const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
const shortName = (name: string | undefined): string | undefined =>
  name === undefined ? undefined : cleanLine(name, 200)
const nameOf = (job: string | undefined): string => (job === undefined ? 'training job' : cleanLine(job, 80))
const summaryOf = (mark: string, subject: string, text: string): string =>
  cut(`[${mark}] ${subject}${text === '' ? '' : `: ${text}`}`, MAX_SUMMARY)

/** What the alert is about, in words: the job, or below it a rank or rule. */
function subjectOf({ origin, rules }: BadStateCause, scope: AlertScope): string {
  const below =
    scope === 'job'
      ? ''
      : [scope === 'rule' ? (rules[0] ?? '') : '', rankKey(origin)].filter(part => part !== '').join(' of ')
  return below === '' ? nameOf(origin.job) : `${nameOf(origin.job)}, ${cleanLine(below, 80)}`
}

/** One word, for machines: white space of a rule's name becomes `_`. */
const reasonLabel = ({ state, rules }: BadStateCause): string =>
  rules[0] === undefined ? REASON_WORD[state] : `${REASON_WORD[state]}_${rules[0].replace(/\s+/g, '_')}`

/** Returns the record that reports a turn of an episode. `scope` goes into the labels. */
export function turnAlert(turn: Turn, scope: AlertScope, evidence: Evidence, now: Millis): AlertRecord {
  const { episode, reminder } = turn
  const { cause } = episode
  const { origin } = cause
  const subject = subjectOf(cause, scope)
  const length = durationOf(turn, now)
  const state = turn.is === 'resolved' ? 'resolved' : 'firing'
  const ranks = ranksText(evidence, cause.state)
  const why = cause.reason === undefined ? '' : cleanLine(cause.reason, MAX_SUMMARY)
  const opening =
    state === 'resolved'
      ? `${subject} is ${episode.recoveredTo}${length === '' ? '' : `, after ${length}`}. It was ${episode.worst}.`
      : `${subject} is ${cause.state}${reminder === undefined || length === '' ? '' : `, now for ${length}`}.`
  const summary =
    state === 'resolved'
      ? summaryOf(
          'RESOLVED',
          subject,
          `${episode.recoveredTo}${length === '' ? '' : `, after ${length}`} (was ${episode.worst})`,
        )
      : summaryOf(
          `${cause.state}${reminder === undefined ? '' : `, reminder ${reminder}`}`,
          subject,
          [scope === 'job' && ranks !== undefined ? cut(ranks, 60) : '', why].filter(part => part !== '').join(': '),
        )
  return present({
    kind: 'alert',
    time: formatTime(now),
    ...present({ job: origin.job, run: shortName(origin.run), attempt: origin.attempt }),
    ...(scope === 'job'
      ? {}
      : present({ node: shortName(origin.node), rank: origin.rank, local_rank: origin.local_rank, task: origin.task })),
    key: episode.key,
    state,
    severity: episode.severity,
    summary,
    body: bodyText(opening, causeFacts(cause, evidence), evidence, cause.lastMatch),
    labels: labelsOf({
      job: origin.job,
      scope,
      state: state === 'resolved' ? episode.recoveredTo : cause.state,
      reason: reasonLabel(cause),
      rule: cause.rules[0],
      rank: scope === 'job' ? undefined : origin.rank,
    }),
    steps: evidence.steps().map(row => ({ ...row })),
    episode: episode.number,
    sequence: turn.sequence,
    reminder,
    starts_at: episode.startsAt,
    ends_at: state === 'resolved' ? (episode.recoveredAt ?? formatTime(now)) : undefined,
  } as AlertRecord)
}

/**
 * How long it has been bad, or was; '' where that cannot be said. In the time of the records: a replay long after says
 * the same.
 */
function durationOf({ is, episode: { startsAt, startsMs, recoveredAt } }: Turn, now: Millis): string {
  const began = startsAt === undefined ? startsMs : (parseTime(startsAt) ?? startsMs)
  const until = (is === 'resolved' && recoveredAt !== undefined ? parseTime(recoveredAt) : undefined) ?? now
  return began > 0 && until > began ? formatDuration(until - began) : ''
}

/** What an alert is about that is reported once and never over. */
export interface OneTime {
  readonly job: string | undefined
  readonly key: string
  /** How many of the key there were, with this one. */
  readonly count: number
  readonly evidence: Evidence
}

/** Returns the record that reports the end of training. */
export function endedAlert(status: StatusRecord, { job, key, count, evidence }: OneTime, now: Millis): AlertRecord {
  const step = status.step ?? evidence.steps().at(-1)?.step
  const where = step === undefined ? 'training has ended' : `training has ended at step ${step}`
  return present({
    kind: 'alert',
    time: formatTime(now),
    ...present({ job, run: shortName(status.run), attempt: status.attempt }),
    key,
    state: 'firing',
    severity: 'info',
    summary: summaryOf('ENDED', nameOf(job), where),
    body: bodyText(
      `${nameOf(job)}: ${where}.`,
      [['Why', status.reason === undefined ? undefined : cleanLine(status.reason, 1000)]],
      evidence,
      status.last_match,
    ),
    labels: labelsOf({ job, scope: 'job', state: 'ENDED', reason: 'TrainingEnded' }),
    steps: evidence.steps().map(row => ({ ...row })),
    episode: count,
    sequence: 1,
    starts_at: status.time ?? formatTime(now),
  } as AlertRecord)
}

const ADVICE: Readonly<Record<'stop' | 'restart_isolate', string>> = {
  stop: 'do not restart before the cause is mended',
  restart_isolate: 'restart without the nodes named here',
}

/** Returns the record that reports a verdict which a person must act on. */
export function verdictAlert(
  verdict: VerdictRecord & { action: 'stop' | 'restart_isolate' },
  { job, key, count, evidence }: OneTime,
  now: Millis,
): AlertRecord {
  const category = verdict.category === undefined ? '' : cleanLine(verdict.category, 100)
  const nodes = [
    ...new Set([...(verdict.isolate ?? []).flatMap(({ node }) => node ?? []), ...(verdict.culprit?.nodes ?? [])]),
  ]
  const ranks = verdict.culprit?.ranks ?? []
  const act = verdict.action === 'stop' ? 'STOP' : 'ISOLATE'
  return present({
    kind: 'alert',
    time: formatTime(now),
    ...present({ job, run: shortName(verdict.run), attempt: verdict.attempt }),
    key,
    state: 'firing',
    severity: verdict.action === 'stop' ? 'critical' : 'warning',
    summary: summaryOf(act, nameOf(job), [category, ADVICE[verdict.action]].filter(part => part !== '').join(': ')),
    body: bodyText(
      `${nameOf(job)} has failed: ${ADVICE[verdict.action]}.`,
      [
        ['Cause', category],
        ['Why', cleanLine((verdict.why ?? []).join('; '), 1000)],
        ['Line', verdict.primary?.text === undefined ? undefined : cleanLine(verdict.primary.text, 1000)],
        ['Nodes', cleanLine(nodes.join(', '), 1000)],
        ['Ranks', formatRanks(ranks)],
        ['Sure', verdict.confidence === undefined ? undefined : `${Math.round(verdict.confidence * 100)} %`],
        ['Attempt', verdict.attempt === undefined ? undefined : String(verdict.attempt)],
      ],
      evidence,
    ),
    labels: labelsOf({
      job,
      scope: 'job',
      action: verdict.action,
      category: verdict.category,
      reason: `Verdict_${verdict.action}`,
    }),
    steps: evidence.steps().map(row => ({ ...row })),
    episode: count,
    sequence: 1,
    starts_at: verdict.time ?? formatTime(now),
  } as AlertRecord)
}

/** Returns the record that names what was held back. */
export function digestAlert(digest: Digest, maxPerHour: number, count: number, now: Millis): AlertRecord {
  const opening = `${digest.count} alert${digest.count === 1 ? ' was' : 's were'} held back: more than ${maxPerHour} in an hour (max_per_hour).`
  return present({
    kind: 'alert',
    time: formatTime(now),
    key: 'digest',
    state: 'firing',
    severity: digest.critical ? 'critical' : 'warning',
    summary: summaryOf('DIGEST', `${digest.count} alert${digest.count === 1 ? '' : 's'} held back`, ''),
    body: cut(`${opening}\n\n${digest.lines.map(line => `  ${line}`).join('\n')}\n`, MAX_BODY),
    labels: labelsOf({ scope: 'digest', reason: 'AlertDigest' }),
    episode: count,
    sequence: 1,
    starts_at: formatTime(now),
  } as AlertRecord)
}
