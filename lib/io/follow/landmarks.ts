// Places in a file where reading may start.
import { readSync } from 'node:fs'

const STEP_BYTES = 64 * 1024
const ZEROS = Buffer.alloc(STEP_BYTES)
const NEWLINE = 10
/** How far back a line's start is looked for. */
const LONGEST_LOOK_BACK = 1024 * 1024

/** Returns where the unfinished last line starts, so that it is read whole; the size where the file ends with a newline. */
export function endOfLastLine(descriptor: number, size: number): number {
  const bytes = Buffer.allocUnsafe(STEP_BYTES)
  for (let end = size; end > Math.max(0, size - LONGEST_LOOK_BACK); end -= STEP_BYTES) {
    const from = Math.max(0, end - STEP_BYTES)
    const count = readSync(descriptor, bytes, 0, end - from, from)
    const at = bytes.subarray(0, count).lastIndexOf(NEWLINE)
    if (at !== -1) return from + at + 1
    if (from === 0) return 0
  }
  return size
}

/** Returns where the zeros at the start of a file end; 0 for a file that does not start with one, or has nothing else. */
export function endOfHole(descriptor: number): number {
  const bytes = Buffer.allocUnsafe(STEP_BYTES)
  for (let from = 0; ; from += STEP_BYTES) {
    const count = readSync(descriptor, bytes, 0, STEP_BYTES, from)
    if (count === 0) return 0
    const read = bytes.subarray(0, count)
    if (!read.equals(ZEROS.subarray(0, count))) return from + read.findIndex(byte => byte !== 0)
  }
}
