// What a shipper counts, and the forms in which it tells: a sentence, and metrics.
import type { Measure } from '../metrics/families.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type { NoticeRecord } from '../record/types.generated.ts'
import type { Reason } from './local-check.ts'

export interface Totals {
  /** Lines that were taken, of this run. */
  taken: number
  /** Lines and bytes that the server has. */
  sent: number
  sentBytes: number
  readonly refused: Partial<Record<Reason, number>>
  /** Refused lines that the file of refused lines did not take: it is full. */
  refusedLost: number
  /** Lines that a full spool gave up. */
  dropped: number
  /** Lines that an earlier run had left in the spool. */
  found: number
  pushes: number
  retries: number
  /** Streams and repaired texts, as the intake counts them. */
  streams: number
  folded: number
  repaired: number
}

export const newTotals = (): Totals => ({
  taken: 0,
  sent: 0,
  sentBytes: 0,
  refused: {},
  refusedLost: 0,
  dropped: 0,
  found: 0,
  pushes: 0,
  retries: 0,
  streams: 0,
  folded: 0,
  repaired: 0,
})

export const refusedIn = ({ refused }: Totals): number => Object.values(refused).reduce((sum, count) => sum + count, 0)

/** Lines that are neither sent nor refused nor given up: what is on its way, or left. */
export const openIn = (totals: Totals): number =>
  totals.taken + totals.found - totals.sent - refusedIn(totals) - totals.dropped

/** What is left, and where. */
export type Left = 'spool' | 'files' | 'letters'

const WHERE: Readonly<Record<Left, string>> = {
  spool: 'in the spool: they are sent at the next start',
  files: 'in the files that they came from: they are read again at the next start, with --state',
  letters: 'in the file of refused lines: they can be sent again',
}

/** Returns the last record of a shipper: what became of all that it took. */
export function endNotice(
  totals: Totals,
  { left, where, isDry }: { readonly left: number; readonly where: Left; readonly isDry: boolean },
  now: Millis,
): NoticeRecord {
  const time = formatTime(now)
  const parts = [
    isDry ? `${totals.sent} lines would be sent` : `${totals.sent} lines sent`,
    ...Object.entries(totals.refused).map(
      ([reason, count]) => `${count} ${isDry ? 'would be ' : ''}refused (${reason})`,
    ),
    ...(totals.dropped > 0 ? [`${totals.dropped} given up by a full spool`] : []),
    ...(totals.refusedLost > 0 ? [`${totals.refusedLost} refused and not kept`] : []),
    ...(left > 0 ? [`${left} left ${WHERE[where]}`] : []),
  ]
  return {
    kind: 'notice',
    ...(time === undefined ? {} : { time }),
    code: 'ship_ended',
    message: `${parts.join('; ')}.`,
    count: totals.sent,
    stage: 'ship',
    ...(isDry ? { dry_run: true } : {}),
    taken: totals.taken,
    found: totals.found,
    sent: totals.sent,
    refused: { ...totals.refused },
    dropped: totals.dropped,
    left,
    pushes: totals.pushes,
    retries: totals.retries,
  }
}

/** What is measured besides the counts. */
export interface Gauges {
  readonly open: number
  readonly spoolBytes: number
  /** When the server took something last; undefined for never. */
  readonly lastSuccessMs: Millis | undefined
  /** Since when the oldest line waits that is not sent; undefined where none does. */
  readonly oldestSinceMs: Millis | undefined
}

/** Returns what a shipper measures. */
export function shipMeasures(totals: Totals, gauges: Gauges, now: Millis): readonly Measure[] {
  const { open, spoolBytes, lastSuccessMs, oldestSinceMs } = gauges
  const reasons = Object.entries(totals.refused)
  return [
    { name: 'ship_lines_taken_total', value: totals.taken },
    { name: 'ship_lines_found_total', value: totals.found },
    { name: 'ship_lines_sent_total', value: totals.sent },
    { name: 'ship_bytes_sent_total', value: totals.sentBytes },
    // A series that begins with its first refusal would have no rate then.
    ...(reasons.length === 0 ? [['refused', 0] as const] : reasons).map(
      ([reason, value]): Measure => ({ name: 'ship_lines_refused_total', value, labels: { reason } }),
    ),
    { name: 'ship_lines_dropped_total', value: totals.dropped },
    { name: 'ship_pushes_total', value: totals.pushes },
    { name: 'ship_retries_total', value: totals.retries },
    { name: 'ship_streams', value: totals.streams },
    { name: 'ship_lines_open', value: open },
    { name: 'ship_spool_bytes', value: spoolBytes },
    { name: 'ship_lag_seconds', value: secondsSince(oldestSinceMs, now) },
    { name: 'ship_last_success_timestamp_seconds', value: (lastSuccessMs ?? 0) / 1000 },
  ]
}

const secondsSince = (since: Millis | undefined, now: Millis): number =>
  since === undefined ? 0 : Math.max(0, now - since) / 1000
