// `logmon why`: what failed, for a person: a row per job or attempt, and one of them told whole.
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { STANDARD_INPUT } from '../../io/classify/open-log.ts'
import { progressBar } from '../../io/progress-bar.ts'
import { version } from '../../io/version.ts'
import { findLogs, sizeOf, writtenAt } from '../../io/why/find-logs.ts'
import { type JudgeSettings, judgeJob, nearOf } from '../../io/why/judge-job.ts'
import { judgeInProcesses } from '../../io/why/pool.ts'
import type { OptionTable, OptionValues } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { parseDuration, parseTime } from '../../record/time.ts'
import { lookOf } from '../../terminal/look.ts'
import { chainOf } from '../../why/chain.ts'
import { jobMatcher } from '../../why/job-matcher.ts'
import { type Job, jobsOf, withoutCommonFolder } from '../../why/jobs.ts'
import type { JudgedJob } from '../../why/judged.ts'
import { type Row, rowsOf } from '../../why/rows.ts'
import { talliesOf } from '../../why/tallies.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { jobOf } from '../job-file.ts'
import type { Output } from '../output.ts'
import { handleSignals } from '../signals.ts'
import { paintChain, paintRows } from '../why/paint.ts'
import { JUDGE_OPTIONS, type JudgeOrder, judgeSettings } from '../why/settings.ts'

const OPTIONS = {
  verbose: { type: 'flag', alias: 'v', describe: 'tell every row whole, below the table' },
  show: { type: 'count', describe: 'tell row N of the table whole, alone' },
  since: {
    type: 'string',
    placeholder: 'TIME',
    describe: 'only jobs whose logs were written to since then: 12h, 7d, 2026-03-04',
  },
  job: {
    type: 'string',
    placeholder: 'NAME',
    describe: 'only jobs whose name or path holds it, or fits it where it is a pattern',
  },
  json: { type: 'flag', describe: 'the records of logmon-classify (failure, verdict) instead, one per line' },
  ...JUDGE_OPTIONS,
} as const satisfies OptionTable

/** Lines before and after a cause that are shown. */
const NEAR = 3
/** A process of its own pays from that many bytes on. */
const BYTES_FOR_A_PROCESS = 4 * 1024 * 1024

export const why: FrontCommand = {
  name: 'why',
  summary: 'say what failed in logs: a row per job, and one told whole',
  line: {
    program: 'logmon why',
    summary:
      'Say what failed in logs: a row per job or attempt, the worst first; a single one\n' +
      'is told whole: its cause, what followed, who, why this action, what to do.\n' +
      'A directory stands for the logs in it, - for standard input; gz and zst are read.',
    options: OPTIONS,
    positionals: 'FILE|DIR|GLOB ...',
    examples: [
      { command: 'logmon why slurm-*.out', describe: 'a row per job' },
      { command: 'logmon why slurm-*.out --show 3', describe: 'the third row told whole' },
      { command: 'logmon why /scratch/runs --since 12h', describe: 'what ended since yesterday evening' },
    ],
    epilogue: 'Exit status 1 where a log could not be read; the others are told all the same.',
    version,
  },
  jobOf,
  async act({ values, positionals, config }, output) {
    const since = sinceOf(values['since'])
    if (isProblems(since)) return since
    if (positionals.length === 0)
      return [{ place: '', reason: 'name a log, a directory or a pattern, such as slurm-*.out; - is standard input' }]
    if (values['json'] === true && (values['verbose'] === true || values['show'] !== undefined))
      return [{ place: '--json', reason: 'gives records: leave out --verbose and --show' }]
    const found = findLogs(positionals)
    for (const { file, reason } of found.missing) output.say(`${file}: ${reason}`)
    const jobs = withoutCommonFolder(jobsOf(found.paths)).filter(isWanted(values['job'], since))
    if (jobs.length === 0) {
      if (found.missing.length === 0) output.say('no job is left: see --since and --job')
      return EXIT.failed
    }
    const order: JudgeOrder = {
      values,
      wantsRecords: values['json'] === true,
      near: values['verbose'] === true || jobs.length === 1 ? NEAR : 0,
      isOneOfSeveral: jobs.length > 1,
    }
    const settings = judgeSettings(order, config)
    if (isProblems(settings)) return settings
    const judging = await judgeAll(jobs, order, settings, output)
    if (judging.isInterrupted) return EXIT.interrupted
    const told = order.wantsRecords ? EXIT.ok : await tell(jobs, judging.judged, values, output)
    return judging.hasUnread || found.missing.length > 0 ? EXIT.failed : told
  },
}

/** Returns the instant of --since; undefined where none was given. */
function sinceOf(given: OptionValues[string]): number | undefined | readonly Problem[] {
  if (given === undefined) return undefined
  const ago = parseDuration(`${given}`)
  const time = ago === undefined ? parseTime(`${given}`) : Date.now() - ago
  if (time !== undefined) return time
  return [
    {
      place: '--since',
      reason: `"${given}" is no time; write how long ago (12h, 7d) or when (2026-03-04, 2026-03-04T05:06)`,
    },
  ]
}

/** What is left of the jobs. A log that is not there is left, so that it is told. */
function isWanted(name: OptionValues[string], since: number | undefined): (job: Job) => boolean {
  const fits = name === undefined ? () => true : jobMatcher(`${name}`)
  return job =>
    fits(job) &&
    (since === undefined || job.files.some(file => file === STANDARD_INPUT || (writtenAt(file) ?? since) >= since))
}

interface Judging {
  readonly judged: readonly JudgedJob[]
  readonly hasUnread: boolean
  readonly isInterrupted: boolean
}

/** Judges all jobs, with a bar on a terminal; records are printed in the order of the jobs. */
async function judgeAll(
  jobs: readonly Job[],
  order: JudgeOrder,
  settings: JudgeSettings,
  output: Output,
): Promise<Judging> {
  const files = jobs.map(job => job.files)
  const judged: JudgedJob[] = []
  let printed = 0
  let hasUnread = false
  let leaving: Promise<unknown> = Promise.resolve()
  const stop = new AbortController()
  const bar = progressBar()
  const meter = meterOf(files, bar.show)
  const take = (index: number, each: JudgedJob): void => {
    // What was printed need not be kept.
    judged[index] = each
    meter.done(index)
    if (each.unread.length > 0) hasUnread = true
    for (; judged[printed] !== undefined; printed++) {
      const { records, unread } = judged[printed] as JudgedJob
      if (!order.wantsRecords) continue
      for (const problem of unread) output.say(`${problem.file}: cannot be read: ${problem.reason}`)
      if (records.length > 0)
        leaving = output.print(records.map(record => `${JSON.stringify(record)}\n`).join('')).then(isRead => {
          if (!isRead) stop.abort()
        })
      judged[printed] = { attempts: [], unread, records: [] }
    }
  }
  const signals = handleSignals({ onInterrupt: 'stop', end: () => stop.abort(), stop: () => stop.abort() })
  await bar.begin(files.flat())
  try {
    await judgeEach({ files, order, settings, take, progress: meter.add, stop: stop.signal })
    await leaving
  } finally {
    bar.clear()
  }
  return { judged, hasUnread, isInterrupted: signals.isInterrupted() }
}

/** Adds up what was read of all jobs; one that is done counts as read, whatever was said of it. */
function meterOf(
  files: readonly (readonly string[])[],
  show: (bytes: number) => void,
): { add(index: number, bytes: number): void; done(index: number): void } {
  const left = files.map(sizeOf)
  let total = 0
  const add = (index: number, bytes: number): void => {
    const counted = Math.min(bytes, left[index] as number)
    left[index] = (left[index] as number) - counted
    total += counted
    show(total)
  }
  return { add, done: index => add(index, Number.POSITIVE_INFINITY) }
}

interface Judged {
  readonly files: readonly (readonly string[])[]
  readonly order: JudgeOrder
  readonly settings: JudgeSettings
  take(index: number, judged: JudgedJob): void
  progress(index: number, bytes: number): void
  readonly stop: AbortSignal
}

/** One job, and standard input, here; else in a process per core, or in fewer where there is little to read. */
async function judgeEach({ files, order, settings, take, progress, stop }: Judged): Promise<void> {
  const isHere = (job: readonly string[]): boolean => files.length === 1 || job.includes(STANDARD_INPUT)
  const elsewhere = [...files.keys()].filter(index => !isHere(files[index] as readonly string[]))
  const jobs = elsewhere.map(index => files[index] as readonly string[])
  await judgeInProcesses({
    jobs,
    program: join(dirname(fileURLToPath(import.meta.url)), '..', 'why-worker.js'),
    how: order,
    processes: Math.min(availableParallelism(), Math.max(1, Math.ceil(sizeOf(jobs.flat()) / BYTES_FOR_A_PROCESS))),
    progress: (place, bytes) => progress(elsewhere[place] as number, bytes),
    judged: (place, judged) => take(elsewhere[place] as number, judged),
    stop,
  })
  for (const [index, job] of files.entries())
    if (isHere(job) && !stop.aborted) take(index, await judgeJob(job, settings, bytes => progress(index, bytes)))
}

/** Prints the table, and what is asked for below it; returns the exit code. */
async function tell(
  jobs: readonly Job[],
  judged: readonly JudgedJob[],
  values: OptionValues,
  { print, say }: Output,
): Promise<number> {
  const rows = rowsOf(
    jobs.flatMap(({ name }, index) => (judged[index] === undefined ? [] : [{ name, judged: judged[index] }])),
  )
  const look = lookOf(process.stdout, process.env, process.platform)
  const number = values['show'] as number | undefined
  if (number !== undefined) {
    const row = rows[number - 1]
    if (row === undefined) {
      say(`--show: there is no row ${number}: the table has ${rows.length}`)
      return EXIT.failed
    }
    await print(`${(await paintChain(chainOf(await withNear(row)), row, look)).join('\n')}\n`)
    return EXIT.ok
  }
  const lines = [...(await paintRows(rows, look))]
  const isWhole = values['verbose'] === true || rows.length === 1
  if (isWhole) for (const row of rows) lines.push('', ...(await paintChain(chainOf(row), row, look)))
  else lines.push('', `${talliesOf(rows)}. --show N tells a row whole.`)
  await print(`${lines.join('\n')}\n`)
  return EXIT.ok
}

async function withNear(row: Row): Promise<Row> {
  const { attemptOf } = row
  if (attemptOf === undefined || attemptOf.near !== undefined) return row
  return { ...row, attemptOf: { ...attemptOf, near: await nearOf(attemptOf.verdict, NEAR) } }
}
