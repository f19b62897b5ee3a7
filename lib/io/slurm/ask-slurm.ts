// Asks Slurm which jobs have ended: the queue, which knows the last minutes, and the accounts, which know all.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Millis } from '../../record/time.ts'
import { formatTime } from '../../record/time.ts'
import { joinParts, keyOf, type SlurmJob } from '../../slurm/job.ts'
import { DELIMITER, endedInAccounts, fieldsIn } from '../../slurm/sacct.ts'
import { endedInQueue } from '../../slurm/squeue.ts'
import { reasonOf } from '../error-words.ts'

export interface SlurmQuestion {
  /** Jobs that have ended since then. */
  readonly since: Millis
  /** '' for all. */
  readonly user: string
  readonly partitions: readonly string[]
}

export interface SlurmAnswer {
  /** In the order of their ends. */
  readonly jobs: readonly SlurmJob[]
  /** What could not be asked. */
  readonly troubles: readonly string[]
}

const TIMEOUT_MS = 60_000
const MOST_BYTES = 256 * 1024 * 1024

/** Resolves to what one of Slurm's programs prints; times in it are UTC. Rejects with its last word where it fails. */
export async function runSlurm(
  program: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const options = { timeout: TIMEOUT_MS, maxBuffer: MOST_BYTES, env: { ...environment, TZ: 'UTC' } }
  const { stdout } = await promisify(execFile)(program, words, options).catch(
    (error: Error & { readonly stderr?: string; readonly code?: unknown }) => {
      const said = error.stderr?.trim().split('\n').at(-1) || reasonOf(error)
      throw new Error(said.startsWith(`${program}: `) ? said : `${program}: ${said}`)
    },
  )
  return stdout
}

/** Resolves to the jobs that have ended; rejects where neither the queue nor the accounts answer. */
export async function askSlurm(question: SlurmQuestion): Promise<SlurmAnswer> {
  const asked = await Promise.allSettled([askQueue(question), askAccounts(question)])
  const troubles = asked.flatMap(each => (each.status === 'rejected' ? [(each.reason as Error).message] : []))
  if (troubles.length === asked.length) throw new Error(troubles.join('; '))
  const jobs = new Map<string, SlurmJob>()
  // The queue knows where a job wrote: its word counts.
  for (const each of [...asked].reverse())
    if (each.status === 'fulfilled') for (const job of each.value) jobs.set(keyOf(job), job)
  const wanted = [...jobs.values()].filter(job => (job.endMs ?? 0) >= question.since)
  return { jobs: wanted.sort((one, other) => (one.endMs ?? 0) - (other.endMs ?? 0)), troubles }
}

async function askQueue({ user, partitions }: SlurmQuestion): Promise<readonly SlurmJob[]> {
  const jobs = endedInQueue(await runSlurm('squeue', ['--states=all', '--array', '--json']))
  return joinParts(jobs).filter(
    job => (user === '' || job.user === user) && (partitions.length === 0 || partitions.includes(job.partition)),
  )
}

async function askAccounts({ since, user, partitions }: SlurmQuestion): Promise<readonly SlurmJob[]> {
  return jobsInAccounts([
    ...(user === '' ? ['--allusers'] : ['--user', user]),
    ...(partitions.length === 0 ? [] : ['--partition', partitions.join(',')]),
    ...['--starttime', formatTime(since)?.slice(0, 19) ?? '', '--endtime', 'now'],
  ])
}

/** Resolves to the jobs that have ended of those that words ask sacct for. */
export async function jobsInAccounts(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<readonly SlurmJob[]> {
  const [known, help] = await Promise.all([
    runSlurm('sacct', ['--helpformat'], environment),
    runSlurm('sacct', ['--help'], environment),
  ])
  const fields = fieldsIn(known)
  // Tasks of an array that have ended have lines of their own; that others have them, too, is asked since 23.11.
  const array = /--array\b/.test(help) ? ['--array'] : []
  const form = ['--allocations', '--duplicates', '--noheader', '--parsable2', ...array, '--delimiter', DELIMITER]
  const text = await runSlurm('sacct', [...words, ...form, '--format', fields.join(',')], environment)
  return joinParts(endedInAccounts(text, fields))
}
