import { readSync } from 'node:fs'

const STEP_BYTES = 64 * 1024
const NEWLINE = 10
/** How far back a line's start is looked for. */
const LONGEST_LOOK_BACK = 1024 * 1024

/**
 * Returns where the unfinished last line starts, so that it is read whole; the size where the file ends with a newline.
 */
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
