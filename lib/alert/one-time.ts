// Alerts of what is reported once and never over. Everything that comes from a log passes through cleanText or
// cleanLine here.
import { wordsOfWho } from '../classify/explain.ts'
import type { Severity } from '../record/severity.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type { AlertRecord, NoticeRecord, StatusRecord, VerdictRecord } from '../record/types.generated.ts'
import { cleanLine, cut } from '../redact/clean-text.ts'
import {
  adviceFact,
  alertOfParts,
  causeFacts,
  MAX_BODY,
  type MaybeFact,
  sinceText,
  type Telling,
  titleOfCause,
} from './parts.ts'
import { type RunState, runSummaryFacts } from './run-summary.ts'
import type { Digest } from './throttle.ts'
import { labelsOf, nameOf, present, STORM_DIGEST, shortName, summaryOf } from './wording.ts'

/** What an alert is about that is reported once and never over. */
export interface OneTime extends Telling {
  readonly job: string | undefined
  readonly key: string
  /** How many of the key there were, with this one. */
  readonly count: number
}

type Head = Pick<AlertRecord, 'severity' | 'summary' | 'labels' | 'starts_at'>

/** Returns what all such alerts have in common, with the head of one. */
const onceTold = (head: Head, { job, key, count }: OneTime, record: Told, now: Millis): AlertRecord =>
  ({
    kind: 'alert',
    time: formatTime(now),
    ...present({ job, run: shortName(record.run), attempt: record.attempt }),
    key,
    state: 'firing',
    ...head,
    episode: count,
    sequence: 1,
    once: true,
  }) as AlertRecord

type Told = Pick<StatusRecord | NoticeRecord | VerdictRecord, 'run' | 'attempt'>

/** Returns the record that reports the end of training. */
export function endedAlert(status: StatusRecord, once: OneTime & { readonly run: RunState }, now: Millis): AlertRecord {
  const { job, evidence } = once
  const step = status.step ?? evidence.steps().at(-1)?.step
  const where = step === undefined ? 'training has ended' : `training has ended at step ${step}`
  const head: Head = {
    severity: 'info',
    summary: summaryOf('ENDED', nameOf(job), where),
    labels: labelsOf({ job, scope: 'job', state: 'ENDED', reason: 'TrainingEnded' }),
    starts_at: status.time ?? (formatTime(now) as string),
  }
  const facts = [
    ['Why', status.reason],
    ['When', sinceText(status.time, 0)],
    ...runSummaryFacts(once.run),
    ['Run', status.run],
  ] as const
  return alertOfParts(onceTold(head, once, status, now), facts, once, status.last_match)
}

/** Returns the record that reports that the stream ended although the job did not. */
export function upstreamEndedAlert(ended: NoticeRecord, once: OneTime, now: Millis): AlertRecord {
  const { job } = once
  const head: Head = {
    severity: 'warning',
    summary: summaryOf('UNWATCHED', nameOf(job), 'its log has ended although the job has not'),
    labels: labelsOf({ job, scope: 'job', reason: 'UpstreamEnded' }),
    starts_at: ended.time ?? (formatTime(now) as string),
  }
  const facts = [
    ['Why', ended.message],
    ['When', sinceText(ended.time, 0)],
    ['To do', 'See whether the job still runs, and start the watching again: until then nobody is told of anything.'],
  ] as const
  return alertOfParts(onceTold(head, once, ended, now), facts, once)
}

/** Returns the record that reports that `logmon resume` starts nothing again, although the run is not done. */
export function stoppedAlert(
  stopped: NoticeRecord,
  once: OneTime & { readonly run: RunState },
  now: Millis,
): AlertRecord {
  const { job } = once
  const textOf = (name: string): string => (typeof stopped[name] === 'string' ? stopped[name] : '')
  const reason = textOf('reason') === '' ? stopped.message : textOf('reason')
  const log = cleanLine(textOf('log'), MAX_PATH)
  const head: Head = {
    severity: 'critical',
    summary: summaryOf('STOPPED', nameOf(job), cleanLine(reason, MAX_BODY)),
    labels: labelsOf({ job, scope: 'job', reason: 'ResumeStopped' }),
    starts_at: stopped.time ?? (formatTime(now) as string),
  }
  const facts = [
    ['What', reason],
    ['Last cause', textOf('cause')],
    ['Restarts', typeof stopped['restarts'] === 'number' ? `${stopped['restarts']}` : undefined],
    ['Log', log],
    [
      'To do',
      `Nothing runs now. See what ended the last attempt${log === '' ? '' : ` (logmon why ${log})`}, change what is wrong, ` +
        'and start the same command again in the same folder: it goes on with the next attempt.',
    ],
    ...runSummaryFacts(once.run),
  ] as const
  return alertOfParts(onceTold(head, once, stopped, now), facts, once)
}
const MAX_PATH = 300

const MOST_IN_SUMMARY = 3

const MAX_WHO = 60
/** Names of signature rows mean nothing to a person. */
const ROW_NAME = / \([a-z][\w-]*(?:\.[\w-]+)+\)/g

interface VerdictWords {
  readonly mark: string
  readonly advice: string
  readonly severity: Severity
}

const WORDS: Readonly<Record<VerdictRecord['action'], VerdictWords>> = {
  stop: { mark: 'STOP', advice: 'do not restart before the cause is mended', severity: 'critical' },
  restart_isolate: { mark: 'ISOLATE', advice: 'restart on other nodes', severity: 'warning' },
  restart: { mark: 'FAILED', advice: 'restart: nothing shows that it would come again', severity: 'warning' },
  wait: { mark: 'FAILED', advice: 'start it again: nothing has to be mended', severity: 'warning' },
  unknown: { mark: 'CHECK', advice: 'a person has to judge what to do', severity: 'warning' },
  done: { mark: 'DONE', advice: '', severity: 'info' },
}

const FOLLOWS = 'logmon resume starts it again where it may, and tells where it does not.'

/** Returns what to do in a few words. */
function adviceOf({ action, attempts_same_root: same = 1 }: VerdictRecord, nodes: readonly string[]): string {
  if (action === 'restart' && same > 1) return `the same ended ${same} attempts in a row`
  if (action !== 'restart_isolate' || nodes.length === 0) return WORDS[action].advice
  return `restart without ${nodes.length > MOST_IN_SUMMARY ? `${nodes.length} nodes` : cleanLine(nodes.join(', '), 80)}`
}

/**
 * Returns the record that reports a verdict which names a cause. Who starts a job again by itself says what follows:
 * advice beside it would be another word on the same.
 */
export function verdictAlert(
  verdict: VerdictRecord,
  once: OneTime & { readonly run: RunState; readonly isResumed: boolean },
  now: Millis,
): AlertRecord {
  const { job, isResumed } = once
  const { action, category, why = [], attempt } = verdict
  const who = verdict.culprit === undefined ? '' : cleanLine(wordsOfWho(verdict.culprit, 2), MAX_WHO)
  const cause =
    category === undefined ? '' : cleanLine(`${titleOfCause(verdict)}${who === '' ? '' : ` (${who})`}`, 100 + MAX_WHO)
  const nodes = [
    ...new Set([...(verdict.isolate ?? []).flatMap(({ node }) => node ?? []), ...(verdict.culprit?.nodes ?? [])]),
  ]
  const head: Head = {
    severity: WORDS[action].severity,
    summary: summaryOf(
      WORDS[action].mark,
      nameOf(job),
      [cause, isResumed && action !== 'stop' ? '' : adviceOf(verdict, nodes)].filter(part => part !== '').join(': '),
    ),
    labels: labelsOf({ job, scope: 'job', action, category, reason: `Verdict_${action}` }),
    starts_at: verdict.time ?? (formatTime(now) as string),
  }
  const follows: MaybeFact = isResumed && action !== 'stop' ? ['What follows', FOLLOWS] : adviceFact(undefined, verdict)
  const facts = [
    ...causeFacts(verdict),
    ['Leave out', action === 'restart_isolate' ? nodes.join(', ') : undefined],
    follows,
    // The first reason is the cause itself, under the name of its row.
    ['Besides', why.slice(1).join('; ').replace(ROW_NAME, '')],
    ...runSummaryFacts(once.run),
    ['Run', verdict.run],
    ['Attempt', attempt === undefined ? undefined : String(attempt)],
  ] as const
  return alertOfParts(onceTold(head, once, verdict, now), facts, once)
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
    labels: labelsOf({ scope: 'digest', reason: STORM_DIGEST }),
    episode: count,
    sequence: 1,
    once: true,
    starts_at: formatTime(now),
  } as AlertRecord)
}
