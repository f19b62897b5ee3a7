// What an outbox holds: lines, of which the last about a notice counts. Pure; who writes it is elsewhere.
import { BOUNDS } from '../bounds.ts'
import { incidentId, incidentOfNotice, noticeId } from '../record/alert-identity.ts'
import { type RecencyMap, recencyMap } from '../record/recency-map.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import type { Began, HeldAlert, OutboxLine, Pending, Threaded } from './outbox-lines.ts'
import { withoutMembers, withoutTexts } from './short-alert.ts'
import { STORM_DIGEST } from './wording.ts'

export interface OutboxContent {
  /** By notice and channel, in the order of their intents. */
  readonly pending: Map<string, Pending>
  /** Ids of notices that any channel was to tell. */
  readonly told: RecencyMap<string, string>
  /** By key, the last notice of what is not over, without its long texts. */
  readonly open: RecencyMap<string, AlertRecord>
  /** By episode and channel. */
  readonly threads: RecencyMap<string, Threaded>
  /** By episode and channel. */
  readonly began: RecencyMap<string, Began>
  /** By episode, the last notice of what nobody is told for now. */
  readonly held: RecencyMap<string, HeldAlert>
  /** By notice, what the next digest is to name. */
  readonly stormed: RecencyMap<string, AlertRecord>
  /** When each came of the last hour that was told or held back, the oldest first. */
  came: readonly Millis[]
}

const MOST = BOUNDS['alert.told'].most
const MOST_THREADS = BOUNDS['alert.threads'].most
const MOST_HELD = BOUNDS['alert.held'].most
/** A greater `max_per_hour` counts anew after a restart. */
const MOST_CAME = 1000
const HOUR: Millis = 3_600_000

/** Returns what the text of an outbox holds. A last line that was torn by a kill counts as not written. */
export function readOutbox(text: string): OutboxContent {
  const content: OutboxContent = {
    pending: new Map(),
    told: recencyMap(),
    open: recencyMap(),
    threads: recencyMap(),
    began: recencyMap(),
    held: recencyMap(),
    stormed: recencyMap(),
    came: [],
  }
  for (const line of text.split('\n')) {
    const read = readLine(line)
    if (read !== undefined) noteLine(content, read)
  }
  return content
}

const KINDS: readonly string[] = [
  ...(['intent', 'done', 'held', 'dropped', 'stormed', 'digested', 'came'] as const),
  ...(['began', 'thread', 'told', 'open'] as const),
] satisfies readonly OutboxLine['is'][]

function readLine(text: string): OutboxLine | undefined {
  try {
    const line = JSON.parse(text) as OutboxLine | null
    return line !== null && KINDS.includes(line.is) ? line : undefined
  } catch {
    return undefined // the torn end of a run that was killed, or an empty line
  }
}

/** Returns what is not over: what was told, and what nobody is told for now. */
export const firingOf = ({ open, held }: OutboxContent): readonly AlertRecord[] => {
  const kept = held.values().flatMap(({ alert }) => (alert.state === 'firing' && alert.once !== true ? [alert] : []))
  const keys = new Set(kept.map(({ key }) => key))
  return [...open.values().filter(({ key }) => !keys.has(key)), ...kept]
}

/** Notes a line as it is read or written. */
export function noteLine(content: OutboxContent, line: OutboxLine): void {
  switch (line.is) {
    case 'intent':
      noteIntent(content, line)
      break
    case 'done':
      noteDone(content, line)
      break
    case 'held':
      keepMost(content.held, MOST_HELD, incidentId(line.alert), heldOf(line))
      noteDigest(content, line.alert)
      break
    case 'stormed':
      keepMost(content.stormed, MOST_HELD, noticeId(line.alert), line.alert)
      noteOpen(content, line.alert)
      noteCame(content, line.alert)
      break
    case 'digested':
      forgetStorm(content)
      break
    case 'came':
      content.came = line.at
      break
    case 'dropped':
      noteDropped(content, line.id)
      break
    case 'began':
      noteBegan(content.began, line)
      break
    case 'thread':
      noteThread(content.threads, line)
      break
    case 'told':
      noteTold(content, line.id)
      break
    case 'open':
      noteOpen(content, line.alert)
  }
}

/** The digest of a storm names all that was held back until then. */
export const isStormDigest = ({ labels }: AlertRecord): boolean => labels?.['reason'] === STORM_DIGEST

function noteDigest(content: OutboxContent, alert: AlertRecord): void {
  if (isStormDigest(alert)) forgetStorm(content)
}

function forgetStorm({ stormed }: OutboxContent): void {
  while (stormed.size() > 0) stormed.takeOldest()
}

function noteCame(content: OutboxContent, { state, time }: AlertRecord): void {
  const at = state === 'firing' ? parseTime(time ?? '') : undefined
  if (at !== undefined) content.came = [...content.came.filter(one => one > at - HOUR), at].slice(-MOST_CAME)
}

const heldOf = ({ alert, why, words }: HeldAlert): HeldAlert => ({ alert, why, words })

function noteDropped(content: OutboxContent, id: string): void {
  const incident = incidentOfNotice(id)
  const held = content.held.get(incident)
  if (held !== undefined) noteTold(content, noticeId(held.alert))
  content.held.delete(incident)
  noteTold(content, id)
}

function noteIntent(content: OutboxContent, line: Extract<OutboxLine, { readonly is: 'intent' }>): void {
  const { alert } = line
  const id = noticeId(alert)
  const channels = line.channels ?? [line.channel]
  noteTold(content, id)
  content.held.delete(incidentId(alert))
  noteDigest(content, alert)
  noteCame(content, alert)
  for (const channel of channels) content.pending.set(nameOf(channel, id), { channel, alert: withoutMembers(alert) })
  noteOpen(content, alert)
}

function noteDone(
  { pending, threads, began }: OutboxContent,
  { channel, id, thread, fate = 'told' }: Extract<OutboxLine, { readonly is: 'done' }>,
): void {
  const incident = incidentOfNotice(id)
  const alert = pending.get(nameOf(channel, id))?.alert
  const isOver = alert?.state === 'resolved'
  pending.delete(nameOf(channel, id))
  if (thread !== undefined) noteThread(threads, { channel, incident, thread })
  else if (isOver) threads.delete(nameOf(channel, incident))
  if (isOver) began.delete(nameOf(channel, incident))
  else if (fate !== 'replaced' && alert !== undefined && alert.once !== true)
    noteBegan(began, { channel, incident, fate })
}

function noteOpen({ open }: OutboxContent, alert: AlertRecord): void {
  if (alert.state === 'resolved') open.delete(alert.key)
  else if (alert.once !== true && !isKnown(open.get(alert.key), alert))
    keepMost(open, MOST, alert.key, withoutTexts(alert))
}

const noteTold = ({ told }: OutboxContent, id: string): void => keepMost(told, MOST, id, id)

const noteThread = (threads: OutboxContent['threads'], { channel, incident, thread }: Threaded): void =>
  keepMost(threads, MOST_THREADS, nameOf(channel, incident), { channel, incident, thread })

const noteBegan = (began: OutboxContent['began'], { channel, incident, fate }: Began): void =>
  keepMost(began, MOST_THREADS, nameOf(channel, incident), { channel, incident, fate })

function keepMost<Value>(map: RecencyMap<string, Value>, most: number, key: string, value: Value): void {
  map.set(key, value)
  if (map.size() > most) map.takeOldest()
}

/** True for what says nothing new of an open notice: of several channels' intents one alone names all members. */
const isKnown = (known: AlertRecord | undefined, alert: AlertRecord): boolean =>
  known !== undefined && alert.members === undefined && noticeId(known) === noticeId(alert)

const nameOf = (channel: string, id: string): string => `${id} ${channel}`

/** Returns the lines that say the same in the fewest words. */
export function outboxLines(content: OutboxContent): readonly OutboxLine[] {
  const { pending, told, open, threads, began, held, stormed, came } = content
  return [
    ...told.values().map(id => ({ is: 'told', id }) as const),
    ...threads.values().map(one => ({ is: 'thread', ...one }) as const),
    ...began.values().map(one => ({ is: 'began', ...one }) as const),
    ...[...pending.values()].map(({ channel, alert }) => ({ is: 'intent', channels: [channel], alert }) as const),
    // After them: an intent that is still there may be of an earlier notice of the episode.
    ...open.values().map(alert => ({ is: 'open', alert }) as const),
    ...held.values().map(one => ({ is: 'held', ...one }) as const),
    ...stormed.values().map(alert => ({ is: 'stormed', alert }) as const),
    ...(came.length === 0 ? [] : [{ is: 'came', at: came } as const]),
  ]
}
