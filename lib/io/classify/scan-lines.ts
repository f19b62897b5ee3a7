// Bytes -> the lines that can matter. A line is what stands between line ends, `\r` being one: progress bars write it.
import type { Classifier } from '../../classify/classifier.ts'
import type { SourceLine } from '../../classify/source-line.ts'
import { takeLine } from '../../classify/take-message.ts'
import { originFromPath } from '../../formats/origin-from-path.ts'
import type { Head } from '../../formats/read-head.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import type { Matcher } from '../../signatures/matcher.ts'
import { CONTEXT_BYTES, entryFinder } from './entry-finder.ts'
import { type AnchoredLine, ASKS_NEWEST, ASKS_READ, anchorFinder } from './find-anchors.ts'
import { lossIn } from './loss-in.ts'

/** Most bytes of a line that become text. */
const MAX_TEXT_BYTES = 16_384
const LF = 10
const CR = 13

/** Where the lines of a file go. */
export interface ScanTarget {
  readonly classifier: Classifier
  readonly matcher: Matcher
  /** Called with every record, in order, and the number of the line that it comes of. */
  emit(record: AnyRecord, lineNumber: number): void
}

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

/** `firstLine`: the number of the first line that comes. */
export function lineScanner(path: string, { classifier, matcher, emit }: ScanTarget, firstLine = 1): LineScanner {
  const origin = lineOrigin(path)
  const finder = anchorFinder(matcher)
  const entries = entryFinder(textOf)
  /** The newest lines that were kept back, per kind of line. */
  const kept = new Map<number, Kept>()
  let lineNumber = firstLine
  let scanned = 0

  function take(line: SourceLine & { readonly lineNumber: number }, candidates: readonly number[]): void {
    for (const record of takeLine({ classifier, matcher, at: 0 }, line, candidates)) emit(record, line.lineNumber)
  }
  function takeKept(buffer: Buffer): void {
    if (kept.size === 0) return
    const lines = [...kept.values()].sort((a, b) => a.line - b.line)
    kept.clear()
    for (const { text: known, from, to, line } of lines) {
      const text = known ?? textOf(buffer, from, to)
      take({ text, lineNumber: line, file: path, origin, isLossSeen: true }, matcher.candidates(text))
    }
  }
  function takeAnchored(buffer: Buffer, { from, to, asked, kind, line }: AnchoredLine): void {
    if (asked === ASKS_READ || classifier.wantsProgress() || !classifier.passesLoss(lossIn(buffer, from, to))) {
      takeKept(buffer)
      const candidates = finder.candidates(buffer, from, Math.min(to, from + MAX_TEXT_BYTES))
      // Steps are read for what they count alone.
      const text = textOf(buffer, from, to)
      const entryOf = asked === ASKS_NEWEST ? undefined : (head: Head) => entries.entryOf(head, { text, from, to })
      take({ text, lineNumber: line, file: path, origin, entryOf }, candidates)
      return
    }
    const before = kept.get(kind)
    if (before === undefined) kept.set(kind, { text: undefined, from, to, line })
    else {
      // Key by key: nothing is made for one of half a million lines.
      before.text = undefined
      before.from = from
      before.to = to
      before.line = line
    }
  }

  return {
    scan(buffer, from, to, isLast) {
      entries.begin(buffer, from - Math.min(scanned, CONTEXT_BYTES))
      const end = isLast ? to : lastEnd(buffer, from, to)
      lineNumber = finder.lines({ buffer, from, end, line: lineNumber }, line => takeAnchored(buffer, line))
      if (isLast) takeKept(buffer)
      else for (const line of kept.values()) line.text ??= textOf(buffer, line.from, line.to)
      scanned += end - from
      return end
    },
  }
}

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

const textOf = (buffer: Buffer, from: number, to: number): string =>
  buffer.toString('utf8', from, Math.min(to, from + MAX_TEXT_BYTES))
