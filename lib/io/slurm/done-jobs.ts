// Which jobs were told already, over restarts: a file to which their keys are added.
import { existsSync, readFileSync } from 'node:fs'
import { keyOf, type SlurmJob } from '../../slurm/job.ts'
import { appendLedger } from '../classify/ledger.ts'

export interface DoneJobs {
  has(job: SlurmJob): boolean
  /** Throws where it cannot be written. */
  add(job: SlurmJob): void
}

/** Keys of more jobs than the file holds need not be kept. */
const MOST = 100_000

/** Opens the file; without one, only this process remembers. A line that was torn by a kill is none. */
export function doneJobs(path: string | undefined): DoneJobs {
  const keys = new Set<string>()
  if (path !== undefined && existsSync(path))
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const key = keyIn(line)
      if (key !== undefined) keys.add(key)
    }
  return {
    has: job => keys.has(keyOf(job)),
    add(job) {
      const key = keyOf(job)
      if (path !== undefined) appendLedger(path, { job: key })
      keys.add(key)
      if (keys.size > MOST) keys.delete(keys.values().next().value as string)
    },
  }
}

function keyIn(line: string): string | undefined {
  try {
    const { job } = JSON.parse(line) as { readonly job?: unknown }
    // Written by earlier versions: the id, how often it was requeued, and its end.
    return typeof job === 'string' ? job.replace(/^(\S+) \d+ (\d+)$/, '$1 $2') : undefined
  } catch {
    return undefined
  }
}
