// What options and the section `ship` of the job file make of logmon-ship.
import { BOUNDS } from '../bounds.ts'
import { explainLokiUrl } from '../config/formats.ts'
import type { ShipConfig } from '../config/ship.ts'
import type { OptionsOf, OptionTable } from '../options.ts'
import type { Problem } from '../problem.ts'
import { type Millis, parseDuration } from '../record/time.ts'

/** A label that is taken from a field: `fields.role` is the steps to it. */
export interface FieldLabel {
  readonly name: string
  readonly path: readonly string[]
}

export interface LabelSettings {
  readonly job: string | undefined
  readonly fromFields: readonly FieldLabel[]
  readonly fixed: Readonly<Record<string, string>>
  readonly maxStreams: number
  /** Which of the usual labels lines of logs have; undefined for all. */
  readonly usual: ReadonlySet<string> | undefined
}

export interface LineSettings {
  readonly line: 'message' | 'record'
  /** True where fields go along as structured metadata. */
  readonly metadata: boolean
  readonly old: 'rewrite' | 'drop' | 'send'
  readonly maxAgeMs: Millis
  /** 0 for no limit. */
  readonly maxLineBytes: number
}

export interface SpoolSettings {
  readonly directory: string
  readonly maxBytes: number
  readonly whenFull: 'block' | 'drop-oldest'
  readonly fsync: 'always' | 'second' | 'never'
}

/** Where a secret is kept; nowhere, where none is given. */
interface SecretPlace {
  readonly file: string | undefined
  readonly env: string | undefined
}

export interface ServerSettings {
  /** Of the push API. */
  readonly url: string
  readonly tenant: string | undefined
  readonly user: string | undefined
  readonly password: SecretPlace
  readonly token: SecretPlace
  readonly caFile: string | undefined
  readonly certFile: string | undefined
  readonly keyFile: string | undefined
  readonly timeoutMs: Millis
}

export interface ShipSettings {
  readonly server: ServerSettings
  readonly labels: LabelSettings
  readonly lines: LineSettings
  readonly spool: SpoolSettings | undefined
  readonly deadLetters: string
  readonly drainMs: Millis
  /** How long lines wait for others of their stream. */
  readonly waitMs: Millis
}

/** Labels that a line has without being asked for. */
export const USUAL_LABELS = ['job', 'component', 'host', 'rank', 'level', 'filename'] as const
/** Loki's own limit, from 3.4 on. */
export const MAX_LABELS = 15
const MEBIBYTE = 1024 * 1024
const DEFAULT_SPOOL_MIB = BOUNDS['ship.spool'].most / MEBIBYTE
const PUSH_PATH = '/loki/api/v1/push'
/** What changes from line to line: a stream for each would be one for each line. */
const NEVER_LABELS = new Set(['step', 'total_steps', 'epoch', 'message', 'time', 'offset', 'lines', 'metrics', 'loss'])

export const SHIP_OPTIONS = {
  loki: { type: 'string', placeholder: 'URL', describe: 'address of Loki, such as http://localhost:3100' },
  tenant: { type: 'string', placeholder: 'NAME', describe: 'tenant (X-Scope-OrgID)' },
  job: { type: 'string', placeholder: 'NAME', describe: 'name of the job' },
  label: {
    type: 'strings',
    placeholder: 'NAME=FIELD',
    describe: 'a label besides the usual ones, taken from a field (may be given again)',
  },
  'static-label': {
    type: 'strings',
    placeholder: 'NAME=TEXT',
    describe: 'a label that is the same for every line (may be given again)',
  },
  line: { type: 'choice', choices: ['message', 'record'], describe: 'what a line is [default: message]' },
  'no-metadata': { type: 'flag', describe: 'send no structured metadata, which Loki 2 does not take' },
  old: {
    type: 'choice',
    choices: ['rewrite', 'drop', 'send'],
    describe: 'lines older than --max-age get the time of now, are refused, or the server judges [default: send]',
  },
  'max-age': { type: 'duration', describe: 'what is old for --old [default: 7d]' },
  'max-line': { type: 'count', describe: 'longest line in bytes; 0 for no limit [default: 262144]' },
  'max-streams': { type: 'count', describe: 'most sets of labels; further lines share one per job [default: 1000]' },
  spool: {
    type: 'string',
    placeholder: 'DIR',
    describe: 'keep lines in DIR until the server has them: none is lost by a kill or an outage',
  },
  'spool-size': { type: 'count', describe: `most MiB of the spool [default: ${DEFAULT_SPOOL_MIB}]` },
  'when-full': {
    type: 'choice',
    choices: ['block', 'drop-oldest'],
    describe: 'what a full spool does: hold its input, or lose the oldest lines and tell [default: block]',
  },
  fsync: {
    type: 'choice',
    choices: ['always', 'second', 'never'],
    describe: 'how often the spool is forced to the disk, against a power cut [default: second]',
  },
  'dead-letters': {
    type: 'string',
    placeholder: 'FILE',
    describe:
      'where refused lines go, with their reasons [default: refused.ndjson in the spool, or logmon-refused.ndjson]',
  },
  drain: { type: 'duration', describe: 'how long the end waits for a server that does not answer [default: 5s]' },
  wait: { type: 'duration', describe: 'how long lines wait for others of their stream [default: 500ms]' },
  timeout: { type: 'duration', describe: 'longest time for one answer of the server [default: 30s]' },
  user: { type: 'string', placeholder: 'NAME', describe: 'user name of basic authentication' },
  'password-file': { type: 'string', placeholder: 'FILE', describe: 'its first line is the password' },
  'password-env': { type: 'string', placeholder: 'NAME', describe: 'environment variable that holds the password' },
  'token-file': { type: 'string', placeholder: 'FILE', describe: 'its first line is the bearer token' },
  'token-env': { type: 'string', placeholder: 'NAME', describe: 'environment variable that holds the bearer token' },
  'ca-file': { type: 'string', placeholder: 'FILE', describe: 'certificates to trust besides the public ones' },
  'cert-file': { type: 'string', placeholder: 'FILE', describe: 'our own certificate, where the server asks for one' },
  'key-file': { type: 'string', placeholder: 'FILE', describe: 'the key of our own certificate' },
} as const satisfies OptionTable

type Options = OptionsOf<typeof SHIP_OPTIONS>

/** Returns the settings, or everything that is wrong with them. Options win over the job file. */
export function shipSettings(options: Options, config: ShipConfig = {}): ShipSettings | readonly Problem[] {
  const problems: Problem[] = []
  const server = serverOf(options, config, problems)
  const labels = labelsOf(options, config, problems)
  const directory = options.spool ?? config.spool
  const spoolSize = options['spool-size'] ?? config.spool_size
  const whenFull = options['when-full'] ?? config.when_full
  if (directory === undefined && (spoolSize ?? whenFull ?? options.fsync ?? config.fsync) !== undefined)
    problems.push({ place: '--spool', reason: 'is missing: without a spool there is nothing to keep full or in step' })
  if (spoolSize === 0) problems.push({ place: '--spool-size', reason: 'must be at least 1 (MiB)' })
  if (problems.length > 0) return problems
  return {
    server,
    labels,
    lines: {
      line: choiceOf(options.line, config.line, 'message'),
      metadata: !options['no-metadata'] && config.metadata !== false,
      old: choiceOf(options.old, config.old, 'send'),
      maxAgeMs: durationOf(options['max-age'], config.max_age, '7d'),
      maxLineBytes: options['max-line'] ?? config.max_line ?? 262_144,
    },
    spool:
      directory === undefined
        ? undefined
        : {
            directory,
            maxBytes: (spoolSize ?? DEFAULT_SPOOL_MIB) * MEBIBYTE,
            whenFull: choiceOf(options['when-full'], config.when_full, 'block'),
            fsync: choiceOf(options.fsync, config.fsync, 'second'),
          },
    deadLetters:
      options['dead-letters'] ??
      config.dead_letters ??
      (directory === undefined ? 'logmon-refused.ndjson' : `${directory.replace(/\/+$/, '')}/refused.ndjson`),
    drainMs: durationOf(options.drain, config.drain, '5s'),
    waitMs: durationOf(options.wait, config.wait, '500ms'),
  }
}

/** The parser of command lines and the schema of the job file let through nothing but what is declared. */
const choiceOf = <T extends string>(option: string | undefined, configured: T | undefined, otherwise: T): T =>
  (option as T | undefined) ?? configured ?? otherwise

const durationOf = (option: Millis | undefined, configured: string | undefined, otherwise: string): Millis =>
  option ?? parseDuration(configured ?? otherwise) ?? 0

function serverOf(options: Options, config: ShipConfig, problems: Problem[]): ServerSettings {
  const url = options.loki ?? config.loki
  const wrong = url === undefined ? undefined : explainLokiUrl(url)
  if (url === undefined)
    problems.push({ place: '--loki', reason: 'is missing: the address of Loki, such as http://localhost:3100' })
  else if (wrong !== undefined) problems.push({ place: '--loki', reason: wrong })
  const server = {
    url: url === undefined || wrong !== undefined ? '' : pushUrl(url),
    tenant: options.tenant ?? config.tenant,
    user: options.user ?? config.user,
    password: placeOf(options['password-file'], options['password-env'], config.password_file, config.password_env),
    token: placeOf(options['token-file'], options['token-env'], config.token_file, config.token_env),
    caFile: options['ca-file'] ?? config.ca_file,
    certFile: options['cert-file'] ?? config.cert_file,
    keyFile: options['key-file'] ?? config.key_file,
    timeoutMs: durationOf(options.timeout, config.timeout, '30s'),
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these would end the header
  if (/[\u0000-\u001f\u007f-\uffff]/.test(server.tenant ?? ''))
    problems.push({ place: '--tenant', reason: 'must be text of one line, in ASCII' })
  for (const [name, { file, env }] of [
    ['password', server.password],
    ['token', server.token],
  ] as const)
    if (file !== undefined && env !== undefined)
      problems.push({ place: `--${name}-file`, reason: `and --${name}-env: one of them is enough` })
  const hasPassword = (server.password.file ?? server.password.env) !== undefined
  if ((server.user !== undefined) !== hasPassword)
    problems.push({
      place: '--user',
      reason: 'and a password go together: --user, and --password-file or --password-env',
    })
  if (hasPassword && (server.token.file ?? server.token.env) !== undefined)
    problems.push({ place: '--token-file', reason: 'and a password: the server takes one of them' })
  if ((server.certFile === undefined) !== (server.keyFile === undefined))
    problems.push({ place: '--cert-file', reason: 'and --key-file go together' })
  return server
}

/** An option wins with both of its ways: one of the job file would be a second one. */
function placeOf(file?: string, env?: string, configFile?: string, configEnv?: string): SecretPlace {
  return file === undefined && env === undefined ? { file: configFile, env: configEnv } : { file, env }
}

/** A path that is there already is kept: gateways have paths of their own. */
function pushUrl(text: string): string {
  const url = new URL(text)
  if (!/\/push\/?$/.test(url.pathname)) url.pathname = url.pathname.replace(/\/+$/, '') + PUSH_PATH
  return url.href
}

function labelsOf(options: Options, config: ShipConfig, problems: Problem[]): LabelSettings {
  const fromFields = { ...config.labels, ...pairsOf(options.label, '--label', problems) }
  const fixed = { ...config.static_labels, ...pairsOf(options['static-label'], '--static-label', problems) }
  for (const name of [...Object.keys(fromFields), ...Object.keys(fixed)])
    if (!/^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$/.test(name) || name.startsWith('__'))
      problems.push({
        place: '--label',
        reason: `"${name}" is no name of a label: letters, digits and _, a letter first`,
      })
  for (const [name, field] of Object.entries(fromFields))
    if (NEVER_LABELS.has(name) || NEVER_LABELS.has(field.split('.')[0] as string))
      problems.push({
        place: '--label',
        reason: `${name}=${field} would make a stream for every line: it goes along as structured metadata`,
      })
  const usual = config.usual_labels
  const names = new Set([...(usual ?? USUAL_LABELS), ...Object.keys(fromFields), ...Object.keys(fixed)])
  if (names.size > MAX_LABELS)
    problems.push({
      place: '--label',
      reason: `makes ${names.size} labels with the usual ones; Loki takes ${MAX_LABELS}`,
    })
  return {
    job: options.job,
    fromFields: Object.entries(fromFields).map(([name, field]) => ({ name, path: field.split('.') })),
    fixed,
    usual: usual === undefined ? undefined : new Set(usual),
    maxStreams: options['max-streams'] ?? config.max_streams ?? BOUNDS['ship.streams'].most,
  }
}

function pairsOf(words: readonly string[], place: string, problems: Problem[]): Readonly<Record<string, string>> {
  const pairs: [string, string][] = []
  for (const word of words) {
    const at = word.indexOf('=')
    if (at > 0 && at < word.length - 1) pairs.push([word.slice(0, at), word.slice(at + 1)])
    else problems.push({ place, reason: `"${word}" is not written NAME=${place === '--label' ? 'FIELD' : 'TEXT'}` })
  }
  return Object.fromEntries(pairs)
}
