// `logmon status`: how the jobs are that are being watched, or were.

import { statusFolder } from '../../io/status/keep-status.ts'
import { jobsOfFile, jobsOfFolder, type KnownJob } from '../../io/status/read-status.ts'
import { version } from '../../io/version.ts'
import { fileOf } from '../../options.ts'
import { lookOf } from '../../terminal/look.ts'
import { paintTable, type TableColumn } from '../../terminal/table.ts'
import { ago } from '../../view/snapshot.ts'
import { amount, span, stepTime, toneOfState } from '../../view/words.ts'
import { CLUSTER_OPTION } from '../cluster-file.ts'
import { clusterStatus } from '../cluster-status.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'

export const status: FrontCommand = {
  name: 'status',
  summary: 'say how the jobs are that logmon run watches, or watched last',
  line: {
    program: 'logmon status',
    summary: 'Say how jobs are now: those that logmon run watches on this account, or watched last.',
    options: {
      config: { ...CLUSTER_OPTION.config, describe: 'a cluster file: how its hosts are, a row for each' },
      'status-file': {
        type: 'string',
        placeholder: 'FILE',
        describe: 'the file of logmon run --status-file, in place of all that runs keep',
      },
      json: { type: 'flag', describe: 'one JSON object per job' },
    },
    positionals: '[JOB]',
    examples: [
      { command: 'logmon status', describe: 'a row per job' },
      { command: 'logmon status llama-70b --json | jq -r .state', describe: 'for a script' },
      { command: 'logmon status -c cluster.yaml', describe: 'the hosts that logmon up started' },
    ],
    epilogue: 'Exit status 1 where there is no such job, the file cannot be read, or a host does not run.',
    version,
  },
  async act({ values, positionals, environment }, output) {
    const { print, say } = output
    if (fileOf(values, 'config') !== undefined)
      return positionals.length > 0 || values['status-file'] !== undefined
        ? [{ place: '--config', reason: 'is about hosts: no job and no status file goes with it' }]
        : clusterStatus(values, output)
    if (positionals.length > 1) return [{ place: positionals[1] as string, reason: 'name one job, or none for all' }]
    const [name] = positionals
    const file = values['status-file']
    let known: readonly KnownJob[]
    try {
      known = typeof file === 'string' ? jobsOfFile(file) : jobsOfFolder(statusFolder(environment))
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      say(`${file}: ${code === 'ENOENT' ? 'there is no such file' : message}`)
      return EXIT.failed
    }
    const wanted = known.filter(({ job }) => name === undefined || job.job === name)
    if (wanted.length === 0) {
      const jobs = known.map(({ job }) => titleOf(job.job)).join(', ')
      say(
        name === undefined || jobs === ''
          ? 'no job is known: logmon run keeps a file of its jobs while it watches'
          : `${name} is not known; known are ${jobs}`,
      )
      return EXIT.failed
    }
    const now = Date.now()
    if (values['json'] === true) await print(wanted.map(each => `${JSON.stringify(asJson(each))}\n`).join(''))
    else await print(`${(await table(wanted, now)).join('\n')}\n`)
    return EXIT.ok
  },
}

const titleOf = (job: string): string => (job === '' ? 'job' : job)

const asJson = ({ job, run: { pid, host, updated, ended }, isWatched }: KnownJob): unknown => ({
  ...job,
  ...{ watched: isWatched, pid, host, updated },
  ...(ended === undefined ? {} : { ended }),
})

const COLUMNS: readonly TableColumn[] = [
  { title: 'job', least: 16, dropFirst: 0, growLast: 3, cut: 'start', most: 48 },
  { title: 'state', least: 8, dropFirst: 0, growLast: 1 },
  { title: 'for', least: 8, dropFirst: 0, growLast: 1 },
  { title: 'step', least: 6, dropFirst: 1, growLast: 1, align: 'right' },
  { title: 'step time', least: 8, dropFirst: 3, growLast: 1, align: 'right' },
  { title: 'loss', least: 6, dropFirst: 3, growLast: 1, align: 'right' },
  { title: 'watched', least: 12, dropFirst: 2, growLast: 2 },
  { title: 'why', least: 16, dropFirst: 4, growLast: 4, most: 100 },
]

function table(jobs: readonly KnownJob[], now: number): Promise<readonly string[]> {
  const rows = jobs.map(({ job, run, isWatched }) => {
    const step =
      job.step === undefined ? '' : `${job.step}${job.total_steps === undefined ? '' : `/${job.total_steps}`}`
    const seen = span(ago(run.ended ?? run.updated, now) ?? 0)
    // A state that nobody watches any more lasted until then, as far as anybody knows.
    const until = isWatched ? now : Date.parse(run.ended ?? run.updated)
    const isWell = job.state === 'HEALTHY' || job.state === 'WAITING'
    return [
      { text: titleOf(job.job), tone: 'strong' as const },
      { text: job.state, tone: toneOfState(job.state) },
      { text: span(ago(job.since, until) ?? 0) },
      { text: step },
      { text: job.step_time_ms === undefined ? '' : stepTime(job.step_time_ms) },
      { text: job.loss === undefined ? '' : amount(job.loss) },
      { text: isWatched ? 'yes' : `no, since ${seen}` },
      { text: isWell ? '' : (job.reason ?? '') },
    ]
  })
  const used = COLUMNS.map((_, index) => rows.some(row => row[index]?.text !== ''))
  return paintTable(
    COLUMNS.filter((_, index) => used[index]),
    rows.map(row => row.filter((_, index) => used[index])),
    lookOf(process.stdout, process.env, process.platform),
  )
}
