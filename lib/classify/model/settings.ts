// What the help of a model may cost and where it is asked for: options and the job file's classify.llm -> settings.
import type { ModelConfig } from '../../config/classify.ts'
import { FORMATS } from '../../config/formats.ts'
import type { OptionsOf, OptionTable } from '../../options.ts'
import type { Pattern } from '../../pattern/pattern.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { type Millis, parseDuration } from '../../record/time.ts'
import { compilePatterns } from '../../redact/redact-text.ts'

/** Bounds that hold where nothing else is said; the help texts below spell them out. */
const DEADLINE_MS: Millis = 30_000
const MAX_REQUESTS = 10
const MAX_TOKENS = 100_000
const MAX_INPUT_BYTES = 262_144

export const MODEL_OPTIONS = {
  llm: {
    type: 'string',
    placeholder: 'URL',
    describe:
      'ask the model behind an OpenAI-compatible endpoint about what the rules leave unknown; it never chooses the action; "off" overrides the job file',
  },
  'llm-model': {
    type: 'strings',
    placeholder: 'NAME,...',
    describe: 'name of the model; those after the first are asked when it fails',
  },
  'llm-key-file': { type: 'string', placeholder: 'FILE', describe: 'file whose first line is the key of the endpoint' },
  'llm-key-env': { type: 'string', placeholder: 'NAME', describe: 'environment variable that holds the key' },
  'llm-ca-file': {
    type: 'string',
    placeholder: 'FILE',
    describe: 'certificates that the server is checked against, besides the public ones',
  },
  'llm-deadline': {
    type: 'duration',
    describe: 'longest wait for an answer, all tries and models together [default: 30s]',
  },
  'llm-max-requests': { type: 'count', describe: 'most requests of a run, tries included [default: 10]' },
  'llm-max-tokens': {
    type: 'count',
    describe: 'most tokens of a run, questions and answers together [default: 100000]',
  },
  'llm-max-input': { type: 'count', describe: 'most bytes that a run sends [default: 262144]' },
  'llm-cache': { type: 'string', placeholder: 'DIR', describe: 'folder that keeps answers; all that a replay uses' },
  'llm-redact': {
    type: 'strings',
    placeholder: 'REGEX',
    describe: 'take out of the lines what this matches, besides secrets and mail addresses',
  },
} as const satisfies OptionTable

export interface ModelSettings {
  /** Where requests are posted to. */
  readonly url: string
  /** Names, the preferred first. */
  readonly models: readonly string[]
  readonly key: { readonly file?: string; readonly env?: string }
  /** Where the key was given, for what is wrong with it. */
  readonly keyPlace: string
  readonly caFile: string | undefined
  readonly deadlineMs: Millis
  readonly maxRequests: number
  readonly maxTokens: number
  readonly maxInputBytes: number
  readonly cacheFolder: string | undefined
  readonly patterns: readonly Pattern[]
}

/**
 * Returns what a model is asked with, undefined where none is asked for, or what is wrong. Options win over the job
 * file.
 */
export function modelSettings(
  options: OptionsOf<typeof MODEL_OPTIONS>,
  inFile: ModelConfig | undefined,
): ModelSettings | undefined | readonly Problem[] {
  if (options.llm === 'off') return undefined
  const url = options.llm ?? inFile?.url
  if (url === undefined) return refuseStray(options)
  // A key is its endpoint's: another address on the command line must not be given it.
  const { key_file, key_env, ca_file, ...elsewhere }: Partial<ModelConfig> = inFile ?? {}
  const config: Partial<ModelConfig> = options.llm === undefined ? (inFile ?? {}) : elsewhere
  const problems: Problem[] = []
  const wrong = FORMATS['logmon-model-url']?.(url)
  if (wrong !== undefined) problems.push({ place: '--llm', reason: wrong })
  const models = (options['llm-model'].length > 0 ? options['llm-model'] : (config.models ?? []))
    .flatMap(name => name.split(','))
    .map(name => name.trim())
  if (models.length === 0 || models.includes(''))
    problems.push({ place: '--llm-model', reason: 'name the model to ask, and those to fall back to: --llm-model a,b' })
  if (options['llm-key-file'] !== undefined && options['llm-key-env'] !== undefined)
    problems.push({ place: '--llm-key-file', reason: 'and --llm-key-env: one of them is enough' })
  if (config.key_file !== undefined && config.key_env !== undefined)
    problems.push({ place: 'classify.llm', reason: 'key_file and key_env: one of them is enough' })
  const patterns = compilePatterns([...options['llm-redact'], ...(config.redact ?? [])], '--llm-redact')
  if (isProblems(patterns)) problems.push(...patterns)
  if (problems.length > 0) return problems
  const keyGiven = options['llm-key-file'] !== undefined || options['llm-key-env'] !== undefined
  const [file, env] = keyGiven ? [options['llm-key-file'], options['llm-key-env']] : [config.key_file, config.key_env]
  const keyName = file === undefined ? 'env' : 'file'
  return {
    url: completionsUrl(url),
    models,
    key: { ...(file === undefined ? {} : { file }), ...(env === undefined ? {} : { env }) },
    keyPlace: keyGiven ? `--llm-key-${keyName}` : `classify.llm.key_${keyName}`,
    caFile: options['llm-ca-file'] ?? config.ca_file,
    deadlineMs: options['llm-deadline'] ?? parseDuration(config.deadline ?? '') ?? DEADLINE_MS,
    maxRequests: options['llm-max-requests'] ?? config.max_requests ?? MAX_REQUESTS,
    maxTokens: options['llm-max-tokens'] ?? config.max_tokens ?? MAX_TOKENS,
    maxInputBytes: options['llm-max-input'] ?? config.max_input ?? MAX_INPUT_BYTES,
    cacheFolder: options['llm-cache'] ?? config.cache,
    patterns: patterns as readonly Pattern[],
  }
}

/** Options that mean nothing without an endpoint were meant for one. */
function refuseStray(options: OptionsOf<typeof MODEL_OPTIONS>): undefined | readonly Problem[] {
  const stray = Object.entries(options).filter(
    ([name, value]) => name.startsWith('llm-') && value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return stray.length === 0
    ? undefined
    : stray.map(([name]) => ({ place: `--${name}`, reason: 'means nothing without --llm URL' }))
}

/**
 * Returns the address that questions are posted to, of a server's own address, its /v1, or the whole. A query stays.
 */
function completionsUrl(text: string): string {
  const url = new URL(text)
  const path = url.pathname.replace(/\/+$/, '')
  url.pathname = path.endsWith('/chat/completions') ? path : `${path === '' ? '/v1' : path}/chat/completions`
  url.hash = ''
  return url.href
}
