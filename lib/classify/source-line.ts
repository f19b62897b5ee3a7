// One line of a log, and what is known of it before it is read.
import type { Head } from '../formats/read-head.ts'
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
  readonly pid?: number
  /** The head of the line, where it was read already. */
  readonly head?: Head
  /**
   * Finds the head of the entry that the line goes on (a traceback below it): who wrote that wrote this. Asked at most
   * once, for lines that tell something.
   */
  readonly entryOf?: ((head: Head) => Head | undefined) | undefined
  /** What the name of the line's file says, for a line that does not say otherwise. */
  readonly origin?: { readonly rank?: number; readonly localRank?: number; readonly node?: string }
  /** True where the line is of the kernel's log, which `text` need not show. */
  readonly isKernel?: boolean
  /** True for a line that logmon itself puts behind a log: what it is told of how the job ended. */
  readonly isOwn?: true
  /** True where the loss of the line was seen already. */
  readonly isLossSeen?: boolean
}
