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
  readonly timer: T
}

/**
 * A heap that is lazy about timers moved back: each is looked at again when its old time comes. Moving one costs nothing,
 * and the earliest is found in O(log n) amortized, with thousands of ranks. Holds at most one live entry per timer.
 */
export function timerQueue<T extends Timer>(): TimerQueue<T> {
  const heap: Entry<T>[] = []

  function push(timer: T, at: Millis): void {
    timer.queuedFor = at
    heap.push({ at, timer })
    let child = heap.length - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if ((heap[parent] as Entry<T>).at <= (heap[child] as Entry<T>).at) break
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
        if (child < heap.length && (heap[child] as Entry<T>).at < (heap[least] as Entry<T>).at) least = child
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
