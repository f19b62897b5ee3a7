// A file that is only appended to, each text with its length and checksum: what a kill left half written is known by
// them and cut off, and all before it is whole. The records are those of the spool of logmon-ship.
import { closeSync, constants, existsSync, fdatasync, ftruncateSync, writeSync } from 'node:fs'
import { addFrame, MAX_FRAME_BYTES, newRoom, SEGMENT_HEAD } from '../../ship/frame.ts'
import { openRegular, PRIVATE_MODE } from '../safe-file.ts'
import { checksum, mendSegment, readBlock } from '../ship/segment.ts'

export interface FrameFile {
  /** Writes texts, all of them or none. Throws where the disk takes them not. */
  append(texts: readonly string[]): void
  bytes(): number
  /** Sees to it that what was written outlasts a power cut, soon. */
  sync(): void
  close(): void
}

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
/** Of one text; a frame has some bytes more. */
const MOST_TEXT_BYTES = MAX_FRAME_BYTES - 1024
/** Room that grew beyond it is given back. */
const MOST_ROOM_BYTES = 4 * 1024 * 1024

/** Opens a file, which is made where it is missing; `mended` is told how many torn bytes were cut off its end. */
export function openFrameFile(path: string, mended: (torn: number) => void = () => undefined): FrameFile {
  const isNew = !existsSync(path)
  let bytes = 0
  if (!isNew) {
    const found = mendSegment(path, 0, 0)
    if (found.torn > 0) mended(found.torn)
    bytes = found.bytes
  }
  const descriptor = openRegular(path, isNew ? NEW : constants.O_WRONLY, PRIVATE_MODE)
  let room = newRoom()
  let isDirty = false
  let isOpen = true
  return {
    append(texts) {
      for (const text of texts) {
        // It could be written, and would not be read again.
        if (text.length * 3 > MOST_TEXT_BYTES && Buffer.byteLength(text) > MOST_TEXT_BYTES)
          throw new Error(`a text of ${text.length} characters is too long to be kept`)
        addFrame(room, { is: 'entry', stream: 0, text }, checksum)
      }
      const added = room.bytes.subarray(0, room.used)
      const from = bytes
      try {
        if (bytes === 0) bytes += writeWhole(descriptor, SEGMENT_HEAD, 0)
        bytes += writeWhole(descriptor, added, bytes)
      } catch (error) {
        ftruncateSync(descriptor, from)
        bytes = from
        throw error
      } finally {
        room.used = 0
        if (room.bytes.length > MOST_ROOM_BYTES) room = newRoom()
      }
      isDirty = true
    },
    bytes: () => bytes,
    sync() {
      if (!isDirty) return
      isDirty = false
      // A disk that fails here fails the next append, which tells.
      fdatasync(descriptor, () => undefined)
    },
    close() {
      if (isOpen) closeSync(descriptor)
      isOpen = false
    },
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array, at: number): number {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done, at + done)
  return bytes.length
}

/** Gives the texts of a file that are whole, in order; `damaged` is told where further ones are not. */
export function* textsOf(path: string, damaged: (bytes: number) => void = () => undefined): Generator<string> {
  const descriptor = openRegular(path, constants.O_RDONLY)
  try {
    for (let at = 0; ; ) {
      const { frames, start, end, isBroken } = readBlock(descriptor, at, Number.MAX_SAFE_INTEGER)
      for (const frame of frames) if (frame.is === 'entry') yield Buffer.from(frame.text).toString()
      if (isBroken) damaged(end)
      if (isBroken || end <= at || end === start) return
      at = end
    }
  } finally {
    closeSync(descriptor)
  }
}
