import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { type ChannelIssue, secretProperties } from '../channel/secret.ts'
import { noticeId } from '../record/alert-identity.ts'

export interface WebhookConfig extends ChannelConfig {
  /** The address, where it is no secret. */
  readonly url?: string
  readonly headers?: Readonly<Record<string, string>>
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

/** A JSON object: the alert record, with `version` and an `id` that is the same for every try. */
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
      ...secretProperties('bearer', SECRETS.bearer),
      ...secretProperties('secret', SECRETS.secret),
      ca_file: { $ref: '#/$defs/ca_file' },
    },
  },
  secrets: SECRETS,
  certificates: 'ca_file',
  check: ({ headers = {} }) => Object.keys(headers).flatMap(checkHeader),
  target: ({ url }, { url: secretUrl = '', bearer, secret }) => ({
    url: url ?? secretUrl.trim(),
    ...(bearer === undefined ? {} : { bearer }),
    ...(secret === undefined ? {} : { signingKey: secret }),
  }),
  render(alert, config) {
    const id = noticeId(alert)
    return {
      via: 'http',
      headers: { ...config.headers, 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify({ version: 1, id, ...alert }),
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
      target: { url: 'https://example.com/hook', bearer: 'token', signingKey: 'key' },
      request: {
        via: 'http',
        headers: { 'x-team': 'llm', 'content-type': 'application/json', 'idempotency-key': 'f5488861568e9985-1' },
        body: '{"version":1,"id":"f5488861568e9985-1","kind":"alert","key":"job/llama","state":"firing","summary":"[HANGING] llama: \\"quoted\\"\\r\\nX-Evil: 1","episode":1,"sequence":1}',
      },
    },
  ],
})

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
