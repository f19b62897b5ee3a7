// The log of an attempt as a stream: what is there, what is added, and its end once the attempt has ended.
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'

export interface LogTail {
  readonly stream: Readable
  /** The attempt has ended: the stream ends where the log does. */
  end(): void
  /** Reads no further: the stream breaks off. */
  stop(): void
}

const POLL_MS = 200
const CHUNK_BYTES = 64 * 1024

/** Reads a log from there on; it may come later, and where it never does the stream is empty. */
export function tailLog(path: string, offset: number): LogTail {
  let hasEnded = false
  let isStopped = false
  let wake = (): void => {}
  const pause = (): Promise<void> =>
    new Promise(done => {
      const timer = setTimeout(done, POLL_MS)
      wake = () => {
        clearTimeout(timer)
        done()
      }
    })

  async function* pieces(): AsyncGenerator<Buffer> {
    let file: FileHandle | undefined
    let position = offset
    try {
      while (!isStopped) {
        // Asked before the read: what it wrote before its end is there by then.
        const isLast = hasEnded
        file ??= await openLog(path)
        const piece = Buffer.allocUnsafe(CHUNK_BYTES)
        const { bytesRead } = (await file?.read(piece, 0, CHUNK_BYTES, position)) ?? { bytesRead: 0 }
        position += bytesRead
        if (bytesRead > 0) yield piece.subarray(0, bytesRead)
        else if (isLast) return
        else if (!hasEnded) await pause()
      }
    } finally {
      await file?.close()
    }
  }
  const stream = Readable.from(pieces(), { objectMode: false, highWaterMark: 1 })
  return {
    stream,
    end() {
      hasEnded = true
      wake()
    },
    stop() {
      isStopped = true
      stream.destroy()
      // A generator that waits is not told that nobody reads it any more.
      wake()
    },
  }
}

async function openLog(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
