import { dirname, resolve } from 'node:path'
import type { Dialect } from '../config/dialects/guess-dialect.ts'
import type { JobConfig } from '../config/job.ts'
import { loadJob } from '../config/load.ts'
import type { Format } from '../formats/format.ts'
import type { NamedFile } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import type { Signature } from '../signatures/signature.ts'
import type { AnyStage } from '../stage.ts'
import { readFiles } from './read-files.ts'

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
  const config = await readJob(options, environment)
  if (isProblems(config)) return config
  const signatures = options['signatures'] as NamedFile | undefined
  if (signatures !== undefined) {
    const ownSignatures = await (await import('../classify/load-signatures.ts')).loadSignatures(signatures)
    return isProblems(ownSignatures)
      ? ownSignatures
      : { ...config, classify: { ...config?.classify, ownSignatures: ownSignatures as readonly Signature[] } }
  }
  const formats = await ownFormats(config, options)
  if (formats === undefined) return config
  return isProblems(formats) ? formats : { ...config, parse: { ...config?.parse, ownFormats: formats } }
}

/** The formats of --formats, else those that the job file names; undefined where there are none. */
async function ownFormats(
  config: JobConfig | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<readonly Format[] | undefined | readonly Problem[]> {
  let file = options['formats'] as NamedFile | undefined
  const path = config?.parse?.formats
  if (file === undefined && path !== undefined) {
    const place = 'parse.formats'
    const read = readFiles(
      { [place]: { type: 'file', describe: '' } },
      { [place]: resolve(dirname((options['config'] as NamedFile).path), path) },
    )
    if (isProblems(read)) return read.map(problem => ({ ...problem, place }))
    file = (read as Readonly<Record<string, unknown>>)[place] as NamedFile
  }
  // Loaded on demand: few have formats of their own.
  return file === undefined ? undefined : (await import('../parse/load-formats.ts')).loadFormats(file)
}

async function readJob(
  options: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
): Promise<JobConfig | undefined | readonly Problem[]> {
  const file = options['config'] as NamedFile | undefined
  if (file !== undefined) return loadJob(file, options['dialect'] as Dialect | undefined)
  const path = environment['LOG_AGENT_CONFIG_PATH']
  if (options['dialect'] === undefined || path === undefined || path === '') return undefined
  const read = readFiles({ LOG_AGENT_CONFIG_PATH: { type: 'file', describe: '' } }, { LOG_AGENT_CONFIG_PATH: path })
  if (Array.isArray(read))
    return (read as readonly Problem[]).map(problem => ({ ...problem, place: 'LOG_AGENT_CONFIG_PATH' }))
  return loadJob((read as Readonly<Record<string, unknown>>)['LOG_AGENT_CONFIG_PATH'] as NamedFile, 'log-agent')
}
