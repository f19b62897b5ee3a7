// Jobs that have ended, as Slurm's own programs tell of them.
import type { Millis } from '../record/time.ts'

export interface SlurmJob {
  /** `4242`, `4242_7` (a task of an array), `4242+1` (a part of a heterogeneous job, before `joinParts`). */
  readonly id: string
  readonly name: string
  readonly user: string
  readonly partition: string
  /** As Slurm writes it: FAILED, TIMEOUT, CANCELLED, … */
  readonly state: string
  readonly exitStatus: number
  /** Number of the signal that ended it; 0 for none. */
  readonly signal: number
  readonly startMs: Millis | undefined
  readonly endMs: Millis | undefined
  /** How often it was requeued before. */
  readonly restarts: number
  readonly nodes: string
  /** Paths of what it wrote, as far as they are known: standard output first. */
  readonly logs: readonly string[]
}

/** States of a job that is over; it may have been put back into the queue since. */
const ENDED =
  /^(?:BOOT_FAIL|CANCELLED|COMPLETED|DEADLINE|FAILED|NODE_FAIL|OUT_OF_ME|PREEMPTED|REQUEUED|REVOKED|TIMEOUT)/

/** True for a state that a job ends with: `CANCELLED by 1000` is one, `COMPLETING` is none. */
export const hasEnded = (state: string): boolean => ENDED.test(state)

/**
 * What tells one run of a job from the others: it may be requeued under the same id. How often it was is not part of
 * it: older accounts do not know that.
 */
export const keyOf = ({ id, endMs }: Pick<SlurmJob, 'id' | 'endMs'>): string => `${id} ${endMs ?? 0}`

/**
 * Joins the parts of heterogeneous jobs (`7+0`, `7+1`) to one job each: they run one script, which writes where the
 * first part's output goes, and the job has failed where one of them has.
 */
export function joinParts(jobs: readonly SlurmJob[]): readonly SlurmJob[] {
  const parts = new Map<string, SlurmJob[]>()
  for (const job of jobs) {
    const id = /^(\d+)\+\d+$/.exec(job.id)?.[1]
    if (id === undefined) continue
    // It may have been requeued: each run has parts of its own.
    const key = `${id} ${job.restarts} ${job.startMs ?? ''}`
    parts.set(key, [...(parts.get(key) ?? []), job])
  }
  const joined = [...parts.values()].map(of => {
    const sorted = [...of].sort((a, b) => partOf(a) - partOf(b))
    const first = sorted[0] as SlurmJob
    const telling = sorted.find(({ state }) => state !== 'COMPLETED') ?? first
    return {
      ...first,
      id: first.id.replace(/\+\d+$/, ''),
      state: telling.state,
      exitStatus: telling.exitStatus,
      signal: telling.signal,
      endMs: latest(sorted.map(({ endMs }) => endMs)),
      nodes: [...new Set(sorted.map(({ nodes }) => nodes).filter(nodes => nodes !== ''))].join(','),
    }
  })
  return [...jobs.filter(({ id }) => !id.includes('+')), ...joined]
}

const partOf = ({ id }: SlurmJob): number => Number(id.slice(id.indexOf('+') + 1))

function latest(times: readonly (Millis | undefined)[]): Millis | undefined {
  const known = times.filter(time => time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

/** What the pattern of a path is filled with. */
export interface PathFacts {
  /** Slurm's number of the job, which each task of an array has for itself. */
  readonly number: number
  readonly array: { readonly id: number; readonly task: number } | undefined
  readonly name: string
  readonly user: string
  readonly folder: string
  readonly nodes: string
}

/**
 * Returns the path that a pattern of sbatch (`--output`) means; undefined where it depends on what is not known (the
 * node or the step). An empty one is Slurm's own.
 */
export function logPath(pattern: string, facts: PathFacts): string | undefined {
  const { number, array, name, user, folder } = facts
  const given = pattern === '' ? (array === undefined ? 'slurm-%j.out' : 'slurm-%A_%a.out') : pattern
  // A path with a backslash is taken as it stands, without it.
  if (given.includes('\\')) return absolute(given.replaceAll('\\', ''), folder)
  let isKnown = true
  const filled = given.replace(/%(%|\d*[a-zA-Z])/g, (_, letter: string) => {
    const width = Math.min(Number(/^\d+/.exec(letter)?.[0] ?? 0), 10)
    const of = (value: number): string => `${value}`.padStart(width, '0')
    switch (letter.at(-1)) {
      case '%':
        return '%'
      case 'A':
        return of(array?.id ?? number)
      case 'a':
        return of(array?.task ?? 4_294_967_294)
      case 'j':
        return of(number)
      case 'J':
        return of(number)
      case 'x':
        return name.replaceAll('/', '_')
      case 'u':
        return user
      default:
        isKnown = false
        return ''
    }
  })
  return isKnown ? absolute(filled, folder) : undefined
}

const absolute = (path: string, folder: string): string =>
  path.startsWith('/') ? path : `${folder.replace(/\/+$/, '')}/${path}`
