// The lines of a log on disk, compressed or not, from its beginning to its end.
import { BOUNDS } from '../bounds.ts'
import { type OpenFile, openLog } from './classify/open-log.ts'
import { lineSplitter } from './lines.ts'

const CHUNK_BYTES = 256 * 1024

/** Yields the lines of a log. Throws where it cannot be read. Memory: a chunk, and the longest line. */
export async function* readLogLines(
  path: string,
  open?: OpenFile,
  chunkBytes = CHUNK_BYTES,
): AsyncGenerator<readonly string[], void, undefined> {
  const file = await openLog(path, open)
  try {
    const splitter = lineSplitter(BOUNDS['input.line'].most)
    const buffer = Buffer.alloc(chunkBytes)
    for (;;) {
      const length = await file.read(buffer, 0, chunkBytes)
      if (length === 0) break
      yield splitter.push(buffer.subarray(0, length))
    }
    yield splitter.end()
  } finally {
    await file.close()
  }
}
