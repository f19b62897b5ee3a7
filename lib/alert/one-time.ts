// Alerts of what is reported once and never over. Everything that comes from a log passes through cleanText or
// cleanLine here.
import type { Severity } from '../record/severity.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type { AlertRecord, NoticeRecord, StatusRecord, VerdictRecord } from '../record/types.generated.ts'
import { cleanLine, cut } from '../redact/clean-text.ts'
import { bodyText, MAX_BODY } from './body.ts'
import type { Evidence } from './evidence.ts'
import { formatRanks } from './rank-list.ts'
import type { Digest } from './throttle.ts'
import { labelsOf, nameOf, present, shortName, summaryOf } from './wording.ts'

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

/** Returns the record that reports that the stream ended although the job did not. */
export function upstreamEndedAlert(
  ended: NoticeRecord,
  { job, key, count, evidence }: OneTime,
  now: Millis,
): AlertRecord {
  const subject = nameOf(job)
  return present({
    kind: 'alert',
    time: formatTime(now),
    ...present({ job, run: shortName(ended.run), attempt: ended.attempt }),
    key,
    state: 'firing',
    severity: 'warning',
    summary: summaryOf('UNWATCHED', subject, 'its log has ended although the job has not'),
    body: bodyText(
      `${subject} is not watched any more: its log has ended although the job has not.`,
      [['Why', ended.message === undefined ? undefined : cleanLine(ended.message, 1000)]],
      evidence,
    ),
    labels: labelsOf({ job, scope: 'job', reason: 'UpstreamEnded' }),
    steps: evidence.steps().map(row => ({ ...row })),
    episode: count,
    sequence: 1,
    starts_at: ended.time ?? formatTime(now),
  } as AlertRecord)
}

interface VerdictWords {
  readonly mark: string
  readonly advice: string
  readonly severity: Severity
}

const WORDS: Readonly<Record<VerdictRecord['action'], VerdictWords>> = {
  stop: { mark: 'STOP', advice: 'do not restart before the cause is mended', severity: 'critical' },
  restart_isolate: { mark: 'ISOLATE', advice: 'restart without the nodes named here', severity: 'warning' },
  restart: { mark: 'FAILED', advice: 'restart: nothing shows that it would come again', severity: 'warning' },
  wait: { mark: 'FAILED', advice: 'start it again: nothing has to be mended', severity: 'warning' },
  unknown: { mark: 'CHECK', advice: 'a person has to judge what to do', severity: 'warning' },
  done: { mark: 'DONE', advice: '', severity: 'info' },
}

/** Returns the record that reports a verdict which names a cause. */
export function verdictAlert(verdict: VerdictRecord, { job, key, count, evidence }: OneTime, now: Millis): AlertRecord {
  const { mark, advice, severity } = WORDS[verdict.action]
  const category = verdict.category === undefined ? '' : cleanLine(verdict.category, 100)
  const nodes = [
    ...new Set([...(verdict.isolate ?? []).flatMap(({ node }) => node ?? []), ...(verdict.culprit?.nodes ?? [])]),
  ]
  const ranks = verdict.culprit?.ranks ?? []
  return present({
    kind: 'alert',
    time: formatTime(now),
    ...present({ job, run: shortName(verdict.run), attempt: verdict.attempt }),
    key,
    state: 'firing',
    severity,
    summary: summaryOf(mark, nameOf(job), [category, advice].filter(part => part !== '').join(': ')),
    body: bodyText(
      `${nameOf(job)} ${verdict.action === 'unknown' ? 'needs a look' : 'has failed'}: ${advice}.`,
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
