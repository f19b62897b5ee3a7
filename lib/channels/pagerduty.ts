// https://developer.pagerduty.com/docs/send-alert-event
import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { CA_FILE, jsonRequest, serverUrl } from '../channel/http-settings.ts'
import { messageOf } from '../channel/message.ts'
import { fittingBlocks } from '../channel/message-text.ts'
import { HOSTILE_ALERT } from '../channel/sample-alert.ts'
import { secretProperties } from '../channel/secret.ts'
import { incidentId } from '../record/alert-identity.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'

export interface PagerdutyConfig extends ChannelConfig {
  readonly server?: string
}

const SECRETS = { key: { what: 'the integration (routing) key', isRequired: true } } as const

const SERVER = 'https://events.pagerduty.com'
/** An event of more than 512 KB is refused; what a person reads of it is far less. */
const MAX_BLOCKS = 16_384
/** "A few minutes" is what the API asks for at 429. */
const LATER_MS = 120_000

/** An event of PagerDuty: what fires opens an incident, its recovery closes the same one. */
export const pagerduty = defineChannel<PagerdutyConfig, 'http'>({
  type: 'pagerduty',
  via: 'http',
  settings: {
    properties: {
      ...secretProperties('key', SECRETS.key),
      server: serverUrl(`The events API, where it is not ${SERVER}.`),
      ...CA_FILE,
    },
  },
  secrets: SECRETS,
  certificates: 'ca_file',
  target: ({ server = SERVER }) => ({ url: new URL('/v2/enqueue', server).href }),
  render(alert, _config, { secrets }) {
    const event = {
      routing_key: (secrets['key'] ?? '').trim(),
      event_action: alert.state === 'resolved' ? 'resolve' : 'trigger',
      dedup_key: `logmon-${incidentId(alert)}`,
    }
    return jsonRequest(alert.state === 'resolved' ? event : { ...event, ...detailsOf(alert) })
  },
  answer: ({ status, text }) =>
    status === 429 ? { is: 'retry', error: `HTTP 429: ${text.slice(0, 200)}`, afterMs: LATER_MS } : undefined,
  samples: [
    {
      describe: 'what fires triggers an incident',
      config: { type: 'pagerduty' },
      secrets: { key: 'R0' },
      alert: HOSTILE_ALERT,
      target: { url: 'https://events.pagerduty.com/v2/enqueue' },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          routing_key: 'R0',
          event_action: 'trigger',
          dedup_key: 'logmon-fcd94d1d765b6a29',
          client: 'logmon',
          payload: {
            summary: '[HANGING] llama: <!channel> @everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC)',
            source: 'node-7',
            severity: 'critical',
            timestamp: '2026-01-05T10:05:00.000Z',
            component: 'llama',
            class: 'LogHang_step',
            custom_details: {
              Where: 'rank 3 on <node-7> [x](http://evil.example)',
              Errors: 'rank 3: ```\n@here "out" of memory & more',
            },
          },
          links: [{ href: 'https://grafana.example.com/d?var-job=llama&from=1', text: 'Grafana' }],
        }),
      },
    },
    {
      describe: 'a recovery resolves the same incident',
      config: { type: 'pagerduty', server: 'https://events.eu.pagerduty.com' },
      secrets: { key: 'R0' },
      alert: { ...HOSTILE_ALERT, state: 'resolved', sequence: 2 },
      target: { url: 'https://events.eu.pagerduty.com/v2/enqueue' },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: '{"routing_key":"R0","event_action":"resolve","dedup_key":"logmon-fcd94d1d765b6a29"}',
      },
    },
  ],
})

function detailsOf(alert: AlertRecord): object {
  const message = messageOf(alert)
  const name = (text: string | undefined): string => cleanLine(text ?? '', 200)
  const details = [
    ...message.facts.map(fact => [fact.name, fact.value] as const),
    ...fittingBlocks(message.blocks, MAX_BLOCKS).map(({ title, text }) => [title || 'Details', text] as const),
  ]
  return {
    client: 'logmon',
    payload: {
      summary: message.title,
      source: name(alert.node) || name(alert.job) || 'logmon',
      severity: message.severity,
      ...(alert.time === undefined ? {} : { timestamp: alert.time }),
      ...(alert.job === undefined ? {} : { component: name(alert.job) }),
      class: name(alert.labels?.['reason']),
      custom_details: Object.fromEntries(details),
    },
    links: message.links.map(({ title, url }) => ({ href: url, text: title })),
  }
}
