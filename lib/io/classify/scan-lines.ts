// Bytes -> the lines that can matter. A line is what stands between line ends, `\r` being one: progress bars write it.
import type { Classifier } from '../../classify/classifier.ts'
import { startEntries } from '../../classify/entries.ts'
import type { SourceLine } from '../../classify/source-line.ts'
import { takeLine } from '../../classify/take-message.ts'
import { originFromPath } from '../../formats/origin-from-path.ts'
import { readHead } from '../../formats/read-head.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import { slotOf } from '../../signatures/anchors.ts'
import type { Matcher } from '../../signatures/matcher.ts'
import { lossIn } from './loss-in.ts'

/** Most bytes of a line that become text. */
const MAX_TEXT_BYTES = 16_384
/** How far back the entry that a line goes on is looked for. */
export const CONTEXT_BYTES = 16_384
const CONTEXT_LINES = 64
const LF = 10
const CR = 13

export interface LineScanner {
  /**
   * Scans the complete lines between two places of a buffer that goes on a few bytes behind `to`, with `isLast` also
   * the last one that has no end. Returns where the first line begins that was not scanned; the next call must begin
   * with it. Up to CONTEXT_BYTES of what was scanned before must still stand before `from`.
   */
  scan(buffer: Buffer, from: number, to: number, isLast: boolean): number
}

/** A line that was kept back: its bytes while their chunk is at hand, then its text. */
interface Kept {
  text: string | undefined
  from: number
  to: number
  line: number
}

export function lineScanner(
  path: string,
  classifier: Classifier,
  matcher: Matcher,
  emit: (record: AnyRecord, lineNumber: number) => void,
): LineScanner {
  const origin = lineOrigin(path)
  const { isUsed: isAnchor, firstOf, bytesOf, literalOf, placeOf, literals } = matcher.anchors
  const textsOf = literals.map(literal => Buffer.from(literal))
  const need = Uint8Array.from(matcher.needOf, asked => (asked === 'read' ? 2 : asked === 'newest' ? 1 : 0))
  // Words that only quiet other rows need not be found.
  const isUsed = new Uint8Array(isAnchor.length)
  for (let slot = 0; slot < isUsed.length; slot++)
    for (let piece = firstOf[slot] as number; piece < (firstOf[slot + 1] as number); piece++)
      if (need[literalOf[piece] as number] !== 0) isUsed[slot] = 1
  let lineNumber = 1
  /** The newest lines that were kept back, per kind of line (see keptAs). */
  const kept = new Map<number, Kept>()

  const entries = startEntries()
  /** Up to where in the buffer `entries` has seen every line, and where the earliest line begins that is at hand. */
  let seenTo = 0
  let earliest = 0
  let scanned = 0

  function take(text: string, number: number, candidates: readonly number[], more: Partial<SourceLine>): void {
    const line = { origin, ...more, text, lineNumber: number, file: path }
    for (const record of takeLine({ classifier, matcher, at: 0 }, line, candidates)) emit(record, number)
  }
  /** What is known of a line that is read for what it says: its head, and that of the entry that it goes on. */
  function headsOf(buffer: Buffer, from: number, to: number, text: string): Partial<SourceLine> {
    const head = readHead(text)
    if (head.isFormatted) return { head }
    const start = contextFrom(buffer, from, Math.max(earliest, seenTo))
    if (start !== seenTo) entries.forget()
    for (let at = start; at < from; ) {
      const end = lineEnd(buffer, at, from)
      entries.next(readHead(textOf(buffer, at, end)))
      at = end + 1
    }
    const entry = entries.next(head)
    seenTo = to + 1
    return entry === undefined ? { head } : { head, entry }
  }
  function takeKept(buffer: Buffer): void {
    if (kept.size === 0) return
    const lines = [...kept.values()].sort((a, b) => a.line - b.line)
    kept.clear()
    for (const line of lines) {
      const text = line.text ?? textOf(buffer, line.from, line.to)
      take(text, line.line, matcher.candidates(text), { isLossSeen: true })
    }
  }
  /** The rows that a line may show: what a scan for the lines that matter at all does not ask for. */
  function candidatesIn(buffer: Buffer, pairs: Uint16Array, from: number, to: number): readonly number[] {
    const found: number[] = []
    const end = Math.min(to, from + MAX_TEXT_BYTES)
    const lastPair = (end + 1) >> 1
    let low = pairs[from >> 1] as number
    for (let at = from >> 1; at < lastPair; at++) {
      const high = pairs[at + 1] as number
      const bytes = low | (high << 16)
      const slot = slotOf(bytes)
      low = high
      if (isAnchor[slot] === 0) continue
      for (let piece = firstOf[slot] as number; piece < (firstOf[slot + 1] as number); piece++) {
        if (bytesOf[piece] !== bytes) continue
        const literal = literalOf[piece] as number
        const start = at * 2 - (placeOf[piece] as number)
        if (start >= from && isAt(buffer, start, literal) && start + (textsOf[literal] as Buffer).length <= end)
          found.push(literal)
      }
    }
    return matcher.rowsOfAll(found)
  }
  /**
   * A line with anchors has ended; `needed` is the most that one of them asks for: 1 that the newest such line is kept,
   * 2 that it is read.
   */
  function endLine(buffer: Buffer, pairs: Uint16Array, from: number, to: number, needed: number, anchor: number): void {
    if (needed === 2 || classifier.wantsProgress() || !classifier.passesLoss(lossIn(buffer, from, to))) {
      takeKept(buffer)
      const text = textOf(buffer, from, to)
      take(text, lineNumber, candidatesIn(buffer, pairs, from, to), needed === 2 ? headsOf(buffer, from, to, text) : {})
      return
    }
    const before = kept.get(anchor)
    if (before === undefined) kept.set(anchor, { text: undefined, from, to, line: lineNumber })
    else {
      before.text = undefined
      before.from = from
      before.to = to
      before.line = lineNumber
    }
  }
  /** True where a literal stands at a place. */
  function isAt(buffer: Buffer, at: number, literal: number): boolean {
    const text = textsOf[literal] as Buffer
    for (let place = 0; place < text.length; place++) if (buffer[at + place] !== text[place]) return false
    return true
  }

  return {
    scan(buffer, from, to, isLast) {
      earliest = from - Math.min(scanned, CONTEXT_BYTES)
      seenTo = -1
      const end = isLast ? to : lastEnd(buffer, from, to)
      const pairs = new Uint16Array(buffer.buffer, buffer.byteOffset, buffer.length >> 1)
      // The line at hand, and the next line ends from its start on.
      let lineStart = from
      let nextLf = endFrom(buffer, LF, from, end)
      let nextCr = endFrom(buffer, CR, from, end)
      let lineEnd = Math.min(nextLf, nextCr)
      let needed = 0
      let anchor = 0
      const lastPair = (end + 1) >> 1
      let low = pairs[from >> 1] as number
      for (let at = from >> 1; at < lastPair; at++) {
        const high = pairs[at + 1] as number
        const bytes = low | (high << 16)
        const slot = slotOf(bytes)
        low = high
        if (isUsed[slot] === 0) continue
        for (let piece = firstOf[slot] as number; piece < (firstOf[slot + 1] as number); piece++) {
          if (bytesOf[piece] !== bytes) continue
          const literal = literalOf[piece] as number
          const asks = need[literal] as number
          const found = at * 2 - (placeOf[piece] as number)
          // A line that will be read anyway holds nothing more that matters here.
          if (
            asks === 0 ||
            found < lineStart ||
            found >= end ||
            (asks <= needed && found < lineEnd) ||
            !isAt(buffer, found, literal)
          )
            continue
          if (found >= lineEnd) {
            if (needed > 0) endLine(buffer, pairs, lineStart, lineEnd, needed, anchor)
            needed = 0
            while (found >= lineEnd) {
              if (lineEnd === nextLf) lineNumber++
              lineStart = lineEnd + 1
              if (nextLf < lineStart) nextLf = endFrom(buffer, LF, lineStart, end)
              if (nextCr < lineStart) nextCr = endFrom(buffer, CR, lineStart, end)
              lineEnd = Math.min(nextLf, nextCr)
            }
          }
          if (asks > needed) {
            needed = asks
            anchor = keptAs(literal, found - lineStart)
          }
        }
      }
      if (needed > 0) endLine(buffer, pairs, lineStart, lineEnd, needed, anchor)
      for (; nextLf < end; nextLf = endFrom(buffer, LF, nextLf + 1, end)) lineNumber++
      if (isLast) takeKept(buffer)
      else for (const line of kept.values()) line.text ??= textOf(buffer, line.from, line.to)
      scanned += end - from
      return end
    },
  }
}

/**
 * Returns the kind of a line by the anchor that it holds and by where, in steps of eight bytes: a saved checkpoint does
 * not replace a step, nor does a line that only mentions one (`validation loss at iteration 200`).
 */
const keptAs = (literal: number, place: number): number => literal * 32 + Math.min(place >> 3, 31)

/** What the path says about who wrote the lines, where it follows a known scheme. */
function lineOrigin(path: string): NonNullable<SourceLine['origin']> {
  const { rank, local_rank, node } = originFromPath(path)
  return {
    ...(rank === undefined ? {} : { rank }),
    ...(local_rank === undefined ? {} : { localRank: local_rank }),
    ...(node === undefined ? {} : { node }),
  }
}

/** Returns the place behind the last line end; `from` where there is none. */
function lastEnd(buffer: Buffer, from: number, to: number): number {
  const region = buffer.subarray(from, to)
  return from + Math.max(region.lastIndexOf(LF), region.lastIndexOf(CR)) + 1
}

/** Returns the place of the next such line end before `end`, else `end`. */
function endFrom(buffer: Buffer, byte: number, from: number, end: number): number {
  const at = from < end ? buffer.indexOf(byte, from) : -1
  return at === -1 || at > end ? end : at
}

/** Returns where the lines begin, at `earliest` or later, that tell which entry a line at `from` goes on. */
function contextFrom(buffer: Buffer, from: number, earliest: number): number {
  let start = from
  for (let lines = 0; lines < CONTEXT_LINES && start > earliest; lines++) {
    let at = start - 2
    while (at >= earliest && buffer[at] !== LF && buffer[at] !== CR) at--
    start = at + 1
  }
  return start
}

/** Returns where the line that begins at a place ends. */
function lineEnd(buffer: Buffer, at: number, end: number): number {
  let place = at
  while (place < end && buffer[place] !== LF && buffer[place] !== CR) place++
  return place
}

const textOf = (buffer: Buffer, from: number, to: number): string =>
  buffer.toString('utf8', from, Math.min(to, from + MAX_TEXT_BYTES))
