// A sign of life to a service that tells people when it does not come: not a channel for alerts, but made as one is.
import { type ChannelConfig, defineChannel } from './channel.ts'
import type { HttpRequest } from './request.ts'
import type { SecretDeclaration } from './secret.ts'

export type HeartbeatFormat = 'plain' | 'healthchecks' | 'cronitor' | 'uptime-kuma' | 'snitch'

export interface HeartbeatConfig extends ChannelConfig {
  readonly type: 'heartbeat'
  readonly every?: string
  readonly format?: HeartbeatFormat
}

const URL_SECRET: SecretDeclaration<HeartbeatConfig> = {
  what: 'the address',
  isRequired: true,
  inline: { type: 'string', format: 'logmon-http-url' },
}

type Beat = (
  isWell: boolean,
  words: string,
) => Omit<HttpRequest, 'via' | 'headers' | 'body'> & { readonly body?: string }

/** How each service is told that all is well, and that it is not. */
const BEATS: Readonly<Record<HeartbeatFormat, Beat>> = {
  // That nothing comes is all that it can say: it is not called while something is wrong.
  plain: () => ({ method: 'GET' }),
  // https://healthchecks.io/docs/http_api/; Better Stack's heartbeats take the same.
  healthchecks: (isWell, words) => ({ ...(isWell ? {} : { path: '/fail' }), body: words }),
  // https://cronitor.io/docs/telemetry-api
  cronitor: (isWell, words) => ({ method: 'GET', query: { state: isWell ? 'ok' : 'fail', message: words } }),
  // The address of a push monitor; its own parameters are replaced.
  'uptime-kuma': (isWell, words) => ({ method: 'GET', query: { status: isWell ? 'up' : 'down', msg: words } }),
  // https://docs.deadmanssnitch.com/: s is an exit status, for checks that take one.
  snitch: (isWell, words) => ({ method: 'GET', query: { ...(isWell ? {} : { s: '1' }), m: words } }),
}

/** Longest words of a beat, in characters: they stand in an address. */
const MAX_WORDS = 200

/** An alert that is resolved says that all is well, one that fires what is wrong. */
export const heartbeat = defineChannel<HeartbeatConfig, 'http'>({
  type: 'heartbeat',
  via: 'http',
  settings: { properties: {} },
  secrets: { url: URL_SECRET },
  certificates: 'ca_file',
  target: (config, { url }) => ({ url: (url ?? (config as { readonly url?: string }).url ?? '').trim() }),
  render({ state, summary }, { format = 'plain' }) {
    const { body = '', ...beat } = BEATS[format](state === 'resolved', summary.slice(0, MAX_WORDS))
    return { via: 'http', headers: body === '' ? {} : { 'content-type': 'text/plain; charset=utf-8' }, body, ...beat }
  },
  samples: [],
})
