// The `alert` section as it stands in the job file, and what the schema cannot say about it.
import type { Problem } from '../problem.ts'
import type { Document, Path } from './read-document.ts'

export const ALERT_REASONS = ['slow', 'hanging', 'faulted', 'verdict', 'ended'] as const
export type AlertReason = (typeof ALERT_REASONS)[number]
export type AlertScope = 'job' | 'rank' | 'rule'
export type Severity = 'info' | 'warning' | 'critical'

/** The `alert` section. Durations are text with a unit. */
export interface AlertConfig {
  readonly on?: readonly AlertReason[]
  readonly scope?: AlertScope
  readonly for?: string
  readonly gather?: string
  readonly resolve_after?: string
  readonly remind?: string
  readonly max_per_hour?: number
  readonly drain?: string
  readonly channels?: readonly ChannelConfig[]
}

interface SentChannel {
  readonly name?: string
  readonly min_severity?: Severity
  readonly timeout?: string
  readonly retry_for?: string
}

export interface SmtpConfig {
  readonly host: string
  readonly port?: number
  readonly security?: 'none' | 'starttls' | 'tls'
  readonly ca_file?: string
  readonly user?: string
  readonly password_file?: string
  readonly password_env?: string
  readonly password_prompt?: true
}

export interface EmailConfig extends SentChannel {
  readonly type: 'email'
  readonly to: string | readonly string[]
  readonly from: string
  readonly smtp: SmtpConfig
}

export interface WebhookConfig extends SentChannel {
  readonly type: 'webhook'
  readonly url?: string
  readonly url_file?: string
  readonly url_env?: string
  readonly url_prompt?: true
  readonly headers?: Readonly<Record<string, string>>
  readonly bearer_file?: string
  readonly bearer_env?: string
  readonly secret_file?: string
  readonly secret_env?: string
  readonly ca_file?: string
}

export interface ExecConfig extends SentChannel {
  readonly type: 'exec'
  readonly command: readonly string[]
}

export interface StdoutConfig {
  readonly type: 'stdout'
  readonly name?: string
}

export type ChannelConfig = EmailConfig | WebhookConfig | ExecConfig | StdoutConfig

/** Headers that logmon sets itself, or that frame the request. */
const OWN_HEADERS = /^(?:host|content-length|content-type|transfer-encoding|connection|idempotency-key|x-logmon-.*)$/i
const SECRET_HEADERS = /^(?:authorization|proxy-authorization|cookie)$/i

/**
 * Returns what is wrong with a section that meets its schema: secrets given twice or in the wrong place, names used
 * twice.
 */
export function checkAlert(document: Document): readonly Problem[] {
  const channels = (document.value as { alert?: AlertConfig }).alert?.channels ?? []
  const problems: Problem[] = []
  const names = new Set<string>()
  channels.forEach((channel, index) => {
    const path: Path = ['alert', 'channels', index]
    const wrong = (below: Path, reason: string): void =>
      void problems.push(document.problem([...path, ...below], reason))
    const name = channel.name ?? channel.type
    if (names.has(name)) wrong([], `a second channel is called ${name}; give it a name of its own`)
    names.add(name)
    if (channel.type === 'email') checkEmail(channel, wrong)
    if (channel.type === 'webhook') checkWebhook(channel, wrong)
  })
  return problems
}

type Wrong = (below: Path, reason: string) => void

const given = (config: object, names: readonly string[]): readonly string[] =>
  names.filter(name => Object.hasOwn(config, name))

function checkEmail({ smtp }: EmailConfig, wrong: Wrong): void {
  const passwords = given(smtp, ['password_file', 'password_env', 'password_prompt'])
  if (passwords.length > 1) wrong(['smtp'], `${passwords.join(' and ')}: one of them is enough`)
  if (smtp.user !== undefined && passwords.length === 0)
    wrong(['smtp', 'user'], 'needs a password: give password_file, password_env or password_prompt: true')
  if (smtp.user === undefined && passwords.length > 0)
    wrong(['smtp', passwords[0] as string], 'needs a user to log in with')
}

function checkWebhook(webhook: WebhookConfig, wrong: Wrong): void {
  const urls = given(webhook, ['url', 'url_file', 'url_env', 'url_prompt'])
  if (urls.length === 0) wrong(['url'], 'is missing: give url, url_file, url_env or url_prompt: true')
  if (urls.length > 1) wrong([], `${urls.join(' and ')}: one of them is enough`)
  for (const what of ['bearer', 'secret']) {
    const twice = given(webhook, [`${what}_file`, `${what}_env`])
    if (twice.length > 1) wrong([], `${twice.join(' and ')}: one of them is enough`)
  }
  for (const name of Object.keys(webhook.headers ?? {})) {
    // Header names are tokens: RFC 9110, section 5.6.2.
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) wrong(['headers', name], 'is no name of a header')
    else if (SECRET_HEADERS.test(name))
      wrong(
        ['headers', name],
        'would hold a secret: put the token in a file or the environment and name it as bearer_file or bearer_env',
      )
    else if (OWN_HEADERS.test(name)) wrong(['headers', name], 'is set by logmon itself')
  }
}
