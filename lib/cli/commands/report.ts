// `logmon report`: one page about one job or many, for a browser, to be sent and kept.
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Account } from '../../goodput/account.ts'
import { totalOf } from '../../goodput/sum.ts'
import { jobWords } from '../../goodput/words.ts'
import { STANDARD_INPUT } from '../../io/classify/open-log.ts'
import { reportPage } from '../../io/report/report-page.ts'
import { replaceFileSync } from '../../io/safe-file.ts'
import { version } from '../../io/version.ts'
import { findLogs } from '../../io/why/find-logs.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { collector } from '../../report/collector.ts'
import type { JobReport, Report } from '../../report/data.ts'
import { hoursOf } from '../../report/hours.ts'
import { type Job, jobsOf, withoutCommonFolder } from '../../why/jobs.ts'
import type { JudgedJob } from '../../why/judged.ts'
import { rowsOf } from '../../why/rows.ts'
import type { Asked, FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { jobOf } from '../job-file.ts'
import type { Output } from '../output.ts'
import { judgeAll } from '../why/judge-all.ts'
import { replayJob } from '../why/replay.ts'
import { isWanted, SELECT_OPTIONS, sinceOf } from '../why/select.ts'
import { JUDGE_OPTIONS, type JudgeOrder, judgeSettings } from '../why/settings.ts'

/** Lines before and after a cause that are shown. */
const NEAR = 3
/** Places of a curve, for so many jobs at most: a page of hundreds of jobs still opens. */
const PLACES = [
  [1, 2000],
  [10, 1000],
  [100, 300],
  [Number.POSITIVE_INFINITY, 100],
] as const

/** Of a page that is to be shown around, less the umask. */
const MODE = 0o666
const PAGE = join(dirname(fileURLToPath(import.meta.url)), '..', 'page')

export const report: FrontCommand = {
  name: 'report',
  summary: 'make a page about jobs: timeline, curves, ranks, causes, goodput',
  line: {
    program: 'logmon report',
    summary:
      'Make one page about one job or a folder of them: timeline of attempts and\n' +
      'states, step time and loss, ranks, what failed with its lines, alerts, and where\n' +
      'the hours went. It needs no network and nothing beside it.',
    options: {
      out: {
        type: 'string',
        alias: 'o',
        placeholder: 'FILE',
        default: 'report.html',
        describe: 'where to write it; - for standard output',
      },
      title: { type: 'string', placeholder: 'TEXT', describe: 'what stands above it [default: what it is about]' },
      ...SELECT_OPTIONS,
      ...JUDGE_OPTIONS,
    },
    positionals: 'FILE|DIR|GLOB ...',
    examples: [
      { command: 'logmon report slurm-4242.out -o report.html', describe: 'one job' },
      { command: 'logmon report /scratch/runs --since 7d', describe: 'all jobs of a week' },
    ],
    epilogue: 'Exit status 1 where a log could not be read; the page says which, and tells of the others.',
    version,
  },
  jobOf,
  async act(asked, output) {
    const { values, positionals, config } = asked
    const since = sinceOf(values['since'])
    if (isProblems(since)) return since
    if (positionals.length === 0)
      return [{ place: '', reason: 'name a log, a directory or a pattern, such as slurm-*.out' }]
    if (positionals.includes(STANDARD_INPUT))
      return [{ place: STANDARD_INPUT, reason: 'logs are read twice, which standard input cannot be: name a file' }]
    const found = findLogs(positionals)
    const jobs = withoutCommonFolder(jobsOf(found.paths)).filter(isWanted(values['job'], since))
    const order: JudgeOrder = { values, wantsRecords: false, near: NEAR, isOneOfSeveral: jobs.length > 1 }
    const settings = judgeSettings(order, config)
    if (isProblems(settings)) return settings
    const missing = found.missing.map(({ file, reason }) => `${file}: ${reason}`)
    for (const text of missing) output.say(text)
    if (jobs.length === 0) {
      if (missing.length === 0) output.say('no job is left: see --since and --job')
      return EXIT.failed
    }
    const judging = await judgeAll(jobs, order, settings, output)
    if (judging.isInterrupted) return EXIT.interrupted
    const report = await reportOf(jobs, judging.judged, asked, output)
    if (isProblems(report)) return report
    const page = reportPage({ ...report, unread: [...missing, ...report.unread] }, PAGE)
    const { out } = values as { readonly out: string }
    if (out === '-') await output.print(page)
    else replaceFileSync(out, page, MODE)
    return judging.hasUnread || missing.length > 0 ? EXIT.failed : EXIT.ok
  },
}

async function reportOf(
  jobs: readonly Job[],
  judged: readonly JudgedJob[],
  { config, values, positionals }: Asked,
  { say }: Output,
): Promise<Report | readonly Problem[]> {
  const most = PLACES.find(([count]) => jobs.length <= count)?.[1] ?? 100
  const jobReports: JobReport[] = []
  const accounts: Account[] = []
  const unread = new Set<string>()
  for (const index of worstFirst(jobs, judged)) {
    const { name, files } = jobs[index] as Job
    const each = judged[index] as JudgedJob
    const collecting = collector()
    const read = await replayJob(files, { config, tz: values['tz'], isWanted: notClassify }, collecting.take)
    if (isProblems(read)) return read
    for (const { file, reason } of [...each.unread, ...read]) unread.add(`${file}: cannot be read: ${reason}`)
    const { report: job, account } = collecting.report(name, each, most)
    if (account !== undefined) accounts.push(account)
    if (each.attempts.length > 0) jobReports.push(job)
  }
  for (const text of unread) say(text)
  return {
    ...{
      made: Date.now(),
      version,
      title: titleOf(values['title'], jobs, positionals),
      jobs: jobReports,
      unread: [...unread],
    },
    ...(accounts.length > 1 ? { hours: hoursOf(totalOf(accounts)) } : {}),
  }
}

/** Verdicts are those of whole files, as `logmon why` tells them. */
const notClassify = (stage: string): boolean => stage !== 'classify'

/** Returns the places of jobs in the order of the table of `logmon why`. */
function worstFirst(jobs: readonly Job[], judged: readonly JudgedJob[]): readonly number[] {
  const rows = rowsOf(jobs.map(({ name }, index) => ({ name, judged: judged[index] as JudgedJob })))
  const places = rows.flatMap(({ attemptOf }) => {
    const index = judged.findIndex(({ attempts }) => attemptOf !== undefined && attempts.includes(attemptOf))
    return index === -1 ? [] : [index]
  })
  return [...new Set([...places, ...jobs.keys()])]
}

function titleOf(given: unknown, jobs: readonly Job[], positionals: readonly string[]): string {
  if (typeof given === 'string') return jobWords(given)
  const [job] = jobs
  if (jobs.length === 1 && job !== undefined) return jobWords(basename(job.name))
  return positionals.length === 1 ? jobWords(basename(resolve(positionals[0] as string))) : `${jobs.length} jobs`
}
