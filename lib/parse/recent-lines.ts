// The last lines that a parser was given, for another run that goes on behind them: it takes them again, in silence,
// and so knows the habits of the lines again, and which entry still waits for more.
import { BOUNDS } from '../bounds.ts'
import type { Millis } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { Parser, SavedParser } from './parser.ts'

/** A line as it was given, alone or in a record, and when. */
interface GivenLine {
  readonly line: string | LogRecord
  readonly now: Millis
}

interface RecentLines {
  /** `line` is undefined for a record that holds no line: it counts as given. */
  add(line: string | LogRecord | undefined, now: Millis): void
  /** Notes that time went on without a line. */
  passed(now: Millis): void
  /** Notes that all that waited has left: input has ended. */
  released(): void
  /** Notes that there were lines before those that it was given. */
  begunLate(): void
  save(parser: Parser): SavedLines
}

export interface SavedLines {
  readonly parser: SavedParser
  readonly lines: readonly GivenLine[]
  /** True where these are all that there were. */
  readonly isWhole: boolean
  readonly now: Millis
  /** True where nothing waited any more. */
  readonly isReleased: boolean
}

/** Lines that show how a source writes. */
const LEAST = BOUNDS['state.lines'].most
/** Most lines and characters of them that are kept for entries that wait. */
const MOST = 4096
const MOST_CHARACTERS = 4 * 1024 * 1024

export function recentLines(): RecentLines {
  let lines: (GivenLine | undefined)[] = []
  /** Number of the first of `lines`, counted from 1 over all that was given. */
  let first = 1
  let isLate = false
  let isReleased = false
  let characters = 0
  let last: Millis = 0
  const sizeOf = (given: GivenLine | undefined): number =>
    given === undefined ? 0 : typeof given.line === 'string' ? given.line.length : given.line.message.length

  /** Half of them at a time: taking away one by one would move all of them each time. */
  function forgetHalf(): void {
    const half = lines.length >> 1
    for (let index = 0; index < half; index++) characters -= sizeOf(lines[index])
    lines = lines.slice(half)
    first += half
  }
  return {
    add(line, now) {
      last = now
      isReleased = false
      const given = line === undefined ? undefined : { line, now }
      lines.push(given)
      characters += sizeOf(given)
      while (lines.length > 1 && (lines.length > MOST || characters > MOST_CHARACTERS)) forgetHalf()
    },
    passed(now) {
      last = now
    },
    released() {
      isReleased = true
    },
    begunLate() {
      isLate = true
    },
    save(parser) {
      const oldest = (parser.oldestInput() ?? Number.POSITIVE_INFINITY) - first
      const from = Math.max(0, Math.min(oldest, lines.length - LEAST))
      return {
        parser: parser.save(),
        lines: lines.slice(from).filter(given => given !== undefined),
        isWhole: !isLate && first === 1 && from === 0,
        now: last,
        isReleased,
      }
    },
  }
}

/** Brings a new parser to where the one of `saved` stood. */
export function restoreLines(
  parser: Parser,
  recent: RecentLines | undefined,
  { lines, isWhole, now, isReleased, parser: known }: SavedLines,
): void {
  // Lines without a time of their own take it of lines before them: those that are there, or what is known of them.
  if (!isWhole) {
    parser.restore(known)
    recent?.begunLate()
  }
  for (const given of lines) {
    parser.releaseDue(given.now)
    recent?.add(given.line, given.now)
    if (typeof given.line === 'string') parser.line(given.line, given.now)
    else parser.line(given.line.message, given.now, given.line)
  }
  parser.releaseDue(now)
  recent?.passed(now)
  if (isReleased) {
    parser.releaseAll()
    recent?.released()
  }
  parser.restore(known)
}
