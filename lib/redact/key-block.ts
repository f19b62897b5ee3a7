// Private keys: whole blocks in one text, and blocks whose lines are texts of their own, which say nothing of what they
// are.

import { BOUNDS } from '../bounds.ts'
import { nextFinder } from './next-finder.ts'
import { longestRandomPart } from './random-looking.ts'
import { markOf, type Span, withoutSpans } from './span.ts'

const MARK = markOf('private-key')
const BEGIN = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|Private-Lines: \d{1,4}/g
const END = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|Private-(?:MAC|Hash): ?[0-9a-f]*/g
/** Longest block that is taken out as a whole, in characters: four times the largest key in use. */
const MAX_BLOCK = BOUNDS['redact.keyBlock'].most
/**
 * Lines without any of the key's after which a block without its end is over: lines of other programs come in between.
 */
const PATIENCE_LINES = 200
/** Lines of a key after which it is none: the largest in use has 300. */
const MAX_KEY_LINES = 1000
/** A line break, also one that is written out, however often it was escaped. */
const LINE_BREAK = /\r?\n|\\{1,8}r\\{1,8}n|\\{1,8}[nr]/g
/** What a block may say before the key itself. */
const HEADER = /^[\s>|#]*(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|Subject|x-[\w-]+): .{0,200})?\s*$/
/**
 * A line of a key: Base64 alone, in quotes or not, or behind what a program puts before its lines, where it must be as
 * long as keys are wrapped.
 */
const KEY_LINE = /^[\s>|"'+`-]*([A-Za-z0-9+/]+={0,3})["'\s+,;)`\\]*$|[\s:|>\]"']([A-Za-z0-9+/]{7,}={0,3})["'\s+,\\]*$/
/** Longest line that is looked at. */
const MAX_LINE = 16_384

/**
 * Returns where a key stands in a line of a block; undefined where there is none. `isNext`: right behind one of its
 * lines.
 */
function keyIn(line: string, isNext: boolean): { readonly start: number; readonly end: number } | undefined {
  const match = KEY_LINE.exec(line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line)
  if (match === null) return undefined
  const key = (match[1] ?? match[2]) as string
  const start = match.index + match[0].indexOf(key)
  const isKey = key.length >= 40 || (match[1] === undefined ? isPartBehind(key, isNext) : isPart(key, isNext))
  return isKey ? { start, end: line.length > MAX_LINE ? line.length : start + key.length } : undefined
}

/** Words and numbers are Base64 too: true for what is none, alone on its line. */
const isPart = (key: string, isNext: boolean): boolean =>
  /[+/=]/.test(key) ||
  longestRandomPart(key) >= 6 ||
  (isNext && key.length >= 4 && (/\d/.test(key) ? /[A-Za-z]/.test(key) : isMixedCase(key)))
/** The same behind what a program put before it. */
const isPartBehind = (key: string, isNext: boolean): boolean =>
  (key.length % 4 === 0 && key.endsWith('=')) || (isNext && key.length >= 16 && isMixedCase(key))
const isMixedCase = (key: string): boolean => key.length >= 16 && /[a-z].*[A-Z].*[a-z]/.test(key)

/** Adds the private keys of a text: to their ends, or, of one that was cut off, as far as lines of a key go. */
export function keyBlocksIn(text: string, found: Span[]): void {
  const lineEnds = { next: nextFinder(text, LINE_BREAK), dashes: nextFinder(text, /-----/g) }
  BEGIN.lastIndex = 0
  let end = -1
  for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
    const inside = begin.index + begin[0].length
    if (end < inside && end !== text.length) {
      END.lastIndex = inside
      end = END.exec(text) === null ? text.length : END.lastIndex
    }
    const isWhole = end >= inside && end - begin.index <= MAX_BLOCK && hasEnd(text, end)
    const stop = isWhole ? end : takeLines(text, { start: begin.index, end: inside }, lineEnds, found)
    if (isWhole) found.push({ start: begin.index, end, mark: MARK })
    BEGIN.lastIndex = Math.max(inside, stop)
  }
}

/** True where an end mark ends at a place. */
const hasEnd = (text: string, at: number): boolean =>
  /(?:-----|PRIVATE KEY(?: BLOCK)? ?----|Private-(?:MAC|Hash): ?[0-9a-f]*)$/.test(text.slice(Math.max(0, at - 160), at))

/** Where a line ends, and where no key goes on. */
interface LineEnds {
  readonly next: (from: number) => number | undefined
  readonly dashes: (from: number) => number | undefined
}

/** Adds the lines of a block without an end, whose first line stands at a place; returns where they stop. */
function takeLines(
  text: string,
  { start: begin, end: inside }: Omit<Span, 'mark'>,
  ends: LineEnds,
  found: Span[],
): number {
  let keyEnd = inside
  let at = inside
  let isNext = true
  const stop = ends.dashes(inside) ?? text.length
  for (let count = 0; count < MAX_KEY_LINES && at < stop; count++) {
    const lineEnd = Math.min(ends.next(at) ?? stop, stop)
    const line = text.slice(at, lineEnd)
    const key = keyIn(line, isNext)
    if (key !== undefined) keyEnd = at + key.end
    else if (!HEADER.test(line.length > 400 ? line.slice(0, 400) : line)) break
    isNext = key !== undefined || isNext
    at =
      lineEnd + (/^(?:\r?\n|\\{1,8}r\\{1,8}n|\\{1,8}[nr])/.exec(text.slice(lineEnd, lineEnd + 20))?.[0].length ?? stop)
  }
  // A first line that something else follows is only spoken of.
  if (keyEnd === inside && !isLast(text, inside)) return inside
  found.push({ start: begin, end: keyEnd, mark: MARK })
  return keyEnd
}

/** True where a text says nothing behind the first line of a key: its other lines are texts of their own. */
const isLast = (text: string, inside: number): boolean =>
  text.length - inside < 200 && /^(?:[\s"'`,;)\]}]|\\{1,8}[nr])*$/.test(text.slice(inside))

/** A key whose end never came. */
export interface UnendedKey {
  /** Lines that were taken for the key's. */
  readonly lines: number
}

/** Takes the lines of private keys out of texts that come one after the other. */
export interface KeyBlockRedactor {
  /**
   * Returns a text without the lines of a key that began in a text before. The first line is left to `redactText`,
   * which knows it by its words; everything else stays as it is.
   */
  redact(text: string): string
  /** True where the texts so far end in a key. */
  isOpen(): boolean
  /** Returns the key that was given up since it was asked last, or, with `atEnd`, one that is open still. */
  unended(atEnd?: boolean): UnendedKey | undefined
  /** Where it stands, as plain JSON. */
  save(): unknown
  /** Goes on from where another one stood. */
  restore(saved: unknown): void
}

interface SavedKeyBlock {
  readonly patience: number
  readonly lines: number
  readonly isNext: boolean
  readonly givenUp?: UnendedKey
}

/** Memory: some numbers. */
export function keyBlockRedactor(): KeyBlockRedactor {
  /** Lines for which the block may still go on; 0 outside of one. */
  let patience = 0
  let lines = 0
  let isNext = false
  let givenUp: UnendedKey | undefined

  function redactLine(line: string): string {
    if (patience === 0) return line
    END.lastIndex = 0
    const end = END.exec(line)
    if (end !== null) {
      patience = 0
      return MARK + line.slice(end.index + end[0].length)
    }
    const key = keyIn(line, isNext)
    isNext = key !== undefined
    patience = key === undefined ? patience - 1 : PATIENCE_LINES
    if (key !== undefined) lines++
    if (patience === 0 || lines >= MAX_KEY_LINES) {
      givenUp = { lines }
      patience = 0
    }
    return key === undefined ? line : withoutSpans(line, [{ ...key, mark: MARK }])
  }

  return {
    redact(text) {
      const redacted = patience === 0 ? text : text.split('\n').map(redactLine).join('\n')
      if (opensBlock(text)) {
        patience = PATIENCE_LINES
        lines = 0
        isNext = true
      }
      return redacted
    },
    isOpen: () => patience > 0,
    unended(atEnd = false) {
      const key = givenUp ?? (atEnd && patience > 0 ? { lines } : undefined)
      givenUp = undefined
      return key
    },
    save: (): SavedKeyBlock => ({ patience, lines, isNext, ...(givenUp === undefined ? {} : { givenUp }) }),
    restore(saved) {
      ;({ patience, lines, isNext, givenUp } = saved as SavedKeyBlock)
    },
  }
}

/** True where a text holds the first line of a block and not its last. */
function opensBlock(text: string): boolean {
  if (!text.includes('PRIVATE KEY') && !text.includes('Private-Lines: ')) return false
  const last = Math.max(text.lastIndexOf('BEGIN '), text.lastIndexOf('Private-Lines: '))
  if (last === -1) return false
  const tail = text.slice(Math.max(0, last - 6))
  BEGIN.lastIndex = 0
  const begin = BEGIN.exec(tail)
  END.lastIndex = 0
  if (begin === null || END.test(tail)) return false
  const behind = tail.slice(BEGIN.lastIndex, BEGIN.lastIndex + MAX_LINE)
  return isLast(behind, 0) || behind.split(LINE_BREAK).some(line => keyIn(line, true) !== undefined)
}
