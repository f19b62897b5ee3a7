// https://docs.ntfy.sh/publish/#publish-as-json
import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { colourName } from '../channel/colour.ts'
import { CA_FILE, jsonRequest, serverUrl, withoutSlash } from '../channel/http-settings.ts'
import { messageOf } from '../channel/message.ts'
import { cutTo, messageText, utf8Bytes } from '../channel/message-text.ts'
import { HOSTILE_ALERT } from '../channel/sample-alert.ts'
import { type ChannelIssue, secretProperties } from '../channel/secret.ts'

export interface NtfyConfig extends ChannelConfig {
  readonly server?: string
  /** The topic, where it is no secret. */
  readonly topic?: string
}

const SECRETS = {
  topic: {
    what: 'the topic',
    isRequired: true,
    inline: { description: 'the topic, where others may know it', type: 'string', format: 'logmon-one-line' },
  },
  token: { what: 'the access token' },
} as const

const SERVER = 'https://ntfy.sh'
/** Longer messages become an attachment, longer titles are refused. */
const MAX_MESSAGE_BYTES = 4000
const MAX_TITLE_BYTES = 900

const PRIORITY = { critical: 5, warning: 4, info: 3, resolved: 3 } as const
const TAG = {
  critical: 'rotating_light',
  warning: 'warning',
  info: 'information_source',
  resolved: 'white_check_mark',
} as const

/** A notification of ntfy, published as JSON: no text of a log stands in a header. */
export const ntfy = defineChannel<NtfyConfig, 'http'>({
  type: 'ntfy',
  via: 'http',
  settings: {
    properties: {
      server: serverUrl(`The server, where it is not ${SERVER}.`),
      ...secretProperties('topic', SECRETS.topic),
      ...secretProperties('token', SECRETS.token),
      ...CA_FILE,
    },
  },
  secrets: SECRETS,
  certificates: 'ca_file',
  check: checkTopic,
  target: ({ server = SERVER }, { token }) => ({
    url: withoutSlash(server),
    ...(token === undefined ? {} : { authorization: `Bearer ${token.trim()}` }),
  }),
  render(alert, { topic }, { secrets }) {
    const message = messageOf(alert)
    const [first] = message.links
    return jsonRequest({
      topic: topic ?? (secrets['topic'] ?? '').trim(),
      title: cutTo(message.title, MAX_TITLE_BYTES, utf8Bytes),
      message: cutTo(messageText(message, MAX_MESSAGE_BYTES).trimEnd() || message.title, MAX_MESSAGE_BYTES, utf8Bytes),
      priority: PRIORITY[colourName(message)],
      tags: [TAG[colourName(message)]],
      ...(first === undefined ? {} : { click: first.url }),
      ...(message.links.length === 0
        ? {}
        : // Three is the most that is shown.
          { actions: message.links.slice(0, 3).map(({ title, url }) => ({ action: 'view', label: title, url })) }),
    })
  },
  samples: [
    {
      describe: 'a critical alert is loud; text of a log is text',
      config: { type: 'ntfy', topic: 'training' },
      secrets: { token: 'tk_1' },
      alert: HOSTILE_ALERT,
      target: { url: 'https://ntfy.sh', authorization: 'Bearer tk_1' },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          topic: 'training',
          title: '[HANGING] llama: <!channel> @everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC)',
          message:
            'Where: rank 3 on <node-7> [x](http://evil.example)\n\nGrafana: https://grafana.example.com/d?var-job=llama&from=1\n\nErrors\n  rank 3: ```\n  @here "out" of memory & more',
          priority: 5,
          tags: ['rotating_light'],
          click: 'https://grafana.example.com/d?var-job=llama&from=1',
          actions: [{ action: 'view', label: 'Grafana', url: 'https://grafana.example.com/d?var-job=llama&from=1' }],
        }),
      },
    },
  ],
})

function checkTopic({ topic }: NtfyConfig): readonly ChannelIssue[] {
  if (topic === undefined || /^[-_A-Za-z0-9]{1,64}$/.test(topic)) return []
  return [{ path: ['topic'], reason: `${JSON.stringify(topic)} is no topic: letters, digits, - and _, at most 64` }]
}
