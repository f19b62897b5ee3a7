// Whether a metric that lines of one kind had is gone from them: Megatron leaves a loss out that is not finite.
import { metricTitle } from '../record/metric-words.ts'
import type { LogRecord } from '../record/types.generated.ts'

/** What is known of one metric over a log. */
export interface Presence {
  /** Takes the next record; returns words where the metric is gone with this one. Told once, until it is back. */
  take(record: LogRecord): string | undefined
  save(): unknown
  /** Takes what another one of the same metric saved. */
  restore(saved: unknown): void
}

interface Known {
  format: string | undefined
  attempt: number | undefined
  /** The other metrics of the last record that had it. */
  others: readonly string[]
  lastStep: number | undefined
  seen: number
  missing: number
  longestGap: number
}

/** Records that had it before its absence says anything. */
const LEAST_SEEN = 3
/** Records without it in a row that are an absence, and how many times the longest gap before. */
const LEAST_MISSING = 5
const GAPS = 3
/** Other metrics by which lines of one kind know each other. */
const LEAST_OTHERS = 2

export function watchPresence(metric: string): Presence {
  const known: Known = {
    format: undefined,
    attempt: undefined,
    others: [],
    lastStep: undefined,
    seen: 0,
    missing: 0,
    longestGap: 0,
  }
  return {
    take: record => {
      const { metrics, step } = record
      if (step === undefined || metrics === undefined) return undefined
      if (metrics[metric] !== undefined || record.non_finite?.includes(metric) === true) {
        notePresent(
          known,
          record,
          Object.keys(metrics).filter(name => name !== metric),
        )
        return undefined
      }
      if (record.format !== known.format || record.attempt !== known.attempt || known.seen < LEAST_SEEN)
        return undefined
      if (known.others.length < LEAST_OTHERS || !known.others.every(name => name in metrics)) return undefined
      known.missing++
      if (known.missing !== Math.max(LEAST_MISSING, GAPS * known.longestGap + 1)) return undefined
      return `${metricTitle(metric)} is gone: ${known.missing} lines came without it, all else as before; the last that had it was of step ${known.lastStep}`
    },
    save: () => ({ ...known }),
    restore: saved => void Object.assign(known, saved),
  }
}

function notePresent(known: Known, { format, attempt, step }: LogRecord, others: readonly string[]): void {
  if (format !== known.format || attempt !== known.attempt) Object.assign(known, { seen: 0, longestGap: 0, missing: 0 })
  known.format = format
  known.attempt = attempt
  known.others = others
  known.lastStep = step
  known.seen++
  known.longestGap = Math.max(known.longestGap, known.missing)
  known.missing = 0
}
