// The bound on a storm: what is more than `max_per_hour` is folded into one digest, by what it says.
import type { Millis } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { type Folds, foldAlerts, type SavedFolds } from './fold.ts'

const HOUR: Millis = 3_600_000

export interface Digest {
  readonly count: number
  readonly lines: readonly string[]
  readonly critical: boolean
}

export interface Throttle {
  /** True, and counted, where one more may leave now. */
  allow(now: Millis): boolean
  /** Keeps an alert for the digest; false where the digest has no room to name it. */
  hold(alert: AlertRecord): boolean
  /** When the next digest may leave; undefined where nothing is held. */
  deadline(): Millis | undefined
  /** Returns what was held, and forgets it; undefined for nothing. Counts as one that left. */
  digest(now: Millis): Digest | undefined
  save(): SavedThrottle
  /** Takes what another one of the same limit saved. */
  restore(saved: SavedThrottle): void
}

/** What left in the last hour, and what is held, as plain JSON. */
interface SavedThrottle {
  readonly left: readonly Millis[]
  readonly held: number
  readonly critical: boolean
  readonly folds: SavedFolds
}

export function throttle(maxPerHour: number): Throttle {
  const left = lastHour()
  let held = 0
  let critical = false
  let folds: Folds = foldAlerts()

  return {
    allow(now) {
      left.forget(now)
      if (left.size() >= maxPerHour) return false
      left.add(now)
      return true
    },
    hold(alert) {
      held++
      critical ||= alert.severity === 'critical'
      return folds.add(alert, alert.summary)
    },
    deadline: () => (held === 0 ? undefined : (left.first() ?? 0) + HOUR),
    digest(now) {
      if (held === 0) return undefined
      const unnamed = folds.unnamed()
      const lines = [
        ...folds.lines(),
        ...(unnamed === 0 ? [] : [`and ${unnamed} more, each in a notice of the record stream`]),
      ]
      const digest = { count: held, lines, critical }
      held = 0
      critical = false
      folds = foldAlerts()
      left.forget(now)
      left.add(now)
      return digest
    },
    save: () => ({ left: left.all(), held, critical, folds: folds.save() }),
    restore(saved) {
      ;({ held, critical } = saved)
      for (const instant of saved.left) left.add(instant)
      folds = foldAlerts(saved.folds)
    },
  }
}

interface LastHour {
  add(now: Millis): void
  /** Forgets what is an hour old, or older. */
  forget(now: Millis): void
  size(): number
  first(): Millis | undefined
  all(): readonly Millis[]
}

/** When alerts left, the oldest first: at most `max_per_hour`, and a digest. Forgetting costs each instant once. */
function lastHour(): LastHour {
  let instants: Millis[] = []
  let begin = 0
  return {
    add: now => void instants.push(now),
    forget(now) {
      while (begin < instants.length && (instants[begin] as Millis) <= now - HOUR) begin++
      if (begin < instants.length / 2) return
      instants = instants.slice(begin)
      begin = 0
    },
    size: () => instants.length - begin,
    first: () => instants[begin],
    all: () => instants.slice(begin),
  }
}
