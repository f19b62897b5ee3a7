// The files that runs keep about how their jobs are.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type JobSnapshot, type RunSnapshot, readSnapshot } from '../../view/snapshot.ts'
import { isAlive } from './keep-status.ts'

/** A job with the run that watches it. */
export interface KnownJob {
  readonly job: JobSnapshot
  readonly run: RunSnapshot
  readonly isWatched: boolean
}

/** Returns the jobs of one file. Throws with the reason where it cannot be read, or is no such file. */
export function jobsOfFile(path: string): readonly KnownJob[] {
  const run = readSnapshot(readFileSync(path, 'utf8'))
  if (run === undefined) throw new Error('it is no status file of logmon')
  const isWatched = isAlive(run)
  return run.jobs.map(job => ({ job, run, isWatched }))
}

/** Returns the jobs of all files of a folder; files that are none of ours are left out. */
export function jobsOfFolder(folder: string): readonly KnownJob[] {
  let names: readonly string[]
  try {
    names = readdirSync(folder)
  } catch {
    return [] // no run has kept one yet
  }
  return names
    .filter(name => name.endsWith('.json') && !name.startsWith('.'))
    .sort()
    .flatMap(name => {
      try {
        return jobsOfFile(join(folder, name))
      } catch {
        return []
      }
    })
}
