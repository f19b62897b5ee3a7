import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { messageOf } from '../channel/message.ts'
import { noticeId } from '../record/alert-identity.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine, cleanText } from '../redact/clean-text.ts'

export interface ExecConfig extends ChannelConfig {
  readonly command: readonly string[]
}

/** Longest argument made from an alert, in characters; Linux takes 128 KiB at most. */
const MAX_ARGUMENT = 16_384

const PLACEHOLDERS: Readonly<Record<string, (alert: AlertRecord) => string>> = {
  summary: alert => messageOf(alert).title,
  body: alert => cleanText(alert.body ?? '', MAX_ARGUMENT),
  severity: alert => alert.severity ?? 'warning',
  state: alert => alert.state,
  key: alert => cleanLine(alert.key, 200),
  job: alert => cleanLine(alert.job ?? '', 200),
  reason: alert => cleanLine(alert.labels?.['reason'] ?? '', 200),
}

/** A program: the alert as JSON on its standard input; `{summary}` and other names in its arguments are replaced. */
export const exec = defineChannel<ExecConfig, 'exec'>({
  type: 'exec',
  via: 'exec',
  settings: {
    required: ['command'],
    properties: {
      timeout: { description: 'Longest time that the program may take.', $ref: '#/$defs/duration' },
      retry_for: {
        description: 'How long a program that says 75 (try later) is run again.',
        $ref: '#/$defs/duration',
      },
      command: {
        description: 'the program and its arguments; no shell sees them',
        type: 'array',
        minItems: 1,
        items: { type: 'string' },
      },
    },
  },
  target: () => undefined,
  render: (alert, config) => ({
    via: 'exec',
    command: config.command.map((argument, index) => (index === 0 ? argument : fill(argument, alert))),
    stdin: `${JSON.stringify({ version: 1, id: noticeId(alert), ...alert })}\n`,
  }),
  samples: [
    {
      describe: 'log text stays inside one argument, and cannot become an option',
      config: { type: 'exec', command: ['apprise', '-t', '{summary}', '{job}', '{unknown}'] },
      alert: {
        kind: 'alert',
        key: 'job/-rf',
        job: '-rf $(rm -rf ~)\u0000',
        state: 'firing',
        summary: '[HANGING] `id`; rm *\n--config=/etc/shadow',
      },
      target: undefined,
      request: {
        via: 'exec',
        command: ['apprise', '-t', '[HANGING] `id`; rm * --config=/etc/shadow', ' -rf $(rm -rf ~)', '{unknown}'],
        stdin:
          '{"version":1,"id":"be08c8733b2eefcf-1","kind":"alert","key":"job/-rf","job":"-rf $(rm -rf ~)\\u0000","state":"firing","summary":"[HANGING] `id`; rm *\\n--config=/etc/shadow"}\n',
      },
    },
  ],
})

function fill(argument: string, alert: AlertRecord): string {
  const filled = argument.replace(/\{([a-z]+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(PLACEHOLDERS, name) ? (PLACEHOLDERS[name] as (alert: AlertRecord) => string)(alert) : placeholder,
  )
  // What begins with text of a log must not be taken for an option.
  return argument.startsWith('{') && filled.startsWith('-') ? ` ${filled}` : filled
}
