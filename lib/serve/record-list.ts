// The records of one job. Older ones lie in blocks of bytes outside of the heap: hundreds of thousands of objects would
// be looked through again and again by whoever clears the memory up, and take three times as much of it.
import type { Millis } from '../record/time.ts'
import { KeptRecord, type RecordHead } from './kept-record.ts'

/** Records of a block. */
const BLOCK = 64

interface Block {
  /** Of each record its number, when it came, its head and its text, as one JSON text. */
  readonly bytes: Uint8Array
}

type Packed = readonly [number: number, at: Millis, head: RecordHead, text: string]

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export class RecordList {
  private blocks: Block[] = []
  private newest: KeptRecord[] = []

  get length(): number {
    return this.blocks.length * BLOCK + this.newest.length
  }
  push(kept: KeptRecord): void {
    this.newest.push(kept)
    if (this.newest.length < 2 * BLOCK) return
    this.blocks.push(packed(this.newest.slice(0, BLOCK)))
    this.newest = this.newest.slice(BLOCK)
  }
  /** All of them, the oldest first, made anew. */
  all(): KeptRecord[] {
    return [...this.each()]
  }
  /** As it is now, one by one, whatever comes later. */
  each(): Iterable<KeptRecord> {
    const [blocks, newest] = [[...this.blocks], [...this.newest]]
    return (function* () {
      for (const block of blocks) yield* unpacked(block)
      yield* newest
    })()
  }
  replace(kept: readonly KeptRecord[]): void {
    this.blocks = []
    this.newest = []
    for (const each of kept) this.push(each)
  }
}

function packed(records: readonly KeptRecord[]): Block {
  const all = records.map(({ number, at, head, text }): Packed => [number, at, head, text])
  // A copy of just its size.
  return { bytes: encoder.encode(JSON.stringify(all)).slice() }
}

function* unpacked({ bytes }: Block): Generator<KeptRecord> {
  for (const [number, at, head, text] of JSON.parse(decoder.decode(bytes)) as readonly Packed[])
    yield new KeptRecord(number, at, head, text)
}
