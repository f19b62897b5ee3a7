// Several series of timed items -> one, in time order: exactly where every series is known up to its next item, else
// after a bounded wait.
import type { Millis } from '../record/time.ts'

export interface Merger<T> {
  /**
   * Adds the next item of a series. A time before that of the item before counts as that one: within a series the order
   * is given.
   */
  push(series: string, item: T, time: Millis, sizeBytes: number, now: Millis): void
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

interface Held<T> {
  readonly item: T
  readonly time: Millis
  readonly sizeBytes: number
  readonly arrived: Millis
}

interface Series<T> {
  readonly order: number
  readonly items: Held<T>[]
  /** Items before this index were given out. */
  start: number
  last: Millis
  ended: boolean
}

/**
 * Waits at most `delayMs` for a series that has nothing. Held items are bounded by `maxBytes`: beyond it the earliest
 * is given out at once. Series that ended are forgotten when they are empty.
 */
export function merger<T>(delayMs: number, maxBytes: number): Merger<T> {
  const all = new Map<string, Series<T>>()
  let order = 0
  let held = 0

  function seriesOf(name: string): Series<T> {
    let series = all.get(name)
    if (series === undefined) {
      series = { order: order++, items: [], start: 0, last: 0, ended: false }
      all.set(name, series)
    }
    return series
  }
  const headOf = (series: Series<T>): Held<T> | undefined => series.items[series.start]

  return {
    push(name, item, time, sizeBytes, now) {
      const series = seriesOf(name)
      series.ended = false
      series.last = Math.max(series.last, time)
      series.items.push({ item, time: series.last, sizeBytes, arrived: now })
      held += sizeBytes
    },
    open(name) {
      seriesOf(name).ended = false
    },
    end(name) {
      const series = all.get(name)
      if (series === undefined) return
      series.ended = true
      if (headOf(series) === undefined) all.delete(name)
    },
    isStarved: name => all.get(name) === undefined || headOf(all.get(name) as Series<T>) === undefined,
    next(now) {
      let first: Series<T> | undefined
      let firstName = ''
      let oldest = Number.POSITIVE_INFINITY
      let complete = true
      for (const [name, series] of all) {
        const head = headOf(series)
        if (head === undefined) {
          complete &&= series.ended
          continue
        }
        oldest = Math.min(oldest, head.arrived)
        const best = first === undefined ? undefined : headOf(first)
        if (
          best === undefined ||
          head.time < best.time ||
          (head.time === best.time && series.order < (first as Series<T>).order)
        ) {
          first = series
          firstName = name
        }
      }
      if (first === undefined || !(complete || now >= oldest + delayMs || held > maxBytes)) return undefined
      const { item, sizeBytes } = headOf(first) as Held<T>
      first.start++
      held -= sizeBytes
      if (first.start === first.items.length) {
        first.items.length = 0
        first.start = 0
        if (first.ended) all.delete(firstName)
      } else if (first.start > 1000 && first.start * 2 > first.items.length) {
        first.items.splice(0, first.start)
        first.start = 0
      }
      return item
    },
    deadline() {
      let oldest: Millis | undefined
      for (const series of all.values()) {
        const head = headOf(series)
        if (head !== undefined && (oldest === undefined || head.arrived < oldest)) oldest = head.arrived
      }
      return oldest === undefined ? undefined : oldest + delayMs
    },
    lastTime: name => all.get(name)?.last ?? 0,
    heldBytes: () => held,
  }
}
