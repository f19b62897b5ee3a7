// https://support.microsoft.com/office/create-incoming-webhooks-with-workflows-for-microsoft-teams and
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { colourName } from '../channel/colour.ts'
import { jsonRequest, SECRET_WEBHOOK } from '../channel/http-settings.ts'
import { type Message, messageOf } from '../channel/message.ts'
import { fittingBlocks, fittingFacts, jsonBytes } from '../channel/message-text.ts'
import { HOSTILE_ALERT } from '../channel/sample-alert.ts'

/** Teams takes 28 KB for a message; a line of a block costs some 110 bytes besides its text. */
const MAX_FACT_BYTES = 6000
const MAX_BLOCK_BYTES = 15_000
const LINE_BYTES = 130
const MAX_LINES = 80

const STYLE = { critical: 'attention', warning: 'warning', info: 'accent', resolved: 'good' } as const

/** An Adaptive Card through a workflow of Teams. Its text runs know no markup. */
export const teams = defineChannel<ChannelConfig, 'http'>({
  type: 'teams',
  ...SECRET_WEBHOOK,
  render(alert) {
    const message = messageOf(alert)
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      msteams: { width: 'Full' },
      body: bodyOf(message),
      ...(message.links.length === 0
        ? {}
        : { actions: message.links.map(({ title, url }) => ({ type: 'Action.OpenUrl', title, url })) }),
    }
    return jsonRequest({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
    })
  },
  samples: [
    {
      describe: 'every text of a log is a text run, which is shown as it is',
      config: { type: 'teams' },
      secrets: { url: 'https://prod.logic.example/workflows/1' },
      alert: HOSTILE_ALERT,
      target: { url: 'https://prod.logic.example/workflows/1' },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          type: 'message',
          attachments: [
            {
              contentType: 'application/vnd.microsoft.card.adaptive',
              contentUrl: null,
              content: {
                $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
                type: 'AdaptiveCard',
                version: '1.4',
                msteams: { width: 'Full' },
                body: [
                  {
                    type: 'RichTextBlock',
                    inlines: [
                      {
                        type: 'TextRun',
                        text: '[HANGING] llama: <!channel> @everyone *no* <b>step</b> X-Evil: 1 (since 10:00:00 UTC)',
                        weight: 'bolder',
                        size: 'medium',
                        color: 'attention',
                      },
                    ],
                  },
                  {
                    type: 'RichTextBlock',
                    spacing: 'small',
                    inlines: [
                      { type: 'TextRun', text: 'Where: ', weight: 'bolder' },
                      { type: 'TextRun', text: 'rank 3 on <node-7> [x](http://evil.example)' },
                    ],
                  },
                  {
                    type: 'RichTextBlock',
                    spacing: 'medium',
                    inlines: [{ type: 'TextRun', text: 'Errors', weight: 'bolder' }],
                  },
                  {
                    type: 'RichTextBlock',
                    spacing: 'none',
                    inlines: [{ type: 'TextRun', text: 'rank 3: ```', fontType: 'monospace', size: 'small' }],
                  },
                  {
                    type: 'RichTextBlock',
                    spacing: 'none',
                    inlines: [
                      { type: 'TextRun', text: '@here "out" of memory & more', fontType: 'monospace', size: 'small' },
                    ],
                  },
                ],
                actions: [
                  {
                    type: 'Action.OpenUrl',
                    title: 'Grafana',
                    url: 'https://grafana.example.com/d?var-job=llama&from=1',
                  },
                ],
              },
            },
          ],
        }),
      },
    },
  ],
})

interface TextRun {
  readonly text: string
  readonly weight?: 'bolder'
  readonly size?: 'small' | 'medium'
  readonly color?: string
  readonly fontType?: 'monospace'
}

function bodyOf(message: Message): readonly object[] {
  const { title } = message
  const facts = fittingFacts(message.facts, MAX_FACT_BYTES, 2 * LINE_BYTES, jsonBytes)
  const paragraph = (spacing: string | undefined, ...runs: readonly TextRun[]): object => ({
    type: 'RichTextBlock',
    ...(spacing === undefined ? {} : { spacing }),
    inlines: runs.map(run => ({ type: 'TextRun', ...run })),
  })
  const sizeOf = (text: string): number => jsonBytes(text) + LINE_BYTES * (text.split('\n').length - 1)
  let lines = MAX_LINES
  return [
    paragraph(undefined, { text: title, weight: 'bolder', size: 'medium', color: STYLE[colourName(message)] }),
    ...facts.map(({ name, value }) => paragraph('small', { text: `${name}: `, weight: 'bolder' }, { text: value })),
    ...fittingBlocks(message.blocks, MAX_BLOCK_BYTES, 2 * LINE_BYTES, sizeOf).flatMap(block => {
      const shown = block.text.split('\n').slice(0, Math.max(0, lines))
      lines -= shown.length
      return [
        ...(block.title === '' ? [] : [paragraph('medium', { text: block.title, weight: 'bolder' })]),
        ...shown.map(line => paragraph('none', { text: evenly(line), fontType: 'monospace', size: 'small' })),
      ]
    }),
  ]
}

/** Runs of blanks would be shown as one, and an empty run is refused: columns stand on blanks that do not break. */
const evenly = (line: string): string =>
  line === '' ? '\u00a0' : line.replace(/^ +| {2,}/g, blanks => '\u00a0'.repeat(blanks.length))
