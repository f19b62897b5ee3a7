// https://docs.opsgenie.com/docs/alert-api
import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { CA_FILE, jsonRequest, serverUrl, withoutSlash } from '../channel/http-settings.ts'
import { messageOf } from '../channel/message.ts'
import { messageText } from '../channel/message-text.ts'
import { HOSTILE_ALERT } from '../channel/sample-alert.ts'
import { secretProperties } from '../channel/secret.ts'
import { incidentId } from '../record/alert-identity.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine, cut } from '../redact/clean-text.ts'

export interface OpsgenieConfig extends ChannelConfig {
  readonly server?: string
  readonly tags?: readonly string[]
}

const SECRETS = { key: { what: 'the API key', isRequired: true } } as const

const SERVER = 'https://api.opsgenie.com'
/** What Opsgenie cuts, or refuses beyond. */
const MAX_MESSAGE = 130
const MAX_DESCRIPTION = 15_000
const MAX_ENTITY = 500

const PRIORITY = { critical: 'P1', warning: 'P3', info: 'P5' } as const

/** An alert of Opsgenie, or of what speaks as it does; a recovery closes it. */
export const opsgenie = defineChannel<OpsgenieConfig, 'http'>({
  type: 'opsgenie',
  via: 'http',
  settings: {
    properties: {
      ...secretProperties('key', SECRETS.key),
      server: serverUrl(`The API, where it is not ${SERVER}.`),
      tags: { description: 'Tags of every alert.', type: 'array', maxItems: 20, items: { type: 'string' } },
      ...CA_FILE,
    },
  },
  secrets: SECRETS,
  certificates: 'ca_file',
  target: ({ server = SERVER }, { key = '' }) => ({
    url: withoutSlash(server),
    authorization: `GenieKey ${key.trim()}`,
  }),
  render(alert, { tags = [] }) {
    const message = messageOf(alert)
    const alias = `logmon-${incidentId(alert)}`
    if (message.isOver)
      return jsonRequest(
        { source: 'logmon', note: message.title },
        { path: `/v2/alerts/${alias}/close?identifierType=alias` },
      )
    return jsonRequest(
      {
        message: cut(message.title, MAX_MESSAGE),
        alias,
        description: cut(`${message.title}\n\n${messageText(message, MAX_DESCRIPTION)}`, MAX_DESCRIPTION),
        entity: entityOf(alert),
        source: 'logmon',
        priority: PRIORITY[message.severity],
        tags,
        details: Object.fromEntries(
          Object.entries(alert.labels ?? {}).map(([name, value]) => [cleanLine(name, 100), cleanLine(value, 200)]),
        ),
      },
      { path: '/v2/alerts' },
    )
  },
  samples: [
    {
      describe: 'what fires makes an alert',
      config: { type: 'opsgenie', tags: ['training'] },
      secrets: { key: 'k' },
      alert: HOSTILE_ALERT,
      target: { url: 'https://api.opsgenie.com', authorization: 'GenieKey k' },
      request: {
        via: 'http',
        path: '/v2/alerts',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          message: '[HANGING] llama: <!channel> @everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC)',
          alias: 'logmon-fcd94d1d765b6a29',
          description:
            '[HANGING] llama: <!channel> @everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC)\n\nWhere: rank 3 on <node-7> [x](http://evil.example)\n\nGrafana: https://grafana.example.com/d?var-job=llama&from=1\n\nErrors\n  rank 3: ```\n  @here "out" of memory & more\n',
          entity: 'llama',
          source: 'logmon',
          priority: 'P1',
          tags: ['training'],
          details: { job: 'llama', reason: 'LogHang_step', state: 'HANGING', scope: 'job' },
        }),
      },
    },
    {
      describe: 'a recovery closes it',
      config: { type: 'opsgenie', server: 'https://api.eu.opsgenie.com/' },
      secrets: { key: 'k' },
      alert: { ...HOSTILE_ALERT, state: 'resolved', summary: '[RESOLVED] llama: HEALTHY' },
      target: { url: 'https://api.eu.opsgenie.com', authorization: 'GenieKey k' },
      request: {
        via: 'http',
        path: '/v2/alerts/logmon-fcd94d1d765b6a29/close?identifierType=alias',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: '{"source":"logmon","note":"[RESOLVED] llama: HEALTHY"}',
      },
    },
  ],
})

const entityOf = ({ job, node }: AlertRecord): string => cleanLine(job ?? node ?? 'training job', MAX_ENTITY)
