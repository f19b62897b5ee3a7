// The bound on a storm: what is more than `max_per_hour` is folded into digests, by what it says. As long as more than
// that comes in an hour, all of it goes into digests: one that is told at once now and then tells nobody anything. The
// first digest comes soon, each further one later than the one before; nothing waits for longer than an hour.
import { type Millis, parseTime } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { type Folds, foldAlerts, type SavedFolds } from './fold.ts'

const HOUR: Millis = 3_600_000
const FIRST_WAIT_MS: Millis = 600_000
/** As long as something critical waits. */
const CRITICAL_WAIT_MS: Millis = 900_000

export interface Digest {
  readonly count: number
  readonly lines: readonly string[]
  readonly critical: boolean
}

export interface Throttle {
  /** Counts one more; true where it may leave now. */
  allow(now: Millis): boolean
  /** Keeps an alert for the digest; false where the digest has no room to name it. */
  hold(alert: AlertRecord, now: Millis): boolean
  /** When the next digest may leave; undefined where nothing is held. */
  deadline(): Millis | undefined
  /** Returns what was held, and forgets it; undefined for nothing. */
  digest(now: Millis): Digest | undefined
  /** Goes on from what another one held, and from when alerts came before. */
  resume(alerts: readonly AlertRecord[], came: readonly Millis[]): void
  save(): SavedThrottle
  /** Takes what another one of the same limit saved. */
  restore(saved: SavedThrottle): void
}

/** What is held, and when digests leave. */
interface Held {
  held: number
  critical: boolean
  /** When the first came that is held. */
  sinceMs: Millis
  /** When the last digest left. */
  digestMs: Millis | undefined
  /** How long after it the next one may leave. */
  waitMs: Millis
}

/** The same as plain JSON, with when the last came that were told or held. */
type SavedThrottle = Held & { readonly came: readonly Millis[]; readonly folds: SavedFolds }

export function throttle(maxPerHour: number): Throttle {
  // Where few may leave, digests are few, too.
  const shortestMs = Math.max(FIRST_WAIT_MS, HOUR / maxPerHour)
  const came = lastHour(maxPerHour + 1)
  const state: Held = { held: 0, critical: false, sinceMs: 0, digestMs: undefined, waitMs: shortestMs }
  let folds: Folds = foldAlerts()

  function hold(alert: AlertRecord, now: Millis): boolean {
    if (state.held === 0) state.sinceMs = now
    state.held++
    state.critical ||= alert.severity === 'critical'
    return folds.add(alert, alert.summary)
  }

  return {
    allow(now) {
      came.add(now)
      return came.size() <= maxPerHour
    },
    hold,
    resume(alerts, instants) {
      for (const instant of instants) came.add(instant)
      for (const alert of alerts) hold(alert, parseTime(alert.time ?? '') ?? 0)
    },
    deadline() {
      if (state.held === 0) return undefined
      const { critical, sinceMs, digestMs, waitMs } = state
      const wait = critical ? Math.min(waitMs, Math.max(CRITICAL_WAIT_MS, shortestMs)) : waitMs
      return Math.max(sinceMs + shortestMs, (digestMs ?? -HOUR) + wait)
    },
    digest(now) {
      const { held: count, critical, digestMs, waitMs } = state
      if (count === 0) return undefined
      const unnamed = folds.unnamed()
      const lines = [
        ...folds.lines(),
        ...(unnamed === 0 ? [] : [`and ${unnamed} more, each in a notice of the record stream`]),
      ]
      const isNext = digestMs !== undefined && now - digestMs < 2 * waitMs
      state.waitMs = Math.min(Math.max(HOUR, shortestMs), 2 * (isNext ? waitMs : shortestMs))
      state.digestMs = now
      state.held = 0
      state.critical = false
      folds = foldAlerts()
      return { count, lines, critical }
    },
    save: () => ({ ...state, came: came.all(), folds: folds.save() }),
    restore({ folds: saved, came: instants, ...before }) {
      Object.assign(state, before)
      for (const instant of instants) came.add(instant)
      folds = foldAlerts(saved)
    },
  }
}

interface LastHour {
  add(now: Millis): void
  size(): number
  all(): readonly Millis[]
}

/** When alerts came, the oldest first: those of an hour, at most so many. Forgetting costs each instant once. */
function lastHour(most: number): LastHour {
  let instants: Millis[] = []
  let begin = 0
  return {
    add(now) {
      instants.push(now)
      while ((instants[begin] as Millis) <= now - HOUR || instants.length - begin > most) begin++
      if (begin < instants.length / 2) return
      instants = instants.slice(begin)
      begin = 0
    },
    size: () => instants.length - begin,
    all: () => instants.slice(begin),
  }
}
