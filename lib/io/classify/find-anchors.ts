// Anchors in bytes: which lines of a buffer can matter, and which rows such a line may show. The innermost loops of
// reading a file: a slot is looked up for every other byte, and nearly always that is all.
import { slotOf } from '../../signatures/anchors.ts'
import type { Matcher } from '../../signatures/matcher.ts'

const LF = 10
const CR = 13

/** The most that the anchors of a line ask for: nothing, that the newest such line is kept, that it is read. */
export const ASKS_NONE = 0
export const ASKS_NEWEST = 1
export const ASKS_READ = 2
const ASKS = { none: ASKS_NONE, newest: ASKS_NEWEST, read: ASKS_READ } as const
export type Asked = (typeof ASKS)[keyof typeof ASKS]

/** A line with an anchor: its bytes without the line end, and what kind of line it is (see kindOf). */
export interface AnchoredLine {
  readonly from: number
  readonly to: number
  readonly asked: Asked
  readonly kind: number
  /** Number of the line in its file; lines that `\r` ends are not counted. */
  readonly line: number
}

/** Where lines are looked for. `from` is the start of a line, `end` the place behind a line end, or the end of all. */
export interface Region {
  readonly buffer: Buffer
  readonly from: number
  readonly end: number
  /** Number of the line at `from`. */
  readonly line: number
}

export interface AnchorFinder {
  /** Calls `each` with every line that can matter, in order; returns the number of the line at `end`. */
  lines(region: Region, each: (line: AnchoredLine) => void): number
  /**
   * Returns the rows that a line of the buffer that is being looked through may show: also those that a scan for the
   * lines that matter at all does not ask for.
   */
  candidates(buffer: Buffer, from: number, to: number): readonly number[]
}

/** Made once: to make one takes as long as to look through a megabyte. */
const tables = new WeakMap<Matcher, Table>()

export function anchorFinder(matcher: Matcher): AnchorFinder {
  const table = tables.get(matcher) ?? tableOf(matcher)
  tables.set(matcher, table)
  let pairs: Uint16Array = new Uint16Array(0)
  return {
    lines(region, each) {
      const { buffer } = region
      pairs = new Uint16Array(buffer.buffer, buffer.byteOffset, buffer.length >> 1)
      return findLines(table, pairs, region, each)
    },
    candidates: (buffer, from, to) => matcher.rowsOfAll(literalsIn(table, pairs, { buffer, from, end: to })),
  }
}

/** The anchors of all rows, cut into pieces of four bytes: the slot of a piece leads to those that share it. */
interface Table extends Omit<Matcher['anchors'], 'literals'> {
  readonly texts: readonly Buffer[]
  readonly asksOf: Uint8Array
  /** By slot: 1 where a piece is of an anchor that asks for something. Words that only quiet other rows do not. */
  readonly isAsking: Uint8Array
}

function tableOf({ anchors, needOf }: Matcher): Table {
  const { isUsed, firstOf, literalOf, literals } = anchors
  const asksOf = Uint8Array.from(needOf, asked => ASKS[asked])
  const isAsking = new Uint8Array(isUsed.length)
  for (let slot = 0; slot < isAsking.length; slot++)
    for (let piece = firstOf[slot] as number; piece < (firstOf[slot + 1] as number); piece++)
      if (asksOf[literalOf[piece] as number] !== ASKS_NONE) isAsking[slot] = 1
  return { ...anchors, texts: literals.map(literal => Buffer.from(literal)), asksOf, isAsking }
}

function findLines(table: Table, pairs: Uint16Array, region: Region, each: (line: AnchoredLine) => void): number {
  const { texts, asksOf, isAsking, firstOf, bytesOf, literalOf, placeOf } = table
  const { buffer, from, end } = region
  const cursor = startCursor(region)
  let asked: Asked = ASKS_NONE
  let kind = 0
  let lineFrom = cursor.from
  let lineTo = cursor.to
  const lastPair = (end + 1) >> 1
  let low = pairs[from >> 1] as number
  for (let at = from >> 1; at < lastPair; at++) {
    const high = pairs[at + 1] as number
    const bytes = low | (high << 16)
    const slot = slotOf(bytes)
    low = high
    if (isAsking[slot] === 0) continue
    for (let piece = firstOf[slot] as number; piece < (firstOf[slot + 1] as number); piece++) {
      if (bytesOf[piece] !== bytes) continue
      const literal = literalOf[piece] as number
      const asks = asksOf[literal] as Asked
      const found = at * 2 - (placeOf[piece] as number)
      if (asks === ASKS_NONE || found < lineFrom || found >= end) continue
      // A line that will be read anyway holds nothing more that matters here.
      if ((asks <= asked && found < lineTo) || !isAt(buffer, found, texts[literal] as Buffer)) continue
      if (found >= lineTo) {
        if (asked !== ASKS_NONE) each({ from: lineFrom, to: lineTo, asked, kind, line: cursor.line })
        asked = ASKS_NONE
        goTo(cursor, region, found)
        lineFrom = cursor.from
        lineTo = cursor.to
      }
      if (asks > asked) {
        asked = asks
        kind = kindOf(literal, found - lineFrom)
      }
    }
  }
  if (asked !== ASKS_NONE) each({ from: lineFrom, to: lineTo, asked, kind, line: cursor.line })
  return lineAtEnd(cursor, region)
}

/** Returns the literals that stand whole between two places, by their numbers. */
function literalsIn(table: Table, pairs: Uint16Array, { buffer, from, end }: Omit<Region, 'line'>): readonly number[] {
  const { texts, isUsed, firstOf, bytesOf, literalOf, placeOf } = table
  const found: number[] = []
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
      const text = texts[literal] as Buffer
      const start = at * 2 - (placeOf[piece] as number)
      if (start >= from && isAt(buffer, start, text) && start + text.length <= end) found.push(literal)
    }
  }
  return found
}

/** True where a text stands at a place. */
function isAt(buffer: Buffer, at: number, text: Buffer): boolean {
  for (let place = 0; place < text.length; place++) if (buffer[at + place] !== text[place]) return false
  return true
}

/** The line at hand, and the next line ends from its start on. */
interface Cursor {
  from: number
  to: number
  line: number
  nextLf: number
  nextCr: number
}

function startCursor({ buffer, from, end, line }: Region): Cursor {
  const nextLf = endFrom(buffer, LF, from, end)
  const nextCr = endFrom(buffer, CR, from, end)
  return { from, to: Math.min(nextLf, nextCr), line, nextLf, nextCr }
}

/** Moves a cursor on to the line in which `place` is. */
function goTo(cursor: Cursor, { buffer, end }: Region, place: number): void {
  while (place >= cursor.to) {
    if (cursor.to === cursor.nextLf) cursor.line++
    cursor.from = cursor.to + 1
    if (cursor.nextLf < cursor.from) cursor.nextLf = endFrom(buffer, LF, cursor.from, end)
    if (cursor.nextCr < cursor.from) cursor.nextCr = endFrom(buffer, CR, cursor.from, end)
    cursor.to = Math.min(cursor.nextLf, cursor.nextCr)
  }
}

function lineAtEnd({ line, nextLf }: Cursor, { buffer, end }: Region): number {
  let number = line
  for (let at = nextLf; at < end; at = endFrom(buffer, LF, at + 1, end)) number++
  return number
}

/**
 * Returns the kind of a line by the anchor that it holds and by where, in steps of eight bytes: a saved checkpoint does
 * not replace a step, nor does a line that only mentions one (`validation loss at iteration 200`).
 */
const kindOf = (literal: number, place: number): number => literal * 32 + Math.min(place >> 3, 31)

/** Returns the place of the next such line end before `end`, else `end`. */
function endFrom(buffer: Buffer, byte: number, from: number, end: number): number {
  const at = from < end ? buffer.indexOf(byte, from) : -1
  return at === -1 || at > end ? end : at
}
