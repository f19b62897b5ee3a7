// A channel of the job file, made ready: its secrets read, its sender made.
import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import type { ChannelRequest, ExecRequest, HttpRequest, MailRequest } from '../../channel.ts'
import type { ChannelConfig, EmailConfig, Severity, WebhookConfig } from '../../config/alert.ts'
import { FORMATS } from '../../config/formats.ts'
import type { Problem } from '../../problem.ts'
import { type Millis, parseDuration } from '../../record/time.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import type { Clock } from '../clock.ts'
import { readSecret, type SecretSource } from '../secret.ts'
import { execSender } from './exec.ts'
import { mailSender } from './mail.ts'
import type { Outcome } from './outcome.ts'
import { renderOf } from './render.ts'
import { webhookSender } from './webhook.ts'

export interface ReadyChannel {
  readonly name: string
  readonly minSeverity: Severity
  readonly timeoutMs: Millis
  readonly retryForMs: Millis
  /** What must not appear in any error. */
  readonly secrets: readonly string[]
  /** Something that the user should know beforehand. */
  readonly warning?: string
  readonly render: (alert: AlertRecord) => ChannelRequest
  readonly send: (alert: AlertRecord, signal: AbortSignal) => Promise<Outcome>
}

interface Sending {
  readonly send: (request: never, signal: AbortSignal) => Promise<Outcome>
  readonly secrets: readonly string[]
  readonly warning?: string
}

const DEFAULT_TIMEOUT_MS = 10_000
const DEFAULT_RETRY_FOR_MS = 3_600_000
const DEFAULT_PORTS = { none: 25, starttls: 587, tls: 465 } as const
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/

/**
 * Resolves to the channel, or to what is wrong with its secrets and files. `hidden`: variables that no program may see.
 */
export async function readyChannel(
  config: ChannelConfig,
  place: string,
  clock: Clock,
  environment: NodeJS.ProcessEnv,
  hidden: readonly string[],
): Promise<ReadyChannel | readonly Problem[]> {
  const timeoutMs = durationOf(config, 'timeout', DEFAULT_TIMEOUT_MS)
  const sending = await sendingOf(config, place, clock, environment, hidden, timeoutMs)
  if ('problems' in sending) return sending.problems
  const render = renderOf(config)
  return {
    name: config.name ?? config.type,
    minSeverity: (config as { min_severity?: Severity }).min_severity ?? 'info',
    timeoutMs,
    retryForMs: durationOf(config, 'retry_for', DEFAULT_RETRY_FOR_MS),
    secrets: sending.secrets,
    ...(sending.warning === undefined ? {} : { warning: sending.warning }),
    render,
    send: (alert, signal) => sending.send(render(alert) as never, signal),
  }
}

const durationOf = (config: ChannelConfig, key: 'timeout' | 'retry_for', otherwise: Millis): Millis =>
  parseDuration((config as { timeout?: string; retry_for?: string })[key] ?? '') ?? otherwise

type Made = Sending | { readonly problems: readonly Problem[] }

async function sendingOf(
  config: ChannelConfig,
  place: string,
  clock: Clock,
  environment: NodeJS.ProcessEnv,
  hidden: readonly string[],
  timeoutMs: Millis,
): Promise<Made> {
  switch (config.type) {
    case 'email':
      return mailSending(config, `${place}.smtp`, environment, timeoutMs)
    case 'webhook':
      return webhookSending(config, place, clock, environment)
    case 'exec':
      return {
        send: execSender(environment, hidden) as (request: ExecRequest, signal: AbortSignal) => Promise<Outcome>,
        secrets: [],
      }
    case 'stdout':
      return { send: async () => ({ is: 'sent' }), secrets: [] }
  }
}

async function mailSending(
  { smtp }: EmailConfig,
  place: string,
  environment: NodeJS.ProcessEnv,
  timeoutMs: Millis,
): Promise<Made> {
  const question = smtp.password_prompt === true ? `Password of ${smtp.user} at ${smtp.host}` : undefined
  const read = await readAll(
    { password: { file: smtp.password_file, env: smtp.password_env, prompt: question } },
    smtp.ca_file,
    place,
    environment,
  )
  if ('problems' in read) return read
  const security = smtp.security ?? 'starttls'
  const { password } = read.secrets
  const send = mailSender({
    host: smtp.host,
    port: smtp.port ?? DEFAULT_PORTS[security],
    security,
    timeoutMs,
    ...(smtp.user === undefined ? {} : { user: smtp.user }),
    ...(password === undefined ? {} : { password }),
    ...(read.ca === undefined ? {} : { ca: read.ca }),
  }) satisfies (request: MailRequest, signal: AbortSignal) => Promise<Outcome>
  const inTheClear = password !== undefined && security === 'none' && !LOOPBACK.test(smtp.host)
  // Base64 is how the password travels, and how a server's answer may quote it.
  const secrets =
    password === undefined
      ? []
      : [
          password,
          Buffer.from(password).toString('base64'),
          Buffer.from(`\0${smtp.user}\0${password}`).toString('base64'),
        ]
  return {
    send,
    secrets,
    ...(inTheClear ? { warning: `the password goes to ${smtp.host} unencrypted (security: none)` } : {}),
  }
}

async function webhookSending(
  config: WebhookConfig,
  place: string,
  clock: Clock,
  environment: NodeJS.ProcessEnv,
): Promise<Made> {
  const sources = {
    url: {
      file: config.url_file,
      env: config.url_env,
      prompt: config.url_prompt === true ? `Address of the webhook ${config.name ?? ''}`.trim() : undefined,
    },
    bearer: { file: config.bearer_file, env: config.bearer_env },
    secret: { file: config.secret_file, env: config.secret_env },
  }
  const read = await readAll(sources, config.ca_file, place, environment)
  if ('problems' in read) return read
  const { bearer, secret } = read.secrets
  const url = config.url ?? (read.secrets.url as string).trim()
  const wrong = FORMATS['logmon-http-url']?.(url)
  if (wrong !== undefined && !/password/.test(wrong)) return { problems: [{ place: `${place}.url`, reason: wrong }] }
  const send = webhookSender(
    {
      url,
      ...(bearer === undefined ? {} : { bearer }),
      ...(secret === undefined ? {} : { secret }),
      ...(read.ca === undefined ? {} : { ca: [...rootCertificates, ...read.ca] }),
    },
    clock,
  ) satisfies (request: HttpRequest, signal: AbortSignal) => Promise<Outcome>
  const { pathname, search } = new URL(url)
  const hiddenParts = config.url === undefined ? [url, pathname + search].filter(part => part.length > 1) : []
  return { send, secrets: [...hiddenParts, ...[bearer, secret].filter(value => value !== undefined)] }
}

interface Read<Names extends string> {
  readonly secrets: Readonly<Partial<Record<Names, string>>>
  readonly ca?: readonly string[]
}

async function readAll<Names extends string>(
  sources: Readonly<Record<Names, SecretSource>>,
  caFile: string | undefined,
  place: string,
  environment: NodeJS.ProcessEnv,
): Promise<Read<Names> | { readonly problems: readonly Problem[] }> {
  const secrets: Partial<Record<Names, string>> = {}
  const problems: Problem[] = []
  for (const [name, source] of Object.entries(sources) as [Names, SecretSource][]) {
    const secret = await readSecret(source, `${place}.${name}`, environment)
    if (typeof secret === 'object') problems.push(secret)
    else if (secret !== undefined) secrets[name] = secret
  }
  let ca: readonly string[] | undefined
  if (caFile !== undefined) {
    try {
      ca = [readFileSync(caFile, 'utf8')]
    } catch (error) {
      problems.push({
        place: `${place}.ca_file`,
        reason: `${caFile} cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
      })
    }
  }
  return problems.length > 0 ? { problems } : { secrets, ...(ca === undefined ? {} : { ca }) }
}
