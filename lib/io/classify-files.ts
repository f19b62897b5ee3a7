// Raw logs straight from disk: the automaton runs over the bytes, and only lines that can matter become text.
import { open } from 'node:fs/promises'
import type { Classifier } from '../classify/classifier.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import type { Matcher } from '../signatures/matcher.ts'

const CHUNK_BYTES = 1024 * 1024
/** Longest line that is kept over chunks; of a longer one its last part is looked at. */
const MAX_HELD_BYTES = 1024 * 1024
/** Most bytes of a line that become text. */
const MAX_TEXT_BYTES = 16_384

export interface FileScan {
  /** Called with every record, in order. */
  emit(record: AnyRecord): void
  /** Called after every chunk. */
  progress?(bytesRead: number): void
}

/** Feeds one file to the classifier. Rejects where it cannot be read. Memory: two chunks. */
export async function scanFile(path: string, classifier: Classifier, matcher: Matcher, scan: FileScan): Promise<void> {
  const file = await open(path)
  try {
    const scanner = lineScanner(path, classifier, matcher, scan)
    // One buffer for all chunks: what is left of a line moves to its front, and the next read fills what is behind it.
    const buffer = Buffer.allocUnsafe(MAX_HELD_BYTES + CHUNK_BYTES)
    let held = 0
    let total = 0
    for (;;) {
      const { bytesRead } = await file.read(buffer, held, CHUNK_BYTES, null)
      if (bytesRead === 0) break
      classifier.sawInput()
      total += bytesRead
      const used = scanner.scan(buffer, held, held + bytesRead)
      held = held + bytesRead - used
      if (held > MAX_HELD_BYTES) {
        buffer.copy(buffer, 0, used + held - MAX_HELD_BYTES, used + held)
        held = MAX_HELD_BYTES
      } else buffer.copy(buffer, 0, used, used + held)
      scan.progress?.(total)
    }
    scanner.end(buffer, held)
  } finally {
    await file.close()
  }
}

interface LineScanner {
  /** Scans bytes from `from`; what is before it was scanned already. Returns how many bytes complete lines took. */
  scan(buffer: Buffer, from: number, to: number): number
  /** Takes the last line, which has no line end. */
  end(buffer: Buffer, to: number): void
}

function lineScanner(path: string, classifier: Classifier, matcher: Matcher, scan: FileScan): LineScanner {
  const { next, classOf, classes, accepting, outputs } = matcher.automaton
  const { isProgress } = matcher
  const lineEnd = Int32Array.from(outputs, literals => (literals.includes(0) ? 1 : literals.includes(1) ? 2 : 0))
  const progressOnly = Uint8Array.from(outputs, literals => (literals.every(literal => isProgress[literal] === true) ? 1 : 0))
  let state = 0
  let lineNumber = 1
  /** The line holds an anchor; one of a row that is more than a progress row. */
  let flagged = false
  let matters = false
  /** The newest progress line that was kept back. */
  let keptText: string | undefined
  let keptFrom = -1
  let keptTo = -1
  let keptLine = 0

  function take(text: string, number: number): void {
    const candidates = matcher.candidates(text)
    for (const record of classifier.take({ text, lineNumber: number, file: path }, candidates, 0)) scan.emit(record)
  }
  function takeKept(buffer: Buffer): void {
    const text = keptText ?? (keptFrom < 0 ? undefined : textOf(buffer, keptFrom, keptTo))
    keptText = undefined
    keptFrom = -1
    if (text !== undefined) take(text, keptLine)
  }
  function endLine(buffer: Buffer, from: number, to: number): void {
    if (matters || classifier.wantsProgress()) {
      takeKept(buffer)
      take(textOf(buffer, from, to), lineNumber)
    } else {
      keptText = undefined
      keptFrom = from
      keptTo = to
      keptLine = lineNumber
    }
    flagged = false
    matters = false
  }

  return {
    scan(buffer, from, to) {
      let lineStart = 0
      for (let at = from; at < to; at++) {
        state = next[state + (classOf[buffer[at] as number] as number)] as number
        if (state < accepting) continue
        const output = (state - accepting) / classes
        const end = lineEnd[output] as number
        if (end === 0) {
          flagged = true
          if (progressOnly[output] === 0) matters = true
          continue
        }
        if (flagged) endLine(buffer, lineStart, at)
        if (end === 1) lineNumber++
        lineStart = at + 1
      }
      if (keptFrom >= 0) {
        keptText = textOf(buffer, keptFrom, keptTo)
        keptFrom = -1
      }
      return lineStart
    },
    end(buffer, to) {
      if (flagged) endLine(buffer, 0, to)
      takeKept(buffer)
    },
  }
}

const textOf = (buffer: Buffer, from: number, to: number): string => buffer.toString('utf8', from, Math.min(to, from + MAX_TEXT_BYTES))
