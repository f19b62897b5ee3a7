import { BOUNDS } from '../bounds.ts'
import { rankKey } from '../record/origin.ts'
import { recencyMap } from '../record/recency-map.ts'
import { formatDuration, type Millis } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { Words } from './cell.ts'
import type { HangSettings } from './settings.ts'

export type StepRecord = LogRecord & { readonly step: number }

/** What a step record says of the next one. */
export interface StepNews {
  /** How long the next step record may take, and why. */
  readonly limitMs: Millis
  readonly expectation: Words
  /** True where training got further, or began again. */
  readonly isProgress: boolean
  /**
   * When the record was made: `now`, or later where a line without a stamp only has its neighbour's time. It came after
   * the record before it; its own step time, where it has one, says by how much.
   */
  readonly at: Millis
}

export interface StepWatch {
  take(record: StepRecord, now: Millis): StepNews
  /** True once the last step of the run was reached: silence after it is its end. */
  isComplete(): boolean
  forget(): void
  save(): SavedSteps
  restore(saved: SavedSteps): void
}

/** What is known of steps, as plain JSON. */
export interface SavedSteps {
  readonly lastOf: readonly (readonly [string, { readonly step: number; readonly at: Millis }])[]
  readonly highest?: number
  readonly complete: boolean
}

/** Most ranks whose last step is remembered; the one silent longest is forgotten first. */
const MAX_RANKS = BOUNDS['hang.steps'].most

/**
 * FlagScale's stuck rule, made aware of the log interval: the next record is expected after step time x steps between
 * the last two records of the same rank; where no step time is given, after as long as the last record took.
 */
export function watchSteps(gap: NonNullable<HangSettings['stepGap']>): StepWatch {
  let lastOf = recencyMap<string, { step: number; at: Millis }>()
  let highest: number | undefined
  let complete = false

  return {
    take(record, now) {
      const key = rankKey(record)
      const last = lastOf.get(key)
      if (last === undefined && lastOf.size() >= MAX_RANKS) lastOf.takeOldest()

      const beganAgain = last !== undefined && record.step < last.step
      const isProgress = highest === undefined || record.step > highest || beganAgain
      if (isProgress) {
        highest = record.step
        complete = record.total_steps !== undefined && record.total_steps > 0 && record.step >= record.total_steps
      }
      const steps = last !== undefined && record.step > last.step ? record.step - last.step : 1
      const stepTimeMs = record.metrics?.['step_time_ms']
      const tookMs = typeof stepTimeMs === 'number' && stepTimeMs > 0 ? stepTimeMs * steps : undefined
      const at = record.time_from === 'inferred' && last !== undefined ? Math.max(now, last.at + (tookMs ?? 0)) : now
      const expectedMs =
        tookMs ?? (last !== undefined && record.step > last.step && at > last.at ? at - last.at : undefined)
      if (last === undefined) lastOf.set(key, { step: record.step, at })
      else {
        last.step = record.step
        last.at = at
        lastOf.set(key, last)
      }
      if (expectedMs === undefined)
        return { limitMs: gap.unknownMs, expectation: 'how long a step takes is not known yet', isProgress, at }
      const ownMs = gap.factor * expectedMs
      const expectation = (): string =>
        `the next was due after ${formatDuration(expectedMs)}; the limit is ${ownMs >= gap.floorMs ? `${gap.factor} x that` : 'the floor'}, ${formatDuration(Math.max(ownMs, gap.floorMs))}`
      return { limitMs: Math.max(ownMs, gap.floorMs), expectation, isProgress, at }
    },
    isComplete: () => complete,
    forget() {
      lastOf = recencyMap()
      highest = undefined
      complete = false
    },
    save: () => ({ lastOf: lastOf.entries(), ...(highest === undefined ? {} : { highest }), complete }),
    restore(saved) {
      for (const [key, last] of saved.lastOf) lastOf.set(key, { ...last })
      highest = saved.highest
      complete = saved.complete
    },
  }
}
