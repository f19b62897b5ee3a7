// Reads a file that is standard input. A read of a file is over as soon as it begins: handing each to a thread and
// waiting for it takes a twentieth of the time that parsing a log does.
import { fstatSync, readSync } from 'node:fs'
import { Readable } from 'node:stream'

const CHUNK_BYTES = 64 * 1024
const MAX_SPARE = 4

/** Returns true where standard input is a file, which is there as a whole, and no pipe or terminal. */
export function isFileInput(): boolean {
  try {
    return fstatSync(0).isFile()
  } catch {
    return false // closed
  }
}

export interface FileInput {
  readonly stream: Readable
  /**
   * Takes a chunk back that nobody reads any more: memory that was never written before costs a page fault every 4 KiB.
   */
  giveBack(chunk: Buffer): void
  /** Ends the stream early. */
  end(): void
}

/** Returns the bytes of a descriptor from its position on; between two reads, timers and signals have their turn. */
export function fileInput(descriptor: number): FileInput {
  let hasEnded = false
  const spare: Buffer[] = []
  const finish = (): void => {
    if (hasEnded) return
    hasEnded = true
    stream.push(null)
  }
  const readOn = (): void => {
    if (hasEnded || stream.destroyed) return
    const bytes = spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES)
    try {
      const count = readSync(descriptor, bytes, 0, CHUNK_BYTES, null)
      if (count === 0) finish()
      else stream.push(bytes.subarray(0, count))
    } catch (error) {
      stream.destroy(error as Error)
    }
  }
  const stream = new Readable({ highWaterMark: CHUNK_BYTES, read: () => void setImmediate(readOn) })
  return {
    stream,
    giveBack(chunk) {
      if (chunk.buffer.byteLength === CHUNK_BYTES && spare.length < MAX_SPARE) spare.push(Buffer.from(chunk.buffer))
    },
    end: finish,
  }
}
