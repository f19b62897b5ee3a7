// Old logs that were compressed: read as the text they hold.
import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { type Block, blockSplitter } from '../../sources/block-splitter.ts'
import { HEAD_BYTES, TAIL_BYTES } from '../../sources/position.ts'
import { compressionOf } from '../../sources/rotated-name.ts'
import { fingerprint } from './fingerprint.ts'

/** Gives the text of a .gz or .zst file (.zst through the zstd program). Throws where it cannot be read or is damaged. */
async function* decompress(path: string): AsyncGenerator<Buffer> {
  const raw = createReadStream(path)
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
    if (status !== 0) throw status instanceof Error ? status : new Error(complaint.trim() || `zstd ended with status ${status}`)
  } finally {
    zstd.kill()
  }
}

/** Gives a compressed file's lines from an offset of its text; its last line counts as complete. */
export async function* compressedBlocks(path: string, from: number, maxLineBytes: number): AsyncGenerator<Block> {
  const splitter = blockSplitter(from, maxLineBytes)
  let at = 0
  for await (const chunk of decompress(path)) {
    const wanted = at >= from ? chunk : chunk.subarray(Math.min(chunk.length, from - at))
    at += chunk.length
    yield* splitter.push(wanted)
  }
  const last = splitter.end()
  if (last !== undefined) yield last
}

/** Returns what tells whether a compressed file holds what was read up to `offset`; undefined where it cannot be read so far. */
export async function inspectCompressed(path: string, headBytes: number, offset: number): Promise<{ head: string; tail: string } | undefined> {
  let head = Buffer.alloc(0)
  let before = Buffer.alloc(0)
  let at = 0
  try {
    for await (const chunk of decompress(path)) {
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES)
      const upTo = chunk.subarray(0, Math.max(0, offset - at))
      before = Buffer.from(Buffer.concat([before, upTo.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES))
      at += chunk.length
      if (at >= offset && head.length >= headBytes) break
    }
  } catch {
    return undefined // damaged, or gone while it was read: not what is looked for
  }
  return at < offset || head.length < headBytes ? undefined : { head: fingerprint(head.subarray(0, headBytes)), tail: fingerprint(before) }
}
