// Old logs that were compressed: read as the text they hold.
import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { type Block, blockSplitter } from '../../sources/block-splitter.ts'
import { type Position, TAIL_BYTES, tailLike } from '../../sources/position.ts'
import { compressionOf } from '../../sources/rotated-name.ts'
import { fingerprint } from './fingerprint.ts'

/** The bytes of a compressed file, and its path, which says how it is compressed. */
export interface CompressedFile {
  readonly path: string
  readonly bytes: () => AsyncIterable<Buffer>
}

/** `descriptor` is closed when its bytes were read. */
export function openCompressed(path: string, descriptor: number): CompressedFile {
  return { path, bytes: () => createReadStream('', { fd: descriptor, start: 0 }) }
}

/**
 * Gives the text of a .gz or .zst file (.zst through the zstd program). Throws where it cannot be read or is damaged.
 */
export async function* decompress({ path, bytes }: CompressedFile): AsyncGenerator<Buffer> {
  const raw = Readable.from(bytes())
  if (compressionOf(path) === 'gz') {
    // The error of either stream reaches the reader through the last one.
    yield* pipeline(raw, createGunzip(), () => {}) as AsyncIterable<Buffer>
    return
  }
  const zstd = spawn('zstd', ['--decompress', '--stdout', '--quiet'], { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaint = ''
  zstd.stderr.on('data', (text: Buffer) => {
    if (complaint.length < 500) complaint += text.toString()
  })
  const ended = new Promise<number | Error | null>(resolve => {
    zstd.on('error', resolve).on('close', resolve)
  })
  pipeline(raw, zstd.stdin, () => {}) // a reading error ends its input early, which it reports itself
  try {
    yield* zstd.stdout as AsyncIterable<Buffer>
    const status = await ended
    if (status !== 0)
      throw status instanceof Error ? status : new Error(complaint.trim() || `zstd ended with status ${status}`)
  } finally {
    zstd.kill()
  }
}

/**
 * Gives a compressed file's lines from an offset of its text; its last line counts as complete. `passed` is called with
 * the up to TAIL_BYTES bytes before that offset when they went by.
 */
export async function* compressedBlocks(
  file: CompressedFile,
  from: number,
  maxLineBytes: number,
  passed: (before: Buffer) => void,
): AsyncGenerator<Block> {
  const splitter = blockSplitter(from, maxLineBytes)
  let before = Buffer.alloc(0)
  let at = 0
  for await (const chunk of decompress(file)) {
    const skipped = Math.min(chunk.length, Math.max(0, from - at))
    before = lastBytes(before, chunk.subarray(0, skipped))
    at += chunk.length
    if (skipped > 0 && at >= from) passed(before)
    yield* splitter.push(chunk.subarray(skipped))
  }
  const last = splitter.end()
  if (last !== undefined) yield last
}

/** Copied: a slice would keep the whole chunk alive. */
function lastBytes(before: Buffer, chunk: Buffer): Buffer<ArrayBuffer> {
  return Buffer.from(Buffer.concat([before, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES))
}

/**
 * Returns which of some positions a compressed file holds the text of; -1 for none, also where it cannot be read so
 * far. No more of it is read than that takes; with `headOnly` only the first bytes are compared.
 */
export async function matchCompressed(
  file: CompressedFile,
  positions: readonly Position[],
  headOnly: boolean,
): Promise<number> {
  let open = positions.map((position, index) => ({ ...position, index })).filter(({ headBytes }) => headBytes > 0)
  const longest = Math.max(0, ...open.map(({ headBytes }) => headBytes))
  /** By index: the bytes before a position, once they went by. */
  const befores = new Map<number, Buffer>()
  let head = Buffer.alloc(0)
  let before = Buffer.alloc(0)
  let at = 0
  try {
    for await (const chunk of decompress(file)) {
      if (head.length < longest) head = Buffer.concat([head, chunk]).subarray(0, longest)
      for (const { index, offset } of open)
        if (offset <= at + chunk.length && !befores.has(index))
          befores.set(index, lastBytes(before, chunk.subarray(0, Math.max(0, offset - at))))
      before = lastBytes(before, chunk)
      at += chunk.length
      open = open.filter(
        ({ headBytes, head: start }) => head.length < headBytes || fingerprint(head.subarray(0, headBytes)) === start,
      )
      const known = open.filter(({ index, headBytes }) => head.length >= headBytes && (headOnly || befores.has(index)))
      const found = known.find(
        ({ index, tail }) => headOnly || tailLike(tail, befores.get(index) as Buffer, fingerprint) === tail,
      )
      if (found !== undefined) return found.index
      open = open.filter(position => !known.includes(position))
      if (open.length === 0) return -1
    }
  } catch {
    // damaged, or gone while it was read: not what is looked for
  }
  return -1
}
