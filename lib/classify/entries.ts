// Which entry a line goes on, told from the lines before it: what is written below a logger's line (a traceback, an
// indented report) was written by whoever wrote that line. The parser joins such lines to one record by the same rules.
import { BOUNDS } from '../bounds.ts'
import { type Block, continuesBlock, opensBlock, staysOpen } from '../formats/blocks.ts'
import type { Head } from '../formats/read-head.ts'

/** Writers whose last entry is remembered: more than the ranks of a node. */
const MAX_WRITERS = BOUNDS['classify.writers'].most

/** The last entry of a writer. */
interface LastEntry {
  readonly head: Head
  block: Block
}

export interface Entries {
  /** Takes the next line; returns the head of the entry that it goes on, or undefined where it begins one. */
  next(head: Head): Head | undefined
  /** Says that lines were left out: of one writer, or of all. */
  forget(writer?: string): void
}

export function startEntries(): Entries {
  const entries = new Map<string, LastEntry>()

  function begin(head: Head): void {
    if (entries.size >= MAX_WRITERS) entries.clear()
    entries.set(head.writer, { head, block: opensBlock(head.message) })
  }

  return {
    next(head) {
      const { message } = head
      const before = entries.get(head.writer)
      if (before !== undefined) {
        const announced = before.block === 'none' && message.includes('Traceback (') && announces(before.head)
        const block = head.isFormatted ? undefined : continuesBlock(before.block, message, false, announced)
        if (block === 'closed') entries.delete(head.writer)
        else if (block !== undefined) before.block = block
        if (block !== undefined) return before.head
        // Others may write while a launcher prints its summary.
        if (staysOpen(before.block)) return undefined
      }
      if (message.trim() !== '') begin(head)
      return undefined
    },
    forget(writer) {
      if (writer === undefined) entries.clear()
      else entries.delete(writer)
    },
  }
}

/** True for a line that speaks of an error and may print its traceback next: by its level, or by a colon at its end. */
const announces = ({ level, message }: Head): boolean =>
  level === 'ERROR' || level === 'CRITICAL' || level === 'WARNING' || message.trimEnd().endsWith(':')
