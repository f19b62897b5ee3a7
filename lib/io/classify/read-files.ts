// Raw logs straight from disk: anchors are looked for in the bytes, and only lines that can matter become text.
import type { Classifier } from '../../classify/classifier.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import type { Matcher } from '../../signatures/matcher.ts'
import { CONTEXT_BYTES } from './entry-finder.ts'
import { type OpenFile, openLog } from './open-log.ts'
import { lineScanner } from './scan-lines.ts'

const CHUNK_BYTES = 1024 * 1024
/** Longest line that is kept over chunks; of a longer one its last part is looked at. */
const MAX_HELD_BYTES = 1024 * 1024
/** What may stand before a chunk: a line that it goes on, and lines before that one. */
const FRONT_BYTES = MAX_HELD_BYTES + CONTEXT_BYTES
/** Bytes behind the last one that a scan may look at; what they hold does not matter. */
const SLACK_BYTES = 8

export interface FileScan {
  /** Called with every record, in order, and the number of the line that it comes of. */
  emit(record: AnyRecord, lineNumber: number): void
  /** Called after every chunk. */
  progress?(bytesRead: number): void
  /** Called with every chunk, which is overwritten afterwards. */
  chunk?(bytes: Buffer): void
  /** Opens the file, where not every file may be read. */
  readonly open?: OpenFile
  /** Bytes that are looked at in one go, where others wait meanwhile; a chunk where absent. */
  readonly mostBytes?: number | undefined
  /** Lines at the end of the file that are read, where it is a plain one; all where absent. */
  readonly lastLines?: number
}

type Buffers = readonly [Buffer, Buffer]

/** Those of the last file, for the next one: to get new ones takes as long as to look at a megabyte. */
let spare: Buffers | undefined

function takeBuffers(): Buffers {
  const taken = spare
  spare = undefined
  if (taken !== undefined) return taken
  const length = FRONT_BYTES + CHUNK_BYTES + SLACK_BYTES
  return [Buffer.alloc(length), Buffer.alloc(length)]
}

/**
 * Feeds one file to the classifier. Rejects where it cannot be read. Memory: four chunks, of which two are read into
 * while the others are looked at.
 */
export async function scanFile(path: string, classifier: Classifier, matcher: Matcher, scan: FileScan): Promise<void> {
  const file = await openLog(path, scan.open, scan.lastLines)
  try {
    const scanner = lineScanner(path, { classifier, matcher, emit: scan.emit }, file.firstLine)
    // The rest of a line goes before the next chunk, which is already being read while this one is looked at.
    const buffers = takeBuffers()
    let held = 0
    let total = 0
    let turn = 0
    const most = Math.min(scan.mostBytes ?? CHUNK_BYTES, CHUNK_BYTES)
    let reading = file.read(buffers[0], FRONT_BYTES, most)
    for (;;) {
      const bytesRead = await reading
      const buffer = buffers[turn] as Buffer
      const from = FRONT_BYTES - held
      if (bytesRead === 0) {
        scanner.scan(buffer, from, FRONT_BYTES, true)
        // Nothing is read into them any more, as it may be where a file ends in an error.
        spare = buffers
        break
      }
      classifier.sawInput()
      total += bytesRead
      turn = 1 - turn
      const other = buffers[turn] as Buffer
      reading = file.read(other, FRONT_BYTES, most)
      const to = FRONT_BYTES + bytesRead
      scan.chunk?.(buffer.subarray(FRONT_BYTES, to))
      const rest = scanner.scan(buffer, from, to, false)
      held = Math.min(to - rest, MAX_HELD_BYTES)
      const kept = Math.min(held + CONTEXT_BYTES, FRONT_BYTES)
      buffer.copy(other, FRONT_BYTES - kept, to - kept, to)
      scan.progress?.(total)
    }
  } finally {
    await file.close()
  }
}
