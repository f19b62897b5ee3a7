// The alerts of the demo as each channel tells them: what docs/messages.md shows.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { timeline } from '../../examples/training-job/timeline.ts'
import { LAUNCHER, type Said, voices } from '../../examples/training-job/voices.ts'
import type { Channel, ChannelConfig } from '../../lib/channel/channel.ts'
import type { HttpRequest, MailRequest, Requests, Via } from '../../lib/channel/request.ts'
import * as allChannels from '../../lib/channels/index.ts'
import type { AlertRecord } from '../../lib/record/types.generated.ts'

const START = Date.parse('2026-01-05T10:00:00Z')
const MARKED = /(<!-- messages:.*?-->\n)(.*?)(<!-- end of messages -->)/s
/** The fault: it has all that a message can have. */
const SHOWN_WHOLE = 4
/** Most lines of a message that the page shows whole. */
const MOST_LINES = 24

/** When the job was started again, and from which of its 400 steps on. */
const AGAIN_MS = 90_000
const FIRST_AGAIN = 381
const LAST_STEP = 400

/** The log of the demo's job as torchrun would write it, at fixed times. */
const failingLog = (): readonly string[] =>
  timeline(1).flatMap(happening => (happening.is === 'line' ? linesOf(happening.said, happening.atMs) : []))

/** The log of the attempt that comes to the end of training. */
function lastLog(): readonly string[] {
  const steps = Array.from({ length: LAST_STEP - FIRST_AGAIN + 1 }, (_, index) =>
    voices.step(FIRST_AGAIN + index, 500).flatMap(said => linesOf(said, AGAIN_MS + 500 * (index + 1))),
  )
  return [
    ...voices.start().flatMap(said => linesOf(said, AGAIN_MS)),
    ...steps.flat(),
    '[default7]:[after training is done] datetime: 2026-01-05 10:01:40',
  ]
}

function linesOf({ rank, text }: Said, atMs: number): readonly string[] {
  const lines = text(new Date(START + atMs)).split('\n')
  return rank === LAUNCHER ? lines : lines.map(line => `[default${rank}]:${line}`)
}

/** The alerts of the demo's job, with the verdict, a link, and the end of its last attempt. */
export const demoAlerts = (): readonly AlertRecord[] => [failingLog(), lastLog()].flatMap(alertsOf)

function alertsOf(log: readonly string[]): readonly AlertRecord[] {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-messages-'))
  const job = join(folder, 'job.yaml')
  const links = '  links: { Grafana: "https://grafana.example.com/d/train?var-job={job}&from={from_ms}" }\n'
  writeFileSync(job, readFileSync('examples/demo/job.yaml', 'utf8') + links)
  const words = ['bin/logmon.js', 'run', '-c', job, '--classify', '--clock', 'record']
  const text = execFileSync(process.execPath, words, {
    input: log.map(line => `${line}\n`).join(''),
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC', NODE_V8_COVERAGE: '' },
  })
  rmSync(folder, { recursive: true, force: true })
  const records = text.trimEnd().split('\n')
  return records.filter(line => line.startsWith('{"kind":"alert"')).map(line => JSON.parse(line) as AlertRecord)
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of any service
type Json = any

const slackText = ({ elements }: Json): string =>
  elements
    .map(({ type, text, name, url }: Json) =>
      type === 'emoji' ? `:${name}:` : type === 'link' ? `${text} <${url}>` : text,
    )
    .join('')

/** What a person sees of a request, by the type of its channel. */
const SEEN: Readonly<Record<string, (body: Json) => string>> = {
  slack: ({ blocks }) => blocks[0].elements.map(slackText).join('\n'),
  discord: ({ content, embeds: [{ description, fields }] }) =>
    [content, ...fields.map(({ name, value }: Json) => `${name}: ${value}`), description]
      .join('\n')
      .replace(/\\(.)/g, '$1'),
  teams: ({ attachments: [{ content }] }) =>
    [
      ...content.body.map(({ inlines }: Json) => inlines.map(({ text }: Json) => text).join('')),
      ...(content.actions ?? []).map(({ title }: Json) => `[ ${title} ]`),
    ].join('\n'),
  feishu: ({ card: { header, elements } }) =>
    [
      header.title.content,
      ...elements.map(({ tag, text, actions }: Json) =>
        tag === 'hr'
          ? '----'
          : tag === 'div'
            ? text.content
            : actions.map((one: Json) => `[ ${one.text.content} ]`).join(' '),
      ),
    ].join('\n'),
  dingtalk: ({ text }) => text.content,
  alertmanager: alerts =>
    alerts
      .flatMap(({ labels, annotations, endsAt }: Json) => [
        Object.entries(labels)
          .map(([name, value]) => `${name}="${value}"`)
          .join(' '),
        annotations.summary,
        ...(annotations.description === undefined ? [] : [annotations.description]),
        ...(endsAt === undefined ? [] : [`ends ${endsAt} unless it is told again`]),
      ])
      .join('\n'),
  wecom: ({ text }) => text.content,
  telegram: ({ text }) => text,
  ntfy: ({ title, message, priority, tags }) => `${title}\n(priority ${priority}, ${tags})\n${message}`,
  pagerduty: ({ event_action: action, payload }) =>
    payload === undefined
      ? `${action} of the same incident`
      : [
          `${action}: ${payload.summary}`,
          `severity ${payload.severity}, source ${payload.source}`,
          ...Object.entries(payload.custom_details).map(([name, value]) => `${name}: ${value}`),
        ].join('\n'),
  opsgenie: ({ message, description, priority, note }) =>
    message === undefined ? `closed: ${note}` : `${priority} ${message}\n${description}`,
}

const CONFIGS: Readonly<Record<string, object>> = {
  email: { to: 'ops@example.com', from: 'logmon@example.com', smtp: { host: 'mail.example.com' } },
  exec: { command: ['apprise', '-t', '{summary}', '-b', '{body}'] },
  telegram: { chat: -100 },
  ntfy: { topic: 'training' },
  alertmanager: { url: 'http://alertmanager:9093' },
  webhook: { url: 'https://example.com/hook', body: { text: '{title}', blocks: ['{text}'] } },
}

/** Returns what a person sees of an alert on a channel. */
export function seenOn({ type, via, configure }: Channel, alert: AlertRecord): string {
  const channel = configure({ type, ...CONFIGS[type] } as ChannelConfig, 'alert.channels[0]')
  const request = channel.render(alert, { secrets: {}, now: Date.parse(alert.time as string) }) as Requests[Via]
  if (via === 'mail') return `Subject: ${(request as MailRequest).subject}\n\n${(request as MailRequest).text}`
  if (request.via === 'exec') return request.command.join('\n')
  const body = JSON.parse((request as HttpRequest).body)
  return (SEEN[type] ?? (json => JSON.stringify(json, null, 2)))(body)
}

const fenced = (text: string): string => `${'`'.repeat(5)}text\n${text.trimEnd()}\n${'`'.repeat(5)}\n`

/** The head of a message: what stands before its blocks. */
const headOf = (text: string): string => {
  const lines = text.split('\n')
  const end = lines.findIndex(line => /^\**(?:Last steps|Errors|Line that matched|Last line)|^-- $/.test(line))
  return lines
    .slice(0, Math.min(end < 0 ? lines.length : end, MOST_LINES / 2))
    .filter(line => line.trim() !== '' && line !== '----')
    .join('\n')
}

function wholeOf(text: string): string {
  const lines = text
    .trimEnd()
    .split('\n')
    .map(line => (line.length > 200 ? `${line.slice(0, 199)}…` : line))
  return [
    ...lines.slice(0, MOST_LINES),
    ...(lines.length > MOST_LINES ? [`(${lines.length - MOST_LINES} more lines)`] : []),
  ].join('\n')
}

/** Returns a page with the messages of the demo. */
export function withMessages(page: string): string {
  const alerts = demoAlerts()
  const channels = Object.values(allChannels).filter(({ via }) => via !== 'stdout') as readonly Channel[]
  const sections = channels.map(channel => {
    const texts = alerts.map(alert => seenOn(channel, alert))
    const heads = texts
      .filter((_, index) => index !== SHOWN_WHOLE)
      .map(headOf)
      .join('\n\n')
    return `## ${channel.type}\n\n${fenced(heads)}\nThe fault whole:\n\n${fenced(wholeOf(texts[SHOWN_WHOLE] as string))}\n`
  })
  return page.replace(
    MARKED,
    (_, before: string, _rows: string, after: string) => `${before}\n${sections.join('')}${after}`,
  )
}
