// Bytes of lines, written one after the other.

/** What a chunk of input becomes is rarely more; a buffer that had to grow is used once. */
const START_BYTES = 256 * 1024
const MAX_SPARE = 2

/** Where lines are collected. Only the functions of this file write into it. */
export interface ByteSink {
  bytes: Buffer
  at: number
  /** What comes behind the bytes. */
  text: string
  /** Buffers whose bytes have left. */
  readonly spare: Buffer[]
}

export function byteSink(): ByteSink {
  return { bytes: Buffer.allocUnsafeSlow(START_BYTES), at: 0, text: '', spare: [] }
}

/**
 * Returns all bytes since the last call, or undefined where there are none. They may be given back once nobody reads
 * them any more.
 */
export function takeBytes(sink: ByteSink): Buffer | undefined {
  encode(sink)
  const { bytes, at } = sink
  if (at === 0) return undefined
  sink.at = 0
  sink.bytes = sink.spare.pop() ?? Buffer.allocUnsafeSlow(START_BYTES)
  return bytes.subarray(0, at)
}

/**
 * Takes bytes back, to write others in their place: memory that was never written before costs more than writing it.
 */
export function giveBack(sink: ByteSink, taken: Buffer): void {
  if (taken.buffer.byteLength === START_BYTES && sink.spare.length < MAX_SPARE)
    sink.spare.push(Buffer.from(taken.buffer))
}

/**
 * Characters that are encoded at once: encoding some kilobytes together takes a tenth off the time of writing records
 * one by one.
 */
const BLOCK = 4096

/** Adds a text as UTF-8. */
export function addText(sink: ByteSink, text: string): void {
  sink.text += text
  if (sink.text.length > BLOCK) encode(sink)
}

/** Adds a text and a newline. */
export function addLine(sink: ByteSink, text: string): void {
  addText(sink, `${text}\n`)
}

function encode(sink: ByteSink): void {
  const { text } = sink
  sink.text = ''
  // UTF-8 takes at most 3 bytes for each UTF-16 unit.
  const needed = sink.at + text.length * 3
  if (needed > sink.bytes.length) {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, sink.bytes.length * 2))
    sink.bytes.copy(grown, 0, 0, sink.at)
    sink.bytes = grown
  }
  sink.at += sink.bytes.write(text, sink.at, 'utf8')
}
