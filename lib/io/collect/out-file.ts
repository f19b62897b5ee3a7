// The per-node file of --out: appended to, and by size put aside, compressed and numbered, the oldest deleted.
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { endOfLastLine } from '../follow/end-of-last-line.ts'

export interface OutFile {
  /** Appends whole lines, then rotates if the file has grown beyond its limit. Where that fails, as on a full disk, nothing of them stays in the file. */
  append(bytes: Buffer): Promise<void>
  /** Makes what was appended last over a power cut. */
  sync(): void
  close(): void
}

/** `maxBytes`: 0 never rotates. `keep`: old files that are kept, at least 1. */
export function outFile(directory: string, name: string, maxBytes: number, keep: number): OutFile {
  mkdirSync(directory, { recursive: true })
  const path = join(directory, name)
  let descriptor = openSync(path, 'a+')
  // What a kill or a power cut left of a line comes again as a whole.
  let size = endOfLastLine(descriptor, fstatSync(descriptor).size)
  ftruncateSync(descriptor, size)

  async function rotate(): Promise<void> {
    fsyncSync(descriptor)
    closeSync(descriptor)
    for (let number = keep; number >= 1; number--) {
      const old = `${path}.${number}.gz`
      if (!existsSync(old)) continue
      if (number === keep) rmSync(old)
      else renameSync(old, `${path}.${number + 1}.gz`)
    }
    renameSync(path, `${path}.1`)
    descriptor = openSync(path, 'a+')
    size = 0
    await compress()
  }
  /** Under another name until it is whole, so that a crash leaves the plain file or the compressed one. */
  async function compress(): Promise<void> {
    const temporary = `${path}.1.gz.tmp`
    await pipeline(createReadStream(`${path}.1`), createGzip(), createWriteStream(temporary))
    renameSync(temporary, `${path}.1.gz`)
    rmSync(`${path}.1`)
  }

  return {
    async append(bytes) {
      try {
        for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
      } catch (error) {
        ftruncateSync(descriptor, size)
        throw new Error(`${path}: ${(error as Error).message}`)
      }
      size += bytes.length
      if (maxBytes > 0 && size > maxBytes) await rotate()
    },
    sync: () => fsyncSync(descriptor),
    close: () => closeSync(descriptor),
  }
}
