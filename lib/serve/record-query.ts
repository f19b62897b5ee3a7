// Which records of a job are asked for.
import type { Millis } from '../record/time.ts'
import type { KeptRecord } from './kept-record.ts'

export interface RecordQuery {
  /** Kinds that are wanted; all where empty. */
  readonly kinds: readonly string[]
  /** Text that must stand in the record, as it is; letters of either case. */
  readonly contains: string | undefined
  /** Number of the event after which records are wanted. */
  readonly after: number
  readonly since: Millis | undefined
  /** Number of the event before which records are wanted; undefined for no end. */
  readonly before?: number | undefined
  /** True where the last ones that fit are wanted, and not the first. */
  readonly isNewest?: boolean
  readonly limit: number
}

export interface RecordPage {
  /** In order. */
  readonly records: readonly KeptRecord[]
  /** What to ask for `after` next, or for `before` where the newest are asked for; undefined where there is no more. */
  readonly next: number | undefined
}

/** Returns the first records that fit, or the last, in order. */
export function queryRecords(kept: readonly KeptRecord[], query: RecordQuery): RecordPage {
  const fits = filterOf(query)
  const newest = query.isNewest === true
  const records: KeptRecord[] = []
  for (let index = 0; index < kept.length; index++) {
    const each = kept[newest ? kept.length - 1 - index : index] as KeptRecord
    if (!fits(each)) continue
    if (records.length === query.limit) {
      const next = records.at(-1)?.number
      return { records: newest ? records.reverse() : records, next }
    }
    records.push(each)
  }
  return { records: newest ? records.reverse() : records, next: undefined }
}

function filterOf({ kinds, contains, after, before, since }: RecordQuery): (kept: KeptRecord) => boolean {
  const needle = contains?.toLowerCase()
  return ({ number, at, head, text }) =>
    number > after &&
    (before === undefined || number < before) &&
    (since === undefined || at >= since) &&
    (kinds.length === 0 || kinds.includes(head.kind)) &&
    (needle === undefined || text.toLowerCase().includes(needle))
}
