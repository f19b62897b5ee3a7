// The records of a spool: length, checksum, and what it is. A record that was torn by a kill or a power cut is known by
// its checksum, and all before it is whole.

/** Checksum of bytes: CRC-32, which whoever reads and writes files brings along. */
export type Checksum = (bytes: Uint8Array) => number

/** The first bytes of a segment. */
export const SEGMENT_HEAD = Buffer.from('logmon spool 1\n')

/**
 * Labels of a stream, by whose number the entries behind it in the segment name it; or an entry. `at` is where it
 * begins in the bytes that were read.
 */
export type Frame =
  | { readonly is: 'stream'; readonly at: number; readonly stream: number; readonly labels: string }
  | { readonly is: 'entry'; readonly at: number; readonly stream: number; readonly text: Uint8Array }

const STREAM = 1
const ENTRY = 2
/** Length and checksum. */
const HEAD_BYTES = 8
/** What it is, and of which stream. */
const INNER_BYTES = 5
/** No frame that we write is longer: a length beyond it is none. */
export const MAX_FRAME_BYTES = 64 * 1024 * 1024

/** Frames that wait to be written. */
export interface FrameRoom {
  bytes: Buffer
  used: number
}

const ROOM_BYTES = 256 * 1024

export const newRoom = (): FrameRoom => ({ bytes: Buffer.allocUnsafeSlow(ROOM_BYTES), used: 0 })

/** What is written: the labels of a stream, or an entry of it, as text. */
export type Written = Pick<Frame, 'is' | 'stream'> & { readonly text: string }

/** Adds a frame to the room, which grows. */
export function addFrame(room: FrameRoom, { is, stream, text }: Written, checksum: Checksum): void {
  const most = room.used + HEAD_BYTES + INNER_BYTES + text.length * 3
  if (most > room.bytes.length) {
    const grown = Buffer.allocUnsafeSlow(Math.max(most, room.bytes.length * 2))
    room.bytes.copy(grown, 0, 0, room.used)
    room.bytes = grown
  }
  const { bytes, used } = room
  const inner = used + HEAD_BYTES
  bytes[inner] = is === 'stream' ? STREAM : ENTRY
  bytes.writeUInt32LE(stream, inner + 1)
  const end = inner + INNER_BYTES + bytes.write(text, inner + INNER_BYTES)
  bytes.writeUInt32LE(end - inner, used)
  bytes.writeUInt32LE(checksum(bytes.subarray(inner, end)), used + 4)
  room.used = end
}

export interface ReadFrames {
  readonly frames: readonly Frame[]
  /** Where the first frame begins that is not whole. */
  readonly end: number
  /** True where what stands there is no beginning of a frame. */
  readonly isBroken: boolean
}

/** Reads all whole frames of bytes from `start` on; their texts are parts of the bytes. */
export function readFrames(bytes: Buffer, start: number, checksum: Checksum): ReadFrames {
  const frames: Frame[] = []
  let at = start
  while (at + HEAD_BYTES <= bytes.length) {
    const length = bytes.readUInt32LE(at)
    if (length < INNER_BYTES || length > MAX_FRAME_BYTES) return { frames, end: at, isBroken: true }
    const inner = at + HEAD_BYTES
    const end = inner + length
    if (end > bytes.length) break
    if (checksum(bytes.subarray(inner, end)) !== bytes.readUInt32LE(at + 4)) return { frames, end: at, isBroken: true }
    const stream = bytes.readUInt32LE(inner + 1)
    const text = bytes.subarray(inner + INNER_BYTES, end)
    if (bytes[inner] === ENTRY) frames.push({ is: 'entry', at, stream, text })
    else frames.push({ is: 'stream', at, stream, labels: text.toString() })
    at = end
  }
  return { frames, end: at, isBroken: false }
}
