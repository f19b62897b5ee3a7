// Reads a file that is standard input. A read of a file is over as soon as it begins: handing each to a thread and waiting for it takes a
// twentieth of the time that parsing a log does.
import { fstatSync, readSync } from 'node:fs'
import { Readable } from 'node:stream'

const CHUNK_BYTES = 64 * 1024

/** Returns true where standard input is a file, which is there as a whole, and no pipe or terminal. */
export function isFileInput(): boolean {
  try {
    return fstatSync(0).isFile()
  } catch {
    return false // closed
  }
}

/** Returns a stream of the bytes of a descriptor from its position on; between two reads, timers and signals have their turn. `end` ends it early. */
export function fileInput(descriptor: number): { readonly stream: Readable; end(): void } {
  let hasEnded = false
  const finish = (): void => {
    if (hasEnded) return
    hasEnded = true
    stream.push(null)
  }
  const readOn = (): void => {
    if (hasEnded || stream.destroyed) return
    const bytes = Buffer.allocUnsafeSlow(CHUNK_BYTES)
    try {
      const count = readSync(descriptor, bytes, 0, CHUNK_BYTES, null)
      if (count === 0) finish()
      else stream.push(bytes.subarray(0, count))
    } catch (error) {
      stream.destroy(error as Error)
    }
  }
  const stream = new Readable({ highWaterMark: CHUNK_BYTES, read: () => void setImmediate(readOn) })
  return { stream, end: finish }
}
