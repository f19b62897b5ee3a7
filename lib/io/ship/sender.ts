// Lines on their way: those of one stream after each other, several streams at a time, until the server has them.
import { BOUNDS } from '../../bounds.ts'
import { type LokiEntry, withoutMetadata } from '../../ship/entry.ts'
import type { Reason } from '../../ship/local-check.ts'
import { nextStep, type Part } from '../../ship/next-step.ts'
import type { Totals } from '../../ship/totals.ts'
import { MAX_PUSHES, type Receiver, type Word } from './receiver.ts'
import type { ShipWorld, Tell } from './world.ts'

/** Lines that were refused, with the labels of their stream as JSON; whoever takes them completes each. */
export type Refuse = (labels: string, entries: readonly LokiEntry[], refusal: Refusal) => void

interface Refusal {
  readonly reason: Reason
  readonly why: string
  /** How many of the lines were refused. */
  readonly count: number
}

export interface SenderSetting {
  readonly receiver: Pick<Receiver, 'give'>
  readonly world: Pick<ShipWorld, 'clock' | 'random'>
  readonly totals: Totals
  readonly waitMs: number
  readonly refuse: Refuse
  readonly tell: Tell
  /** Called with lines that the server has said to have. */
  readonly stored: (labels: string, entries: readonly LokiEntry[]) => void
  /** Called when lines were completed: there is more room. */
  readonly changed: () => void
}

export interface Sender {
  /** Takes the next line of a stream, which is named by its labels as JSON. */
  add(labels: string, entry: LokiEntry): void
  isFull(): boolean
  /** Lines wait no longer for others of their stream. */
  flush(): void
  /** Says that a line is done with; for those that were given to `refuse`. */
  complete(entries: readonly LokiEntry[]): void
  /** Since when the server does not answer, or takes nothing from anybody; undefined where it does. */
  awaySince(): number | undefined
  lastSuccess(): number | undefined
  /** When the oldest line was taken that is on its way. */
  oldestSince(): number | undefined
  isIdle(): boolean
  /** Ends all pushes. Gives what was not sent, by the labels. */
  stop(): ReadonlyMap<string, readonly LokiEntry[]>
}

/** Most bytes of one push, before they are compressed. */
export const MAX_PUSH_BYTES = 1024 * 1024
/** Bytes on their way beyond which nothing more is taken. */
const FULL_BYTES = BOUNDS['ship.queue'].most

interface Lane {
  readonly labels: string
  /** To be sent before the open lines. */
  parts: Part[]
  open: LokiEntry[]
  openBytes: number
  openSince: number
  sending: Part | undefined
  sentAt: number
  notBefore: number
}

interface State {
  readonly setting: SenderSetting
  /** Those with something to send. */
  readonly lanes: Map<string, Lane>
  bytes: number
  pushes: number
  isFlushed: boolean
  hasStopped: boolean
  /** Nobody may send before; undefined where the server takes lines. */
  gate: number | undefined
  awaySince: number | undefined
  lastSuccess: number | undefined
  takesMetadata: boolean
  isLimitTold: boolean
  readonly abort: AbortController
  disarm: () => void
}

export function openSender(setting: SenderSetting): Sender {
  const state: State = {
    setting,
    lanes: new Map(),
    bytes: 0,
    pushes: 0,
    isFlushed: false,
    hasStopped: false,
    gate: undefined,
    awaySince: undefined,
    lastSuccess: undefined,
    takesMetadata: true,
    isLimitTold: false,
    abort: new AbortController(),
    disarm() {},
  }
  return {
    add: (labels, entry) => add(state, labels, entry),
    isFull: () => state.bytes >= FULL_BYTES,
    flush() {
      state.isFlushed = true
      pump(state)
    },
    complete: entries => completeEntries(state, entries),
    awaySince: () => awaySince(state),
    lastSuccess: () => state.lastSuccess,
    oldestSince: () => oldestSince(state),
    isIdle: () => state.bytes === 0,
    stop: () => stop(state),
  }
}

function add(state: State, labels: string, entry: LokiEntry): void {
  const { clock } = state.setting.world
  let lane = state.lanes.get(labels)
  if (lane === undefined) {
    lane = {
      labels,
      parts: [],
      open: [],
      openBytes: 0,
      openSince: 0,
      sending: undefined,
      sentAt: 0,
      notBefore: 0,
    }
    state.lanes.set(labels, lane)
  }
  const isFirst = lane.open.length === 0
  const isOver = !isFirst && lane.openBytes + entry.bytes > MAX_PUSH_BYTES
  if (isOver) close(lane)
  if (isFirst || isOver) lane.openSince = clock.now()
  lane.open.push(entry)
  lane.openBytes += entry.bytes
  state.bytes += entry.bytes
  // The first line of a stream sets the time at which it is sent at the latest.
  if (isFirst || isOver) pump(state)
}

function close(lane: Lane): void {
  lane.parts.push({ entries: lane.open, attempts: 0 })
  lane.open = []
  lane.openBytes = 0
}

/** Sends what can be sent now, and sets the timer for what can be later. */
function pump(state: State): void {
  if (state.hasStopped) return
  const { clock } = state.setting.world
  const now = clock.now()
  let next = Number.POSITIVE_INFINITY
  const isProbing = state.gate !== undefined
  for (const lane of state.lanes.values()) {
    // While the server is away, one push asks whether it is back.
    if (state.pushes >= (isProbing ? 1 : MAX_PUSHES)) break
    if (lane.sending !== undefined) continue
    const due = Math.max(dueOf(state, lane), state.gate ?? 0)
    if (due > now) {
      next = Math.min(next, due)
      continue
    }
    send(state, lane, now)
  }
  state.disarm()
  state.disarm = next === Number.POSITIVE_INFINITY ? () => {} : clock.at(next, () => pump(state))
}

function dueOf({ isFlushed, setting: { waitMs } }: State, lane: Lane): number {
  if (lane.parts.length === 0 && lane.open.length === 0) return Number.POSITIVE_INFINITY
  const isReady = lane.parts.length > 0 || isFlushed
  return isReady ? lane.notBefore : Math.max(lane.notBefore, lane.openSince + waitMs)
}

function send(state: State, lane: Lane, now: number): void {
  if (lane.parts.length === 0) close(lane)
  let part = lane.parts.shift() as Part
  if (!state.takesMetadata) part = plainPart(state, part)
  lane.sending = part
  lane.sentAt = now
  // Others have their turn before this one has the next.
  state.lanes.delete(lane.labels)
  state.lanes.set(lane.labels, lane)
  state.pushes++
  state.setting.receiver.give(lane.labels, part.entries, state.abort.signal).then(word => {
    state.pushes--
    if (state.hasStopped) return
    lane.sending = undefined
    takeWord(state, lane, part, word)
    if (lane.parts.length === 0 && lane.open.length === 0 && lane.sending === undefined) state.lanes.delete(lane.labels)
    pump(state)
  })
}

function takeWord(state: State, lane: Lane, part: Part, word: Word): void {
  const { world, totals, stored, refuse } = state.setting
  const now = world.clock.now()
  const { verdict } = word
  const { parts, refused, reason, waitMs, holdsAll } = nextStep(part, verdict, world.random())
  totals.pushes++
  if (waitMs > 0) totals.retries++
  noteServer(state, word, { holdsAll, until: now + waitMs })
  lane.notBefore = now + waitMs
  lane.parts.unshift(...(verdict.is === 'plain' ? parts.map(one => plainPart(state, one)) : parts))
  const isPartly = verdict.is === 'partly'
  const count = isPartly ? Math.min(verdict.rejected, refused.length) : refused.length
  if (verdict.is === 'stored' || isPartly) {
    totals.sent += part.entries.length - count
    for (const { bytes } of part.entries) totals.sentBytes += bytes
    state.lastSuccess = now
  }
  if (verdict.is === 'stored') {
    stored(lane.labels, part.entries)
    completeEntries(state, part.entries)
  }
  if (reason !== undefined) refuse(lane.labels, refused, { reason, why: word.why, count })
}

/** Keeps in mind whether the server takes lines at all, and tells when that changes. */
function noteServer(
  state: State,
  { verdict, why, words }: Word,
  { holdsAll, until }: { readonly holdsAll: boolean; readonly until: number },
): void {
  const { tell, world } = state.setting
  if (holdsAll) {
    state.gate = until
    const isBlocked = verdict.is === 'blocked'
    if (state.awaySince === undefined)
      tell(isBlocked ? 'ship_blocked' : 'ship_waits', `${words}; lines wait until it takes them`)
    state.awaySince ??= world.clock.now()
    return
  }
  if (state.awaySince !== undefined) tell('ship_goes_on', 'lines are taken again')
  state.gate = undefined
  state.awaySince = undefined
  if (verdict.is === 'plain' && state.takesMetadata) {
    state.takesMetadata = false
    tell('ship_without_metadata', 'the server takes no structured metadata: fields are left out (--no-metadata)')
  }
  if (verdict.is === 'retry' && verdict.limited && !state.isLimitTold) {
    state.isLimitTold = true
    tell('ship_limited', `the server limits the rate; lines wait: ${why}`)
  }
}

function plainPart(state: State, { entries, attempts }: Part): Part {
  const plain = entries.map(withoutMetadata)
  for (const [index, { bytes }] of entries.entries()) state.bytes += (plain[index] as LokiEntry).bytes - bytes
  return { entries: plain, attempts }
}

function completeEntries(state: State, entries: readonly LokiEntry[]): void {
  for (const { bytes, owner } of entries) {
    state.bytes -= bytes
    if (--owner.left === 0) owner.completed()
  }
  state.setting.changed()
}

function awaySince(state: State): number | undefined {
  if (state.awaySince !== undefined) return state.awaySince
  let since: number | undefined
  for (const { sending, sentAt } of state.lanes.values())
    if (sending !== undefined) since = Math.min(since ?? sentAt, sentAt)
  return since
}

function oldestSince(state: State): number | undefined {
  let since: number | undefined
  for (const { sending, parts, open, openSince, sentAt } of state.lanes.values()) {
    const own =
      sending !== undefined || parts.length > 0 ? sentAt || openSince : open.length > 0 ? openSince : undefined
    if (own !== undefined) since = Math.min(since ?? own, own)
  }
  return since
}

function stop(state: State): ReadonlyMap<string, readonly LokiEntry[]> {
  if (state.hasStopped) return new Map()
  state.hasStopped = true
  state.disarm()
  state.abort.abort()
  const left = new Map<string, readonly LokiEntry[]>()
  for (const { labels, sending, parts, open } of state.lanes.values()) {
    const entries = [...(sending?.entries ?? []), ...parts.flatMap(part => part.entries), ...open]
    if (entries.length > 0) left.set(labels, entries)
  }
  state.lanes.clear()
  return left
}
