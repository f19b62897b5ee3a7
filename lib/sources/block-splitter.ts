// A stream of bytes -> blocks of whole lines with their byte offsets.

/**
 * Some whole lines, each ended by a newline; or, with `cut`, the first bytes of one line that was too long, without
 * one.
 */
export interface Block {
  readonly bytes: Buffer
  /** Where the block starts in the file. */
  readonly offset: number
  readonly cut: boolean
}

export interface BlockSplitter {
  /** Returns the blocks that the chunk completes. They share its memory. */
  push(chunk: Buffer): readonly Block[]
  /** Returns the unfinished last line as a block, if there is one. */
  end(): Block | undefined
  /** Start of the line that is not complete yet. */
  offset(): number
}

const NEWLINE = 10

/** Returns a splitter whose first byte stands at `firstOffset`. Memory: at most `maxLineBytes` and one chunk. */
export function blockSplitter(firstOffset: number, maxLineBytes: number): BlockSplitter {
  let offset = firstOffset
  /** The unfinished line; of a longer one the first `maxLineBytes` bytes. */
  let held: Buffer[] = []
  let heldBytes = 0
  let lineBytes = 0

  function hold(bytes: Buffer): void {
    lineBytes += bytes.length
    const kept = bytes.subarray(0, Math.max(0, maxLineBytes - heldBytes))
    if (kept.length === 0) return
    held.push(Buffer.from(kept)) // copied: a slice would keep the whole chunk alive for one short tail
    heldBytes += kept.length
  }
  function takeHeld(): Block {
    const cut = lineBytes > maxLineBytes
    const block = { bytes: Buffer.concat(cut ? held : [...held, Buffer.from([NEWLINE])]), offset, cut }
    offset += lineBytes + 1
    held = []
    heldBytes = 0
    lineBytes = 0
    return block
  }

  return {
    push(chunk) {
      const blocks: Block[] = []
      let from = 0
      if (lineBytes > 0) {
        const end = chunk.indexOf(NEWLINE)
        hold(end === -1 ? chunk : chunk.subarray(0, end))
        if (end === -1) return blocks
        blocks.push(takeHeld())
        from = end + 1
      }
      const last = chunk.lastIndexOf(NEWLINE)
      if (last >= from) {
        blocks.push({ bytes: chunk.subarray(from, last + 1), offset, cut: false })
        offset += last + 1 - from
        from = last + 1
      }
      hold(chunk.subarray(from))
      return blocks
    },
    end: () => (lineBytes === 0 ? undefined : takeHeld()),
    offset: () => offset,
  }
}
