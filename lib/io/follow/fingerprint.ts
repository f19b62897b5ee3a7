import { readSync } from 'node:fs'
import { HEAD_BYTES, TAIL_BYTES } from '../../sources/position.ts'

/** Returns a short hash of bytes. Hashed, so that a state file holds nothing of a log. */
export function fingerprint(bytes: Buffer): string {
  // Loaded at the first use: it takes 5 ms, and `logmon run` on standard input hashes nothing.
  const { createHash } = process.getBuiltinModule('node:crypto')
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32)
}

/** Returns up to `length` bytes of an open file from `from`; fewer at its end. */
export function readAt(descriptor: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const count = readSync(descriptor, bytes, filled, length - filled, from + filled)
    if (count === 0) break
    filled += count
  }
  return bytes.subarray(0, filled)
}

/** Returns the first bytes of an open file, at most HEAD_BYTES. */
export function readHead(descriptor: number): Buffer {
  return readAt(descriptor, 0, HEAD_BYTES)
}

/** Returns the bytes before an offset, at most TAIL_BYTES. */
export function readTail(descriptor: number, offset: number): Buffer {
  const from = Math.max(0, offset - TAIL_BYTES)
  return readAt(descriptor, from, offset - from)
}
