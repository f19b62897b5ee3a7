// The cluster file of -c, and the job files that it names.
import { dirname, resolve } from 'node:path'
import { type ClusterConfig, loadCluster } from '../cluster/load-cluster.ts'
import type { JobConfig } from '../config/job.ts'
import { loadJob } from '../config/load.ts'
import type { ClusterSettings } from '../io/cluster/hosts.ts'
import { fileOf, type OptionTable, type OptionValues } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import { readFiles } from './read-files.ts'

export const CLUSTER_OPTION = {
  config: { type: 'file', alias: 'c', placeholder: 'FILE', describe: 'the cluster file: hosts, job file, server' },
} as const satisfies OptionTable

export interface ReadCluster extends ClusterSettings {
  /** Of Docker Compose. */
  readonly composeFile: string | undefined
  /** Asked until it answers; undefined for nobody. */
  readonly readyUrl: string | undefined
}

/** Returns the cluster, or everything that is wrong with its file and the job files. */
export async function readCluster(values: OptionValues): Promise<ReadCluster | readonly Problem[]> {
  const file = fileOf(values, 'config')
  if (file === undefined) return [{ place: '--config', reason: 'name the cluster file: -c cluster.yaml' }]
  const cluster = await loadCluster(file)
  if (isProblems(cluster)) return cluster
  const folder = dirname(file.path)
  const jobs = new Map<string, string>()
  const problems: Problem[] = []
  let first: JobConfig | undefined
  for (const path of new Set(cluster.hosts.map(({ job }) => job))) {
    const read = readFiles({ job: { type: 'file', describe: '' } }, { job: resolve(folder, path) })
    if (isProblems(read)) {
      problems.push(...read.map(problem => ({ ...problem, place: 'job' })))
      continue
    }
    const named = fileOf(read, 'job') as NonNullable<ReturnType<typeof fileOf>>
    const job = await loadJob(named)
    if (isProblems(job)) problems.push(...job)
    else {
      problems.push(...unfitFor(job, cluster, named.path))
      first ??= job
    }
    jobs.set(path, named.text)
  }
  if (problems.length > 0) return problems
  return {
    cluster,
    jobs,
    self: [process.execPath, process.argv[1] ?? ''],
    composeFile: cluster.compose === undefined ? undefined : resolve(folder, cluster.compose),
    readyUrl: cluster.ready === 'off' ? undefined : (cluster.ready ?? readyOf(cluster.loki ?? first?.ship?.loki)),
  }
}

/** What a job file must have for hosts that have nothing but it. */
function unfitFor(job: JobConfig, cluster: ClusterConfig, file: string): readonly Problem[] {
  const problems: Problem[] = []
  if (job.sources === undefined)
    problems.push({ file, place: 'sources', reason: 'is missing: which logs are followed on the hosts' })
  for (const [index, { paths }] of (job.sources ?? []).entries())
    for (const path of paths)
      if (!path.startsWith('/') && !path.startsWith('${'))
        problems.push({
          file,
          place: `sources[${index}].paths`,
          reason: `${path} must begin with /: it is on other hosts`,
        })
  if ((cluster.loki ?? job.ship?.loki) === undefined)
    problems.push({ file, place: 'ship.loki', reason: 'is missing, here and as loki of the cluster file' })
  if (job.parse?.formats !== undefined)
    problems.push({
      file,
      place: 'parse.formats',
      reason: 'names a file that the hosts do not have: say it with sources and steps',
    })
  return problems
}

/** Loki says so beside its push API. */
function readyOf(loki: string | undefined): string | undefined {
  if (loki === undefined) return undefined
  const url = new URL(loki)
  url.pathname = `${url.pathname.replace(/\/(?:loki\/api\/v1\/push\/?)?$/, '')}/ready`
  return url.href
}
