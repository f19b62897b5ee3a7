// The newest lines of a log, and which of them are wanted.
import type { LogRecord } from '../../record/types.generated.ts'

export interface TailLine {
  readonly time: string
  readonly level: string
  readonly who: string
  readonly text: string
}

/** More are not kept in a page. */
export const MOST_LINES = 2000

export interface TailFilter {
  /** Text that must stand in the line or its rank and node, in letters of either case. */
  readonly contains: string
  /** '' for all, WARNING for warnings and worse, ERROR for errors. */
  readonly level: string
}

/** Returns a line as it is shown. */
export function tailLineOf(record: LogRecord): TailLine {
  const { time = '', level = '', message, rank, node } = record
  const who = [rank === undefined ? '' : `rank ${rank}`, node ?? ''].filter(part => part !== '').join(' · ')
  return { time: time.slice(11, 19), level, who, text: message }
}

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']

export function isWanted({ text, who, level }: TailLine, filter: TailFilter): boolean {
  if (filter.level !== '' && LEVELS.indexOf(level) < LEVELS.indexOf(filter.level)) return false
  const needle = filter.contains.toLowerCase()
  return needle === '' || text.toLowerCase().includes(needle) || who.toLowerCase().includes(needle)
}

/** Returns a text in pieces, those that were looked for at odd places. */
export function piecesOf(text: string, needle: string): readonly string[] {
  if (needle === '') return [text]
  const [low, wanted] = [text.toLowerCase(), needle.toLowerCase()]
  // A few letters change their length in lower case: then no piece is sure.
  if (low.length !== text.length) return [text]
  const pieces: string[] = []
  let at = 0
  for (let next = low.indexOf(wanted); next !== -1 && pieces.length < 200; next = low.indexOf(wanted, at)) {
    pieces.push(text.slice(at, next), text.slice(next, next + wanted.length))
    at = next + wanted.length
  }
  return [...pieces, text.slice(at)]
}
