// What a job file's `sources` read of an entry before the parser does: it wins over what the parser finds.
import type { Stamp } from '../formats/stamp.ts'
import type { LogRecord } from '../record/types.generated.ts'

export interface Given {
  /** When it was written; undefined where the parser looks itself. */
  readonly stamp: Stamp | undefined
  /** True where the time of arrival counts. */
  readonly isArrival: boolean
  /** What the message is; undefined where it is what the parser leaves of the text. */
  readonly message: string | undefined
  /** Fields of the record's own that are known. */
  readonly own: Pick<LogRecord, 'job' | 'node' | 'rank' | 'level' | 'stream'>
  /** Further ones; undefined for none. */
  readonly fields: Readonly<Record<string, string>> | undefined
}

/** An entry that is whole. */
export interface GivenEntry {
  readonly lines: readonly string[]
  /** The record that the first of them came in, where it came in one. */
  readonly raw: LogRecord | undefined
  readonly given: Given
  /** Number of the parser's input that the first of them came in. */
  readonly fromInput: number
}

/** Puts what was given into a record. */
export function putGiven(record: LogRecord, { own, fields }: Given): LogRecord {
  for (const [name, value] of Object.entries(own)) if (value !== undefined) Object.assign(record, { [name]: value })
  if (fields !== undefined) record.fields = { ...record.fields, ...fields }
  return record
}
