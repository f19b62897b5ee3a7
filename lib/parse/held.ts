// An entry that waits for the lines that belong to it.
import { BOUNDS } from '../bounds.ts'
import type { Block } from '../formats/blocks.ts'
import type { Payload } from '../formats/format.ts'
import type { Millis } from '../record/time.ts'
import type { Form } from '../record/write.ts'
import type { Logged } from './record-of-entry.ts'

/** Bounds of a block; what exceeds them is counted in `lines` and marked `truncated`. */
export const MAX_BLOCK_LINES = BOUNDS['parse.blockLines'].most
const MAX_BLOCK_CHARACTERS = BOUNDS['parse.blockCharacters'].most

export interface Held extends Logged {
  /** Of its source and writer. */
  readonly key: number | string
  /** Of how many parts its first line was joined. */
  readonly parts: number
  /** Number of the parser's input that its first part came in. */
  readonly fromInput: number
  readonly payload: Payload | undefined
  lines: string[] | undefined
  lineCount: number
  characters: number
  /** Blank lines that count only if the block goes on. */
  blanks: number
  block: Block
  /** True below a section of a report that is of an evaluation. */
  isEvaluation: boolean
  truncated: boolean
  /** How its record is written, as long as no line follows. */
  readonly form: Form
  since: Millis
  /** The time of its source when its newest line came; 0 where it is of one line. */
  lastMillis: Millis
  atLine: number
}

/**
 * Adds a line to an entry. Returns by how many the count of left-out blank lines changes: a blank line counts as the
 * entry's only if more follows.
 */
export function addLine(held: Held, line: string): number {
  if (line.trim() === '') {
    held.blanks++
    return 1
  }
  let blankLines = 0
  if (held.lineCount >= MAX_BLOCK_LINES || held.characters + line.length > MAX_BLOCK_CHARACTERS) held.truncated = true
  else {
    held.lines ??= [held.given?.message ?? held.entry.message]
    for (; held.blanks > 0; held.blanks--) {
      held.lines.push('')
      held.lineCount++
      blankLines--
    }
    held.lines.push(line)
    held.characters += line.length + 1
  }
  held.lineCount++
  return blankLines
}
