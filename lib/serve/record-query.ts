// Which records of a job are asked for.
import type { Millis } from '../record/time.ts'
import type { KeptRecord } from './state.ts'

export interface RecordQuery {
  /** Kinds that are wanted; all where empty. */
  readonly kinds: readonly string[]
  /** Text that must stand in the record, as it is; letters of either case. */
  readonly contains: string | undefined
  /** Number of the event after which records are wanted. */
  readonly after: number
  readonly since: Millis | undefined
  readonly limit: number
}

export interface RecordPage {
  readonly records: readonly KeptRecord[]
  /** What to ask for `after` next; undefined where there is no more. */
  readonly next: number | undefined
}

/** Returns the first records that fit, in order. */
export function queryRecords(kept: readonly KeptRecord[], query: RecordQuery): RecordPage {
  const needle = query.contains?.toLowerCase()
  const records: KeptRecord[] = []
  for (const each of kept) {
    if (each.number <= query.after || (query.since !== undefined && each.at < query.since)) continue
    if (query.kinds.length > 0 && !query.kinds.includes(each.record.kind)) continue
    if (needle !== undefined && !JSON.stringify(each.record).toLowerCase().includes(needle)) continue
    if (records.length === query.limit) return { records, next: records.at(-1)?.number }
    records.push(each)
  }
  return { records, next: undefined }
}
