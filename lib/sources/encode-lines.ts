// Lines of a file -> the text of their records. The hot path of following.
// All text is built as Latin 1, a character for each byte of the UTF-8 that comes out: no other form is joined and written as fast.

/** The constant text around a file's records. */
export interface RecordFrame {
  /** What follows the message, up to the digits of the offset: `","file":"train.log","rank":3,"offset":`; as Latin 1 (see above). */
  readonly afterMessage: string
}

const BEFORE_MESSAGE = '{"kind":"log","format":"raw","message":"'
const AFTER_OFFSET = '}\n'
const NEWLINE = 10
const SPACE = 32
const QUOTE = 34
const BACKSLASH = 92
const NEVER = Number.MAX_SAFE_INTEGER

/** Returns the frame of a file's records; `fields` are what every record of it carries, `file` among them. */
export function recordFrame(fields: Readonly<Record<string, string | number>>): RecordFrame {
  const rest = JSON.stringify(fields).slice(1, -1)
  return { afterMessage: asLatin1(`"${rest === '' ? '' : `,${rest}`},"offset":`) }
}

/**
 * Returns the records of a block of whole lines, each ended by a newline. `offset` is where the block starts in the file.
 * Bad UTF-8 becomes U+FFFD; a byte order mark at the start of the file is dropped; a final `\r` stays (the parser's business).
 */
export function encodeLines(block: Buffer, offset: number, frame: RecordFrame): Buffer {
  const { afterMessage } = frame
  const text = block.toString('latin1')
  const odd = oddByteFinder(block)
  let out = ''
  let start = 0
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    out += BEFORE_MESSAGE
    out += odd.isBetween(start, end) ? escapeLine(block.toString('utf8', start, end), offset + start === 0) : text.slice(start, end)
    out += afterMessage
    out += offset + start
    out += AFTER_OFFSET
    start = end + 1
  }
  return Buffer.from(out, 'latin1')
}

/** Returns the record of a line that was cut. */
export function encodeCutLine(line: Buffer, offset: number, frame: RecordFrame): Buffer {
  return Buffer.from(`${BEFORE_MESSAGE}${escapeLine(line.toString('utf8'), offset === 0)}${frame.afterMessage}${offset},"truncated":true${AFTER_OFFSET}`, 'latin1')
}

function escapeLine(line: string, isFirst: boolean): string {
  const escaped = JSON.stringify(isFirst && line.charCodeAt(0) === 0xfeff ? line.slice(1) : line)
  return asLatin1(escaped.slice(1, -1))
}

function asLatin1(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself
  return /^[\u0000-\u007f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

interface OddByteFinder {
  /** True where a byte from `from` up to `to` cannot stand in JSON text as it is. Ranges must be asked for in rising order. */
  isBetween(from: number, to: number): boolean
}

/** Finds quotes, backslashes, control characters but newlines, and what is no ASCII. Most lines have none: each kind is looked for once a block. */
function oddByteFinder(block: Buffer): OddByteFinder {
  const at = (position: number): number => (position === -1 ? NEVER : position)
  let quote = at(block.indexOf(QUOTE))
  let backslash = at(block.indexOf(BACKSLASH))
  let other = nextOther(block, 0)
  return {
    isBetween(from, to) {
      if (quote < from) quote = at(block.indexOf(QUOTE, from))
      if (backslash < from) backslash = at(block.indexOf(BACKSLASH, from))
      if (other < from) other = nextOther(block, from)
      return quote < to || backslash < to || other < to
    },
  }
}

/** Returns where the next control character but newline, or the next byte that is no ASCII, stands; NEVER where there is none. */
function nextOther(block: Buffer, from: number): number {
  // Four bytes at a time, which is 4 times as fast as a regular expression; the first bytes up to the alignment, and the last, alone.
  const aligned = Math.min(block.length, from + ((4 - ((block.byteOffset + from) & 3)) & 3))
  const early = otherAmong(block, from, aligned)
  if (early !== NEVER) return early
  const wordCount = (block.length - aligned) >> 2
  if (wordCount > 0) {
    const words = new Int32Array(block.buffer, block.byteOffset + aligned, wordCount)
    for (let index = 0; index < wordCount; index++) {
      const word = words[index] as number
      // A byte below 32 borrows into its top bit, which others have set by themselves; only then the bytes are looked at one by one.
      if ((((word - 0x20202020) | word) & 0x80808080) === 0) continue
      const found = otherAmong(block, aligned + index * 4, aligned + index * 4 + 4)
      if (found !== NEVER) return found
    }
  }
  return otherAmong(block, aligned + wordCount * 4, block.length)
}

function otherAmong(block: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = block[at] as number
    if ((byte < SPACE && byte !== NEWLINE) || byte > 127) return at
  }
  return NEVER
}
