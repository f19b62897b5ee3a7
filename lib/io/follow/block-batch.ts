// Blocks of what comes and is gone, as batches: no position in it can be saved.
import type { Block } from '../../sources/block-splitter.ts'
import { lineEncoder } from '../../sources/line-encoder.ts'
import type { RecordFrame } from '../../sources/record-frame.ts'
import type { Batch } from '../source.ts'

/** Returns what makes batches of blocks: records, or the lines as they are where `raw`. */
export function blockBatches(frame: RecordFrame, raw: boolean): (blocks: readonly Block[]) => Batch {
  const encoder = lineEncoder()
  return blocks => {
    for (const block of blocks) encoder.block(block, frame, raw)
    const bytes = encoder.take()
    return { bytes, reuse: () => encoder.reuse(bytes), acknowledged() {} }
  }
}
