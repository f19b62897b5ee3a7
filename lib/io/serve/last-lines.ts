// The end of a log, as lines.
import type { FileHandle } from 'node:fs/promises'
import { compressionOf } from '../../sources/rotated-name.ts'

export interface LastLines {
  readonly log_path: string
  readonly bytes: number
  /** In order, without colours; what came after a \r counts. */
  readonly lines: readonly string[]
  /** True where the log begins with the first of them. */
  readonly is_whole: boolean
}

/** Lines are looked for in so much of the end. */
const MOST_BYTES = 512 * 1024
const LONGEST_LINE = 4096
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours and other controls of a terminal
const CONTROLS = /\u001b\[[0-?]*[ -/]*[@-~]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/** Resolves to the last lines of a log; to none of one that is compressed. Rejects where it cannot be read. */
export async function lastLines(
  path: string,
  limit: number,
  open: (path: string) => Promise<FileHandle>,
): Promise<LastLines> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    if (compressionOf(path) !== undefined) return { log_path: path, bytes: size, lines: [], is_whole: false }
    const from = Math.max(0, size - MOST_BYTES)
    const buffer = Buffer.alloc(size - from)
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from)
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
    if (lines.at(-1) === '') lines.pop()
    // The first may be the end of one that began earlier.
    if (from > 0) lines.shift()
    const last = lines.slice(-limit)
    return {
      log_path: path,
      bytes: size,
      lines: last.map(line => cleaned(line).slice(0, LONGEST_LINE)),
      is_whole: from === 0 && last.length === lines.length,
    }
  } finally {
    await handle.close()
  }
}

const cleaned = (line: string): string =>
  (line.split('\r').findLast(part => part.trim() !== '') ?? '').replace(CONTROLS, '')
