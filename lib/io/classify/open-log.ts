// The bytes of a log, wherever they are: a file, a compressed one (.gz, .zst), or standard input (`-`).
import { type FileHandle, open } from 'node:fs/promises'
import { compressionOf } from '../../sources/rotated-name.ts'
import { decompress } from '../follow/compressed.ts'
import { type Start, startOfLast } from './last-lines.ts'

/** Name of standard input on a command line. */
export const STANDARD_INPUT = '-'

export interface LogBytes {
  /** Number of the line that its first byte is of; 1 where absent. */
  readonly firstLine?: number
  /** Reads up to `length` bytes into a buffer; resolves to how many there were, 0 at the end. */
  read(buffer: Buffer, offset: number, length: number): Promise<number>
  close(): Promise<void>
}

/** Opens a file to read it. */
export type OpenFile = (path: string) => Promise<FileHandle>

/**
 * Opens a log. Rejects where it cannot be read; a damaged compressed file rejects when it is read. `openFile` is given
 * where not every file may be read, `lastLines` where only the last lines of a plain file are read.
 */
export async function openLog(path: string, openFile: OpenFile = open, lastLines?: number): Promise<LogBytes> {
  if (path === STANDARD_INPUT) return bytesOf(process.stdin as AsyncIterable<Buffer>)
  const file = await openFile(path)
  if (compressionOf(path) === undefined) {
    const isCut = lastLines !== undefined && (await file.stat()).isFile()
    return isCut ? bytesFrom(file, await startOfLast(file, lastLines)) : bytesOfFile(file)
  }
  const text = bytesOf(decompress({ path, bytes: () => file.createReadStream({ autoClose: false }) }))
  return {
    read: text.read,
    async close() {
      await text.close()
      await file.close()
    },
  }
}

const bytesOfFile = (file: FileHandle): LogBytes => ({
  read: async (buffer, offset, length) => (await file.read(buffer, offset, length, null)).bytesRead,
  close: () => file.close(),
})

/** The bytes of a file from a place on. */
function bytesFrom(file: FileHandle, { offset: start, line }: Start): LogBytes {
  let position = start
  return {
    firstLine: line,
    async read(buffer, offset, length) {
      const { bytesRead } = await file.read(buffer, offset, length, position)
      position += bytesRead
      return bytesRead
    },
    close: () => file.close(),
  }
}

/** Memory: the chunk that is being handed out. */
function bytesOf(chunks: AsyncIterable<Buffer>): LogBytes {
  const iterator = chunks[Symbol.asyncIterator]()
  let chunk: Buffer = Buffer.alloc(0)
  return {
    async read(buffer, offset, length) {
      while (chunk.length === 0) {
        const next = await iterator.next()
        if (next.done === true) return 0
        chunk = next.value
      }
      const count = Math.min(length, chunk.length)
      chunk.copy(buffer, offset, 0, count)
      chunk = chunk.subarray(count)
      return count
    },
    close: async () => void (await iterator.return?.()),
  }
}
