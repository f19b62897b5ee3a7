// What an alert says, in parts, and the record that holds them. Everything that comes from a log passes through
// cleanText or cleanLine here.
import { type LinkTemplates, linksOf } from '../channel/link.ts'
import { type Fact, type LogLine, messageOf } from '../channel/message.ts'
import { messageText } from '../channel/message-text.ts'
import { wordsOfWho } from '../classify/explain.ts'
import { incidentId } from '../record/alert-identity.ts'
import { formatDuration, formatTime, type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord, VerdictRecord } from '../record/types.generated.ts'
import { localTime, zoneOf } from '../record/zone.ts'
import { cleanLine, cleanText } from '../redact/clean-text.ts'
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import { adviceAfterRestart, adviceOn } from '../why/what-to-do.ts'
import type { BadState } from './bad-state.ts'
import type { ErrorLine, Evidence } from './evidence.ts'
import { present } from './wording.ts'

/** Longest body, in characters. */
export const MAX_BODY = 32_768
const MAX_LINE = 1000

/** A fact that may not be known. */
export type MaybeFact = readonly [name: string, value: string | undefined]

/** What the words of an alert are made of, besides the alert's own facts. */
export interface Telling {
  readonly evidence: Evidence
  readonly links: LinkTemplates
  /** The zone in which the times of steps are told; undefined for UTC. */
  readonly tz: string | undefined
  /** True where the alert is to say how it is acknowledged. */
  readonly asksForAcknowledgement: boolean
}

/**
 * Returns the record of an alert: what it is given, the facts that have a value and do not stand in the summary
 * already, what is known of the job, and all of it as text. A field that is undefined is left out.
 */
export function alertOfParts(
  alert: AlertRecord,
  facts: readonly MaybeFact[],
  { evidence, links: templates, asksForAcknowledgement, tz }: Telling,
  lastMatch?: string,
): AlertRecord {
  const acknowledging = asksForAcknowledgement && alert.state === 'firing' && alert.severity !== 'info'
  const all = acknowledging
    ? [...facts, ['Acknowledge', `logmon alert ack ${incidentId(alert).slice(0, 8)}`] as const]
    : facts
  const { labels, members, unnamed_members, episode, sequence, reminder, once, since, starts_at, ends_at, ...head } =
    alert
  const steps = evidence.steps().map(row => ({ ...row, ...localTimeOf(row.time, tz) }))
  const links = linksOf(templates, { ...alert, steps }).map(link => ({ ...link }))
  const parts = {
    facts: knownFacts(all, alert.summary),
    log_lines: logLines(evidence, lastMatch),
    ...(links.length === 0 ? {} : { links }),
  }
  const body = messageText(messageOf({ ...alert, ...parts, steps }), MAX_BODY)
  const whom = { members, unnamed_members }
  const behind = { labels, steps, ...whom, episode, sequence, reminder, once, since, starts_at, ends_at }
  return present({ ...head, body, ...parts, ...behind } as AlertRecord)
}

/** A time is told as the log has it, where its zone is known. */
function localTimeOf(time: string | undefined, tz: string | undefined): { readonly time?: string } {
  const zone = tz === undefined || tz === 'UTC' ? undefined : zoneOf(tz)
  const millis = time === undefined ? undefined : parseTime(time)
  return zone === undefined || millis === undefined ? {} : { time: localTime(millis, zone) }
}

function knownFacts(facts: readonly MaybeFact[], summary: string): Fact[] {
  return facts.flatMap(([name, given]) => {
    const value = cleanLine(given ?? '', MAX_LINE)
    return value === '' || (OF_SUMMARY.has(name) && summary.includes(value)) ? [] : [{ name, value }]
  })
}

/** Facts that a summary says as long as it has room for them. */
const OF_SUMMARY: ReadonlySet<string> = new Set(['What', 'Where', 'Line', 'Leave out'])

/** The errors, the line that matched and the last one, each only where no other and no row of steps says the same. */
function logLines(evidence: Evidence, lastMatch: string | undefined): LogLine[] {
  const errors = evidence.errors()
  const last = evidence.lastLine()
  const lines: LogLine[] = errors.map(error => logLine('error', error))
  const match = lastMatch === undefined ? '' : cleanText(lastMatch, MAX_LINE).trim()
  const others = [...errors, ...(last === undefined ? [] : [last])]
  const isSaid = evidence.hasStepLine(lastMatch ?? '') || others.some(({ text }) => text.includes(match))
  if (match !== '' && !isSaid) lines.push({ about: 'match', text: match })
  if (last !== undefined && last.text.trim() !== '') lines.push(logLine('last', last))
  return lines
}

const logLine = (about: LogLine['about'], { time, who, text, count }: ErrorLine): LogLine => ({
  about,
  ...(time === undefined ? {} : { time }),
  ...(who === '' ? {} : { who }),
  text,
  ...(count > 1 ? { count } : {}),
})

/** Returns since when something is so, and for how long; undefined where that is not known. */
export function sinceText(since: string | undefined, now: Millis): string | undefined {
  const began = since === undefined ? undefined : parseTime(since)
  if (began === undefined) return undefined
  const text = `${(formatTime(began) ?? '').slice(0, 19).replace('T', ' ')} UTC`
  return now - began >= 1000 ? `${text}, for ${formatDuration(now - began)}` : text
}

/** Returns since when an episode has been bad, where that is longer than what is told has lasted. */
export function badSince(startsAt: string | undefined, at: string | undefined, now: Millis): string | undefined {
  const [began, turned] = [parseTime(startsAt ?? ''), parseTime(at ?? '')]
  const isEarlier = began !== undefined && turned !== undefined && turned - began >= WORTH_TELLING_MS
  return isEarlier ? sinceText(startsAt, now) : undefined
}
const WORTH_TELLING_MS = 5000

/** Most ranks or nodes that are named one by one where somebody is at fault. */
const MOST_NAMED = 8

/** Returns what classify has found out about an attempt: cause, its line, and who. */
export function causeFacts(verdict: VerdictRecord | undefined): readonly MaybeFact[] {
  if (verdict?.category === undefined) return []
  const { primary, culprit, confidence } = verdict
  const sure = confidence === undefined ? '' : ` (${Math.round(confidence * 100)} % sure)`
  return [
    ['Cause', `${titleOfCause(verdict)}${sure}`],
    ['Line', primary?.text],
    ['Who', culprit === undefined ? undefined : wordsOfWho(culprit, MOST_NAMED)],
  ]
}

/** Returns the kind of failure in words. */
export const titleOfCause = ({ category = 'unknown' }: VerdictRecord): string =>
  Object.hasOwn(CATEGORIES, category) ? CATEGORIES[category as Category].title : category

const ADVICE: Readonly<Record<BadState, string>> = {
  SLOW: 'Compare the ranks: one slow GPU, node or data loader slows down all; look at clocks, temperature, storage and network.',
  HANGING:
    'Take stacks of the ranks that are silent (py-spy dump) before anything is ended; if none moves, end the job and restart it.',
  FAULTED: 'Read the lines below; logmon why LOG tells the cause and whether a restart helps.',
}

/** Returns what a person should do: about the cause where it is known, else about the state. */
export const adviceFact = (state: BadState | undefined, verdict: VerdictRecord | undefined): MaybeFact => [
  'To do',
  verdict?.category !== undefined && verdict.category !== 'unknown'
    ? (verdict.attempts_same_root ?? 1) > 1
      ? adviceAfterRestart(verdict.category)
      : adviceOn(verdict.category).sentence
    : state && ADVICE[state],
]
