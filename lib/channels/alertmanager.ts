// https://prometheus.io/docs/alerting/latest/clients/ and the API's own description, version 2.
import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { CA_FILE, jsonRequest, withoutSlash } from '../channel/http-settings.ts'
import { messageOf } from '../channel/message.ts'
import { annotationsOf, type Labels, labelsOf, startOf } from '../channel/prometheus.ts'
import { HOSTILE_ALERT } from '../channel/sample-alert.ts'
import { type ChannelIssue, secretProperties } from '../channel/secret.ts'
import { formatTime, type Millis, parseDuration } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'

export interface AlertmanagerConfig extends ChannelConfig {
  /** The server, where its address is no secret. */
  readonly url?: string
  readonly labels?: Labels
  readonly resend?: string
}

const SECRETS = {
  url: {
    what: 'the address',
    isRequired: true,
    inline: { description: 'address of the Alertmanager', type: 'string', format: 'logmon-http-url' },
  },
  bearer: { what: 'the token of the Authorization header' },
} as const

const PATH = '/api/v2/alerts'
const RESEND_MS: Millis = 60_000
/** As Prometheus does it: what is not told again for so many times is over. */
const MISSED = 4

const resendMs = ({ resend = '' }: AlertmanagerConfig): Millis => Math.max(1000, parseDuration(resend) ?? RESEND_MS)

/**
 * A Prometheus Alertmanager, which groups, silences and sends. It forgets what it is not told again, so what fires is
 * told again every minute, and where we end without a recovery it is over some minutes later.
 */
export const alertmanager = defineChannel<AlertmanagerConfig, 'http'>({
  type: 'alertmanager',
  via: 'http',
  settings: {
    properties: {
      ...secretProperties('url', SECRETS.url),
      ...secretProperties('bearer', SECRETS.bearer),
      labels: {
        description: 'Labels of every alert, such as the cluster.',
        type: 'object',
        additionalProperties: { type: 'string' },
      },
      resend: { description: 'How often what is firing is told again; by default 1m.', $ref: '#/$defs/duration' },
      ...CA_FILE,
    },
  },
  secrets: SECRETS,
  certificates: 'ca_file',
  check: ({ labels = {} }) => Object.keys(labels).flatMap(checkLabel),
  target: ({ url }, { url: secretUrl = '', bearer }) => ({
    url: withoutSlash((url ?? secretUrl).trim()),
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer.trim()}` }),
  }),
  render(alert, config, { now, previous }) {
    const posted = previous === undefined ? undefined : alertOf(previous, config, now)
    const isOver = alert.state === 'resolved'
    // Labels are what an alert is to the server: with others it is another one, and the old one is over.
    const next = isOver
      ? { ...(posted ?? alertOf(alert, config, now)), ...ended(alert, now) }
      : alertOf(alert, config, now)
    const isOther = posted !== undefined && !isOver && JSON.stringify(posted.labels) !== JSON.stringify(next.labels)
    return jsonRequest([...(isOther ? [{ ...posted, endsAt: formatTime(now) }] : []), next], { path: PATH })
  },
  keeping: {
    everyMs: resendMs,
    render: (firing, config, { now }) =>
      jsonRequest(
        firing.map(alert => alertOf(alert, config, now)),
        { path: PATH },
      ),
  },
  samples: [
    {
      describe: 'what fires is over by itself where it is not told again',
      config: { type: 'alertmanager', url: 'http://alertmanager:9093/', labels: { cluster: 'a' } },
      alert: HOSTILE_ALERT,
      target: { url: 'http://alertmanager:9093' },
      request: {
        via: 'http',
        path: '/api/v2/alerts',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify([
          {
            labels: {
              alertname: 'LogHang_step',
              severity: 'critical',
              job: 'llama',
              scope: 'job',
              node: 'node-7',
              key: 'job/llama',
              cluster: 'a',
            },
            annotations: {
              summary: '[HANGING] llama: <!channel> @everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC)',
              description: 'Where: rank 3 on <node-7> [x](http://evil.example)',
            },
            startsAt: '2026-01-05T10:00:00.000Z',
            endsAt: '2026-01-05T10:09:00.000Z',
            generatorURL: 'https://grafana.example.com/d?var-job=llama&from=1',
          },
        ]),
      },
    },
    {
      describe: 'a recovery ends what was told, under the labels that it was told with',
      config: { type: 'alertmanager', url: 'http://alertmanager:9093' },
      alert: {
        kind: 'alert',
        key: 'job/llama',
        state: 'resolved',
        summary: '[RESOLVED] llama',
        labels: { reason: 'LogSlow_step' },
        starts_at: '2026-01-05T10:00:00.000Z',
        ends_at: '2026-01-05T10:30:00.000Z',
      },
      given: {
        now: 1_767_609_000_000,
        previous: {
          kind: 'alert',
          key: 'job/llama',
          state: 'firing',
          summary: '[HANGING] llama',
          labels: { reason: 'LogHang_step' },
          starts_at: '2026-01-05T10:00:00.000Z',
        },
      },
      target: { url: 'http://alertmanager:9093' },
      request: {
        via: 'http',
        path: '/api/v2/alerts',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify([
          {
            labels: { alertname: 'LogHang_step', severity: 'warning', key: 'job/llama' },
            annotations: { summary: '[HANGING] llama' },
            startsAt: '2026-01-05T10:00:00.000Z',
            endsAt: '2026-01-05T10:30:00.000Z',
          },
        ]),
      },
    },
  ],
})

interface Told {
  readonly labels: Labels
  readonly annotations: Labels
  readonly startsAt: string
  readonly endsAt?: string | undefined
  readonly generatorURL?: string
}

function alertOf(alert: AlertRecord, config: AlertmanagerConfig, now: Millis): Told {
  const [link] = messageOf(alert).links
  return {
    labels: labelsOf(alert, config.labels),
    annotations: annotationsOf(alert),
    startsAt: startOf(alert, now),
    // What is told once is over when the server thinks so.
    ...(alert.once === true ? {} : { endsAt: formatTime(now + MISSED * resendMs(config)) }),
    ...(link === undefined ? {} : { generatorURL: link.url }),
  }
}

const ended = (alert: AlertRecord, now: Millis): Pick<Told, 'endsAt'> => ({ endsAt: alert.ends_at ?? formatTime(now) })

function checkLabel(name: string): readonly ChannelIssue[] {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
    ? []
    : [{ path: ['labels', name], reason: 'is no name of a label: letters, digits and _, no digit first' }]
}
