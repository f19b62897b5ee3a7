// Several series of timed items -> one, in time order: exactly where every series is known up to its next item, else
// after a bounded wait.
import type { Millis } from '../record/time.ts'

export interface Timed<T> {
  readonly item: T
  readonly time: Millis
  readonly sizeBytes: number
}

export interface Merger<T> {
  /**
   * Adds the next item of a series. A time before that of the item before counts as that one: within a series the order
   * is given.
   */
  push(series: string, timed: Timed<T>, now: Millis): void
  /**
   * Tells that nothing of a series is known beyond what was pushed (it may get more), as a new or emptied series is
   * anyway.
   */
  open(series: string): void
  /** Tells that a series gets no more. */
  end(series: string): void
  /** True where the next item of a series is not known. */
  isStarved(series: string): boolean
  /**
   * Returns the next item in time order, or undefined where it may still be preceded by one that is on its way. Equal
   * times: first series first.
   */
  next(now: Millis): T | undefined
  /** When `next` has something at the latest; undefined for never. */
  deadline(): Millis | undefined
  /** The last time that was given to an item of a series; 0 before any. */
  lastTime(series: string): Millis
  heldBytes(): number
}

interface Buffered<T> extends Timed<T> {
  readonly arrived: Millis
}

interface Series<T> {
  readonly order: number
  readonly items: Buffered<T>[]
  /** Items before this index were given out. */
  start: number
  last: Millis
  ended: boolean
}

/** What is held of all series. */
interface State<T> {
  readonly delayMs: number
  readonly maxBytes: number
  readonly all: Map<string, Series<T>>
  /** How many series there were ever. */
  opened: number
  heldBytes: number
}

/**
 * Waits at most `delayMs` for a series that has nothing. Held items are bounded by `maxBytes`: beyond it the earliest
 * is given out at once. Series that ended are forgotten when they are empty.
 */
export function merger<T>(delayMs: number, maxBytes: number): Merger<T> {
  const all = new Map<string, Series<T>>()
  const state: State<T> = { delayMs, maxBytes, all, opened: 0, heldBytes: 0 }
  return {
    push(name, { item, time, sizeBytes }, now) {
      const series = seriesOf(state, name)
      series.ended = false
      series.last = Math.max(series.last, time)
      series.items.push({ item, time: series.last, sizeBytes, arrived: now })
      state.heldBytes += sizeBytes
    },
    open(name) {
      seriesOf(state, name).ended = false
    },
    end(name) {
      const series = all.get(name)
      if (series === undefined) return
      series.ended = true
      if (headOf(series) === undefined) all.delete(name)
    },
    isStarved(name) {
      const series = all.get(name)
      return series === undefined || headOf(series) === undefined
    },
    next: now => takeNext(state, now),
    deadline() {
      const oldest = oldestArrival(all)
      return oldest === Number.POSITIVE_INFINITY ? undefined : oldest + delayMs
    },
    lastTime: name => all.get(name)?.last ?? 0,
    heldBytes: () => state.heldBytes,
  }
}

function seriesOf<T>(state: State<T>, name: string): Series<T> {
  let series = state.all.get(name)
  if (series === undefined) {
    series = { order: state.opened++, items: [], start: 0, last: 0, ended: false }
    state.all.set(name, series)
  }
  return series
}

const headOf = <T>(series: Series<T>): Buffered<T> | undefined => series.items[series.start]

/** Returns when the item arrived that waits longest; infinity for none. */
function oldestArrival<T>(all: State<T>['all']): Millis {
  let oldest = Number.POSITIVE_INFINITY
  for (const series of all.values()) {
    const arrived = headOf(series)?.arrived
    if (arrived !== undefined && arrived < oldest) oldest = arrived
  }
  return oldest
}

function takeNext<T>(state: State<T>, now: Millis): T | undefined {
  let first: Series<T> | undefined
  let firstName = ''
  let best: Buffered<T> | undefined
  let oldest = Number.POSITIVE_INFINITY
  let complete = true
  for (const [name, series] of state.all) {
    const head = headOf(series)
    if (head === undefined) {
      complete &&= series.ended
      continue
    }
    oldest = Math.min(oldest, head.arrived)
    const isEarlier =
      best === undefined ||
      head.time < best.time ||
      (head.time === best.time && series.order < (first as Series<T>).order)
    if (!isEarlier) continue
    first = series
    firstName = name
    best = head
  }
  if (first === undefined || best === undefined) return undefined
  if (!(complete || now >= oldest + state.delayMs || state.heldBytes > state.maxBytes)) return undefined
  state.heldBytes -= best.sizeBytes
  if (dropHead(first) && first.ended) state.all.delete(firstName)
  return best.item
}

/** Items that were given out stand before the start until there are so many of them. */
const MAX_GIVEN = 1000

/** Takes the next item off a series; returns true where it was the last. */
function dropHead<T>(series: Series<T>): boolean {
  const { items } = series
  series.start++
  if (series.start === items.length) {
    items.length = 0
    series.start = 0
    return true
  }
  if (series.start > MAX_GIVEN && series.start * 2 > items.length) {
    items.splice(0, series.start)
    series.start = 0
  }
  return false
}
