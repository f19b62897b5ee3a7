// What is known of jobs -> the rows of a table, the worst first.
import { wordsOfWho } from '../classify/explain.ts'
import type { Millis } from '../record/time.ts'
import type { VerdictRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import type { JudgedAttempt, JudgedJob, Unread } from './judged.ts'

export type Urgency = VerdictRecord['action'] | 'unread'

/** One attempt, or a log that could not be read. Texts are of one line, safe for a terminal, without secrets. */
export interface Row {
  readonly job: string
  /** Number of the attempt, where its job has several or a file names one. */
  readonly attempt?: number
  readonly ended?: Millis
  readonly endedFrom?: 'line' | 'file'
  readonly ranMs?: number
  readonly lastStep?: number
  /** The kind of failure in words. */
  readonly cause: string
  /** The line that is the cause; absent where there is none. */
  readonly text?: string
  /** Ranks, nodes and GPUs that caused it; '' where nobody is known to. */
  readonly who: string
  readonly action: string
  readonly urgency: Urgency
  /** What the row is about; absent for what could not be read. */
  readonly attemptOf?: JudgedAttempt
}

/** The worst first: what a person has to do most about. Of a log that was not read nothing is known. */
const BY_URGENCY: readonly Urgency[] = ['stop', 'restart_isolate', 'restart', 'unknown', 'unread', 'wait', 'done']

const MAX_JOB = 200
const MAX_TEXT = 300
const MAX_WHO = 100

/**
 * Returns the rows of jobs. The attempts of one job stand together, the newest first, where the job's own last word
 * belongs; of jobs that are equally bad the one that ended last comes first.
 */
export function rowsOf(jobs: readonly { readonly name: string; readonly judged: JudgedJob }[]): readonly Row[] {
  const blocks = jobs.flatMap(({ name, judged }) => [
    ...(judged.attempts.length === 0 ? [] : [rowsOfJob(name, judged.attempts)]),
    ...judged.unread.map(unread => [rowOfUnread(unread, judged.attempts.length === 0 ? name : unread.file)]),
  ])
  return blocks.sort((one, other) => compare(one[0] as Row, other[0] as Row)).flat()
}

function compare(one: Row, other: Row): number {
  return (
    BY_URGENCY.indexOf(one.urgency) - BY_URGENCY.indexOf(other.urgency) ||
    (other.ended ?? 0) - (one.ended ?? 0) ||
    (one.job < other.job ? -1 : one.job > other.job ? 1 : 0)
  )
}

function rowsOfJob(name: string, attempts: readonly JudgedAttempt[]): readonly Row[] {
  const rows = attempts.map((judged, index) => {
    const { verdict, began, ended, endedFrom } = judged
    const number = verdict.attempt ?? (attempts.length > 1 ? index : undefined)
    const { primary, progress } = verdict
    const lastStep = progress?.last_step ?? judged.lastStep
    const ranMs = began === undefined || ended === undefined || endedFrom !== 'line' ? undefined : ended - began
    return {
      job: cleanLine(name, MAX_JOB),
      ...(number === undefined ? {} : { attempt: number }),
      ...(ended === undefined ? {} : { ended }),
      ...(endedFrom === undefined ? {} : { endedFrom }),
      ...(ranMs === undefined || ranMs <= 0 ? {} : { ranMs }),
      ...(lastStep === undefined ? {} : { lastStep }),
      cause: causeOf(verdict),
      ...(primary?.text === undefined ? {} : { text: cleanLine(primary.text, MAX_TEXT) }),
      who: verdict.culprit === undefined ? '' : cleanLine(wordsOfWho(verdict.culprit, MOST_NAMED), MAX_WHO),
      action: actionOf(verdict),
      urgency: verdict.action,
      attemptOf: judged,
    }
  })
  return rows.reverse()
}

/** Ranks or nodes that a row names one by one. */
const MOST_NAMED = 3

function rowOfUnread({ reason }: Unread, name: string): Row {
  return { job: cleanLine(name, MAX_JOB), cause: `not read: ${reason}`, who: '', action: '', urgency: 'unread' }
}

const WITHOUT_CAUSE: Readonly<Record<string, string>> = {
  no_failure: 'no failure, and no end',
  no_logs: 'the log is empty',
}

/** Returns what ended an attempt, in words. */
function causeOf({ basis, category }: VerdictRecord): string {
  return WITHOUT_CAUSE[basis ?? ''] ?? CATEGORIES[(category ?? 'unknown') as Category]?.title ?? `${category}`
}

function actionOf({ action, isolate }: VerdictRecord): string {
  if (action !== 'restart_isolate') return action === 'unknown' ? 'look' : action
  const nodes = (isolate ?? []).map(item => item.node ?? `ranks ${item.ranks?.[0]}-${item.ranks?.at(-1)}`)
  return nodes.length === 0 ? 'restart elsewhere' : cleanLine(`restart without ${nodes.join(', ')}`, MAX_WHO)
}
