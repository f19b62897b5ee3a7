// The logs of a job through the stages of `logmon run`, by the time of their lines; nothing is sent.

import { attemptOfPath } from '../../classify/file-order.ts'
import type { JobConfig } from '../../config/job.ts'
import { chain, type Driver, drive } from '../../drive.ts'
import { isKernelLog } from '../../io/classify/is-kernel-log.ts'
import { replayLogs } from '../../io/replay-logs.ts'
import { readErrorOf } from '../../io/why/read-error.ts'
import type { OptionValues } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import type { Unread } from '../../why/judged.ts'
import { settleStages, stagesFor } from '../chain.ts'

export interface ReplayOrder {
  readonly config: JobConfig | undefined
  readonly tz: OptionValues[string]
  /** True for a stage that is run behind the parser. */
  isWanted(stage: string): boolean
}

/**
 * Resolves to what could not be read; `take` gets the records. Kernel logs are left out beside others: they are the
 * node's, and reach back to its start.
 */
export async function replayJob(
  files: readonly string[],
  order: ReplayOrder,
  take: (record: AnyRecord) => void,
): Promise<readonly Unread[] | readonly Problem[]> {
  const { config } = order
  const driver = driverOf(order)
  if (isProblems(driver)) return driver
  const unread: Unread[] = []
  const parserOf = (file: string): Driver => {
    const attempt = attemptOfPath(file)
    const values = {
      file,
      ...(order.tz === undefined ? {} : { tz: order.tz }),
      ...(attempt === undefined ? {} : { attempt }),
    }
    const settled = settleStages(stagesFor({ config, values: {} }).slice(0, 1), { config, values, environment: {} })
    // Its options were checked before.
    if (isProblems(settled)) throw new Error(settled.map(({ reason }) => reason).join('; '))
    const [parser] = settled
    if (parser === undefined) throw new Error('there is no parser')
    return drive(parser.stage.start(parser.settings), 'record', parser.stage.passes, parser.stage.name)
  }
  const failed = (file: string, error: NodeJS.ErrnoException): void =>
    void unread.push({ file, reason: readErrorOf(error) })
  const logs = files.length === 1 ? files : files.filter(file => !isKernelLog(file))
  await replayLogs({ files: logs, parserOf, driver, take, failed })
  return unread
}

function driverOf({ config, isWanted }: ReplayOrder): Driver | readonly Problem[] {
  const stages = stagesFor({ config, values: {} })
    .slice(1)
    .filter(({ name }) => isWanted(name))
  const settled = settleStages(stages, { config, values: {}, environment: {} })
  if (isProblems(settled)) return settled
  return chain(settled.map(({ stage, settings }) => drive(stage.start(settings), 'record', stage.passes, stage.name)))
}
