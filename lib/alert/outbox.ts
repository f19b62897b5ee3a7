// What an outbox holds: lines, of which the last about a notice counts. Pure; who writes it is elsewhere.
import { BOUNDS } from '../bounds.ts'
import { incidentOfNotice, noticeId } from '../record/alert-identity.ts'
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

export type OutboxLine =
  | ({ readonly is: 'intent' } & Pending)
  /** Nothing more is tried: it was sent, or cannot be. `thread`: what later notices of the episode answer. */
  | { readonly is: 'done'; readonly channel: string; readonly id: string; readonly thread?: Thread }
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

export interface OutboxContent {
  /** By notice and channel, in the order of their intents. */
  readonly pending: Map<string, Pending>
  /** Ids of notices that any channel was to tell. */
  readonly told: RecencyMap<string, string>
  /** By key, the last notice of what is not over, without its long texts. */
  readonly open: RecencyMap<string, AlertRecord>
  /** By episode and channel. */
  readonly threads: RecencyMap<string, Threaded>
}

const MOST = BOUNDS['alert.told'].most
const MOST_THREADS = BOUNDS['alert.threads'].most

/** Returns what the text of an outbox holds. A last line that was torn by a kill counts as not written. */
export function readOutbox(text: string): OutboxContent {
  const content: OutboxContent = { pending: new Map(), told: recencyMap(), open: recencyMap(), threads: recencyMap() }
  for (const line of text.split('\n')) {
    const read = readLine(line)
    if (read !== undefined) noteLine(content, read)
  }
  return content
}

const KINDS: readonly string[] = ['intent', 'done', 'thread', 'told', 'open'] satisfies readonly OutboxLine['is'][]

function readLine(text: string): OutboxLine | undefined {
  try {
    const line = JSON.parse(text) as OutboxLine | null
    return line !== null && KINDS.includes(line.is) ? line : undefined
  } catch {
    return undefined // the torn end of a run that was killed, or an empty line
  }
}

/** Notes a line as it is read or written. */
export function noteLine({ pending, told, open, threads }: OutboxContent, line: OutboxLine): void {
  if (line.is === 'thread') {
    noteThread(threads, line)
    return
  }
  if (line.is === 'done') {
    const { channel, id, thread } = line
    const isOver = pending.get(nameOf(channel, id))?.alert.state === 'resolved'
    pending.delete(nameOf(channel, id))
    if (thread !== undefined) noteThread(threads, { channel, incident: incidentOfNotice(id), thread })
    else if (isOver) threads.delete(nameOf(channel, incidentOfNotice(id)))
    return
  }
  const id = line.is === 'told' ? line.id : noticeId(line.alert)
  if (line.is !== 'open') {
    told.set(id, id)
    if (told.size() > MOST) told.takeOldest()
  }
  if (line.is === 'told') return
  const { alert } = line
  if (line.is === 'intent')
    pending.set(nameOf(line.channel, id), { channel: line.channel, alert: withoutMembers(alert) })
  if (alert.state === 'resolved') open.delete(alert.key)
  else if (alert.once !== true && !isKnown(open.get(alert.key), alert)) open.set(alert.key, withoutTexts(alert))
  if (open.size() > MOST) open.takeOldest()
}

function noteThread(threads: OutboxContent['threads'], { channel, incident, thread }: Threaded): void {
  threads.set(nameOf(channel, incident), { channel, incident, thread })
  if (threads.size() > MOST_THREADS) threads.takeOldest()
}

/** True for what says nothing new of an open notice: of several channels' intents one alone names all members. */
const isKnown = (known: AlertRecord | undefined, alert: AlertRecord): boolean =>
  known !== undefined && alert.members === undefined && noticeId(known) === noticeId(alert)

const nameOf = (channel: string, id: string): string => `${id} ${channel}`

/** Returns the lines that say the same in the fewest words. */
export function outboxLines({ pending, told, open, threads }: OutboxContent): readonly OutboxLine[] {
  return [
    ...told.values().map(id => ({ is: 'told', id }) as const),
    ...threads.values().map(one => ({ is: 'thread', ...one }) as const),
    ...[...pending.values()].map(one => ({ is: 'intent', ...one }) as const),
    // Last: an intent that is still there may be of an earlier notice of the episode.
    ...open.values().map(alert => ({ is: 'open', alert }) as const),
  ]
}
