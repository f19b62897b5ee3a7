// A record as the service keeps it: hundreds of thousands of them, of which few are asked for. As text one takes a
// third of the memory.
import type { Millis } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'

/** What of a record is looked at often: it is not made anew for that. */
export interface RecordHead {
  readonly kind: AnyRecord['kind']
  /** Of the job, where the record says it. */
  readonly attempt: number | undefined
  /** True where it tells of the job as a whole: its states, verdicts, alerts; not for lines, single rules and ranks. */
  readonly isLasting: boolean
}

/** A record of a job, with the number of its event. */
export class KeptRecord {
  readonly number: number
  readonly at: Millis
  readonly head: RecordHead
  /** As JSON. */
  readonly text: string

  constructor(number: number, at: Millis, head: RecordHead, text: string) {
    this.number = number
    this.at = at
    this.head = head
    this.text = text
  }
  /** Made anew each time. */
  get record(): AnyRecord {
    return JSON.parse(this.text) as AnyRecord
  }
}

export const keptRecord = (number: number, at: Millis, record: AnyRecord): KeptRecord =>
  new KeptRecord(
    number,
    at,
    { kind: record.kind, attempt: record.attempt, isLasting: isLasting(record) },
    JSON.stringify(record),
  )

const isLasting = (record: AnyRecord): boolean =>
  record.kind === 'status' ? record.scope === 'job' : record.kind !== 'log' && record.kind !== 'match'
