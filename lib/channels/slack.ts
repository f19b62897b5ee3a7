// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and …/reference/methods/chat.postMessage
import type { AnswerReader } from '../channel/answer.ts'
import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { colourName } from '../channel/colour.ts'
import { CA_FILE, jsonRequest, serverUrl, withoutSlash } from '../channel/http-settings.ts'
import { type Message, messageOf } from '../channel/message.ts'
import { fittingBlocks, fittingFacts } from '../channel/message-text.ts'
import { HOSTILE_ALERT } from '../channel/sample-alert.ts'
import { type ChannelIssue, secretProperties } from '../channel/secret.ts'

export interface SlackConfig extends ChannelConfig {
  /** Id or name of the Slack channel, for a bot. */
  readonly channel?: string
  readonly api?: string
}

const SECRETS = {
  url: { what: 'the address', question: ({ name = 'slack' }: SlackConfig): string => `Address of ${name}` },
  token: { what: "the bot's token" },
} as const

const API = 'https://slack.com/api'
/** Slack refuses blocks of more than some 13,000 characters in all. */
const MAX_FACTS = 3000
const MAX_BLOCKS = 8000

const EMOJI = {
  critical: 'red_circle',
  warning: 'large_orange_circle',
  info: 'large_blue_circle',
  resolved: 'large_green_circle',
} as const

/** What Slack says of itself where it should be asked again. */
const LATER = /^(?:ratelimited|rate_limited|internal_error|fatal_error|service_unavailable|request_timeout)$/

/** A bot is answered with HTTP 200 and `ok: false` where something is wrong; a webhook with a word. */
const answer: AnswerReader = ({ status, text, json }) => {
  if (status < 200 || status >= 300) return undefined
  if (json === undefined)
    return text.trim() === 'ok' || text.trim() === ''
      ? { is: 'sent' }
      : { is: 'retry', error: `this is no answer of Slack: ${text.slice(0, 200)}` }
  if (json['ok'] === true) return typeof json['ts'] === 'string' ? { is: 'sent', thread: json['ts'] } : { is: 'sent' }
  const error = String(json['error'] ?? text.slice(0, 200))
  return LATER.test(error) ? { is: 'retry', error } : { is: 'refused', error }
}

/**
 * A message of rich text: text of a log is text there, whatever it looks like. Through an incoming webhook, or as a
 * bot, whose messages of one episode are one thread.
 */
export const slack = defineChannel<SlackConfig, 'http'>({
  type: 'slack',
  via: 'http',
  settings: {
    properties: {
      ...secretProperties('url', SECRETS.url),
      ...secretProperties('token', SECRETS.token),
      channel: {
        description: 'Id or name of the channel that a bot writes to.',
        type: 'string',
        format: 'logmon-one-line',
      },
      api: serverUrl(`The Slack API, where it is not ${API}.`),
      ...CA_FILE,
    },
  },
  secrets: SECRETS,
  certificates: 'ca_file',
  check: checkWays,
  target: ({ api = API }, { url, token }) =>
    token === undefined
      ? { url: (url ?? '').trim() }
      : { url: withoutSlash(api), authorization: `Bearer ${token.trim()}` },
  render(alert, { channel }, { thread }) {
    const message = messageOf(alert)
    const body = { text: escaped(message.title), blocks: [{ type: 'rich_text', elements: elementsOf(message) }] }
    if (channel === undefined) return jsonRequest(body)
    const answered = thread === undefined ? {} : { thread_ts: thread }
    return jsonRequest(
      { channel, ...body, ...answered, unfurl_links: false, unfurl_media: false },
      { path: '/chat.postMessage' },
    )
  },
  answer,
  samples: [
    {
      describe: 'a bot answers the first message of the episode; markup, mentions and links of a log are text',
      config: { type: 'slack', channel: 'C024BE91L' },
      secrets: { token: 'xoxb-1' },
      alert: HOSTILE_ALERT,
      given: { thread: '1503435956.000247' },
      target: { url: 'https://slack.com/api', authorization: 'Bearer xoxb-1' },
      request: {
        via: 'http',
        path: '/chat.postMessage',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          channel: 'C024BE91L',
          text: '[HANGING] llama: &lt;!channel&gt; @everyone *no* &lt;b&gt;step&lt;/b&gt; X-Evil: 1 (since 10:00:00 UTC)',
          blocks: [
            {
              type: 'rich_text',
              elements: [
                {
                  type: 'rich_text_section',
                  elements: [
                    { type: 'emoji', name: 'red_circle' },
                    {
                      type: 'text',
                      text: ' [HANGING] llama: <!channel> @everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC)',
                      style: { bold: true },
                    },
                    { type: 'text', text: '\nWhere: ', style: { bold: true } },
                    { type: 'text', text: 'rank 3 on <node-7> [x](http://evil.example)' },
                    { type: 'text', text: '\n' },
                    {
                      type: 'link',
                      url: 'https://grafana.example.com/d?var-job=llama&from=1',
                      text: 'Grafana',
                    },
                  ],
                },
                { type: 'rich_text_section', elements: [{ type: 'text', text: 'Errors', style: { bold: true } }] },
                {
                  type: 'rich_text_preformatted',
                  elements: [{ type: 'text', text: 'rank 3: ```\n@here "out" of memory & more' }],
                },
              ],
            },
          ],
          thread_ts: '1503435956.000247',
          unfurl_links: false,
          unfurl_media: false,
        }),
      },
    },
  ],
})

function checkWays(config: SlackConfig): readonly ChannelIssue[] {
  const has = (name: string): boolean => ['_file', '_env', '_prompt'].some(way => Object.hasOwn(config, name + way))
  if (!has('url') && !has('token'))
    return [{ path: ['url'], reason: 'is missing: give url_file, url_env or url_prompt: true, or the token of a bot' }]
  if (has('url') && has('token')) return [{ path: ['token'], reason: 'is one way too many: give url or token' }]
  if (has('token') && config.channel === undefined)
    return [{ path: ['channel'], reason: 'is missing: a bot has to be told where to write' }]
  return has('url') && config.channel !== undefined
    ? [{ path: ['channel'], reason: 'is for a bot: a webhook writes to the channel that it was made for' }]
    : []
}

function elementsOf(message: Message): readonly object[] {
  const { title, links } = message
  const facts = fittingFacts(message.facts, MAX_FACTS)
  const bold = (text: string): object => ({ type: 'text', text, style: { bold: true } })
  const text = (words: string): object => ({ type: 'text', text: words })
  const head = [
    { type: 'emoji', name: EMOJI[colourName(message)] },
    bold(` ${title}`),
    ...facts.flatMap(({ name, value }) => [bold(`\n${name}: `), text(value)]),
    ...links.flatMap(link => [text('\n'), { type: 'link', url: link.url, text: link.title }]),
  ]
  return [
    { type: 'rich_text_section', elements: head },
    ...fittingBlocks(message.blocks, MAX_BLOCKS).flatMap(block => [
      ...(block.title === '' ? [] : [{ type: 'rich_text_section', elements: [bold(block.title)] }]),
      { type: 'rich_text_preformatted', elements: [text(block.text)] },
    ]),
  ]
}

/** What a notification shows is markup to Slack: these three are all that begins any. */
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
