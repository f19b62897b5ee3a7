// The lines of attempts that the rules left unknown, read from their files once more: only whoever asks a model pays
// for it.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { ModelContext } from '../../classify/model/context.ts'

/** A place in several files that are read one after the other. */
export interface LinePosition {
  readonly file: number
  /** Line number, from 1. */
  readonly line: number
}

/** The lines of one attempt: from the first up to, and without, the second. */
export interface Stretch {
  readonly from: LinePosition
  readonly to: LinePosition
  readonly context: ModelContext
}

const NEWLINE = 10
/** Most bytes of a line that become text. */
const MAX_TEXT_BYTES = 16_384

/**
 * Gives the lines of every stretch to its context. Stretches are in order and do not overlap. Rejects where a file
 * cannot be read twice. Memory: two chunks.
 */
export async function readContexts(files: readonly string[], stretches: readonly Stretch[]): Promise<undefined> {
  const left = [...stretches]
  for (const [file, path] of files.entries()) {
    let line = 1
    const take = (bytes: Buffer): void => {
      const at = { file, line }
      while (left[0] !== undefined && !isBefore(at, left[0].to)) left.shift()
      if (left[0] !== undefined && !isBefore(at, left[0].from)) addLine(left[0].context, bytes, path, line)
      line++
    }
    if (left.length === 0 || (left[0] as Stretch).from.file > file) continue
    // To open a pipe whose writer is gone would wait for ever.
    if (!(await stat(path)).isFile()) throw new Error(`${path} is no regular file`)
    let held: Buffer = Buffer.alloc(0)
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      let start = 0
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        take(held.length === 0 ? chunk.subarray(start, end) : Buffer.concat([held, chunk.subarray(start, end)]))
        held = Buffer.alloc(0)
        start = end + 1
      }
      if (held.length < MAX_TEXT_BYTES) held = Buffer.concat([held, chunk.subarray(start)])
    }
    if (held.length > 0) take(held)
  }
  return undefined
}

const isBefore = (a: LinePosition, b: LinePosition): boolean =>
  a.file < b.file || (a.file === b.file && a.line < b.line)

/** A progress bar that is redrawn is many texts on one line: its last state counts. */
function addLine(context: ModelContext, bytes: Buffer, file: string, line: number): void {
  const text = bytes.toString('utf8', 0, Math.min(bytes.length, MAX_TEXT_BYTES)).replace(/\r+$/, '')
  context.add(text.slice(text.lastIndexOf('\r') + 1), { file, line })
}
