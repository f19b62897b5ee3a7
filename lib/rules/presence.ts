// Whether a metric that lines of one kind had is gone from them: Megatron leaves a loss out that is not finite.
import type { LogRecord } from '../record/types.generated.ts'

/** What is known of one metric over a log. */
export interface Presence {
  /** Takes the next record; returns words where the metric is gone with this one. Told once, until it is back. */
  take(record: LogRecord): string | undefined
}

/** Records that had it before its absence says anything. */
const LEAST_SEEN = 3
/** Records without it in a row that are an absence, and how many times the longest gap before. */
const LEAST_MISSING = 5
const GAPS = 3
/** Other metrics by which lines of one kind know each other. */
const LEAST_OTHERS = 2

export function watchPresence(metric: string): Presence {
  let format: string | undefined
  let attempt: number | undefined
  /** The other metrics of the last record that had it. */
  let others: readonly string[] = []
  let lastStep: number | undefined
  let seen = 0
  let missing = 0
  let longestGap = 0
  return {
    take(record) {
      const { metrics, step } = record
      if (step === undefined || metrics === undefined) return undefined
      if (metrics[metric] !== undefined || record.non_finite?.includes(metric) === true) {
        if (record.format !== format || record.attempt !== attempt) {
          seen = 0
          longestGap = 0
          missing = 0
        }
        format = record.format
        attempt = record.attempt
        others = Object.keys(metrics).filter(name => name !== metric)
        lastStep = step
        seen++
        longestGap = Math.max(longestGap, missing)
        missing = 0
        return undefined
      }
      if (record.format !== format || record.attempt !== attempt || seen < LEAST_SEEN) return undefined
      if (others.length < LEAST_OTHERS || !others.every(name => name in metrics)) return undefined
      missing++
      if (missing !== Math.max(LEAST_MISSING, GAPS * longestGap + 1)) return undefined
      return `${metric} is gone: ${missing} lines came without it, all else as before; the last that had it was of step ${lastStep}`
    },
  }
}
