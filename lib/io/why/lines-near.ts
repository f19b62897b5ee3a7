// Lines of a log by their numbers, read a second time: only what is shown to a person needs them.

import type { NearLine } from '../../why/judged.ts'
import { type OpenFile, openLog, STANDARD_INPUT } from '../classify/open-log.ts'

const CHUNK_BYTES = 1024 * 1024
/** Most bytes of a line that are kept. */
const MAX_LINE_BYTES = 4096
const LF = 10

/** Lines `from` to `to`, both included, counted from 1. */
export interface LineRange {
  readonly from: number
  readonly to: number
}

/** A piece of a log, and who is given its lines when the last of them was read. */
export interface Piece extends LineRange {
  take(lines: readonly NearLine[]): void
}

/** Adds a piece of a file to those that are to be read of it. */
export function addPiece<K>(pieces: Map<K, Piece[]>, file: K, piece: Piece): void {
  const known = pieces.get(file)
  if (known === undefined) pieces.set(file, [piece])
  else known.push(piece)
}

/** Resolves to the lines of ranges, in their order; ranges may not overlap. Rejects where the log cannot be read. */
export async function linesNear(
  path: string,
  ranges: readonly LineRange[],
  open?: OpenFile,
): Promise<readonly NearLine[]> {
  const lines: NearLine[] = []
  await readPieces(
    path,
    ranges.map(range => ({ ...range, take: read => void lines.push(...read) })),
    open,
  )
  return lines
}

/**
 * Gives out the lines of pieces, which may overlap, in one reading of the log, however many there are; none of standard
 * input, which is gone. Of a line that was redrawn the last text counts. Rejects where the log cannot be read. Memory:
 * a chunk, and the pieces that hold the line at hand.
 */
export async function readPieces(path: string, pieces: readonly Piece[], open?: OpenFile): Promise<void> {
  if (path === STANDARD_INPUT || pieces.length === 0) return
  const gatherer = gather(pieces)
  const log = await openLog(path, open)
  const buffer = Buffer.alloc(CHUNK_BYTES)
  let number = 1
  let held = ''
  try {
    while (!gatherer.isDone()) {
      const length = await log.read(buffer, 0, CHUNK_BYTES)
      if (length === 0) break
      for (let at = 0; at < length && !gatherer.isDone(); ) {
        const end = lineEnd(buffer, at, length)
        if (held.length < MAX_LINE_BYTES && gatherer.isAsked(number))
          held += buffer.toString('utf8', at, Math.min(end, at + MAX_LINE_BYTES))
        if (end < length) {
          gatherer.lineEnds(number, held)
          held = ''
          number++
        }
        at = end + 1
      }
    }
    if (held !== '') gatherer.lineEnds(number, held)
    gatherer.end()
  } finally {
    await log.close()
  }
}

interface Gatherer {
  /** Asked about numbers that only rise. */
  isAsked(number: number): boolean
  lineEnds(number: number, text: string): void
  isDone(): boolean
  /** No line comes any more. */
  end(): void
}

interface OpenPiece {
  readonly piece: Piece
  readonly lines: NearLine[]
}

function gather(given: readonly Piece[]): Gatherer {
  const waiting = [...given].sort((a, b) => b.from - a.from)
  let open: OpenPiece[] = []
  const isAsked = (number: number): boolean => {
    while (waiting.length > 0 && (waiting.at(-1) as Piece).from <= number)
      open.push({ piece: waiting.pop() as Piece, lines: [] })
    return open.length > 0
  }
  const close = ({ piece, lines }: OpenPiece): void => piece.take(lines)
  return {
    isAsked,
    lineEnds(number, text) {
      if (!isAsked(number)) return
      const line = { number, text: lastDrawn(text) }
      for (const { lines } of open) lines.push(line)
      if (!open.some(({ piece }) => piece.to <= number)) return
      for (const each of open) if (each.piece.to <= number) close(each)
      open = open.filter(({ piece }) => piece.to > number)
    },
    isDone: () => waiting.length === 0 && open.length === 0,
    end: () => open.forEach(close),
  }
}

/** Returns the place of the next line end, else `length`. Most lines are only counted: nothing is made of them. */
function lineEnd(buffer: Buffer, from: number, length: number): number {
  const at = buffer.indexOf(LF, from)
  return at === -1 || at > length ? length : at
}

const lastDrawn = (line: string): string => line.split('\r').findLast(part => part.trim() !== '') ?? ''
