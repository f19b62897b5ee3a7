// `logmon why`: what failed, for a person: a row per job or attempt, and one of them told whole.
import { STANDARD_INPUT } from '../../io/classify/open-log.ts'
import { version } from '../../io/version.ts'
import { findLogs } from '../../io/why/find-logs.ts'
import { nearOf } from '../../io/why/judge-job.ts'
import type { OptionTable, OptionValues } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { lookOf } from '../../terminal/look.ts'
import { chainOf } from '../../why/chain.ts'
import { type Job, jobsOf, withoutCommonFolder } from '../../why/jobs.ts'
import type { JudgedJob } from '../../why/judged.ts'
import { type Row, rowsOf } from '../../why/rows.ts'
import { talliesOf } from '../../why/tallies.ts'
import type { Asked, FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { jobOf } from '../job-file.ts'
import type { Output } from '../output.ts'
import type { Counted } from '../why/goodput.ts'
import { judgeAll } from '../why/judge-all.ts'
import { paintChain, paintRows } from '../why/paint.ts'
import { isWanted, SELECT_OPTIONS, sinceOf } from '../why/select.ts'
import { JUDGE_OPTIONS, type JudgeOrder, judgeSettings } from '../why/settings.ts'

const OPTIONS = {
  verbose: { type: 'flag', alias: 'v', describe: 'tell every row whole, below the table' },
  show: { type: 'count', describe: 'tell row N of the table whole, alone' },
  ...SELECT_OPTIONS,
  goodput: {
    type: 'flag',
    describe: 'where the hours went: training, hangs, restarts, steps done again, slow steps, by cause and node',
  },
  json: {
    type: 'flag',
    describe: 'the records of logmon-classify (failure, verdict) instead, one per line; with --goodput its figures',
  },
  ...JUDGE_OPTIONS,
} as const satisfies OptionTable

/** Lines before and after a cause that are shown. */
const NEAR = 3

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
      { command: 'logmon why /scratch/runs --since 7d --goodput', describe: 'where the hours of a week went' },
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
    const misfit = misfitOf(values, positionals)
    if (misfit !== undefined) return [misfit]
    const found = findLogs(positionals)
    for (const { file, reason } of found.missing) output.say(`${file}: ${reason}`)
    const jobs = withoutCommonFolder(jobsOf(found.paths)).filter(isWanted(values['job'], since))
    if (jobs.length === 0) {
      if (found.missing.length === 0) output.say('no job is left: see --since and --job')
      return EXIT.failed
    }
    const order: JudgeOrder = {
      values,
      wantsRecords: values['json'] === true && values['goodput'] !== true,
      near: values['verbose'] === true || jobs.length === 1 ? NEAR : 0,
      isOneOfSeveral: jobs.length > 1,
    }
    const settings = judgeSettings(order, config)
    if (isProblems(settings)) return settings
    const judging = await judgeAll(jobs, order, settings, output)
    if (judging.isInterrupted) return EXIT.interrupted
    const outcome = order.wantsRecords
      ? EXIT.ok
      : values['goodput'] === true
        ? await tellHours(jobs, judging.judged, { config, values }, output)
        : await tell(jobs, judging.judged, values, output)
    if (isProblems(outcome)) return outcome
    return judging.hasUnread || found.missing.length > 0 ? EXIT.failed : outcome
  },
}

/** Returns what does not go together. */
function misfitOf(values: OptionValues, positionals: readonly string[]): Problem | undefined {
  const tellsRows = values['verbose'] === true || values['show'] !== undefined
  if (values['goodput'] === true && tellsRows)
    return { place: '--goodput', reason: 'tells of hours, and of no row: leave out --verbose and --show' }
  if (values['goodput'] === true && positionals.includes(STANDARD_INPUT))
    return { place: '--goodput', reason: 'reads logs twice, which standard input cannot be: name a file' }
  if (values['json'] === true && tellsRows)
    return { place: '--json', reason: 'gives records: leave out --verbose and --show' }
  return undefined
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

/** Prints where the hours of the jobs went; returns the exit code. */
async function tellHours(
  jobs: readonly Job[],
  judged: readonly JudgedJob[],
  { config, values }: Pick<Asked, 'config' | 'values'>,
  { print, say }: Output,
): Promise<number | readonly Problem[]> {
  // Loaded on demand: what failed is asked for more often.
  const { countHours, goodputJson, paintGoodput } = await import('../why/goodput.ts')
  const counted: Counted[] = []
  for (const [index, job] of jobs.entries()) {
    const hours = await countHours(job, judged[index] as JudgedJob, { config, tz: values['tz'] })
    if (isProblems(hours)) return hours
    counted.push(hours)
  }
  for (const { unread } of judged) for (const { file, reason } of unread) say(`${file}: cannot be read: ${reason}`)
  if (values['json'] === true) await print(goodputJson(counted))
  else {
    const lines = await paintGoodput(counted, lookOf(process.stdout, process.env, process.platform))
    await print(`${lines.join('\n')}\n`)
  }
  return EXIT.ok
}

async function withNear(row: Row): Promise<Row> {
  const { attemptOf } = row
  if (attemptOf === undefined || attemptOf.near !== undefined) return row
  return { ...row, attemptOf: { ...attemptOf, near: await nearOf(attemptOf.verdict, NEAR) } }
}
