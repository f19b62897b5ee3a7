// Bytes of JSON, written one after the other: joining whole records as text and encoding them then took a third more time.

const START_BYTES = 256 * 1024
/** Bytes that one huge record made necessary are given back beyond this. */
const KEEP_BYTES = 4 * 1024 * 1024
const NEWLINE = 10
const QUOTE = 34
const MINUS = 45
const BACKSLASH = 92
const POINT = 46
const ZERO = 48

/** Where bytes are collected. Only the functions of this file write into it. */
export interface ByteSink {
  bytes: Buffer
  at: number
  /** The last message, and from where to where it stands in the bytes. */
  message: string
  messageFrom: number
  messageTo: number
}

export function byteSink(): ByteSink {
  return { bytes: Buffer.allocUnsafeSlow(START_BYTES), at: 0, message: '', messageFrom: 0, messageTo: 0 }
}

/** Returns a copy of all bytes since the last call, or undefined where there are none. */
export function takeBytes(sink: ByteSink): Buffer | undefined {
  const { bytes, at } = sink
  if (at === 0) return undefined
  sink.at = 0
  sink.message = ''
  if (bytes.length > KEEP_BYTES) sink.bytes = Buffer.allocUnsafeSlow(START_BYTES)
  return Buffer.from(bytes.subarray(0, at))
}

/** Makes room for so many bytes more. */
export function reserve(sink: ByteSink, count: number): void {
  const needed = sink.at + count
  if (needed <= sink.bytes.length) return
  const grown = Buffer.allocUnsafeSlow(Math.max(needed, sink.bytes.length * 2))
  sink.bytes.copy(grown, 0, 0, sink.at)
  sink.bytes = grown
}

/** Adds one byte, for which there is room. */
export function addByte(sink: ByteSink, byte: number): void {
  sink.bytes[sink.at++] = byte
}

/** Adds a short ASCII text, for which there is room. */
export function addAscii(sink: ByteSink, text: string): void {
  const { bytes } = sink
  let { at } = sink
  for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index)
  sink.at = at
}

/** Adds a few bytes, for which there is room. */
export function addBytes(sink: ByteSink, added: Uint8Array): void {
  const { bytes } = sink
  let { at } = sink
  for (let index = 0; index < added.length; index++) bytes[at++] = added[index] as number
  sink.at = at
}

/** Adds any text as UTF-8. */
export function addText(sink: ByteSink, text: string): void {
  // UTF-8 takes at most 3 bytes for each UTF-16 unit.
  reserve(sink, text.length * 3)
  sink.at += sink.bytes.write(text, sink.at, 'utf8')
}

/** Adds a text and a newline. */
export function addLine(sink: ByteSink, text: string): void {
  addText(sink, text)
  reserve(sink, 1)
  addByte(sink, NEWLINE)
}

/** Neither what JSON escapes nor what one byte does not hold, but for quotes and backslashes: searching for those is quicker than a larger class. */
const PRINTABLE_ASCII = /^[ -~]*$/
/** The largest whole number that the quick division is for. */
const MAX_SMALL = 0x7fff_ffff
/** Below this a loop over the characters is quicker than a call that copies them. */
const SHORT = 24

/** Adds a text as JSON.stringify writes it. */
export function addQuoted(sink: ByteSink, text: string): void {
  reserve(sink, text.length + 2)
  if (text.length < SHORT ? addShort(sink, text) : addLong(sink, text)) return
  addText(sink, JSON.stringify(text))
}

/** As `addQuoted`. A message leaves with its log record and with each match of it: the second time its bytes are copied. */
export function addMessage(sink: ByteSink, text: string): void {
  if (text !== sink.message || text === '') {
    sink.messageFrom = sink.at
    addQuoted(sink, text)
    sink.messageTo = sink.at
    sink.message = text
    return
  }
  const { messageFrom, messageTo } = sink
  reserve(sink, messageTo - messageFrom)
  sink.bytes.copyWithin(sink.at, messageFrom, messageTo)
  sink.at += messageTo - messageFrom
}

function addShort(sink: ByteSink, text: string): boolean {
  const { bytes } = sink
  let { at } = sink
  bytes[at++] = QUOTE
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) return false
    bytes[at++] = code
  }
  bytes[at++] = QUOTE
  sink.at = at
  return true
}

function addLong(sink: ByteSink, text: string): boolean {
  if (text.includes('"') || text.includes('\\') || !PRINTABLE_ASCII.test(text)) return false
  addByte(sink, QUOTE)
  sink.at += sink.bytes.write(text, sink.at, 'latin1')
  addByte(sink, QUOTE)
  return true
}

/** The most bytes that `addNumber` adds. */
export const NUMBER_BYTES = 32

/**
 * Adds a number as JSON.stringify writes it; there must be room for NUMBER_BYTES. What is not finite becomes null. Of decimals
 * with at most 8 places and 15 digits the shortest that gives the same double is the only one, so it is found by trying: it costs a third of
 * what turning a double into text does.
 */
export function addNumber(sink: ByteSink, value: number): void {
  const size = Math.abs(value)
  if (!(size < 1e15) || (size < 1e-6 && size !== 0)) addAscii(sink, Number.isFinite(value) ? `${value}` : 'null')
  else if (Number.isInteger(value)) addWhole(sink, value)
  else addDecimal(sink, value)
}

function addWhole(sink: ByteSink, value: number): void {
  if (value < 0) addByte(sink, MINUS)
  const size = Math.abs(value)
  let digits = 1
  for (let power = 10; power <= size; power *= 10) digits++
  addDigits(sink, size, digits)
}

function addDecimal(sink: ByteSink, value: number): void {
  const size = Math.abs(value)
  // Most decimals are short ones, or have all the digits of a double.
  if (size < 1e6 && Math.round(size * 1e8) / 1e8 !== size) {
    addAscii(sink, `${value}`)
    return
  }
  let power = 1
  for (let places = 1; places <= 8; places++) {
    power *= 10
    const scaled = Math.round(size * power)
    if (scaled >= 1e15) break
    if (scaled / power !== size) continue
    const whole = Math.floor(size)
    if (value < 0) addByte(sink, MINUS)
    addWhole(sink, whole)
    addByte(sink, POINT)
    addDigits(sink, scaled - whole * power, places)
    return
  }
  addAscii(sink, `${value}`)
}

function addDigits(sink: ByteSink, value: number, digits: number): void {
  const { bytes } = sink
  let at = sink.at + digits
  sink.at = at
  let count = digits
  let large = value
  while (large > MAX_SMALL) {
    const tenth = Math.floor(large / 10)
    bytes[--at] = ZERO + (large - tenth * 10)
    large = tenth
    count--
  }
  // Whole numbers of 32 bits need no floating-point division.
  let small = large | 0
  for (; count > 0; count--) {
    const tenth = (small / 10) | 0
    bytes[--at] = ZERO + (small - tenth * 10)
    small = tenth
  }
}
