// The files of a spool: their names, what stands in them, and how far they are whole.
import { closeSync, constants, fstatSync, ftruncateSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { type Frame, readFrames, SEGMENT_HEAD } from '../../ship/frame.ts'
import { readAt } from '../follow/fingerprint.ts'
import { openRegular } from '../safe-file.ts'

/** One file of a spool. */
export interface Segment {
  readonly number: number
  readonly path: string
  /** Bytes that are whole. */
  bytes: number
  /** Lines in it that are not done with, as far as they were counted. */
  lines: number
}

export const checksum = (bytes: Uint8Array): number => crc32(bytes)

const NAME = /^(\d{12})\.spool$/
const BLOCK_BYTES = 256 * 1024

export const segmentPath = (directory: string, number: number): string =>
  join(directory, `${String(number).padStart(12, '0')}.spool`)

/** Returns the numbers of the segments of a folder, the oldest first. */
export function segmentNumbers(directory: string): readonly number[] {
  return readdirSync(directory)
    .flatMap(name => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other)
}

interface FrameBlock {
  readonly frames: readonly Frame[]
  /** Where the bytes begin that the frames count from, and where the first frame begins that is not whole. */
  readonly start: number
  readonly end: number
  readonly isBroken: boolean
}

/** Reads on in an open segment: whole frames from `from` on, up to `end`; at least one where there is one. */
export function readBlock(descriptor: number, from: number, end: number): FrameBlock {
  const at = Math.max(from, Math.min(SEGMENT_HEAD.length, end))
  for (let size = BLOCK_BYTES; ; size *= 4) {
    const wanted = Math.min(size, end - at)
    const bytes = readAt(descriptor, at, wanted)
    const { frames, end: whole, isBroken } = readFrames(bytes, 0, checksum)
    // A frame that is longer than the block: read more.
    if (frames.length > 0 || isBroken || at + bytes.length >= end || bytes.length < wanted)
      return { frames, start: at, end: at + whole, isBroken }
  }
}

/** A segment that an earlier run left: how much of it is whole, and its lines from an offset on. */
export interface FoundSegment extends Segment {
  /** Bytes behind the last whole record: torn by a kill, or damaged. They are cut off. */
  readonly torn: number
}

/** Goes through a segment, counts its lines from `from` on, and cuts off what is not whole. */
export function mendSegment(path: string, number: number, from: number): FoundSegment {
  const descriptor = openRegular(path, constants.O_RDWR)
  try {
    const { size } = fstatSync(descriptor)
    const head = Buffer.alloc(SEGMENT_HEAD.length)
    const isOurs = readSync(descriptor, head, 0, head.length, 0) === head.length && head.equals(SEGMENT_HEAD)
    let at = isOurs ? SEGMENT_HEAD.length : 0
    let lines = 0
    while (isOurs && at < size) {
      const block = readBlock(descriptor, at, size)
      for (const frame of block.frames) if (frame.is === 'entry' && block.start + frame.at >= from) lines++
      if (block.isBroken || block.end === at) {
        at = block.end
        break
      }
      at = block.end
    }
    if (at < size) ftruncateSync(descriptor, at)
    return { number, path, bytes: at, lines, torn: size - at }
  } finally {
    closeSync(descriptor)
  }
}
