// Alarms of a stage: which deadline is the earliest.
import type { Millis } from './time.ts'

/** An alarm that is moved far more often than it rings. */
export interface Timer {
  due: Millis | undefined
  /** When the queue looks at it next: at `due` or earlier. Owned by the queue. */
  queuedFor: Millis | undefined
}

export interface TimerQueue<T extends Timer> {
  set(timer: T, due: Millis | undefined): void
  /** Forgets a timer that will not be set again. */
  drop(timer: T): void
  /** The earliest `due` of all. */
  earliest(): Millis | undefined
  /** Removes and returns a timer that is due at `now`; undefined for none. */
  takeDue(now: Millis): T | undefined
  /** Returns the timers that it looks at some time, in the order in which those of one instant would ring. */
  queued(): readonly T[]
  /** Queues a timer as another queue had it, by its own `due` and `queuedFor`; called in the order of `queued`. */
  requeue(timer: T): void
}

/** A timer as it stands in the heap. */
interface Queued<T> {
  readonly at: Millis
  /** Timers of one instant ring in the order in which they were set: a replay must give the same bytes. */
  readonly order: number
  readonly timer: T
}

/** The earliest stands first: a binary heap. */
interface Heap<T> {
  readonly items: Queued<T>[]
  /** How many were pushed ever: the next one's order. */
  pushed: number
  /** The length at which the heap is swept. */
  sweepAt: number
}

/** Heaps that are shorter are never swept. */
const MIN_SWEEP = 64

/**
 * A heap that is lazy about timers moved back: each is looked at again when its old time comes. Moving one costs
 * nothing, and the earliest is found in O(log n) amortized, with thousands of ranks. Holds at most twice as many
 * items as timers (and 64).
 */
export function timerQueue<T extends Timer>(): TimerQueue<T> {
  const heap: Heap<T> = { items: [], pushed: 0, sweepAt: MIN_SWEEP }
  return {
    set(timer, due) {
      timer.due = due
      if (due !== undefined && (timer.queuedFor === undefined || due < timer.queuedFor)) push(heap, timer, due)
    },
    drop(timer) {
      timer.due = undefined
      timer.queuedFor = undefined
    },
    earliest: () => top(heap)?.due,
    takeDue(now) {
      const timer = top(heap)
      if (timer?.due === undefined || timer.due > now) return undefined
      timer.due = undefined
      return timer
    },
    queued: () =>
      heap.items
        .filter(({ timer, at }) => timer.queuedFor === at)
        .sort((a, b) => a.order - b.order)
        .map(({ timer }) => timer),
    requeue(timer) {
      if (timer.queuedFor !== undefined) push(heap, timer, timer.queuedFor)
    },
  }
}

const isBefore = <T>(a: Queued<T>, b: Queued<T>): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** Brings the top up to date; returns the timer that is due first. */
function top<T extends Timer>(heap: Heap<T>): T | undefined {
  for (;;) {
    const first = heap.items[0]
    if (first === undefined) return undefined
    const { timer, at } = first
    if (timer.queuedFor === at && timer.due === at) return timer
    pop(heap)
    // An item that another one has replaced is dropped; one whose timer was moved back is put where it belongs.
    if (timer.queuedFor !== at) continue
    timer.queuedFor = undefined
    if (timer.due !== undefined) push(heap, timer, timer.due)
  }
}

function push<T extends Timer>(heap: Heap<T>, timer: T, at: Millis): void {
  const { items } = heap
  if (items.length >= heap.sweepAt) sweep(heap)
  timer.queuedFor = at
  items.push({ at, order: heap.pushed++, timer })
  let child = items.length - 1
  while (child > 0) {
    const parent = (child - 1) >> 1
    if (isBefore(items[parent] as Queued<T>, items[child] as Queued<T>)) break
    swap(items, parent, child)
    child = parent
  }
}

/** Takes the first away. */
function pop<T extends Timer>({ items }: Heap<T>): void {
  const last = items.pop() as Queued<T>
  if (items.length === 0) return
  items[0] = last
  let parent = 0
  for (;;) {
    let least = parent
    for (const child of [2 * parent + 1, 2 * parent + 2]) {
      if (child < items.length && isBefore(items[child] as Queued<T>, items[least] as Queued<T>)) least = child
    }
    if (least === parent) return
    swap(items, parent, least)
    parent = least
  }
}

/**
 * A timer that is moved forward again and again leaves an item each time: they are swept before they are more than the
 * rest.
 */
function sweep<T extends Timer>(heap: Heap<T>): void {
  const { items } = heap
  const live = items.filter(({ timer, at }) => timer.queuedFor === at).sort((a, b) => (isBefore(a, b) ? -1 : 1))
  items.length = 0
  for (const item of live) items.push(item)
  heap.sweepAt = Math.max(MIN_SWEEP, 2 * live.length)
}

function swap<T>(items: Queued<T>[], a: number, b: number): void {
  const item = items[a] as Queued<T>
  items[a] = items[b] as Queued<T>
  items[b] = item
}
