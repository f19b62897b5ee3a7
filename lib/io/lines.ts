// Bytes -> lines, a chunk at a time: one decode and one scan per chunk, where a stream per line would cost 1.5 s per
// million lines.

import { isAscii } from 'node:buffer'

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const BYTE_ORDER_MARK = 0xfeff
// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins at NUL
const BEYOND_ASCII = /[^\u0000-\u007f]/

/**
 * How much is decoded at once: a line is a slice of the text that it was cut from, so whoever keeps one line keeps that
 * text. With whole chunks of 64 KiB, forty lines that wait for their continuation kept megabytes that the collector had
 * to copy.
 */
const BLOCK_BYTES = 8 * 1024

/** Splits a byte stream into lines of bounded length. */
export interface LineSplitter {
  /** Returns the lines that the chunk completes, without their newline. */
  push(chunk: Buffer): readonly string[]
  /** True where the newest state of a bar that is drawn over waits for what ends it, which may never come. */
  isDrawing(): boolean
  /** Returns that state as a line; what comes behind it is another one. */
  drawn(): readonly string[]
  /** Returns the last line, if input ended without a newline. */
  end(): readonly string[]
}

/**
 * Returns a splitter. Bad UTF-8 becomes U+FFFD; a leading byte order mark is dropped. A `\r` stays in the text; where a
 * line has not ended yet, what stands up to its last `\r` is a line of its own, so that a progress bar is seen while it
 * is drawn. Of a line longer than `maxBytes` the first `maxBytes` + 1 bytes are kept, so that a reader with the same
 * limit sees that it was cut. Memory: at most `maxBytes` + one chunk.
 */
export function lineSplitter(maxBytes: number): LineSplitter {
  const held = unfinishedLine(maxBytes)
  let hasBegun = false
  /** True where what is held is a state of a bar: another was drawn before it on the same line. */
  let isState = false
  /** True where a state was given out whose end has not come yet. */
  let isGiven = false

  /** The first line of all is without its byte order mark. */
  const begun = (lines: string[]): readonly string[] => {
    if (hasBegun || lines[0] === undefined) return lines
    hasBegun = true
    if (lines[0].charCodeAt(0) === BYTE_ORDER_MARK) lines[0] = lines[0].slice(1)
    return lines
  }

  /** Holds an unfinished line. The last byte stays with it: a `\r` there may be half of `\r\n`. */
  const holdTail = (tail: Buffer, lines: string[]): void => {
    if (tail.length === 0) return
    const before = lines.length
    const inside = tail.lastIndexOf(CARRIAGE_RETURN, tail.length - 2)
    const isRedrawn = tail.length > 1 && inside !== -1
    if (isRedrawn) {
      held.add(tail.subarray(0, inside + 1))
      lines.push(textOf(held.take()))
    } else if (held.endsWithReturn()) lines.push(textOf(held.take()))
    isState ||= lines.length > before || tail[0] === CARRIAGE_RETURN
    held.add(isRedrawn ? tail.subarray(inside + 1) : tail)
  }

  return {
    push(whole) {
      // The end of the line that was given out already.
      const chunk = isGiven && whole[0] === NEWLINE ? whole.subarray(1) : whole
      isGiven = false
      const last = chunk.lastIndexOf(NEWLINE)
      const lines: string[] = []
      if (last === -1) {
        holdTail(chunk, lines)
        return begun(lines)
      }
      let start = 0
      if (held.bytes() > 0) {
        const firstEnd = chunk.indexOf(NEWLINE)
        held.add(chunk.subarray(0, firstEnd))
        lines.push(textOf(held.take()))
        start = firstEnd + 1
      }
      while (start <= last) {
        const beyond = start + BLOCK_BYTES > last ? last : chunk.indexOf(NEWLINE, start + BLOCK_BYTES)
        splitBlock(chunk.subarray(start, beyond), lines)
        start = beyond + 1
      }
      isState = false
      holdTail(chunk.subarray(last + 1), lines)
      return begun(lines)
    },
    isDrawing: () => isState && held.bytes() > 0,
    drawn() {
      if (!isState || held.bytes() === 0) return []
      isGiven = true
      isState = false
      return begun([textOf(held.take())])
    },
    end: () => (held.bytes() === 0 ? [] : begun([textOf(held.take())])),
  }
}

/** The beginning of a line whose end has not come yet. */
interface UnfinishedLine {
  bytes(): number
  endsWithReturn(): boolean
  add(bytes: Buffer): void
  /** Returns what was added, and forgets it. */
  take(): Buffer
}

function unfinishedLine(maxBytes: number): UnfinishedLine {
  let parts: Buffer[] = []
  let size = 0
  return {
    bytes: () => size,
    endsWithReturn: () => size > 0 && (parts.at(-1) as Buffer).at(-1) === CARRIAGE_RETURN,
    add(bytes) {
      const room = maxBytes + 1 - size
      if (room <= 0 || bytes.length === 0) return
      // Copied: a slice would keep the whole chunk alive for one short tail.
      const kept = Buffer.from(bytes.length > room ? bytes.subarray(0, room) : bytes)
      parts.push(kept)
      size += kept.length
    },
    take() {
      const bytes = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
      parts = []
      size = 0
      return bytes
    },
  }
}

const textOf = (bytes: Buffer): string => bytes.toString('utf8')

/** Adds the lines of a block, which ends before a newline. */
function splitBlock(block: Buffer, lines: string[]): void {
  // As Latin-1, because one bar of blocks would make the whole block a two-byte text, at which patterns and JSON are
  // half as fast.
  const text = block.toString('latin1')
  const isPlain = isAscii(block)
  const take = (line: string): void => {
    lines.push(isPlain || !BEYOND_ASCII.test(line) ? line : textOf(Buffer.from(line, 'latin1')))
  }
  let from = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
    take(text.slice(from, at))
    from = at + 1
  }
  take(from === 0 ? text : text.slice(from))
}
