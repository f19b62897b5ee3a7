import { hostname } from 'node:os'
import { dirname, resolve } from 'node:path'
import type { Dialect } from '../config/dialects/guess-dialect.ts'
import type { JobConfig } from '../config/job.ts'
import { loadJob } from '../config/load.ts'
import type { Format } from '../formats/format.ts'
import { fileOf, type OptionValues } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import type { Signature } from '../signatures/signature.ts'
import { readFiles } from './read-files.ts'

/**
 * Returns the job file with the user's own formats and signatures that it or options name: that of -c; else, for a
 * program that knows dialects, the Log Agent's file that LOG_AGENT_CONFIG_PATH names; else undefined.
 */
export async function jobOf(
  values: OptionValues,
  environment: NodeJS.ProcessEnv,
): Promise<JobConfig | undefined | readonly Problem[]> {
  const read = await readJob(values, environment)
  if (isProblems(read)) return read
  const config = withVariables(read, environment)
  const signatures = await ownSignatures(values)
  if (isProblems(signatures)) return signatures
  const formats = await ownFormats(config, values)
  if (isProblems(formats)) return formats
  if (signatures === undefined && formats === undefined) return config
  return {
    ...config,
    ...(signatures === undefined ? {} : { classify: { ...config?.classify, ownSignatures: signatures } }),
    ...(formats === undefined ? {} : { parse: { ...config?.parse, ownFormats: formats } }),
  }
}

/** Paths and fields of sources may name variables: a job file serves many hosts. */
function withVariables(config: JobConfig | undefined, environment: NodeJS.ProcessEnv): JobConfig | undefined {
  if (config?.sources === undefined) return config
  const variable = (name: string, otherwise = ''): string =>
    environment[name] ?? (name === 'HOSTNAME' ? hostname() : otherwise)
  const filled = (text: string): string =>
    text.replace(/\$\{([A-Za-z_]\w*)(?::-?([^}]*))?\}/g, (_, name: string, otherwise?: string) =>
      variable(name, otherwise),
    )
  const sources = config.sources.map(({ paths, fields, ...source }) => ({
    ...source,
    paths: paths.map(filled),
    ...(fields === undefined
      ? {}
      : { fields: Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, filled(text)])) }),
  }))
  return { ...config, sources }
}

async function ownSignatures(values: OptionValues): Promise<readonly Signature[] | undefined | readonly Problem[]> {
  const file = fileOf(values, 'signatures')
  // Loaded on demand: few have failures of their own.
  return file === undefined ? undefined : (await import('../classify/load-signatures.ts')).loadSignatures(file)
}

/** The formats of --formats, else those that the job file names; undefined where there are none. */
async function ownFormats(
  config: JobConfig | undefined,
  values: OptionValues,
): Promise<readonly Format[] | undefined | readonly Problem[]> {
  let file = fileOf(values, 'formats')
  const path = config?.parse?.formats
  if (file === undefined && path !== undefined) {
    const place = 'parse.formats'
    const read = readFiles(
      { [place]: { type: 'file', describe: '' } },
      { [place]: resolve(dirname(fileOf(values, 'config')?.path ?? ''), path) },
    )
    if (isProblems(read)) return read.map(problem => ({ ...problem, place }))
    file = fileOf(read, place)
  }
  // Loaded on demand: few have formats of their own.
  return file === undefined ? undefined : (await import('../parse/load-formats.ts')).loadFormats(file)
}

async function readJob(
  values: OptionValues,
  environment: NodeJS.ProcessEnv,
): Promise<JobConfig | undefined | readonly Problem[]> {
  const file = fileOf(values, 'config')
  if (file !== undefined) return loadJob(file, values['dialect'] as Dialect | undefined)
  const path = environment['LOG_AGENT_CONFIG_PATH']
  if (values['dialect'] === undefined || path === undefined || path === '') return undefined
  const read = readFiles({ LOG_AGENT_CONFIG_PATH: { type: 'file', describe: '' } }, { LOG_AGENT_CONFIG_PATH: path })
  if (isProblems(read)) return read.map(problem => ({ ...problem, place: 'LOG_AGENT_CONFIG_PATH' }))
  const agent = fileOf(read, 'LOG_AGENT_CONFIG_PATH')
  return agent === undefined ? undefined : loadJob(agent, 'log-agent')
}
