// https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot; Lark's bots are the same elsewhere.
import { codedAnswer } from '../channel/answer.ts'
import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { colourName } from '../channel/colour.ts'
import { CA_FILE, jsonRequest, SECRET_URL } from '../channel/http-settings.ts'
import { type Message, messageOf } from '../channel/message.ts'
import { fittingBlocks, fittingFacts, jsonBytes } from '../channel/message-text.ts'
import { HOSTILE_ALERT } from '../channel/sample-alert.ts'
import { secretProperties } from '../channel/secret.ts'
import type { AlertRecord } from '../record/types.generated.ts'

export interface FeishuConfig extends ChannelConfig {
  readonly format?: 'card' | 'flagscale'
  /** A word that the bot asks for in every message. */
  readonly keyword?: string
}

const SECRETS = { url: SECRET_URL, secret: { what: 'the key that the bot signs with' } } as const

/** A request of more than 20 KB is refused. */
const MAX_FACT_BYTES = 5000
const MAX_BLOCK_BYTES = 11_000
/** What a text costs in a card besides itself. */
const TEXT_BYTES = 80

const TEMPLATE = { critical: 'red', warning: 'orange', info: 'blue', resolved: 'green' } as const

/** A card of a Feishu or Lark bot, in plain text; `format: flagscale` is the post of FlagScale's monitor. */
export const feishu = defineChannel<FeishuConfig, 'http'>({
  type: 'feishu',
  via: 'http',
  settings: {
    properties: {
      ...secretProperties('url', SECRETS.url),
      ...secretProperties('secret', SECRETS.secret),
      format: {
        description: "card; flagscale: what FlagScale's monitor posts, a title and the last steps as JSON.",
        type: 'string',
        enum: ['card', 'flagscale'],
      },
      keyword: {
        description: 'A word that the bot asks for in every message.',
        type: 'string',
        format: 'logmon-one-line',
      },
      ...CA_FILE,
    },
  },
  secrets: SECRETS,
  certificates: 'ca_file',
  target: (_config, { url = '', secret }) => ({
    url: url.trim(),
    ...(secret === undefined ? {} : { signing: { scheme: 'feishu', key: secret } }),
  }),
  render: (alert, { format, keyword }) =>
    jsonRequest(format === 'flagscale' ? originalPost(alert, keyword) : card(messageOf(alert), keyword)),
  // 9499 and 11232: too many at once; 11233 and 1500: its own trouble.
  answer: codedAnswer('code', 'msg', [9499, 11_232, 11_233, 1500]),
  samples: [
    {
      describe: 'plain text in a card: no mention and no markup of a log is one',
      config: { type: 'feishu', keyword: 'monitor' },
      secrets: { url: 'https://open.feishu.example/open-apis/bot/v2/hook/1', secret: 'key' },
      alert: HOSTILE_ALERT,
      target: {
        url: 'https://open.feishu.example/open-apis/bot/v2/hook/1',
        signing: { scheme: 'feishu', key: 'key' },
      },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          msg_type: 'interactive',
          card: {
            config: { wide_screen_mode: true },
            header: {
              template: 'red',
              title: {
                tag: 'plain_text',
                content:
                  '[HANGING] llama: <!channel> @everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC) · monitor',
              },
            },
            elements: [
              {
                tag: 'div',
                text: { tag: 'plain_text', content: 'Where: rank 3 on <node-7> [x](http://evil.example)' },
              },
              {
                tag: 'action',
                actions: [
                  {
                    tag: 'button',
                    type: 'default',
                    text: { tag: 'plain_text', content: 'Grafana' },
                    url: 'https://grafana.example.com/d?var-job=llama&from=1',
                  },
                ],
              },
              { tag: 'hr' },
              {
                tag: 'div',
                text: { tag: 'plain_text', content: 'Errors\nrank 3: ```\n@here "out" of memory & more' },
              },
            ],
          },
        }),
      },
    },
    {
      describe: "the post of FlagScale's monitor",
      config: { type: 'feishu', format: 'flagscale' },
      secrets: { url: 'https://open.feishu.example/open-apis/bot/v2/hook/1' },
      alert: {
        kind: 'alert',
        key: 'job/llama',
        state: 'firing',
        summary: '[HANGING] llama: no step',
        steps: [{ time: '2026-01-05T10:00:00Z', step: 7, metrics: { loss: 2.5 } }],
      },
      target: { url: 'https://open.feishu.example/open-apis/bot/v2/hook/1' },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          msg_type: 'post',
          content: {
            post: {
              zh_cn: {
                title: 'monitor: [HANGING] llama: no step',
                content: [
                  [
                    {
                      tag: 'text',
                      text: '[\n    {\n        "time": "2026-01-05T10:00:00Z",\n        "step": 7,\n        "loss": 2.5\n    }\n]',
                    },
                  ],
                ],
              },
            },
          },
        }),
      },
    },
  ],
})

const withKeyword = (title: string, keyword: string | undefined): string =>
  keyword === undefined || title.includes(keyword) ? title : `${title} · ${keyword}`

const div = (content: string): object => ({ tag: 'div', text: { tag: 'plain_text', content } })

function card(message: Message, keyword: string | undefined): object {
  const { links } = message
  const facts = fittingFacts(message.facts, MAX_FACT_BYTES, 4, jsonBytes)
  const buttons = links.map(({ title, url }) => ({
    tag: 'button',
    type: 'default',
    text: { tag: 'plain_text', content: title },
    url,
  }))
  const blocks = fittingBlocks(message.blocks, MAX_BLOCK_BYTES, TEXT_BYTES, jsonBytes)
  return {
    msg_type: 'interactive',
    card: {
      config: { wide_screen_mode: true },
      header: {
        template: TEMPLATE[colourName(message)],
        title: { tag: 'plain_text', content: withKeyword(message.title, keyword) },
      },
      elements: [
        ...(facts.length === 0 ? [] : [div(facts.map(({ name, value }) => `${name}: ${value}`).join('\n'))]),
        ...(buttons.length === 0 ? [] : [{ tag: 'action', actions: buttons }]),
        ...blocks.flatMap(({ title, text }) => [{ tag: 'hr' }, div(title === '' ? text : `${title}\n${text}`)]),
      ],
    },
  }
}

/** A title, and one text: the last ten records at most, as JSON with four blanks. */
function originalPost(alert: AlertRecord, keyword: string | undefined): object {
  const records = (alert.steps ?? []).map(({ time, step, metrics }) => ({
    ...(time === undefined ? {} : { time }),
    step,
    ...metrics,
  }))
  let text = JSON.stringify(records, null, 4)
  while (jsonBytes(text) > MAX_BLOCK_BYTES && records.shift() !== undefined) text = JSON.stringify(records, null, 4)
  return {
    msg_type: 'post',
    content: {
      post: {
        zh_cn: {
          title: withKeyword(`monitor: ${messageOf(alert).title}`, keyword),
          content: [[{ tag: 'text', text }]],
        },
      },
    },
  }
}
