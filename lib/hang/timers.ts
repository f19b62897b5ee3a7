import type { Millis } from '../record/time.ts'

/** An alarm that is moved far more often than it rings. */
export interface Timer {
  due: Millis | undefined
  /** When the queue looks at it next: at `due` or earlier. Owned by the queue. */
  queuedFor: Millis | undefined
}

export interface TimerQueue<T extends Timer> {
  set(timer: T, due: Millis | undefined): void
  /** The earliest `due` of all. */
  earliest(): Millis | undefined
  /** Removes and returns a timer that is due at `now`; undefined for none. */
  takeDue(now: Millis): T | undefined
}

interface Entry<T> {
  readonly at: Millis
  /** Timers of one instant ring in the order in which they were set: a replay must give the same bytes. */
  readonly order: number
  readonly timer: T
}

/**
 * A heap that is lazy about timers moved back: each is looked at again when its old time comes. Moving one costs
 * nothing, and the earliest is found in O(log n) amortized, with thousands of ranks. Holds at most twice as many
 * entries as timers (and 64).
 */
export function timerQueue<T extends Timer>(): TimerQueue<T> {
  const heap: Entry<T>[] = []
  let pushed = 0
  const isBefore = (a: Entry<T>, b: Entry<T>): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

  let sweepAt = 64

  /**
   * A timer that is moved forward again and again leaves an entry each time: they are swept before they are more than
   * the rest.
   */
  function sweep(): void {
    const live = heap.filter(entry => entry.timer.queuedFor === entry.at).sort((a, b) => (isBefore(a, b) ? -1 : 1))
    heap.length = 0
    for (const entry of live) heap.push(entry)
    sweepAt = Math.max(64, 2 * live.length)
  }

  function push(timer: T, at: Millis): void {
    if (heap.length >= sweepAt) sweep()
    timer.queuedFor = at
    heap.push({ at, order: pushed++, timer })
    let child = heap.length - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (isBefore(heap[parent] as Entry<T>, heap[child] as Entry<T>)) break
      swap(parent, child)
      child = parent
    }
  }

  function pop(): void {
    const last = heap.pop() as Entry<T>
    if (heap.length === 0) return
    heap[0] = last
    let parent = 0
    for (;;) {
      let least = parent
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && isBefore(heap[child] as Entry<T>, heap[least] as Entry<T>)) least = child
      }
      if (least === parent) return
      swap(parent, least)
      parent = least
    }
  }

  function swap(a: number, b: number): void {
    const entry = heap[a] as Entry<T>
    heap[a] = heap[b] as Entry<T>
    heap[b] = entry
  }

  /** Brings the top up to date; returns the timer that is due first. */
  function top(): T | undefined {
    for (;;) {
      const entry = heap[0]
      if (entry === undefined) return undefined
      const { timer, at } = entry
      if (timer.queuedFor === at && timer.due === at) return timer
      pop()
      // An entry that another one has replaced is dropped; one whose timer was moved back is put where it belongs.
      if (timer.queuedFor !== at) continue
      timer.queuedFor = undefined
      if (timer.due !== undefined) push(timer, timer.due)
    }
  }

  return {
    set(timer, due) {
      timer.due = due
      if (due !== undefined && (timer.queuedFor === undefined || due < timer.queuedFor)) push(timer, due)
    },
    earliest: () => top()?.due,
    takeDue(now) {
      const timer = top()
      if (timer?.due === undefined || timer.due > now) return undefined
      timer.due = undefined
      return timer
    },
  }
}
