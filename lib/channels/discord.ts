// https://docs.discord.com/developers/resources/webhook#execute-webhook
import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { colourNumber } from '../channel/colour.ts'
import { jsonRequest, SECRET_WEBHOOK } from '../channel/http-settings.ts'
import { messageOf } from '../channel/message.ts'
import { fittingBlocks } from '../channel/message-text.ts'
import { HOSTILE_ALERT } from '../channel/sample-alert.ts'
import { cut } from '../redact/clean-text.ts'

/** Discord refuses more: 2000 in the text, 4096 in a description, 25 fields of 256 and 1024, 6000 in an embed. */
const MAX_TITLE = 2000
const MAX_DESCRIPTION = 3000
const MAX_FIELDS = 12
const MAX_VALUE = 1024
const MAX_ALL_FIELDS = 2500

/** A message with an embed. Nobody is ever pinged by it, and what looks like markup is text. */
export const discord = defineChannel<ChannelConfig, 'http'>({
  type: 'discord',
  ...SECRET_WEBHOOK,
  render(alert) {
    const message = messageOf(alert)
    const links = message.links.map(
      ({ title, url }) => `[${escaped(title)}](${url.replace(/[()]/g, encodeURIComponent)})`,
    )
    const blocks = fittingBlocks(message.blocks, MAX_DESCRIPTION - links.join(' · ').length, 20).map(
      ({ title, text }) => `${title === '' ? '' : `**${title}**\n`}\`\`\`\n${unfenced(text)}\n\`\`\``,
    )
    return jsonRequest({
      content: cut(`**${escaped(message.title)}**`, MAX_TITLE),
      embeds: [
        {
          color: colourNumber(message),
          description: [links.join(' · '), ...blocks].filter(part => part !== '').join('\n'),
          fields: fieldsOf(message.facts),
          ...(alert.time === undefined ? {} : { timestamp: alert.time }),
        },
      ],
      // Without this a line of a log could ring every telephone of a server.
      allowed_mentions: { parse: [] },
    })
  },
  answer({ status, json, text }) {
    const after = json?.['retry_after']
    if (status !== 429 || typeof after !== 'number') return undefined
    return { is: 'retry', error: `HTTP 429: ${text.slice(0, 200)}`, afterMs: Math.ceil(Math.max(0, after) * 1000) }
  },
  samples: [
    {
      describe: 'no mention, no markup and no link of a log is one',
      config: { type: 'discord' },
      secrets: { url: 'https://discord.example/api/webhooks/1/token' },
      alert: HOSTILE_ALERT,
      target: { url: 'https://discord.example/api/webhooks/1/token' },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          content:
            '**\\[HANGING\\] llama\\: \\<!channel\\> \\@everyone \\*no\\* \\<b\\>step\\</b\\> X-Evil\\: 1 \\(since 10\\:00\\:00 UTC\\)**',
          embeds: [
            {
              color: 0xb3261e,
              description:
                "[Grafana](https://grafana.example.com/d?var-job=llama&from=1)\n**Errors**\n```\nrank 3: '''\n@here \"out\" of memory & more\n```",
              fields: [
                {
                  name: 'Where',
                  value: 'rank 3 on \\<node-7\\> \\[x\\]\\(http\\://evil.example\\)',
                  inline: false,
                },
              ],
              timestamp: '2026-01-05T10:05:00.000Z',
            },
          ],
          allowed_mentions: { parse: [] },
        }),
      },
    },
  ],
})

/** Every character that begins markup, a mention, an emoji or a link. */
const escaped = (text: string): string => text.replace(/[\\*_~`|>#[\]()<:@]/g, '\\$&')

/** The end of a block cannot stand in it. */
const unfenced = (text: string): string => text.replaceAll('```', "'''")

function fieldsOf(facts: readonly { readonly name: string; readonly value: string }[]): readonly object[] {
  let left = MAX_ALL_FIELDS
  return facts.slice(0, MAX_FIELDS).flatMap(({ name, value }) => {
    const shownValue = cut(escaped(cut(value, MAX_VALUE / 2)), MAX_VALUE)
    left -= name.length + shownValue.length
    return left < 0 ? [] : [{ name, value: shownValue, inline: false }]
  })
}
