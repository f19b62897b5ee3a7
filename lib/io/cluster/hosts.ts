// What is done with each host of a cluster: all at once, so that one that is down holds up no other.
import { randomBytes } from 'node:crypto'
import { type HostRow, hostRow, positionsOf } from '../../cluster/host-row.ts'
import {
  answerOf,
  quoted,
  type Report,
  reportOf,
  reportScript,
  type ScriptSettings,
  sizesOf,
  sizesScript,
  startScript,
  stopScript,
} from '../../cluster/host-script.ts'
import type { ClusterConfig, ClusterHost } from '../../cluster/load-cluster.ts'
import { remoteJob } from '../../cluster/remote-job.ts'
import { formatTime } from '../../record/time.ts'
import { hostName } from '../../sources/ssh-target.ts'
import { runScript, type Shell } from './run-script.ts'

export interface ClusterSettings {
  readonly cluster: ClusterConfig
  /** The job file of each host, by the path that the cluster file gives. */
  readonly jobs: ReadonlyMap<string, string>
  /** Words that start this logmon. */
  readonly self: readonly string[]
}

/** What became of a host. */
export interface HostOutcome {
  readonly host: string
  readonly hasFailed: boolean
  /** In words, for a person. */
  readonly said: string
}

/** ssh itself gives up on a host that is down after 15 s; a start waits for logmon up to 20 s, a stop as long. */
const TIMEOUT_MS = 60_000
const REPORT_TIMEOUT_MS = 30_000
const MOST_FILES = 2000

const markNow = (): string => `logmon-${randomBytes(8).toString('hex')}`
/** Of a host's folder here. */
const folderFor = (host: ClusterHost): string =>
  hostName(host.ssh)
    .replace(/^ssh:\/\//, '')
    .replace(/[^\w.@-]/g, '_')

const there = ({ cluster }: ClusterSettings, host: ClusterHost, timeoutMs = TIMEOUT_MS): Shell => ({
  host: host.ssh,
  sshOptions: cluster.sshOptions,
  timeoutMs,
})
const here = (timeoutMs = TIMEOUT_MS): Shell => ({ host: undefined, sshOptions: [], timeoutMs })

const foldersOf = (
  { cluster }: ClusterSettings,
  host: ClusterHost,
): { readonly there: string; readonly here: string } => ({
  there: cluster.name,
  here: `${cluster.name}-from-here/${folderFor(host)}`,
})

/** Options of `logmon run` on every host. */
const wordsOf = ({ loki }: ClusterConfig): readonly string[] => [
  ...['--redact', '--ship', ...(loki === undefined ? [] : ['--loki', loki])],
  ...['--state', 'positions.json', '--status-file', 'status.json', '--metrics-file', 'ship.prom'],
  ...['--ship-dead-letters', 'refused.ndjson', '--output', 'quiet'],
]

/** Starts logmon for a host: there, or where there is none, here. */
export async function startHost(settings: ClusterSettings, host: ClusterHost, isFresh: boolean): Promise<HostOutcome> {
  const mark = markNow()
  const folders = foldersOf(settings, host)
  const job = settings.jobs.get(host.job) ?? ''
  const words = wordsOf(settings.cluster)
  // What was started here goes on here, whatever is installed there since.
  if (!isFresh) {
    const local = await runScript(reportScript({ mark, folder: folders.here }), here())
    if (answerOf(local.output, mark)?.word === 'running') return outcome(host, 'running', 'runs already, from here')
  }
  const script = startScript({ mark, folder: folders.there, logmon: undefined, words, job, isFresh })
  const ran = await runScript(script, there(settings, host))
  const answer = answerOf(ran.output, mark)
  if (answer === undefined) return outcome(host, 'failed', ran.trouble ?? 'gave no answer')
  if (answer.word !== 'none') return started(host, answer, 'there')
  const { sshOptions } = settings.cluster
  const own = await runScript(
    startScript({
      mark,
      folder: folders.here,
      logmon: settings.self.map(quoted).join(' '),
      words: [...words, '--plain-ssh', ...sshOptions.flatMap(option => ['--ssh-option', option])],
      job: await remoteJob(job, host.ssh, answer.rest || host.name),
      isFresh,
    }),
    here(),
  )
  const local = answerOf(own.output, mark)
  return local === undefined
    ? outcome(host, 'failed', own.trouble ?? 'gave no answer')
    : started(host, local, 'from here, for no logmon is there')
}

const outcome = (host: ClusterHost, word: string, said: string): HostOutcome => ({
  host: host.name,
  hasFailed: word === 'failed',
  said,
})

function started(
  host: ClusterHost,
  { word, rest }: { readonly word: string; readonly rest: string },
  where: string,
): HostOutcome {
  if (word === 'started') return outcome(host, word, `started ${where} (process ${rest})`)
  if (word === 'running') return outcome(host, word, `runs already (process ${rest}); --fresh starts it anew`)
  if (word === 'busy') return outcome(host, 'failed', 'is being started by somebody else')
  return outcome(host, 'failed', rest || 'did not start')
}

/** Stops what was started for a host, there and here. */
export async function stopHost(settings: ClusterSettings, host: ClusterHost): Promise<HostOutcome> {
  const mark = markNow()
  const folders = foldersOf(settings, host)
  const [own, ran] = await Promise.all([
    runScript(stopScript({ mark, folder: folders.here }), here()),
    runScript(stopScript({ mark, folder: folders.there }), there(settings, host)),
  ])
  const answers = [own, ran].map(({ output }) => answerOf(output, mark))
  const failed = answers.find(answer => answer?.word === 'failed')
  if (failed !== undefined) return outcome(host, 'failed', failed.rest)
  if (answers.some(answer => answer?.word === 'stopped')) return outcome(host, 'stopped', 'stopped')
  if (answers[1] === undefined) return outcome(host, 'failed', ran.trouble ?? 'gave no answer')
  return outcome(host, 'none', 'was not running')
}

/** Says how a host is. */
export async function hostNow(settings: ClusterSettings, host: ClusterHost): Promise<HostRow> {
  const mark = markNow()
  const folders = foldersOf(settings, host)
  const ask = async (
    folder: string,
    shell: Shell,
  ): Promise<{ readonly report: Report | undefined; readonly trouble: string | undefined }> => {
    const { output, trouble } = await runScript(reportScript({ mark, folder } satisfies ScriptSettings), shell)
    return { report: reportOf(output, mark), trouble }
  }
  const [own, far] = await Promise.all([
    ask(folders.here, here(REPORT_TIMEOUT_MS)),
    ask(folders.there, there(settings, host, REPORT_TIMEOUT_MS)),
  ])
  const isHere = own.report !== undefined && own.report.state !== 'none' && far.report?.state !== 'running'
  const report = isHere ? own.report : far.report
  if (report === undefined) return { host: host.name, state: 'no answer', note: far.trouble ?? 'gave no answer' }
  // Files that are followed from here are on that host all the same.
  const prefix = `${hostName(host.ssh)}/`
  const paths = positionsOf(report)
    .slice(-MOST_FILES)
    .map(({ path }) => (path.startsWith(prefix) ? path.slice(prefix.length - 1) : path))
  const sizes =
    paths.length === 0 ? '' : await runScript(sizesScript({ mark }, paths), there(settings, host, REPORT_TIMEOUT_MS))
  const seen = { runs: isHere ? ('here' as const) : ('there' as const), report }
  const row = hostRow(host.name, { ...seen, sizes: sizes === '' ? [] : sizesOf(sizes.output, mark) }, formatTime)
  return isHere && far.trouble !== undefined ? { ...row, note: far.trouble } : row
}
