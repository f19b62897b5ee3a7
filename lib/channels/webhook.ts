import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { webhookOfAlertmanager } from '../channel/prometheus.ts'
import { type ChannelIssue, secretProperties } from '../channel/secret.ts'
import { filled, type Template, templateIssues, templateOf } from '../channel/template.ts'
import { noticeId } from '../record/alert-identity.ts'
import type { Millis } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'

export interface WebhookConfig extends ChannelConfig {
  /** The address, where it is no secret. */
  readonly url?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly format?: 'logmon' | 'prometheus'
  /** A body of the user's own; where it is given, `format` is not. */
  readonly body?: Template
}

const SECRETS = {
  url: {
    what: 'the address',
    isRequired: true,
    inline: { description: 'the address to post to', type: 'string', format: 'logmon-http-url' },
    question: ({ name = '' }: WebhookConfig): string => `Address of the webhook ${name}`.trim(),
  },
  bearer: { what: 'the token of the Authorization header' },
  secret: { what: 'the key that requests are signed with' },
} as const

/** Headers that logmon sets itself, or that frame the request. */
const OWN_HEADERS = /^(?:host|content-length|content-type|transfer-encoding|connection|idempotency-key|x-logmon-.*)$/i
const SECRET_HEADERS = /^(?:authorization|proxy-authorization|cookie)$/i

/**
 * JSON: the alert record with `version` and an `id` that is the same for every try, the body of an Alertmanager's
 * webhook, or one of the user's own.
 */
export const webhook = defineChannel<WebhookConfig, 'http'>({
  type: 'webhook',
  via: 'http',
  settings: {
    properties: {
      retry_for: {
        description: 'How long a request that cannot be sent is tried again.',
        $ref: '#/$defs/duration',
      },
      ...secretProperties('url', SECRETS.url),
      headers: {
        description: 'Headers sent along; none that holds a secret.',
        type: 'object',
        additionalProperties: { type: 'string', format: 'logmon-one-line' },
      },
      format: {
        description: "logmon: the alert record; prometheus: the body of an Alertmanager's webhook, version 4.",
        type: 'string',
        enum: ['logmon', 'prometheus'],
      },
      body: {
        description: 'A body of your own: JSON in whose texts {title}, {text} and the like are replaced.',
        type: ['object', 'array', 'string'],
      },
      ...secretProperties('bearer', SECRETS.bearer),
      ...secretProperties('secret', SECRETS.secret),
      ca_file: { $ref: '#/$defs/ca_file' },
    },
  },
  secrets: SECRETS,
  certificates: 'ca_file',
  check: ({ headers = {}, body, format }) => [
    ...Object.keys(headers).flatMap(checkHeader),
    ...(body === undefined ? [] : templateIssues(body)),
    ...(body !== undefined && format !== undefined
      ? [{ path: ['format'], reason: 'is one way too many: the body is given' }]
      : []),
  ],
  target: ({ url }, { url: secretUrl = '', bearer, secret }) => ({
    url: url ?? secretUrl.trim(),
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(secret === undefined ? {} : { signing: { scheme: 'logmon', key: secret } }),
  }),
  render(alert, config, { now }) {
    const id = noticeId(alert)
    return {
      via: 'http',
      headers: { ...config.headers, 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify(bodyOf(alert, config, now)),
    }
  },
  samples: [
    {
      describe: 'the record as JSON, under one key for all tries',
      config: { type: 'webhook', url: 'https://example.com/hook', headers: { 'x-team': 'llm' } },
      secrets: { bearer: 'token', secret: 'key' },
      alert: {
        kind: 'alert',
        key: 'job/llama',
        state: 'firing',
        summary: '[HANGING] llama: "quoted"\r\nX-Evil: 1',
        episode: 1,
        sequence: 1,
      },
      target: {
        url: 'https://example.com/hook',
        authorization: 'Bearer token',
        signing: { scheme: 'logmon', key: 'key' },
      },
      request: {
        via: 'http',
        headers: { 'x-team': 'llm', 'content-type': 'application/json', 'idempotency-key': 'f5488861568e9985-1' },
        body: '{"version":1,"id":"f5488861568e9985-1","kind":"alert","key":"job/llama","state":"firing","summary":"[HANGING] llama: \\"quoted\\"\\r\\nX-Evil: 1","episode":1,"sequence":1}',
      },
    },
    {
      describe: 'a body of the user, in which text of a log stays text',
      config: {
        type: 'webhook',
        url: 'https://chat.example.com/hooks/1',
        body: { text: '{title}', attachments: [{ text: '{text}', color: '{severity}' }] },
      },
      alert: { kind: 'alert', key: 'job/llama', state: 'firing', summary: '"}, "evil": {"{severity}', body: 'b\n' },
      target: { url: 'https://chat.example.com/hooks/1' },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'b49492af04062d8d-1' },
        body: JSON.stringify({
          text: '"}, "evil": {"{severity}',
          attachments: [{ text: 'b', color: 'warning' }],
        }),
      },
    },
    {
      describe: "the body of an Alertmanager's webhook",
      config: { type: 'webhook', url: 'https://example.com/hook', format: 'prometheus', name: 'team' },
      alert: {
        kind: 'alert',
        key: 'job/llama',
        state: 'resolved',
        severity: 'critical',
        summary: '[RESOLVED] llama',
        labels: { job: 'llama', reason: 'LogHang_step' },
        starts_at: '2026-01-05T10:00:00.000Z',
        ends_at: '2026-01-05T10:30:00.000Z',
      },
      target: { url: 'https://example.com/hook' },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'b30a2e01ebd2d497-1' },
        body: JSON.stringify({
          version: '4',
          groupKey: '{}:{key="job/llama"}',
          truncatedAlerts: 0,
          status: 'resolved',
          receiver: 'team',
          groupLabels: { key: 'job/llama' },
          commonLabels: { alertname: 'LogHang_step', severity: 'critical', job: 'llama', key: 'job/llama' },
          commonAnnotations: { summary: '[RESOLVED] llama' },
          externalURL: '',
          alerts: [
            {
              status: 'resolved',
              labels: { alertname: 'LogHang_step', severity: 'critical', job: 'llama', key: 'job/llama' },
              annotations: { summary: '[RESOLVED] llama' },
              startsAt: '2026-01-05T10:00:00.000Z',
              endsAt: '2026-01-05T10:30:00.000Z',
              generatorURL: '',
              fingerprint: 'b30a2e01ebd2d497',
            },
          ],
        }),
      },
    },
  ],
})

function bodyOf(alert: AlertRecord, { name, format, body }: WebhookConfig, now: Millis): unknown {
  if (body !== undefined) return filled(templateOf(body), alert)
  return format === 'prometheus'
    ? webhookOfAlertmanager(alert, name ?? 'logmon', now)
    : { version: 1, id: noticeId(alert), ...alert }
}

function checkHeader(name: string): readonly ChannelIssue[] {
  const path = ['headers', name]
  // Header names are tokens: RFC 9110, section 5.6.2.
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return [{ path, reason: 'is no name of a header' }]
  if (SECRET_HEADERS.test(name)) {
    const reason =
      'would hold a secret: put the token in a file or the environment and name it as bearer_file or bearer_env'
    return [{ path, reason }]
  }
  return OWN_HEADERS.test(name) ? [{ path, reason: 'is set by logmon itself' }] : []
}
