// One line of a log, and what is known of it before it is read.
import type { Millis } from '../record/time.ts'

/** One line as it came, and what its record says about it beyond its text. */
export interface SourceLine {
  readonly text: string
  readonly lineNumber?: number
  readonly file?: string
  readonly timeMs?: Millis
  readonly level?: string
  readonly rank?: number
  readonly localRank?: number
  readonly task?: number
  readonly node?: string
  /** True where the line's carrier, which is no part of `text`, was the kernel's. */
  readonly isKernel?: boolean
  /** True where the loss of the line was told already. */
  readonly isLossSeen?: boolean
}
