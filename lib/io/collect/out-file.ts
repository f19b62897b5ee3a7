// The per-node file of --out: appended to, and by size put aside, compressed and numbered, the oldest deleted.

import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { resolve } from 'node:path'
import type { Position } from '../../sources/position.ts'
import { reasonOf } from '../error-words.ts'
import { endOfLastLine } from '../follow/end-of-last-line.ts'
import { openAppended } from '../safe-file.ts'
import { compressAside, freeFirstNumber } from './old-out-files.ts'
import { cutBack, type OutEnd, outPosition } from './out-position.ts'

/** As the umask has it: the log of a node is for those who may read its directory. */
const OUT_MODE = 0o666

export interface OutFile {
  /**
   * Appends whole lines, then puts the file aside if it has grown beyond its limit. Where that fails, as on a full
   * disk, nothing of them stays in the file.
   */
  append(bytes: Buffer): void
  /** Where what was appended ends. */
  end(): OutEnd
  /** Makes what was appended last over a power cut. */
  sync(): void
  /** Returns such an end as it goes into the state; undefined where another program has moved the file away. */
  position(end: OutEnd): Position | undefined
  /**
   * Tells that the state with that end is saved: what was put aside before it is never cut any more, so that it is
   * compressed, while appending goes on.
   */
  saved(end: OutEnd): void
  /** True while a file that was put aside waits to be compressed: until then no other one is. */
  waitsForSave(): boolean
  close(): Promise<void>
}

export interface OutFileSettings {
  readonly directory: string
  readonly name: string
  /** From this size on the file is put aside; 0 for never. */
  readonly maxBytes: number
  /** Old files that are kept, at least 1. */
  readonly keep: number
}

/**
 * `saved` are the positions of the state: with that of this file what was written after it is cut off, for it is read
 * again.
 */
export function outFile({ directory, name, maxBytes, keep }: OutFileSettings, saved: readonly Position[]): OutFile {
  mkdirSync(directory, { recursive: true })
  const path = resolve(directory, name)
  const aside = `${path}.1`
  cutBack(path, saved)
  let descriptor = openAppended(path, OUT_MODE)
  // What a kill or a power cut left of a line comes again as a whole.
  let size = endOfLastLine(descriptor, fstatSync(descriptor).size)
  ftruncateSync(descriptor, size)
  let inode = fstatSync(descriptor, { bigint: true }).ino
  let isAside = existsSync(aside)
  let compressing: Promise<void> | undefined
  let failure: Error | undefined

  function putAside(): void {
    fsyncSync(descriptor)
    closeSync(descriptor)
    freeFirstNumber(path, keep)
    renameSync(path, aside)
    descriptor = openAppended(path, OUT_MODE)
    inode = fstatSync(descriptor, { bigint: true }).ino
    size = 0
    isAside = true
    syncDirectory()
  }
  function syncDirectory(): void {
    const folder = openSync(directory, 'r')
    fsyncSync(folder)
    closeSync(folder)
  }
  async function compress(): Promise<void> {
    try {
      await compressAside(path)
      isAside = false
    } catch (error) {
      failure = new Error(`${aside}: ${reasonOf(error)}`)
    }
    compressing = undefined
  }
  function tellFailure(): void {
    const error = failure
    failure = undefined
    if (error !== undefined) throw error
  }

  return {
    append(bytes) {
      tellFailure()
      try {
        for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
      } catch (error) {
        ftruncateSync(descriptor, size)
        throw new Error(`${path}: ${reasonOf(error)}`)
      }
      size += bytes.length
      if (maxBytes > 0 && size > maxBytes && !isAside) putAside()
    },
    end: () => ({ inode, size }),
    sync: () => fsyncSync(descriptor),
    position: end => outPosition(path, end),
    saved(end) {
      if (isAside && end.inode === inode) compressing ??= compress()
    },
    waitsForSave: () => isAside && compressing === undefined,
    async close() {
      await compressing
      closeSync(descriptor)
      tellFailure()
    },
  }
}
