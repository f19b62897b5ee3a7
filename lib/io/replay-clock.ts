// The time of records that are replayed, as a clock: what is to be done at a time is done when a record has that time.
import { type Millis, parseTime } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import type { Clock } from './clock.ts'

export interface ReplayClock extends Clock {
  /** Goes on to the time of a record, where that is later. */
  see(record: AnyRecord): void
}

export function replayClock(): ReplayClock {
  let now: Millis = 0
  const waiting = new Set<{ readonly when: Millis; readonly fn: () => void }>()
  return {
    now: () => now,
    at(when, fn) {
      const one = { when, fn }
      waiting.add(one)
      return () => void waiting.delete(one)
    },
    see({ time }) {
      const until = parseTime(time ?? '') ?? 0
      for (;;) {
        const [due] = [...waiting].filter(({ when }) => when <= until).sort((one, other) => one.when - other.when)
        if (due === undefined) break
        waiting.delete(due)
        now = Math.max(now, due.when)
        due.fn()
      }
      now = Math.max(now, until)
    },
  }
}
