// What an alert says to a person, in parts: every channel puts the same parts into its own form. All text is clean: one
// line where it says so, without control characters and secrets.
import type { Severity } from '../record/severity.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine, cleanText } from '../redact/clean-text.ts'
import { stepPlot } from './step-plot.ts'
import { stepTable } from './step-table.ts'

export interface Message {
  /** One line: the state, the job, what happened where, and since when. */
  readonly title: string
  readonly isOver: boolean
  readonly severity: Severity
  /** Most important first; name and value are of one line each. */
  readonly facts: readonly Fact[]
  readonly links: readonly Link[]
  /** Text of even columns, most important first. */
  readonly blocks: readonly Block[]
}

export type Fact = Readonly<NonNullable<AlertRecord['facts']>[number]>
export type Link = Readonly<NonNullable<AlertRecord['links']>[number]>

export interface Block {
  /** '' for a text that stands for itself. */
  readonly title: string
  readonly text: string
}

export type LogLine = NonNullable<AlertRecord['log_lines']>[number]

const MAX_TITLE = 200
const MAX_FACT = 1000
const MAX_LINE = 8000
const MAX_BODY = 65_536

const TITLES: Readonly<Record<LogLine['about'], string>> = {
  error: 'Errors',
  match: 'Line that matched',
  last: 'Last line of the log',
}

/** What the block of the last steps is called. */
export const LAST_STEPS = 'Last steps'

/**
 * Returns what an alert says. One without parts says its body. Steps stand there as a plot of text, unless they are
 * shown as pictures.
 */
export function messageOf(alert: AlertRecord, hasPictures = false): Message {
  const hasParts = [alert.facts, alert.log_lines, alert.steps].some(part => part !== undefined && part.length > 0)
  const severity = alert.severity ?? 'warning'
  return {
    title: titleOf(alert),
    isOver: alert.state === 'resolved',
    severity,
    facts: (alert.facts ?? []).map(({ name, value }) => ({
      name: cleanLine(name, 40),
      value: cleanLine(value, MAX_FACT),
    })),
    links: (alert.links ?? []).filter(({ url }) => /^https?:\/\/[\x21-\x7e]+$/.test(url)).map(cleanLink),
    blocks: hasParts ? blocksOf(alert, hasPictures) : textBlock(alert.body ?? ''),
  }
}

const cleanLink = ({ title, url }: Link): Link => ({ title: cleanLine(title, 60), url })

function titleOf({ summary, since, time, state }: AlertRecord): string {
  const when = since === undefined || state === 'resolved' ? '' : ` (since ${shortTime(since, time)})`
  return `${cleanLine(summary, MAX_TITLE - when.length)}${when}`
}

/** Returns a time to the second, the date only where it is not the day of the other time: both are RFC 3339 in UTC. */
export function shortTime(time: string, other: string | undefined): string {
  const text = cleanLine(time, 40)
  const [, day, clock] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(text) ?? []
  if (day === undefined) return text
  return other?.startsWith(day) === true ? `${clock} UTC` : `${day} ${clock} UTC`
}

const textBlock = (body: string): readonly Block[] => {
  const text = cleanText(body, MAX_BODY).trimEnd()
  return text === '' ? [] : [{ title: '', text }]
}

function blocksOf({ steps = [], log_lines: lines = [] }: AlertRecord, hasPictures: boolean): readonly Block[] {
  const plot = hasPictures ? '' : stepPlot(steps)
  const steppings = [plot, stepTable(steps)].filter(text => text !== '').join('\n\n')
  return [
    ...(steppings === '' ? [] : [{ title: LAST_STEPS, text: steppings }]),
    ...(['error', 'match', 'last'] as const).flatMap(about => {
      const texts = lines.filter(line => line.about === about).map(lineText)
      return texts.length === 0 ? [] : [{ title: TITLES[about], text: texts.join('\n') }]
    }),
  ]
}

function lineText({ time, who, text, count = 1 }: LogLine): string {
  const head = [
    ...(time === undefined ? [] : [cleanLine(time, 40).slice(0, 19).replace('T', ' ')]),
    ...(who === undefined || who === '' ? [] : [cleanLine(who, 200)]),
    ...(count > 1 ? [`(${count} times)`] : []),
  ].join(' ')
  const clean = cleanText(text, MAX_LINE).trimEnd()
  return head === '' ? clean : `${head}: ${clean}`
}
