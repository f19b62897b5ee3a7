// Which of several files are of one job: those whose names or first lines say so. All else is judged alone.
import { originFromPath } from '../formats/origin-from-path.ts'
import { attemptOfPath } from './file-order.ts'

/** What is known about the files beside their names. */
export interface FileFacts {
  /** True for a node's kernel log, which is evidence about every job. */
  isKernelLog(path: string): boolean
  /** The job that the first lines of a file name; undefined where they name none. */
  jobOf(path: string): string | undefined
}

const ATTEMPT = /(attempt|cycle|restart)([-_.]?)\d{1,9}/gi
const ROTATED = /^(.*)\.\d{1,3}$/
const ERROR_FILE = /\.err$/
/** The parts of a path in which ranks, tasks and nodes stand. */
const TELLING_PARTS = 3

/**
 * Returns the files of each job, in the order in which their first files were given; kernel logs stand in every group,
 * or alone where nothing else was given.
 */
export function fileGroups(paths: readonly string[], facts: FileFacts): readonly (readonly string[])[] {
  const kernelLogs = paths.filter(path => facts.isKernelLog(path))
  const logs = paths.filter(path => !kernelLogs.includes(path))
  if (logs.length === 0) return paths.length === 0 ? [] : [paths]
  const given = new Set(paths)
  /** The group of each name's scheme and of each job that first lines name. */
  const groupOf = new Map<string, string[]>()
  const groups: string[][] = []
  for (const path of logs) {
    const job = facts.jobOf(path)
    const keys = [`name ${schemeOf(path, given)}`, ...(job === undefined ? [] : [`job ${job}`])]
    let group = keys.map(key => groupOf.get(key)).find(known => known !== undefined)
    if (group === undefined) {
      group = []
      groups.push(group)
    }
    group.push(path)
    for (const key of keys) groupOf.set(key, group)
  }
  return groups.map(group => [...kernelLogs, ...group])
}

/**
 * What the paths of one job's files have in common: numbers of attempts, ranks and rotations are left out, and an error
 * file goes with its output file. Two runs that their names number (Slurm's job ids) are two jobs.
 */
function schemeOf(path: string, given: ReadonlySet<string>): string {
  const base = ROTATED.exec(path)?.[1]
  let scheme = base !== undefined && given.has(base) ? base : path
  const output = scheme.replace(ERROR_FILE, '.out')
  if (given.has(output)) scheme = output
  const { rank, local_rank, task, node, stream, run } = originFromPath(scheme.slice(-1024))
  if (attemptOfPath(scheme) !== undefined) scheme = scheme.replace(ATTEMPT, '$1$2#')
  if (node !== undefined) scheme = scheme.replaceAll(node, '#')
  if (stream !== undefined) scheme = scheme.replace(new RegExp(`${stream}(?=[^/]*$)`), '#')
  if (rank === undefined && local_rank === undefined && task === undefined) return scheme
  const parts = scheme.split('/')
  const common = parts.map((part, index) => (index < parts.length - TELLING_PARTS ? part : part.replace(/\d+/g, '#')))
  return `${run ?? ''} ${common.join('/')}`
}

/** The job that lines name, in the ways that job scripts print it. */
const JOB = /\b(?:SLURM_JOB_?ID|SLURM_JOB|PBS_JOBID|LSB_JOBID|job_?id|JobId)\b["']?\s*[:=]\s*["']?([\w.[\]-]{1,64})/i

/** Returns the job that the first lines of a log name; undefined where they name none. */
export const jobOfHead = (head: string): string | undefined => JOB.exec(head)?.[1]
