import type { Dialect } from '../config/dialects/guess-dialect.ts'
import type { JobConfig } from '../config/job.ts'
import { loadJob } from '../config/load.ts'
import type { AnyStage, NamedFile, Problem } from '../stage.ts'
import { readFiles } from './main.ts'

/**
 * Returns the job that a stage is given: that of -c; else, for a stage that knows dialects, the Log Agent's file that
 * LOG_AGENT_CONFIG_PATH names; else undefined.
 */
export async function jobOf(
  stage: AnyStage,
  options: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
): Promise<JobConfig | undefined | readonly Problem[]> {
  if (!stage.configured) return undefined
  const file = options['config'] as NamedFile | undefined
  if (file !== undefined) return loadJob(file, options['dialect'] as Dialect | undefined)
  const path = environment['LOG_AGENT_CONFIG_PATH']
  if (options['dialect'] === undefined || path === undefined || path === '') return undefined
  const read = readFiles({ LOG_AGENT_CONFIG_PATH: { type: 'file', describe: '' } }, { LOG_AGENT_CONFIG_PATH: path })
  if (Array.isArray(read)) return (read as readonly Problem[]).map(problem => ({ ...problem, place: 'LOG_AGENT_CONFIG_PATH' }))
  return loadJob((read as Readonly<Record<string, unknown>>)['LOG_AGENT_CONFIG_PATH'] as NamedFile, 'log-agent')
}
