// What reads the logs of jobs that run: the stages of `logmon run` that say how a job is, not those that tell people.
import type { JobConfig } from '../../config/job.ts'
import { chain, drive, type SavedDriver } from '../../drive.ts'
import type { NewChain } from '../../io/serve/chain-states.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { settleStages, stagesFor } from '../chain.ts'

const NAMES: readonly string[] = ['parse', 'rules', 'hang']

/** Returns what makes a chain for each log, or what is wrong with the job file. */
export function watchingChain(config: JobConfig | undefined): NewChain | readonly Problem[] {
  const stages = stagesFor({ config, values: {} }).filter(({ name }) => NAMES.includes(name))
  // No variable of this shell counts: its Slurm job is not theirs.
  // Parse keeps nothing for later: the last lines of two thousand logs would take more memory than they are worth.
  const settled = settleStages(stages, { config, values: {}, environment: {} })
  if (isProblems(settled)) return settled
  return saved =>
    chain(
      settled.map(({ stage, settings }, index) =>
        drive(stage.start(settings), 'wall', stage.passes, stage.name, savedOf(saved, stage.name, index)),
      ),
    )
}

/** What an earlier run's stage knew; throws where the stages were others. */
function savedOf(saved: readonly SavedDriver[] | undefined, name: string, index: number): SavedDriver | undefined {
  if (saved === undefined) return undefined
  const known = saved[index]
  if (known?.name !== name) throw new Error('its stages are others now')
  return known
}
