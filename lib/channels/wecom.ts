// https://developer.work.weixin.qq.com/document/path/91770
import { codedAnswer } from '../channel/answer.ts'
import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { jsonRequest, SECRET_WEBHOOK } from '../channel/http-settings.ts'
import { messageOf } from '../channel/message.ts'
import { cutTo, messageText, utf8Bytes } from '../channel/message-text.ts'
import { HOSTILE_ALERT } from '../channel/sample-alert.ts'

/** A text of more than 2048 bytes of UTF-8 is refused. */
const MAX_BYTES = 2048

/** A text of a WeCom bot, which has no markup; nobody is mentioned. */
export const wecom = defineChannel<ChannelConfig, 'http'>({
  type: 'wecom',
  ...SECRET_WEBHOOK,
  render(alert) {
    const message = messageOf(alert)
    const content = `${message.title}\n\n${messageText(message, MAX_BYTES)}`.trimEnd()
    return jsonRequest({ msgtype: 'text', text: { content: cutTo(content, MAX_BYTES, utf8Bytes) } })
  },
  // 45009: more than 20 in a minute; -1: busy.
  answer: codedAnswer('errcode', 'errmsg', [45_009, -1]),
  samples: [
    {
      describe: 'plain text',
      config: { type: 'wecom' },
      secrets: { url: 'https://qyapi.weixin.example/cgi-bin/webhook/send?key=1' },
      alert: HOSTILE_ALERT,
      target: { url: 'https://qyapi.weixin.example/cgi-bin/webhook/send?key=1' },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          msgtype: 'text',
          text: {
            content:
              '[HANGING] llama: <!channel> @everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC)\n\nWhere: rank 3 on <node-7> [x](http://evil.example)\n\nGrafana: https://grafana.example.com/d?var-job=llama&from=1\n\nErrors\n  rank 3: ```\n  @here "out" of memory & more',
          },
        }),
      },
    },
  ],
})
