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
const CARRIAGE_RETURN = 13
const RETURN = Buffer.from([CARRIAGE_RETURN])

/**
 * Returns a splitter whose first byte stands at `firstOffset`. With `splitsStates`, of a line that has not ended what
 * stands up to its last `\r` is a line of its own, so that a progress bar is seen while it is drawn; a `\r` at the very
 * end waits, for a newline may follow. Memory: at most `maxLineBytes` and one chunk.
 */
export function blockSplitter(firstOffset: number, maxLineBytes: number, splitsStates = false): BlockSplitter {
  let offset = firstOffset
  /** The unfinished line; of a longer one the first `maxLineBytes` bytes. */
  let held: Buffer[] = []
  let heldBytes = 0
  let lineBytes = 0
  /** True where a `\r` came behind what is held. */
  let isReturnHeld = false

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
  /** Holds what ends no line, without the states of a bar in it that are drawn over. */
  function holdRest(rest: Buffer, blocks: Block[]): void {
    if (!splitsStates || rest.length === 0) {
      hold(rest)
      return
    }
    isReturnHeld = rest.at(-1) === CARRIAGE_RETURN
    const body = isReturnHeld ? rest.subarray(0, -1) : rest
    const at = body.lastIndexOf(CARRIAGE_RETURN)
    if (at !== -1) {
      hold(body.subarray(0, at))
      blocks.push(takeHeld())
    }
    hold(body.subarray(at + 1))
  }
  /** What the `\r` was that is held: half of the end of a line, or the end of a state. */
  function takeReturn(next: number | undefined, blocks: Block[]): void {
    if (!isReturnHeld) return
    isReturnHeld = false
    if (next === NEWLINE) hold(RETURN)
    else blocks.push(takeHeld())
  }

  return {
    push(chunk) {
      const blocks: Block[] = []
      if (chunk.length > 0) takeReturn(chunk[0], blocks)
      let from = 0
      if (lineBytes > 0) {
        const end = chunk.indexOf(NEWLINE)
        if (end === -1) {
          holdRest(chunk, blocks)
          return blocks
        }
        hold(chunk.subarray(0, end))
        blocks.push(takeHeld())
        from = end + 1
      }
      const last = chunk.lastIndexOf(NEWLINE)
      if (last >= from) {
        blocks.push({ bytes: chunk.subarray(from, last + 1), offset, cut: false })
        offset += last + 1 - from
        from = last + 1
      }
      holdRest(chunk.subarray(from), blocks)
      return blocks
    },
    end() {
      if (isReturnHeld) hold(RETURN)
      isReturnHeld = false
      return lineBytes === 0 ? undefined : takeHeld()
    },
    offset: () => offset,
  }
}
