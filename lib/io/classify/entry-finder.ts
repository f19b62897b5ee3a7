// Finds the entry that a line of a file goes on, for the few lines that tell something: the lines before it are read
// only when it is asked for.
import { BOUNDS } from '../../bounds.ts'
import { startEntries } from '../../classify/entries.ts'
import { type Head, readHead } from '../../formats/read-head.ts'

/** How far back the entry that a line goes on is looked for. */
export const CONTEXT_BYTES = 16_384
const CONTEXT_LINES = 64
const MAX_WRITERS = BOUNDS['classify.writers'].most
const ASCII = /^[ -~]*$/
/** What a launcher's prefix ends with. */
const SEPARATOR = /[\]:|>) ]/
const LF = 10
const CR = 13

/** A line, and where it stands in the buffer that is at hand. */
export interface PlacedLine {
  readonly text: string
  readonly from: number
  readonly to: number
}

export interface EntryFinder {
  /** Another buffer is at hand, whose lines can be read from `earliest` on. */
  begin(buffer: Buffer, earliest: number): void
  /**
   * Returns the head of the entry that a line goes on; undefined where it begins one. Lines are
   * asked about in their order.
   */
  entryOf(head: Head, line: PlacedLine): Head | undefined
}

export function entryFinder(textOf: (buffer: Buffer, from: number, to: number) => string): EntryFinder {
  let buffer: Buffer = Buffer.alloc(0)
  let earliest = 0
  const starts = lineStarts()
  /** Of all lines; and of those of writers whose lines all begin alike, of which the others are not read. */
  const [ofAll, ofPrefixed] = [startEntries(), startEntries()]
  /** How lines begin -> up to where in the buffer every such line was seen. */
  const seenTo = new Map<string, number>()
  /** What stands before a message -> how all lines of its writer begin. */
  const beginnings = new Map<string, string>()

  /**
   * Returns how all lines of the writer of a line begin, so that those of others need not be read: a launcher's prefix.
   * Empty where that cannot be told: no prefix, one with a time in it, or with letters beyond ASCII.
   */
  function beginningOf({ message, stamp, writer }: Head, text: string): string {
    if (writer === '' || stamp !== undefined || !text.endsWith(message)) return ''
    const prefix = text.slice(0, text.length - message.length)
    const known = beginnings.get(prefix)
    if (known !== undefined) return known
    if (beginnings.size >= MAX_WRITERS) beginnings.clear()
    const beginning = ASCII.test(prefix) ? shortestOf(prefix, writer) : ''
    beginnings.set(prefix, beginning)
    return beginning
  }

  return {
    begin(next, from) {
      buffer = next
      earliest = from
      starts.forget()
      seenTo.clear()
    },
    entryOf(head, { text, from, to }) {
      if (head.isFormatted) return undefined
      const beginning = beginningOf(head, text)
      const entries = beginning === '' ? ofAll : ofPrefixed
      const seen = seenTo.get(beginning) ?? -1
      starts.goTo(buffer, from, earliest)
      let back = CONTEXT_LINES
      while (back > 0 && starts.before(back) < Math.max(earliest, seen)) back--
      if (starts.before(back) !== seen) entries.forget(beginning === '' ? undefined : head.writer)
      for (; back > 0; back--) {
        const at = starts.before(back)
        if (beginsWith(buffer, at, beginning)) entries.next(readHead(textOf(buffer, at, starts.before(back - 1) - 1)))
      }
      if (seenTo.size >= MAX_WRITERS) seenTo.clear()
      seenTo.set(beginning, to + 1)
      return entries.next(head)
    },
  }
}

/** Returns the shortest beginning of a prefix that names the writer alone: `[rank0]:` of `[rank0]:[rank0]: `. */
function shortestOf(prefix: string, writer: string): string {
  for (let end = 1; end < prefix.length; end++)
    if (SEPARATOR.test(prefix[end - 1] as string) && readHead(`${prefix.slice(0, end)} x`).writer === writer)
      return prefix.slice(0, end)
  return prefix.trimEnd()
}

/** True where the bytes from a place on are those of a text of ASCII. */
function beginsWith(buffer: Buffer, at: number, text: string): boolean {
  for (let place = 0; place < text.length; place++) if (buffer[at + place] !== text.charCodeAt(place)) return false
  return true
}

/** Where the lines before the one at hand begin. They are found once, however many lines that stand together ask. */
interface LineStarts {
  forget(): void
  /** Moves on to the line that begins at `from`; no line before it begins before `earliest`. */
  goTo(buffer: Buffer, from: number, earliest: number): void
  /** Returns where the line begins that stands so many lines before, up to CONTEXT_LINES; -1 where there is none. */
  before(lines: number): number
}

function lineStarts(): LineStarts {
  /** Of the line at hand and those before it, in a circle. */
  const circle = new Int32Array(CONTEXT_LINES + 1)
  let count = 0
  const add = (start: number): void => {
    circle[count % circle.length] = start
    count++
  }
  const before = (lines: number): number =>
    lines < count ? (circle[(count - 1 - lines) % circle.length] as number) : -1
  function goBack(buffer: Buffer, from: number, earliest: number): void {
    const found = [from]
    for (let start = from; found.length <= CONTEXT_LINES && start > earliest; ) {
      let at = start - 2
      while (at >= earliest && buffer[at] !== LF && buffer[at] !== CR) at--
      start = at + 1
      found.push(start)
    }
    count = 0
    for (const start of found.reverse()) add(start)
  }
  return {
    forget() {
      count = 0
    },
    goTo(buffer, from, earliest) {
      const known = before(0)
      if (known === -1 || from < known || from - known > CONTEXT_BYTES) {
        goBack(buffer, from, earliest)
        return
      }
      for (let at = known; at < from; at++) if (buffer[at] === LF || buffer[at] === CR) add(at + 1)
    },
    before,
  }
}
