// What `logmon slurm` counts, where somebody asks for metrics.
import { countsOf } from '../../metrics/counts.ts'
import type { JudgedJob } from '../../why/judged.ts'
import type { Metrics } from '../measure/metrics.ts'

export interface SlurmCounts {
  /** A job was judged; `state` is Slurm's word on it. */
  judged(state: string, job: JudgedJob): void
  /** Slurm was asked, and all that has ended was told, or something failed. */
  round(hasFailed: boolean): void
}

export function slurmCounts({ add, counts }: Pick<Metrics, 'add' | 'counts'>): SlurmCounts {
  const jobs = countsOf('slurm_jobs_total', 'state')
  const rounds = countsOf('slurm_rounds_total', 'outcome')
  const verdicts = countsOf('verdicts_total', 'action')
  let unread = 0
  add(() => [
    ...[jobs, rounds, verdicts].flatMap(each => each.measures()),
    { name: 'slurm_unread_logs_total', value: unread },
  ])
  return {
    judged(state, job) {
      jobs.add(state)
      unread += job.unread.length
      for (const record of job.records) if (record.kind === 'verdict') verdicts.add(record.action)
    },
    round(hasFailed) {
      rounds.add(hasFailed ? 'failed' : 'done')
      if (!hasFailed) counts.passed()
    },
  }
}
