// The stage that judges attempts: log records and words on the job in, failures and verdicts out.
import { isRelayed } from '../formats/read-head.ts'
import { escapedRecord } from '../record/escape-html.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { AnyRecord, LogRecord, StatusRecord, VerdictRecord } from '../record/types.generated.ts'
import type { Matcher } from '../signatures/matcher.ts'
import { type Machine, NONE } from '../stage.ts'
import { buildClassifier, type Classifier } from './classifier.ts'
import { type Noted, startJournal } from './journal.ts'
import { type OpenQuestion, openQuestion } from './model/open-question.ts'
import { type ClassifySettings, EXIT_OF_ACTION, judgeOf } from './settings.ts'
import { takeMessage } from './take-message.ts'

interface Reading {
  readonly classifier: Classifier
  readonly matcher: Matcher
  readonly question: OpenQuestion | undefined
  readonly at: Millis
}

/**
 * Hands every line of a record's message to the classifier, and then to the question that may have to be asked. `isOwn`
 * is said of words that logmon itself made.
 */
function takeRecord(
  { classifier, matcher, question, at }: Reading,
  record: LogRecord,
  isOwn: boolean,
): readonly AnyRecord[] {
  classifier.sawInput()
  const timeMs = record.time === undefined ? undefined : parseTime(record.time)
  const base = {
    ...(record.file === undefined ? {} : { file: record.file }),
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(record.rank === undefined ? {} : { rank: record.rank }),
    ...(record.local_rank === undefined ? {} : { localRank: record.local_rank }),
    ...(record.task === undefined ? {} : { task: record.task }),
    ...(record.node === undefined ? {} : { node: record.node }),
    ...(typeof record.fields?.['pid'] === 'number' ? { pid: record.fields['pid'] } : {}),
    ...(record.fields?.['program'] === 'kernel' ? { isKernel: true } : {}),
    ...(isOwn ? { isOwn } : {}),
  }
  const out: AnyRecord[] = record.attempt === undefined ? [] : [...classifier.inAttempt(record.attempt, at)]
  const level = isRelayed(record.format) ? undefined : record.level
  const message = { ...base, ...(level === undefined ? {} : { level }), text: record.message }
  takeMessage({ classifier, matcher, at }, message, (text, records) => {
    out.push(...(question === undefined ? records : records.map(question.ask)))
    question?.context().add(text, { file: record.file, level: record.level })
  })
  if (record.step !== undefined) classifier.step(record.step)
  return out
}

function hangLine({ scope, to, reason, time }: StatusRecord): LogRecord | undefined {
  return scope === 'job'
    ? { kind: 'log', ...(time === undefined ? {} : { time }), message: `logmon-hang: job ${to}: ${reason ?? ''}` }
    : undefined
}

/** What is kept of a classifier, as plain JSON. */
interface SavedClassify {
  readonly hasInput: boolean
  readonly lines: readonly Noted[]
  readonly newsAtLastVerdict: string
  readonly quietAt?: Millis
}

export function classifyMachine(settings: ClassifySettings): Machine<AnyRecord | string> {
  const { matcher, quietMs } = settings
  const judge = judgeOf(settings)
  let isRestoring = false
  const remember: typeof judge.remember = (verdict, at) => {
    // What an earlier run judged stands in the ledger already.
    if (!isRestoring || settings.historyFile === undefined) judge.remember(verdict, at)
  }
  const journal = settings.keepsState === true ? startJournal() : undefined
  let hasTaken = false
  let hasInput = false
  const known = buildClassifier(matcher, { ...judge, remember })
  const classifier: Classifier = {
    ...known,
    take(line, candidates, at) {
      hasTaken = true
      return known.take(line, candidates, at)
    },
  }
  const question = settings.model === undefined ? undefined : openQuestion(settings.model)
  let quietAt: Millis | undefined
  let newsAtLastVerdict = ''
  let last: VerdictRecord | undefined
  /** What is added, its texts safe for a page where that is asked for. */
  const safe = (records: readonly AnyRecord[]): readonly AnyRecord[] =>
    settings.escapesHtml ? records.map(escapedRecord) : records

  function take(record: LogRecord, isOwn: boolean, at: Millis): readonly AnyRecord[] {
    hasTaken = false
    hasInput = true
    const out = takeRecord({ classifier, matcher, question, at }, record, isOwn)
    const isTelling = hasTaken || out.length > 0 || record.step !== undefined || record.attempt !== undefined
    if (isTelling || question !== undefined) journal?.add({ record, isOwn, at })
    return out
  }

  return {
    onRecord(record, now) {
      if (typeof record === 'string') return NONE
      // Silence leaves no line of its own: logmon-hang's word on the job stands for one.
      const line = record.kind === 'status' ? hangLine(record) : record
      if (line?.kind !== 'log') return NONE
      const out = take(line, line !== record, now)
      if (out.length > 0) quietAt = now + quietMs
      return out.length === 0 ? NONE : safe(out)
    },
    deadline: () => quietAt,
    onDeadline(now) {
      if (quietAt === undefined || now < quietAt) return NONE
      quietAt = undefined
      if (!classifier.hasNews()) return NONE
      const verdict = classifier.verdict(now, 'interim')
      const news = JSON.stringify([verdict.action, verdict.primary, verdict.culprit])
      if (news === newsAtLastVerdict) return NONE
      newsAtLastVerdict = news
      return safe([verdict])
    },
    onEnd(now) {
      quietAt = undefined
      const out: AnyRecord[] = settings.outcome.flatMap(text =>
        classifier.take({ text, isOwn: true }, matcher.candidates(text), now),
      )
      last = classifier.verdict(now, 'final')
      out.push(question === undefined ? last : question.ask(last))
      return safe(out)
    },
    save: (): SavedClassify | undefined =>
      journal && {
        hasInput,
        lines: journal.all(),
        newsAtLastVerdict,
        ...(quietAt === undefined ? {} : { quietAt }),
      },
    restore(saved) {
      const before = saved as SavedClassify
      isRestoring = true
      for (const { record, isOwn, at } of before.lines) take(record, isOwn, at)
      isRestoring = false
      ;({ hasInput, newsAtLastVerdict, quietAt } = before)
      if (hasInput) classifier.sawInput()
    },
    exitCode: () => (settings.exitCode && last !== undefined ? EXIT_OF_ACTION[last.action] : 0),
  }
}
