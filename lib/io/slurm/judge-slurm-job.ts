// A job of Slurm's -> what its logs say of it, beside what Slurm says.
import { statSync } from 'node:fs'
import { lineOfState, lineOfStatus } from '../../classify/outcome.ts'
import type { SlurmJob } from '../../slurm/job.ts'
import type { JudgedJob } from '../../why/judged.ts'
import { type JudgeSettings, judgeJob } from '../why/judge-job.ts'

/**
 * Judges the logs of a job; those that are there and are regular files: a pipe that somebody names would hold us. A job
 * without a log has no attempt, and says why.
 */
export async function judgeSlurmJob(job: SlurmJob, settings: JudgeSettings): Promise<JudgedJob> {
  const files = job.logs.filter(path => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
  if (files.length === 0) {
    const [path] = job.logs
    const reason = path === undefined ? 'Slurm does not say where it wrote' : 'no such file, or no regular one'
    return { attempts: [], records: [], unread: [{ file: path ?? job.id, reason }] }
  }
  return judgeJob(files, { ...settings, outcome: outcomeOf(job) })
}

/** What Slurm says of its end, as lines that stand behind the logs. */
function outcomeOf({ state, exitStatus, signal }: SlurmJob): readonly string[] {
  const line = lineOfState(state)
  const status = signal > 0 ? -signal : exitStatus
  // A job that completed has its status by that.
  return [
    ...(line === undefined ? [] : [line]),
    ...(state === 'COMPLETED' || (status === 0 && state !== 'FAILED') ? [] : [lineOfStatus(status)]),
  ]
}
