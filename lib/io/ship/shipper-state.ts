// A shipper between its input and its receiver: what lines wait, who holds the input, and when lines are done with.
import type { DeadLetter } from '../../ship/dead-letter.ts'
import { type LokiEntry, type Owner, partsOf } from '../../ship/entry.ts'
import type { Intake, Stream } from '../../ship/intake.ts'
import type { Labels } from '../../ship/labels.ts'
import type { ShipSettings } from '../../ship/settings.ts'
import type { Tally } from '../../ship/tally.ts'
import type { Totals } from '../../ship/totals.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { Receiver } from './receiver.ts'
import type { Sender } from './sender.ts'
import type { Spool } from './spool.ts'
import type { Voice } from './voice.ts'
import type { ShipWorld } from './world.ts'

export interface State {
  readonly settings: ShipSettings
  readonly world: ShipWorld
  readonly totals: Totals
  readonly receiver: Receiver
  readonly voice: Voice
  sender: Sender
  intake: Intake
  letters: DeadLetters
  spool: Spool | undefined
  /** Lines of the input that nobody has asked about yet, and those that are asked about and not done with. */
  group: Group
  openGroups: number
  done: Promise<void>
  /** True where somebody asks what is done: the input can be read again. */
  isAcknowledged: boolean
  /** Who waits until there is room. */
  waiting: { readonly promise: Promise<void>; readonly goOn: () => void } | undefined
  hasGivenUp: boolean
  /** Aborted when nothing more is sent or asked. */
  readonly abort: AbortController
  /** What was sent, where it is to be verified. */
  readonly tally: Tally | undefined
  isVerified: boolean
  /** Calls off the end that was set when we were asked to end. */
  callOff: () => void
  left: number
  /** Lines that the spool could not take in the end. */
  spoolLost: number
}

interface Group extends Owner {
  readonly promise: Promise<void>
}

export function newGroup(): Group {
  let resolve = (): void => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  // One more than its lines, for as long as lines may join it.
  return {
    left: 1,
    promise,
    completed: resolve,
  }
}

/** Takes a line that the intake made: into the spool, or on its way. */
export function takeEntry(state: State, stream: Stream, text: string): void {
  const { spool, group, sender, totals } = state
  totals.taken++
  if (spool !== undefined) {
    spool.add(stream, text)
    return
  }
  group.left++
  const entry = { text, bytes: Buffer.byteLength(text), owner: group }
  if (!state.hasGivenUp) sender.add(stream.text, entry)
  else leave(state, new Map([[stream.text, [entry]]]))
}

/**
 * Puts lines into the file of refused ones; when they are there, they are done with. `count`: how many of them were
 * refused; fewer, where nobody knows which.
 */
export function refuse(
  state: State,
  entries: readonly LokiEntry[],
  letters: readonly DeadLetter[],
  count: number,
): void {
  const { totals, settings, group } = state
  const reason = (letters[0] as DeadLetter).refused
  const before = totals.refused[reason] ?? 0
  totals.refused[reason] = before + count
  if (before === 0 && !settings.dryRun)
    state.voice.tell(
      'ship_refused',
      `lines are refused (${reason}) and go to ${settings.deadLetters}: ${letters[0]?.why}`,
      count,
    )
  const isOwn = entries.length === 0 && state.spool === undefined
  if (isOwn) group.left++
  state.letters.add(letters, () => {
    if (isOwn && --group.left === 0) group.completed()
    if (entries.length > 0) state.sender.complete(entries)
  })
}

/** Returns refused lines of one stream, with their reason. */
export function lettersOf(
  labels: string,
  entries: readonly LokiEntry[],
  { refused, why }: Pick<DeadLetter, 'refused' | 'why'>,
): readonly DeadLetter[] {
  const parsed = JSON.parse(labels) as Labels
  return entries.map(entry => ({ refused, why, labels: parsed, ...partsOf(entry) }))
}

/** Gives the sender what stands in the spool, as far as it takes more. */
export function feed({ spool, sender, hasGivenUp }: State): void {
  if (spool === undefined) return
  while (!hasGivenUp && !sender.isFull()) {
    const block = spool.read()
    if (block === undefined) return
    for (const { labels, entry } of block) sender.add(labels, entry)
  }
}

/** Lines were completed: there may be room again. */
export function changed(state: State): void {
  feed(state)
  if (state.waiting === undefined || state.sender.isFull()) return
  state.waiting.goOn()
  state.waiting = undefined
}

/** Returns a promise, once, where the sender is full: it resolves when there is room. */
export function holdOf(state: State): Promise<void> | undefined {
  if (state.hasGivenUp || state.waiting !== undefined || !state.sender.isFull()) return undefined
  let goOn = (): void => {}
  const promise = new Promise<void>(resolve => {
    goOn = resolve
  })
  state.waiting = { promise, goOn }
  return promise
}

/** Resolves when all lines that were taken until now are done with. */
export function doneOf(state: State): Promise<void> {
  state.isAcknowledged = true
  const { spool } = state
  if (spool !== undefined) return spool.write() ?? Promise.resolve()
  if (state.group.left === 1) return state.openGroups === 0 ? Promise.resolve() : state.done
  const { group, done } = state
  state.openGroups++
  state.group = newGroup()
  state.done = Promise.all([done, group.promise]).then(() => {
    state.openGroups--
  })
  // Nothing more joins it.
  if (--group.left === 0) group.completed()
  return state.done
}

/** Nothing more is sent: what was not, is left where it can be found again. */
export function giveUp(state: State): void {
  if (state.hasGivenUp) return
  state.hasGivenUp = true
  state.abort.abort()
  const left = state.sender.stop()
  if (state.spool === undefined) leave(state, left)
  state.spool?.end()
  state.waiting?.goOn()
  state.waiting = undefined
}

/** Where the input cannot be read again, the file of refused lines takes what could not be sent. */
function leave(state: State, left: ReadonlyMap<string, readonly LokiEntry[]>): void {
  for (const [labels, entries] of left) {
    state.left += entries.length
    if (state.isAcknowledged) continue
    const why = 'the server did not take it before the end'
    state.letters.add(lettersOf(labels, entries, { refused: 'not_sent', why }), () => {})
  }
}
