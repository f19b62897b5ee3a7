// What an outbox holds: lines, of which the last about a notice counts. Pure; who writes it is elsewhere.
import { BOUNDS } from '../bounds.ts'
import { incidentId, incidentOfNotice, noticeId } from '../record/alert-identity.ts'
import { type RecencyMap, recencyMap } from '../record/recency-map.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { withoutMembers, withoutTexts } from './short-alert.ts'

/** An alert that a channel has to tell. */
export interface Pending {
  readonly channel: string
  readonly alert: AlertRecord
}

/** The first message of an episode, which later ones answer. */
export interface Thread {
  /** What the receiver calls it. */
  readonly id: string
  /** To whom it went, as the section of the channel says it: somewhere else nobody knows the thread. */
  readonly to: string
}

/** An alert that nobody is told for now. */
export interface HeldAlert {
  readonly alert: AlertRecord
  readonly why: 'silenced' | 'inhibited'
  /** Why, for a person. */
  readonly words: string
}

/**
 * What became of the beginning of an episode on a channel: `told`, or `dropped` and never told. `replaced`: a later
 * notice says all of it.
 */
export type Fate = 'told' | 'dropped' | 'replaced'

export type OutboxLine =
  /** All channels in one line: torn by a kill, no channel has it. Older programs wrote one line for each `channel`. */
  | ({ readonly is: 'intent'; readonly alert: AlertRecord } & (
      | { readonly channels: readonly string[]; readonly channel?: never }
      | { readonly channel: string; readonly channels?: never }
    ))
  /** Nothing more is tried: it was sent, or cannot be. `thread`: what later notices of the episode answer. */
  | {
      readonly is: 'done'
      readonly channel: string
      readonly id: string
      readonly thread?: Thread
      /** Absent is `told`. */
      readonly fate?: Fate
    }
  /** Nobody is told it for now. Until an intent of its episode, or the next line. */
  | ({ readonly is: 'held' } & HeldAlert)
  /** A notice that nobody is ever told, nor what was held of its episode. */
  | { readonly is: 'dropped'; readonly id: string }
  /** What became of the beginning of an episode that is not over on a channel. */
  | ({ readonly is: 'began' } & Began)
  /** The thread of an episode that is not over for the channel. */
  | ({ readonly is: 'thread' } & Threaded)
  /** A notice that was to be told once: it is not intended again. */
  | { readonly is: 'told'; readonly id: string }
  /** What was told last of an episode that is not over. */
  | { readonly is: 'open'; readonly alert: AlertRecord }

interface Threaded {
  readonly channel: string
  readonly incident: string
  readonly thread: Thread
}

interface Began {
  readonly channel: string
  readonly incident: string
  readonly fate: Exclude<Fate, 'replaced'>
}

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
}

const MOST = BOUNDS['alert.told'].most
const MOST_THREADS = BOUNDS['alert.threads'].most
const MOST_HELD = BOUNDS['alert.held'].most

/** Returns what the text of an outbox holds. A last line that was torn by a kill counts as not written. */
export function readOutbox(text: string): OutboxContent {
  const content: OutboxContent = {
    pending: new Map(),
    told: recencyMap(),
    open: recencyMap(),
    threads: recencyMap(),
    began: recencyMap(),
    held: recencyMap(),
  }
  for (const line of text.split('\n')) {
    const read = readLine(line)
    if (read !== undefined) noteLine(content, read)
  }
  return content
}

const KINDS: readonly string[] = [
  'intent',
  'done',
  'held',
  'dropped',
  'began',
  'thread',
  'told',
  'open',
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
  const { pending, told, open, threads, began, held } = content
  return [
    ...told.values().map(id => ({ is: 'told', id }) as const),
    ...threads.values().map(one => ({ is: 'thread', ...one }) as const),
    ...began.values().map(one => ({ is: 'began', ...one }) as const),
    ...[...pending.values()].map(({ channel, alert }) => ({ is: 'intent', channels: [channel], alert }) as const),
    // After them: an intent that is still there may be of an earlier notice of the episode.
    ...open.values().map(alert => ({ is: 'open', alert }) as const),
    ...held.values().map(one => ({ is: 'held', ...one }) as const),
  ]
}
