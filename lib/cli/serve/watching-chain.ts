// What reads the logs of jobs that run: the stages of `logmon run` that say how a job is, not those that tell people.
import type { JobConfig } from '../../config/job.ts'
import { chain, type Driver, drive } from '../../drive.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { settleStages, stagesFor } from '../chain.ts'

const NAMES: readonly string[] = ['parse', 'rules', 'hang']

/** Returns what makes a chain for each log, or what is wrong with the job file. */
export function watchingChain(config: JobConfig | undefined): (() => Driver) | readonly Problem[] {
  const stages = stagesFor({ config, values: {} }).filter(({ name }) => NAMES.includes(name))
  // No variable of this shell counts: its Slurm job is not theirs.
  const settled = settleStages(stages, { config, values: {}, environment: {} })
  if (isProblems(settled)) return settled
  return () =>
    chain(settled.map(({ stage, settings }) => drive(stage.start(settings), 'wall', stage.passes, stage.name)))
}
