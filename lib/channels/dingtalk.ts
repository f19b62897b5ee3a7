// https://open.dingtalk.com/document/robots/custom-robot-access
import { codedAnswer } from '../channel/answer.ts'
import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { CA_FILE, jsonRequest, SECRET_URL } from '../channel/http-settings.ts'
import { messageOf } from '../channel/message.ts'
import { cutTo, jsonBytes, messageText } from '../channel/message-text.ts'
import { HOSTILE_ALERT } from '../channel/sample-alert.ts'
import { secretProperties } from '../channel/secret.ts'

export interface DingtalkConfig extends ChannelConfig {
  /** A word that the robot asks for in every message. */
  readonly keyword?: string
}

const SECRETS = { url: SECRET_URL, secret: { what: 'the key that the robot signs with' } } as const

/** A request of more than 20,000 bytes is refused. */
const MAX_BYTES = 18_000

/** A text of a DingTalk robot, which has no markup; nobody is mentioned but by `at`. */
export const dingtalk = defineChannel<DingtalkConfig, 'http'>({
  type: 'dingtalk',
  via: 'http',
  settings: {
    properties: {
      ...secretProperties('url', SECRETS.url),
      ...secretProperties('secret', SECRETS.secret),
      keyword: {
        description: 'A word that the robot asks for in every message.',
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
    ...(secret === undefined ? {} : { signing: { scheme: 'dingtalk', key: secret } }),
  }),
  render(alert, { keyword }) {
    const message = messageOf(alert)
    const head = keyword === undefined || message.title.includes(keyword) ? [] : [keyword]
    const content = [...head, message.title, '', messageText(message, MAX_BYTES)].join('\n').trimEnd()
    return jsonRequest({
      msgtype: 'text',
      text: { content: cutTo(content, MAX_BYTES, jsonBytes) },
      at: { atMobiles: [], isAtAll: false },
    })
  },
  // 130101: more than 20 in a minute; -1: busy.
  answer: codedAnswer('errcode', 'errmsg', [130_101, -1]),
  samples: [
    {
      describe: 'plain text with the word that the robot asks for; nobody is mentioned',
      config: { type: 'dingtalk', keyword: 'logmon' },
      secrets: { url: 'https://oapi.dingtalk.example/robot/send?access_token=1', secret: 'SEC1' },
      alert: HOSTILE_ALERT,
      target: {
        url: 'https://oapi.dingtalk.example/robot/send?access_token=1',
        signing: { scheme: 'dingtalk', key: 'SEC1' },
      },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          msgtype: 'text',
          text: {
            content:
              'logmon\n[HANGING] llama: <!channel> @everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC)\n\nWhere: rank 3 on <node-7> [x](http://evil.example)\n\nGrafana: https://grafana.example.com/d?var-job=llama&from=1\n\nErrors\n  rank 3: ```\n  @here "out" of memory & more',
          },
          at: { atMobiles: [], isAtAll: false },
        }),
      },
    },
  ],
})
