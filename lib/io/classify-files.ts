// Raw logs straight from disk: the automaton runs over the bytes, and only lines that can matter become text.
import { open } from 'node:fs/promises'
import type { Classifier } from '../classify/classifier.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import type { Matcher } from '../signatures/matcher.ts'

const CHUNK_BYTES = 1024 * 1024
/** Longest line that is kept over chunks; of a longer one its last part is looked at. */
const MAX_HELD_BYTES = 1024 * 1024
/** Anchors of one line that are remembered; a line with more is looked through again. */
const MAX_FOUND = 64
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

/** A line that was kept back: its bytes while their chunk is at hand, then its text. */
interface Kept {
  text: string | undefined
  from: number
  to: number
  line: number
}

interface LineScanner {
  /** Scans bytes from `from`; what is before it was scanned already. Returns how many bytes complete lines took. */
  scan(buffer: Buffer, from: number, to: number): number
  /** Takes the last line, which has no line end. */
  end(buffer: Buffer, to: number): void
}

function lineScanner(path: string, classifier: Classifier, matcher: Matcher, scan: FileScan): LineScanner {
  const { next, classOf, classes, accepting, outputs } = matcher.automaton
  const lineEnd = Int32Array.from(outputs, literals => (literals.includes(0) ? 1 : literals.includes(1) ? 2 : 0))
  const need = Uint8Array.from(outputs, literals =>
    literals.some(literal => matcher.needOf[literal] === 'read') ? 2 : literals.some(literal => matcher.needOf[literal] === 'newest') ? 1 : 0,
  )
  let state = 0
  let lineNumber = 1
  /** Most that an anchor of this line asks for: 0 nothing, 1 that the newest such line is kept, 2 that it is read. */
  let needed = 0
  /** The newest lines that were kept back, per anchor that they hold: a step and a saved checkpoint do not replace each other. */
  const kept = new Map<number, Kept>()
  let anchor = 0
  /** Accepting states met in this line, so that a line which is read need not be looked through twice. */
  const found: number[] = []

  function candidatesOf(): readonly number[] {
    const rows = new Set<number>()
    for (const output of found) for (const literal of outputs[output] as readonly number[]) for (const row of matcher.rowsOf[literal] as readonly number[]) rows.add(row)
    return [...rows].sort((a, b) => a - b)
  }
  function take(text: string, number: number, candidates: readonly number[]): void {
    for (const record of classifier.take({ text, lineNumber: number, file: path }, candidates, 0)) scan.emit(record)
  }
  const takeText = (text: string, number: number): void => take(text, number, matcher.candidates(text))
  function takeKept(buffer: Buffer): void {
    if (kept.size === 0) return
    const lines = [...kept.values()].sort((a, b) => a.line - b.line)
    kept.clear()
    for (const { text, from, to, line } of lines) takeText(text ?? textOf(buffer, from, to), line)
  }
  function endLine(buffer: Buffer, from: number, to: number): void {
    if (needed === 2 || classifier.wantsProgress()) {
      takeKept(buffer)
      const text = textOf(buffer, from, to)
      if (found.length < MAX_FOUND) take(text, lineNumber, candidatesOf())
      else takeText(text, lineNumber)
    } else {
      const before = kept.get(anchor)
      if (before === undefined) kept.set(anchor, { text: undefined, from, to, line: lineNumber })
      else {
        before.text = undefined
        before.from = from
        before.to = to
        before.line = lineNumber
      }
    }
    needed = 0
    found.length = 0
  }

  return {
    scan(buffer, from, to) {
      let lineStart = 0
      // A local variable: one that outlives the call costs a memory access per byte.
      let current = state
      for (let at = from; at < to; at++) {
        current = next[current + (classOf[buffer[at] as number] as number)] as number
        if (current < accepting) continue
        const output = (current - accepting) / classes
        const end = lineEnd[output] as number
        if (end === 0) {
          const asks = need[output] as number
          if (found.length < MAX_FOUND) found.push(output)
          if (asks > needed) {
            needed = asks
            anchor = output
          }
          continue
        }
        if (needed > 0) endLine(buffer, lineStart, at)
        else if (found.length > 0) found.length = 0
        if (end === 1) lineNumber++
        lineStart = at + 1
      }
      state = current
      for (const line of kept.values()) line.text ??= textOf(buffer, line.from, line.to)
      return lineStart
    },
    end(buffer, to) {
      if (needed > 0) endLine(buffer, 0, to)
      takeKept(buffer)
    },
  }
}

const textOf = (buffer: Buffer, from: number, to: number): string => buffer.toString('utf8', from, Math.min(to, from + MAX_TEXT_BYTES))
