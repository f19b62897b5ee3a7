// Collects what a chunk of input gives, as bytes: encoding each record on its own costs a third of joining texts first.

const START_BYTES = 256 * 1024
/** A buffer that one huge record made grow beyond this is given back. */
const KEEP_BYTES = 4 * 1024 * 1024

export interface OutputBuffer {
  /** Adds a line; its newline is added here. */
  line(text: string): void
  /** Returns all bytes added since the last call, or undefined where there are none. */
  take(): Buffer | undefined
}

export function outputBuffer(): OutputBuffer {
  let bytes = Buffer.allocUnsafeSlow(START_BYTES)
  let at = 0
  return {
    line(text) {
      // UTF-8 takes at most 3 bytes for each UTF-16 unit.
      const needed = at + text.length * 3 + 1
      if (needed > bytes.length) {
        const grown = Buffer.allocUnsafeSlow(Math.max(needed, bytes.length * 2))
        bytes.copy(grown, 0, 0, at)
        bytes = grown
      }
      at += bytes.write(text, at, 'utf8')
      bytes[at++] = 10
    },
    take() {
      if (at === 0) return undefined
      // Copied: the stream keeps what it is given until it is written.
      const taken = Buffer.from(bytes.subarray(0, at))
      at = 0
      if (bytes.length > KEEP_BYTES) bytes = Buffer.allocUnsafeSlow(START_BYTES)
      return taken
    },
  }
}
