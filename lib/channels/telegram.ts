// https://core.telegram.org/bots/api#sendmessage
import type { AnswerReader } from '../channel/answer.ts'
import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { CA_FILE, jsonRequest, serverUrl, withoutSlash } from '../channel/http-settings.ts'
import { type Message, messageOf } from '../channel/message.ts'
import { fittingBlocks } from '../channel/message-text.ts'
import { HOSTILE_ALERT } from '../channel/sample-alert.ts'
import { secretProperties } from '../channel/secret.ts'
import { cut } from '../redact/clean-text.ts'

export interface TelegramConfig extends ChannelConfig {
  readonly chat: string | number
  /** A topic of a group. */
  readonly topic?: number
  readonly api?: string
}

const SECRETS = {
  token: {
    what: "the bot's token",
    isRequired: true,
    question: ({ name = 'telegram' }: TelegramConfig): string => `Token of the bot of ${name}`,
  },
} as const

const API = 'https://api.telegram.org'
/** More than 4096 UTF-16 units are refused. */
const MAX_TEXT = 4096
const MAX_FACTS = 1500

const answer: AnswerReader = ({ status, json, text }) => {
  const id = (json?.['result'] as { message_id?: unknown } | undefined)?.message_id
  if (json?.['ok'] === true) return { is: 'sent', ...(typeof id === 'number' ? { thread: String(id) } : {}) }
  if (status >= 200 && status < 300)
    return { is: 'retry', error: `this is no answer of Telegram: ${text.slice(0, 200)}` }
  const after = (json?.['parameters'] as { retry_after?: unknown } | undefined)?.retry_after
  if (status !== 429 || typeof after !== 'number') return undefined
  return { is: 'retry', error: `HTTP 429: ${text.slice(0, 200)}`, afterMs: Math.max(0, after) * 1000 }
}

/**
 * A message of a Telegram bot; those of one episode answer its first. Its markup is told beside the text, not in it.
 */
export const telegram = defineChannel<TelegramConfig, 'http'>({
  type: 'telegram',
  via: 'http',
  settings: {
    required: ['chat'],
    properties: {
      ...secretProperties('token', SECRETS.token),
      chat: {
        description: 'Id of the chat, or @name of a channel.',
        type: ['string', 'integer'],
        format: 'logmon-one-line',
      },
      topic: { description: 'Id of a topic of the group.', type: 'integer', minimum: 1 },
      api: serverUrl(`The Bot API, where it is not ${API}.`),
      ...CA_FILE,
    },
  },
  secrets: SECRETS,
  certificates: 'ca_file',
  target: ({ api = API }, { token = '' }) => ({ url: `${withoutSlash(api)}/bot${token.trim()}` }),
  render(alert, { chat, topic }, { thread }) {
    const message = messageOf(alert)
    const answered = { message_id: Number(thread), allow_sending_without_reply: true }
    return jsonRequest(
      {
        chat_id: chat,
        ...(topic === undefined ? {} : { message_thread_id: topic }),
        ...textOf(message),
        link_preview_options: { is_disabled: true },
        disable_notification: message.severity === 'info',
        ...(thread === undefined ? {} : { reply_parameters: answered }),
      },
      { path: '/sendMessage' },
    )
  },
  answer,
  samples: [
    {
      describe: 'what of a log looks like a mention, a command or a link is none',
      config: { type: 'telegram', chat: -100, topic: 7 },
      secrets: { token: '1:abc' },
      alert: HOSTILE_ALERT,
      given: { thread: '42' },
      target: { url: 'https://api.telegram.org/bot1:abc' },
      request: {
        via: 'http',
        path: '/sendMessage',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          chat_id: -100,
          message_thread_id: 7,
          text: '[HANGING] llama: <!channel> @\u2060everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC)\n\nWhere: rank 3 on <node-7> [x](http:/\u2060/evil.example)\n\nGrafana\n\nErrors\nrank 3: ```\n@here "out" of memory & more',
          entities: [
            { type: 'bold', offset: 0, length: 86 },
            { type: 'text_link', offset: 141, length: 7, url: 'https://grafana.example.com/d?var-job=llama&from=1' },
            { type: 'bold', offset: 150, length: 6 },
            { type: 'pre', offset: 157, length: 40 },
          ],
          link_preview_options: { is_disabled: true },
          disable_notification: false,
          reply_parameters: { message_id: 42, allow_sending_without_reply: true },
        }),
      },
    },
  ],
})

type Entity = Readonly<Record<string, string | number>>

/** Returns the text and what is bold, a link or of even columns in it: offsets count UTF-16 units, as ours do. */
function textOf(message: Message): { readonly text: string; readonly entities: readonly Entity[] } {
  const entities: Entity[] = []
  let text = ''
  const add = (words: string, type?: string, more: Entity = {}): void => {
    if (type !== undefined && words !== '') entities.push({ type, offset: text.length, length: words.length, ...more })
    text += words
  }
  add(inert(message.title), 'bold')
  const facts = message.facts.map(({ name, value }) => `${name}: ${value}`).join('\n')
  if (facts !== '') add(`\n\n${cut(inert(facts), MAX_FACTS)}`)
  for (const [index, { title, url }] of message.links.entries()) {
    add(index === 0 ? '\n\n' : '\n')
    add(title, 'text_link', { url })
  }
  for (const block of fittingBlocks(message.blocks, MAX_TEXT - text.length, 4)) {
    add('\n\n')
    if (block.title !== '') {
      add(block.title, 'bold')
      add('\n')
    }
    add(block.text, 'pre')
  }
  return { text, entities }
}

/** Telegram makes mentions, commands, tags and links of plain text: a joiner of words that nobody sees stops that. */
const inert = (text: string): string =>
  text.replace(/([@#$]|(?:^|(?<=\s))\/)(?=\w)/g, '$1\u2060').replaceAll('://', ':/\u2060/')
