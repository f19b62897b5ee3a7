// `logmon slurm`: what failed in the jobs that Slurm knows, without naming a log.
import type { JobConfig } from '../../config/job.ts'
import { slurmCounts } from '../../io/slurm/slurm-counts.ts'
import { version } from '../../io/version.ts'
import { listOf, type OptionTable, type OptionValues } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { parseDuration, parseTime } from '../../record/time.ts'
import { jobMatcher } from '../../why/job-matcher.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { jobOf } from '../job-file.ts'
import { METRICS_OPTIONS, metricsOf } from '../metrics-options.ts'
import { handleSignals } from '../signals.ts'
import { judgeAndTell, type SlurmOrder } from '../slurm/judge-and-tell.ts'
import { JUDGE_OPTIONS, judgeSettings } from '../why/settings.ts'

const OPTIONS = {
  since: {
    type: 'string',
    placeholder: 'TIME',
    describe: 'jobs that ended since then: 12h, 7d, yesterday, 2026-03-04; by default 1d, with --watch now',
  },
  user: { type: 'string', placeholder: 'NAME', describe: 'only jobs of that user' },
  partition: { type: 'strings', placeholder: 'NAME', describe: 'only jobs of that partition; may be given again' },
  job: { type: 'string', placeholder: 'NAME', describe: 'only jobs whose name or id holds it, or fits a pattern' },
  failed: { type: 'flag', describe: 'only jobs that did not complete' },
  json: { type: 'flag', describe: 'a verdict per attempt as a record, instead of a table' },
  output: { type: 'choice', choices: ['table', 'html'], default: 'table', describe: 'what is printed' },
  mail: { type: 'flag', describe: 'send the table through the channels of mail of the job file (-c), too' },
  watch: { type: 'flag', describe: 'go on: tell each job once it has ended, as a record' },
  interval: { type: 'duration', default: '60s', describe: 'how often --watch asks' },
  remember: { type: 'string', placeholder: 'FILE', describe: 'which jobs were told already, over restarts of --watch' },
  serve: {
    type: 'string',
    placeholder: 'URL',
    describe: 'also submit their logs to a logmon serve ($LOGMON_SERVE_TOKEN)',
  },
  ...JUDGE_OPTIONS,
  ...METRICS_OPTIONS,
} as const satisfies OptionTable

const DAY_MS = 86_400_000
const SHORTEST_INTERVAL_MS = 1000

export const slurm: FrontCommand = {
  name: 'slurm',
  summary: 'say what failed in the jobs that Slurm knows; watch them end',
  line: {
    program: 'logmon slurm',
    summary:
      'Say what failed in jobs of Slurm: it is asked which have ended and where they\n' +
      'wrote (squeue, sacct), their logs are judged together with their state and exit\n' +
      'code.',
    options: OPTIONS,
    readsNothing: true,
    examples: [
      { command: 'logmon slurm --since yesterday', describe: 'a row per job, the worst first' },
      {
        command: 'logmon slurm --since yesterday --failed --mail -c job.yaml',
        describe: 'the same as a mail, for cron',
      },
      {
        command: 'logmon slurm --watch --failed --remember done | logmon-alert -c job.yaml',
        describe: 'tell people of each job that fails',
      },
    ],
    epilogue: 'Exit status 1 where Slurm does not answer, or a log could not be read.',
    version,
  },
  jobOf,
  async act(asked, output) {
    const { values, config, environment } = asked
    const isWatching = values['watch'] === true
    const since = sinceOf(`${values['since'] ?? (isWatching ? '0s' : '1d')}`, Date.now())
    if (isProblems<number>(since)) return since
    const address = serviceOf(values['serve'])
    if (isProblems<string | undefined>(address)) return address
    const wantsRecords = values['json'] === true || isWatching
    const settings = judgeSettings({ values, wantsRecords, near: 0, isOneOfSeveral: true }, config)
    if (isProblems(settings)) return settings
    const refused = refusedOf(values, isWatching, config)
    if (refused !== undefined) return [refused]
    const name = values['job']
    const fits = name === undefined ? undefined : jobMatcher(`${name}`)
    const order: SlurmOrder = {
      question: { since, user: `${values['user'] ?? ''}`, partitions: listOf(values['partition']) },
      isWanted: job =>
        (values['failed'] !== true || job.state !== 'COMPLETED') &&
        (fits === undefined || [job.name, job.id].some(each => fits({ name: each, files: [] }))),
      settings,
      wantsRecords,
      wantsHtml: values['output'] === 'html',
      mailBy: values['mail'] === true ? config : undefined,
      remembered: values['remember'] === undefined ? undefined : `${values['remember']}`,
      service: address === undefined ? undefined : { url: address, token: environment['LOGMON_SERVE_TOKEN'] },
    }
    const metrics = await metricsOf('slurm', asked)
    if (isProblems(metrics)) return metrics
    const stop = new AbortController()
    const signals = handleSignals({ onInterrupt: 'end', end: () => stop.abort(), stop: () => stop.abort() })
    const rhythm = {
      everyMs: isWatching ? Math.max(SHORTEST_INTERVAL_MS, values['interval'] as number) : undefined,
      stop: stop.signal,
    }
    metrics?.ready()
    const hasFailed = await judgeAndTell(order, output, rhythm, metrics && slurmCounts(metrics)).finally(async () =>
      metrics?.close(),
    )
    if (signals.isInterrupted()) return EXIT.interrupted
    return hasFailed ? EXIT.failed : EXIT.ok
  },
}

/** What does not go together. */
function refusedOf(values: OptionValues, isWatching: boolean, config: JobConfig | undefined): Problem | undefined {
  const hasRecords = values['json'] === true || isWatching
  if (values['output'] === 'html' && hasRecords)
    return { place: '--output', reason: 'html is a table: leave out --json and --watch' }
  if (values['mail'] !== true) return undefined
  if (hasRecords) return { place: '--mail', reason: 'sends a table: leave out --json and --watch' }
  return config?.alert?.channels?.some(({ type }) => type === 'email') === true
    ? undefined
    : { place: '--mail', reason: 'needs a job file (-c) with a channel of type email' }
}

/** Returns the instant that a text means; `yesterday` is the last day's beginning, in UTC. */
function sinceOf(text: string, now: number): number | readonly Problem[] {
  if (text === 'yesterday') return Math.floor(now / DAY_MS) * DAY_MS - DAY_MS
  if (text === 'today') return Math.floor(now / DAY_MS) * DAY_MS
  const ago = parseDuration(text)
  // Slurm tells ends in whole seconds.
  const time = ago === undefined ? parseTime(text) : Math.floor((now - ago) / 1000) * 1000
  if (time !== undefined) return time
  return [
    {
      place: '--since',
      reason: `"${text}" is no time; write how long ago (12h, 7d), yesterday, today, or when (2026-03-04)`,
    },
  ]
}

function serviceOf(value: OptionValues[string]): string | undefined | readonly Problem[] {
  if (value === undefined) return undefined
  const text = `${value}`
  if (/^https?:\/\/[^\s/]+/.test(text) || /^unix:\/\/\//.test(text)) return text.replace(/\/+$/, '')
  return [{ place: '--serve', reason: `"${text}" is no URL; write http://HOST:PORT or unix:///PATH` }]
}
