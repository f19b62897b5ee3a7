// One file that is read as it grows: its position, and the blocks of whole lines that it gives.
import { fstatSync, readSync } from 'node:fs'
import type { Block } from '../../sources/block-splitter.ts'
import { type FileAt, type TrackedFile, trackedFile } from '../../sources/follow/tracked-file.ts'
import { HEAD_BYTES, TAIL_BYTES } from '../../sources/position.ts'
import { type DescriptorPool, isTextUnchanged, type Unopened } from './descriptors.ts'
import { fingerprint, readAt, readHead, readTail } from './fingerprint.ts'

export interface FollowedFile extends TrackedFile {
  /** The lines of a compressed file, once reading it has begun. */
  blocks: AsyncGenerator<Block> | undefined
  /** When a part of a line was found last, in milliseconds of the caller's clock. */
  partialAtMs: number
  /** True where a state of a bar was given whose line has not ended yet. */
  isDrawn: boolean
}

/** What a read found: a block, nothing new, only a part of a line, or why the file cannot be read. */
export type ReadResult = Block | 'end' | 'partial' | Unopened

const NEWLINE = 10
const CARRIAGE_RETURN = 13
/** Read at a time. Larger blocks made the records' text slower, not faster. */
const BLOCK_BYTES = 64 * 1024
/** As long as an entry waits in parse. */
const DRAWN_MS = 200
const ZEROS = Buffer.alloc(BLOCK_BYTES + TAIL_BYTES)

/**
 * Aligned, so that a block without a look back can be scanned by words from its start. One for all: a block is used up
 * before the next read.
 */
const room = Buffer.from(new ArrayBuffer(TAIL_BYTES + BLOCK_BYTES))

/** Returns a file that will be read from its start; nothing is opened yet. */
export function followedFile(at: FileAt): FollowedFile {
  return { ...trackedFile(at), blocks: undefined, partialAtMs: 0, isDrawn: false }
}

/** Reads the bytes that later prove that this is the same file, once there are new ones. */
export function learnHead(file: FollowedFile, descriptor: number): void {
  if (file.headBytes >= HEAD_BYTES) return
  const head = readHead(descriptor)
  file.headBytes = head.length
  file.head = fingerprint(head)
}

/** Sets the reading position in a file that is open. */
export function move(file: FollowedFile, descriptor: number, offset: number): void {
  const before = readTail(descriptor, offset)
  learnHead(file, descriptor)
  Object.assign(file, { offset, readTo: offset, before, tail: undefined })
}

/** Sets where reading begins in a file that is open: nothing before is wanted. */
export function seek(file: FollowedFile, descriptor: number, offset: number): void {
  move(file, descriptor, offset)
  file.acknowledged = { offset, before: file.before }
}

/** Returns the next whole lines. `maxLineBytes`: of a longer line only its first bytes are given, marked as cut. */
export function readBlock(file: FollowedFile, pool: DescriptorPool, maxLineBytes: number): ReadResult {
  const descriptor = pool.acquire(file)
  if (typeof descriptor !== 'number') return descriptor
  if (file.tail !== undefined) {
    if (!isTextUnchanged(file, descriptor)) return 'rewritten'
    move(file, descriptor, file.offset)
  }
  // The bytes before the position are read again with every block: no rewrite of the file goes unnoticed, however alike
  // its start.
  const lookBack = file.before.length
  const scanning = file.readTo > file.offset
  const start = TAIL_BYTES - (scanning ? 0 : lookBack)
  const from = scanning ? file.readTo : file.offset - lookBack
  const count = readSync(descriptor, room, start, room.length - start, from)
  const data = room.subarray(TAIL_BYTES, start + count)
  if (!scanning && (start + count < TAIL_BYTES || !room.subarray(start, TAIL_BYTES).equals(file.before)))
    return 'rewritten'
  // In a long line, and near the start of a file, they are not part of this read. They are compared after it, so that
  // whatever was done to the file before is noticed.
  if ((scanning || file.offset < TAIL_BYTES) && !isTextUnchanged(file, descriptor)) return 'rewritten'
  if (data.length === 0) return scanning && fstatSync(descriptor).size < file.readTo ? 'rewritten' : 'end'
  learnHead(file, descriptor)
  if (file.isDrawn) {
    file.isDrawn = false
    if (data[0] === NEWLINE || data[0] === CARRIAGE_RETURN) {
      // The end of the line that was given.
      advance(file, data.subarray(0, 1))
      return 'partial'
    }
  }
  if (data[0] === 0 && !scanning && skipHole(file, data)) return 'partial'

  const last = data.lastIndexOf(NEWLINE)
  if (last === -1) return unfinished(file, descriptor, data, maxLineBytes)
  if (scanning)
    return longLine(file, descriptor, { end: file.readTo + data.indexOf(NEWLINE), endingBytes: 1 }, maxLineBytes)
  const block = { bytes: data.subarray(0, last + 1), offset: file.offset, cut: false }
  advance(file, block.bytes)
  return block
}

/**
 * Skips zeros at the start of a file: a writer that does not append goes on at its old offset after a truncation, and
 * leaves a hole before it. Returns false for zeros further on, which are text.
 */
function skipHole(file: FollowedFile, data: Buffer): boolean {
  if (!file.before.equals(ZEROS.subarray(0, file.before.length))) return false
  const end = data.equals(ZEROS.subarray(0, data.length)) ? data.length : data.findIndex(byte => byte !== 0)
  advance(file, data.subarray(0, end))
  return true
}

/**
 * Of a line that has not ended, what stands up to its last `\r` is a line of its own, so that a progress bar is seen
 * while it is drawn. A `\r` at the very end waits: a newline may follow.
 */
function unfinished(file: FollowedFile, descriptor: number, data: Buffer, maxLineBytes: number): ReadResult {
  const at = data.lastIndexOf(CARRIAGE_RETURN, -2)
  if (at !== -1) return longLine(file, descriptor, { end: file.readTo + at, endingBytes: 1 }, maxLineBytes)
  file.readTo += data.length
  return 'partial'
}

/**
 * True where the newest state of a bar, which others were drawn before on the same line, has stood for so long that
 * nothing may ever end its line.
 */
export const isDrawing = ({ readTo, offset, before, partialAtMs }: FollowedFile, nowMs: number): boolean =>
  readTo > offset && before.at(-1) === CARRIAGE_RETURN && nowMs - partialAtMs >= DRAWN_MS

/** Takes that state as a line. */
export function readDrawn(file: FollowedFile, pool: DescriptorPool, maxLineBytes: number): Block | undefined {
  const state = readLastLine(file, pool, maxLineBytes)
  file.isDrawn = state !== undefined
  return state
}

/** Takes the unfinished line at the end of a file that will not grow any more; undefined where there is none. */
export function readLastLine(file: FollowedFile, pool: DescriptorPool, maxLineBytes: number): Block | undefined {
  if (file.readTo === file.offset) return undefined
  const descriptor = pool.acquire(file)
  if (typeof descriptor !== 'number') return undefined
  const line = longLine(file, descriptor, { end: file.readTo, endingBytes: 0 }, maxLineBytes)
  return line === 'rewritten' ? undefined : line // the next look notices it, too
}

/** The line from `offset` up to what ends it at `end` (or the end of the file), which was not read in one piece. */
function longLine(
  file: FollowedFile,
  descriptor: number,
  { end, endingBytes }: { readonly end: number; readonly endingBytes: 0 | 1 },
  maxLineBytes: number,
): Block | 'rewritten' {
  const { offset } = file
  const cut = end - offset > maxLineBytes
  const line = readAt(descriptor, offset, Math.min(end - offset, maxLineBytes))
  const before = readTail(descriptor, end + endingBytes)
  if (!isTextUnchanged(file, descriptor)) return 'rewritten'
  Object.assign(file, { offset: end + endingBytes, readTo: end + endingBytes, before, tail: undefined })
  return { bytes: cut ? line : Buffer.concat([line, Buffer.from([NEWLINE])]), offset, cut }
}

/** Moves the position behind bytes that were read from there on. */
export function advance(file: FollowedFile, bytes: Buffer): void {
  file.offset += bytes.length
  file.readTo = file.offset
  file.tail = undefined
  // Copied: the block's memory is used again.
  file.before = Buffer.from(
    bytes.length >= TAIL_BYTES
      ? bytes.subarray(-TAIL_BYTES)
      : Buffer.concat([file.before, bytes]).subarray(-TAIL_BYTES),
  )
}
