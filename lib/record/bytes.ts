// Bytes of lines, written one after the other.

const START_BYTES = 256 * 1024
/** Bytes that one huge record made necessary are given back beyond this. */
const KEEP_BYTES = 4 * 1024 * 1024

/** Where lines are collected. Only the functions of this file write into it. */
export interface ByteSink {
  bytes: Buffer
  at: number
  text: string
}

export function byteSink(): ByteSink {
  return { bytes: Buffer.allocUnsafeSlow(START_BYTES), at: 0, text: '' }
}

/** Returns a copy of all bytes since the last call, or undefined where there are none. */
export function takeBytes(sink: ByteSink): Buffer | undefined {
  encode(sink)
  const { bytes, at } = sink
  if (at === 0) return undefined
  sink.at = 0
  if (bytes.length > KEEP_BYTES) sink.bytes = Buffer.allocUnsafeSlow(START_BYTES)
  return Buffer.from(bytes.subarray(0, at))
}

/** Characters that are encoded at once: joining texts is cheap, and encoding one of some kilobytes takes half the time of encoding its parts. */
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
