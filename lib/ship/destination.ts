// Where lines go, and how we say who we are there.
import { explainLokiUrl, explainOtlpUrl } from '../config/formats.ts'
import type { ShipConfig } from '../config/ship.ts'
import type { Problem } from '../problem.ts'
import { type Millis, parseDuration } from '../record/time.ts'
import type { ShipOptions } from './options.ts'

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

/** A server that is pushed to, or a file that is appended to. */
export type Destination =
  | { readonly to: 'loki' | 'otlp'; readonly server: ServerSettings }
  | { readonly to: 'file'; readonly path: string }

const PATHS = { loki: '/loki/api/v1/push', otlp: '/v1/logs' } as const
const EXPLAIN = { loki: explainLokiUrl, otlp: explainOtlpUrl } as const
const TO = ['loki', 'otlp', 'file'] as const
/** Options that say something of a server. */
const OF_SERVERS = [
  ...['tenant', 'user', 'password-file', 'password-env', 'token-file', 'token-env'],
  ...['ca-file', 'cert-file', 'key-file', 'timeout'],
] as const

/** Returns the destination; adds what is wrong to `problems`. A dry run needs none, and shows what Loki would get. */
export function destinationOf(options: ShipOptions, config: ShipConfig, problems: Problem[]): Destination {
  // An option wins, also over another destination of the job file.
  const given = TO.some(to => options[to] !== undefined) ? options : config
  const named = TO.filter(to => given[to] !== undefined)
  const [to = 'loki'] = named
  if (named.length > 1)
    problems.push({ place: `--${named[1]}`, reason: `and --${to}: lines go to one of them; run another for the other` })
  if (named.length === 0 && !options['dry-run'])
    problems.push({
      place: '--loki',
      reason: 'is missing: the address of Loki, such as http://localhost:3100 (or --otlp URL, or --file PATH)',
    })
  // The login of another server is none for this one.
  const isOther = config[to] === undefined && TO.some(other => config[other] !== undefined)
  const own = isOther ? {} : config
  if (to !== 'file') return { to, server: serverOf(to, given[to], { options, config: own, problems }) }
  const idle = OF_SERVERS.filter(name => (options as Readonly<Record<string, unknown>>)[name] !== undefined)
  problems.push(...idle.map(name => ({ place: `--${name}`, reason: 'is for a server, and lines go to a file' })))
  return { to, path: given.file ?? '' }
}

interface Given {
  readonly options: ShipOptions
  readonly config: ShipConfig
  readonly problems: Problem[]
}

function serverOf(to: 'loki' | 'otlp', url: string | undefined, { options, config, problems }: Given): ServerSettings {
  const wrong = url === undefined ? undefined : EXPLAIN[to](url)
  if (wrong !== undefined) problems.push({ place: `--${to}`, reason: wrong })
  const server = {
    url: url === undefined || wrong !== undefined ? '' : pushUrl(url, PATHS[to]),
    tenant: options.tenant ?? config.tenant,
    user: options.user ?? config.user,
    password: placeOf(options['password-file'], options['password-env'], config.password_file, config.password_env),
    token: placeOf(options['token-file'], options['token-env'], config.token_file, config.token_env),
    caFile: options['ca-file'] ?? config.ca_file,
    certFile: options['cert-file'] ?? config.cert_file,
    keyFile: options['key-file'] ?? config.key_file,
    timeoutMs: options.timeout ?? parseDuration(config.timeout ?? '30s') ?? 0,
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
function pushUrl(text: string, path: string): string {
  const url = new URL(text)
  const end = path.slice(path.lastIndexOf('/'))
  if (!url.pathname.replace(/\/+$/, '').endsWith(end)) url.pathname = url.pathname.replace(/\/+$/, '') + path
  return url.href
}
