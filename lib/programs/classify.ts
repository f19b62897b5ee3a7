// Says what failed, who caused it and what to do: log records in, failure and verdict records added.
import { buildClassifier, type Classifier } from '../classify/classifier.ts'
import { parseHistory } from '../classify/history.ts'
import { type Noted, startJournal } from '../classify/journal.ts'
import { type OpenQuestion, openQuestion } from '../classify/model/open-question.ts'
import { MODEL_OPTIONS, type ModelSettings, modelSettings } from '../classify/model/settings.ts'
import { isStateWord, outcomeLines } from '../classify/outcome.ts'
import type { PolicyTable, ProfileName } from '../classify/policies.ts'
import { type ClassifySettings, EXIT_OF_ACTION, judgeOf, matcherWith, policyTable } from '../classify/settings.ts'
import { takeMessage } from '../classify/take-message.ts'
import { isRelayed } from '../formats/read-head.ts'
import { classifyEffect } from '../io/classify/classify-effect.ts'
import { printFiles } from '../io/classify/file-mode.ts'
import { refuseUnsafeFile } from '../io/safe-file.ts'
import { perJob } from '../jobs/per-job.ts'
import type { OptionValues } from '../options.ts'
import { isProblems } from '../problem.ts'
import { stageProgram } from '../program.ts'
import { escapedRecord } from '../record/escape-html.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { AnyRecord, LogRecord, StatusRecord, VerdictRecord } from '../record/types.generated.ts'
import type { Matcher } from '../signatures/matcher.ts'
import { type Machine, NONE } from '../stage.ts'

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

/** The switches of the original's command line: which of its words on a verdict are printed. */
function originalWords(options: {
  readonly isolation: boolean
  readonly attribution: boolean
  readonly verbose: boolean
}): ClassifySettings['original'] {
  if (!options.isolation && !options.attribution && !options.verbose) return undefined
  return verdict => {
    const [action = '', ...isolated] = `${verdict['auto_resume'] ?? ''}`.split('\n')
    return [
      ...(options.verbose ? `${verdict['auto_resume_verbose'] ?? ''}`.split('\n') : [action]),
      ...(options.isolation ? isolated : []),
      ...(options.attribution ? [`${verdict['attribution'] ?? ''}`] : []),
    ]
  }
}

/** The variables are the original's; anything but a positive number there is as good as nothing. */
function countOf(option: number | undefined, variable: string | undefined): number | undefined {
  const count = option ?? (/^[1-9]\d{0,5}$/.test(variable ?? '') ? Number(variable) : 0)
  return count > 0 ? count : undefined
}

/** The scheduler's word was `--state`, which is a file in all other programs. A file of such a name is ./FAILED. */
function jobStateOf(values: OptionValues): OptionValues {
  const { state } = values
  const isWord = typeof state === 'string' && values['job-state'] === undefined && isStateWord(state)
  return isWord ? { ...values, state: undefined, 'job-state': state } : values
}

export const classify = stageProgram({
  name: 'classify',
  summary: 'Say what made a job fail, who caused it, and whether to restart it.',
  reads: 'records',
  writes: ['failure', 'verdict'],
  passes: true,
  configured: true,
  keepsState: true,
  chain: {
    place: 50,
    when: 'asked',
    check: 'classify',
    describe:
      'also say what made a job fail, and alert on the verdict (logmon-classify); on unless the job file has rules',
    renames: { quiet: 'classify-quiet', verbose: 'classify-verbose' },
  },
  effect: classifyEffect,
  files: printFiles,
  withOldNames: jobStateOf,
  positionals: '[FILE...]',
  epilogue: `With --exit-code the exit status is the action: ${Object.entries(EXIT_OF_ACTION)
    .map(([action, code]) => `${code} ${action}`)
    .join(', ')}.`,
  options: {
    profile: {
      type: 'choice',
      choices: ['default', 'auto-resume', 'nvrx'],
      default: 'default',
      describe: 'table of actions: ours, the prompts of LogSage, or the categories of NVRx',
    },
    action: {
      type: 'strings',
      placeholder: 'CATEGORY=ACTION',
      describe: 'what follows from a category, instead of what the profile says',
    },
    job: { type: 'string', placeholder: 'NAME', describe: 'name of the job, for the records' },
    quiet: {
      type: 'duration',
      default: '20s',
      describe: 'silence after a failure that makes an interim verdict; stragglers write for 10 to 20 s',
    },
    signatures: {
      type: 'file',
      placeholder: 'FILE',
      describe: 'failures of your own (YAML): see schemas/signatures.schema.json',
    },
    history: {
      type: 'ledger',
      placeholder: 'FILE',
      describe: 'ledger of earlier attempts: read, and added to at the end',
    },
    'isolate-file': {
      type: 'string',
      placeholder: 'FILE',
      describe: 'where the nodes to leave out are written, one per line',
    },
    'domain-size': {
      type: 'count',
      describe: 'ranks that share a node or an NVLink domain (or $DOMAIN_SIZE): names what to leave out by its ranks',
    },
    'isolate-most': {
      type: 'count',
      describe: 'most nodes that are left out, else none is (or $ISOLATION_COUNT; by default 2)',
    },
    status: {
      type: 'number',
      describe: 'exit status of the command: 0 is done; 137 and the like say which signal ended it',
    },
    'job-state': {
      type: 'string',
      placeholder: 'STATE',
      describe: "the scheduler's word on how the job ended: TIMEOUT, NODE_FAIL, OUT_OF_MEMORY, PREEMPTED and the like",
    },
    sacct: { type: 'string', placeholder: 'JOBID', describe: "the same, asked of Slurm's accounting (with FILEs)" },
    compare: {
      type: 'strings',
      placeholder: 'GOOD.log',
      describe: 'log of a run that went well: what it says, too, is not the cause (with FILEs)',
    },
    'last-lines': {
      type: 'count',
      describe: 'lines at the end of each plain file that are read (or $NUMBER_LAST_LINES; by default all)',
    },
    isolation: {
      type: 'flag',
      describe: "print, as the original's command line does, its action and whom to leave out (with FILEs)",
    },
    attribution: { type: 'flag', describe: 'print its action and its attribution (with FILEs)' },
    verbose: { type: 'flag', describe: 'print its action with the reasons (with FILEs)' },
    'escape-html': { type: 'flag', describe: 'make texts safe for a page: &lt; for <' },
    explain: {
      type: 'flag',
      describe: 'tell a person: cause, chain, who, why; instead of records with FILEs, else on standard error',
    },
    'exit-code': { type: 'flag', describe: 'exit with the code of the action, see below' },
    ...MODEL_OPTIONS,
  },
  examples: [
    { describe: 'what ended a job, told to a person', args: '--explain job.log' },
    { describe: 'what ended a job, with its kernel log, as records', args: 'job.log kernel.log' },
    {
      describe: 'what no rule knows is asked of a model',
      args: '--llm http://localhost:8000/v1 --llm-model NAME --explain job.log',
    },
  ],
  settle(options, { config, environment, keepsState }) {
    const profile = options.profile as ProfileName
    const table = policyTable(profile, options.action)
    if (isProblems<PolicyTable>(table)) return table
    const model = modelSettings(options, config?.classify?.llm)
    if (isProblems(model)) return model
    const outcome = outcomeLines(options.status, options['job-state'])
    if (isProblems<readonly string[]>(outcome)) return outcome
    if (options.sacct !== undefined && !/^\d{1,12}(?:_\d{1,9})?$/.test(options.sacct))
      return [{ place: '--sacct', reason: `"${options.sacct}" is no job id, such as 4242 or 4242_7` }]
    const written = [
      { place: '--history', file: options.history?.path },
      { place: '--isolate-file', file: options['isolate-file'] },
    ]
    for (const { place, file } of written) {
      const reason = file === undefined ? undefined : refuseUnsafeFile(file)
      if (file !== undefined && reason !== undefined) return [{ file, place, reason }]
    }
    return {
      matcher: matcherWith(config?.classify?.ownSignatures ?? []),
      table,
      profile,
      // A requeued Slurm job keeps its id, so that its attempts know of each other.
      job: options.job ?? config?.job ?? environment['SLURM_JOB_ID'],
      quietMs: options.quiet,
      domainSize: countOf(options['domain-size'], environment['DOMAIN_SIZE']),
      isolateMost: options['isolate-most'] ?? countOf(undefined, environment['ISOLATION_COUNT']),
      exitCode: options['exit-code'],
      explain: options.explain,
      history: parseHistory(options.history?.text ?? ''),
      historyFile: options.history?.path,
      isolateFile: options['isolate-file'],
      outcome,
      compare: options.compare,
      lastLines: countOf(options['last-lines'], environment['NUMBER_LAST_LINES']),
      sacctJob: options.sacct,
      original: originalWords(options),
      escapesHtml: options['escape-html'],
      model: model as ModelSettings | undefined,
      keepsState: keepsState === true,
    } satisfies ClassifySettings
  },
  start: settings => perJob({ stage: 'classify', make: () => classifyMachine(settings), sharesUnnamed: true }),
})
