// Lines of a file -> the bytes of their records. The hot path of following: a plain line is moved as bytes and never
// becomes a string.
import type { Block } from './block-splitter.ts'
import { oddByteFinder } from './odd-bytes.ts'
import type { RecordFrame } from './record-frame.ts'

/** Gathers records, and bytes that are written as they are, for one write. */
export interface LineEncoder {
  /**
   * Adds the records of a block of whole lines, each ended by a newline. `offset` is where the block starts in the
   * file. Bad UTF-8 becomes U+FFFD; a byte order mark at the start of the file is dropped; a final `\r` stays (the
   * parser's business).
   */
  lines(block: Buffer, offset: number, frame: RecordFrame): void
  /** Adds a block: as records, or with `raw` its lines as they are. A line that was cut gets its newline back. */
  block(block: Block, frame: RecordFrame, raw: boolean): void
  /** Adds bytes as they are. */
  bytes(bytes: Buffer): void
  /** How many bytes were added since the last `take`. */
  size(): number
  /** Returns what was added since the last call. */
  take(): Buffer
  /**
   * Gives back the memory of what `take` returned, when nobody reads it any more. What is not given back is left to the
   * garbage collector.
   */
  reuse(taken: Buffer): void
}

const BEFORE_MESSAGE = Buffer.from('{"kind":"log","format":"raw","message":"')
const AFTER_OFFSET = Buffer.from('}\n')
const LINE_END = Buffer.from('\n')
const NEWLINE = 10
const ZERO = 48
/** Most bytes of JSON text for one byte of a line: \u0000. */
const MOST_ESCAPED = 6
/** Room for the records of a block of 64 KiB, and for the block. */
const ROOM_BYTES = 512 * 1024
/**
 * Fresh memory costs as much as all the rest of the work here; more than these at once are on their way only where the
 * reader is slow.
 */
const MAX_SPARE = 4

export function lineEncoder(): LineEncoder {
  const spare: Buffer[] = []
  let room: Buffer = Buffer.allocUnsafeSlow(ROOM_BYTES)
  let used = 0

  function grow(needed: number): void {
    if (needed <= room.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, room.length * 2))
    room.copy(grown, 0, 0, used)
    room = grown
  }
  function bytes(added: Buffer): void {
    grow(used + added.length)
    room.set(added, used)
    used += added.length
  }

  /**
   * Puts a block at the end of the room, with at least `free` bytes before it: bytes are moved fastest inside one
   * array. Returns where it stands.
   */
  function putBlock(block: Buffer, free: number): number {
    grow(used + free + block.length)
    const at = room.length - block.length
    room.set(block, at)
    return at
  }
  function lines(block: Buffer, offset: number, frame: RecordFrame): void {
    const odd = oddByteFinder(block)
    let between = betweenMessages(frame, offset)
    bytes(BEFORE_MESSAGE)
    let blockAt = putBlock(block, 0)
    let start = 0
    for (let end = block.indexOf(NEWLINE); end !== -1; end = block.indexOf(NEWLINE, start)) {
      if (offset + start >= between.limit) between = betweenMessages(frame, offset + start)
      const isOdd = odd.isBetween(start, end)
      const most = (end - start) * (isOdd ? MOST_ESCAPED : 1) + between.bytes.length
      if (used + most > blockAt) blockAt = putBlock(block, most)
      if (isOdd) used += room.write(escapeLine(block.toString('utf8', start, end), offset + start === 0), used)
      else {
        room.copyWithin(used, blockAt + start, blockAt + end)
        used += end - start
      }
      putDigits(between.bytes, between.digitsEnd, offset + start)
      room.set(between.bytes, used)
      used += between.bytes.length
      start = end + 1
    }
    used -= BEFORE_MESSAGE.length // nothing follows the last one yet
  }
  function cutLine({ bytes: line, offset }: Block, frame: RecordFrame): void {
    const message = Buffer.from(escapeLine(line.toString('utf8'), offset === 0))
    bytes(
      Buffer.concat([
        BEFORE_MESSAGE,
        message,
        frame.afterMessage,
        Buffer.from(`${offset},"truncated":true`),
        AFTER_OFFSET,
      ]),
    )
  }

  return {
    bytes,
    lines,
    block(block, frame, raw) {
      if (!raw) block.cut ? cutLine(block, frame) : lines(block.bytes, block.offset, frame)
      else {
        bytes(block.bytes)
        if (block.cut) bytes(LINE_END)
      }
    },
    size: () => used,
    take() {
      const taken = room.subarray(0, used)
      room = spare.pop() ?? Buffer.allocUnsafeSlow(ROOM_BYTES)
      used = 0
      return taken
    },
    reuse(taken) {
      if (spare.length < MAX_SPARE && taken.buffer.byteLength === ROOM_BYTES) spare.push(Buffer.from(taken.buffer))
    },
  }
}

interface Between {
  /** The end of one record and the start of the next, with as many digits as the offset has. */
  readonly bytes: Buffer
  readonly digitsEnd: number
  /** The first offset with more digits. */
  readonly limit: number
}

function betweenMessages({ afterMessage }: RecordFrame, offset: number): Between {
  const digits = String(offset)
  const bytes = Buffer.concat([afterMessage, Buffer.from(digits), AFTER_OFFSET, BEFORE_MESSAGE])
  return { bytes, digitsEnd: afterMessage.length + digits.length, limit: 10 ** digits.length }
}

function putDigits(bytes: Buffer, end: number, value: number): void {
  let at = end
  let rest = value
  do {
    const higher = Math.floor(rest / 10)
    bytes[--at] = ZERO + rest - higher * 10
    rest = higher
  } while (rest > 0)
}

function escapeLine(line: string, isFirst: boolean): string {
  return JSON.stringify(isFirst && line.charCodeAt(0) === 0xfeff ? line.slice(1) : line).slice(1, -1)
}
