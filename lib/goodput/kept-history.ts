// What the keeper of a job's history knows from one line to the next, and the same as plain JSON.
import type { Millis } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { Doubt } from './believer.ts'
import type { Pause, StepPoint } from './step-point.ts'

export interface Attempt {
  readonly number: number | undefined
  began: Millis
  ended: Millis
  points: StepPoint[]
  hungAt: Millis | undefined
  pause: Pause | undefined
}

/** A step, and when it came. */
export interface Seen {
  readonly step: number
  readonly at: Millis
}

/** The longest time without a line since the last step. */
export interface Silence {
  readonly from: Millis
  readonly to: Millis
}

/** The writer whose steps count. */
export interface Leader {
  readonly key: string
  /** Steps of others since its last one. */
  silence: number
  last: number
  /** Between its last two steps that rose. */
  interval: number
  epoch: number | undefined
}

/** What is asked of a line when others have come behind it. */
export type LastLog = Pick<LogRecord, (typeof LAST_LOG_FIELDS)[number] | 'metrics'>
const LAST_LOG_FIELDS = [
  ...(['node', 'rank', 'local_rank', 'task', 'file', 'format'] as const),
  ...(['step', 'epoch', 'time_from'] as const),
]
const LAST_LOG_METRICS = ['step_time_ms', 'train_time_ms', 'loss']

/** What is known of the history of a job, as plain JSON. */
export interface SavedHistory {
  readonly attempts: readonly (Omit<Attempt, 'points'> & { readonly points: string })[]
  readonly announced: { readonly number: number | undefined } | undefined
  readonly now: Millis
  readonly doubt: Doubt
  readonly hasTimes: boolean
  readonly leader: Leader | undefined
  readonly fall: Seen | undefined
  readonly fallen: readonly [Seen, Seen] | undefined
  readonly trainedMs: number | undefined
  readonly base: number
  readonly silence: Silence
  readonly lastLog: LastLog | undefined
  readonly before: Millis
  readonly thinFrom: number
}

export const newAttempt = (): Attempt => ({
  ...{ number: undefined, began: 0, ended: 0, points: [], hungAt: undefined, pause: undefined },
})

/** Returns only what may be asked of it. */
export function pickLast(log: LastLog): LastLog {
  const last: Record<string, unknown> = {}
  for (const field of LAST_LOG_FIELDS) if (log[field] !== undefined) last[field] = log[field]
  const metrics = Object.entries(log.metrics ?? {}).filter(([name]) => LAST_LOG_METRICS.includes(name))
  return { ...last, metrics: Object.fromEntries(metrics) }
}

/** The oldest attempt becomes a part of the one after it; returns how many points went. */
export function joinOldest(attempts: Attempt[]): number {
  const [first, second] = attempts as [Attempt, Attempt]
  second.began = Math.min(first.began, second.began)
  attempts.shift()
  return first.points.length
}
