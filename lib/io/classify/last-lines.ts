// Where the last lines of a file begin (--last-lines).
import type { FileHandle } from 'node:fs/promises'

const CHUNK_BYTES = 1024 * 1024
const LF = 10

/** Where reading begins: a place in bytes, and the number of the line there. */
export interface Start {
  readonly offset: number
  readonly line: number
}

/**
 * Resolves to where the last `lines` lines of a regular file begin; the start of the file where it has no more. The
 * last line counts also where it has no end. Reads the file once; memory: one chunk, and a number a chunk.
 */
export async function startOfLast(file: FileHandle, lines: number): Promise<Start> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  /** Line ends per chunk. */
  const counts: number[] = []
  let total = 0
  let size = 0
  let endsOpen = false
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, size)
    if (bytesRead === 0) break
    size += bytesRead
    const count = countIn(buffer, bytesRead)
    counts.push(count)
    total += count
    endsOpen = buffer[bytesRead - 1] !== LF
    if (bytesRead < CHUNK_BYTES) break
  }
  /** Line ends before the first line that is wanted. */
  let before = total + (endsOpen ? 1 : 0) - lines
  if (before <= 0) return { offset: 0, line: 1 }
  const line = before + 1
  let chunk = 0
  for (; before > (counts[chunk] as number); chunk++) before -= counts[chunk] as number
  const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, chunk * CHUNK_BYTES)
  let at = -1
  for (; before > 0; before--) at = buffer.subarray(0, bytesRead).indexOf(LF, at + 1)
  return { offset: chunk * CHUNK_BYTES + at + 1, line }
}

function countIn(buffer: Buffer, length: number): number {
  const bytes = buffer.subarray(0, length)
  let count = 0
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) count++
  return count
}
