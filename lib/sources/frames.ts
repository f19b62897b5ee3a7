// What a logmon-follow on another host says to the one that started it over ssh: blocks of lines, each with the
// position that holds after it.
import type { LastWritten, TellsAge } from './last-written.ts'
import type { Position } from './position.ts'

/** Both ends must say the same, besides having the same version. */
export const PROTOCOL = 1

/** What is asked for, once the other end has said hello: one line of JSON. */
export interface ServeRequest {
  readonly protocol: number
  readonly paths: readonly string[]
  readonly exclude: readonly string[]
  readonly from: 'start' | 'end'
  readonly saved: readonly Position[]
  /** Ends when everything there is was read. */
  readonly once: boolean
  /** Leaves an unfinished last line for the next time. */
  readonly remembers: boolean
  readonly pollMs: number
  readonly warnAfterMs: number
  readonly maxLineBytes: number
  readonly tellsAge: TellsAge
}

export type Frame =
  /** Said before anything is asked: whatever came before it is not ours. */
  | { readonly is: 'hello'; readonly protocol: number }
  /** `position` holds when the block was taken; its path is the one that the lines are told under. */
  | {
      readonly is: 'block'
      readonly bytes: Buffer
      readonly offset: number
      readonly cut: boolean
      readonly position: Position
    }
  /** torchelastic's error file as a whole. */
  | { readonly is: 'error file'; readonly bytes: Buffer; readonly position: Position }
  | { readonly is: 'notice'; readonly code: string; readonly message: string; readonly file?: string }
  /** When a file was written last that was there when it was first looked at. */
  | ({ readonly is: 'last written'; readonly path: string } & LastWritten)
  /** All files that are known there. */
  | { readonly is: 'positions'; readonly positions: readonly Position[] }
  /** Everything was read; `failed` where something that was asked for is not there. */
  | { readonly is: 'end'; readonly failed: boolean }

const NEWLINE = 10
/** The positions of some 10,000 files. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024
/** A block holds a line of the longest kind at most, or what is read at a time. */
const MAX_BODY_BYTES = 256 * 1024 * 1024

/** Returns a frame as a line of JSON, and the bytes that it announces. */
export function formatFrame(frame: Frame): readonly Buffer[] {
  if (!('bytes' in frame)) return [Buffer.from(`${JSON.stringify(frame)}\n`)]
  const { bytes, ...header } = frame
  return [Buffer.from(`${JSON.stringify({ ...header, size: bytes.length })}\n`), bytes]
}

export interface FrameReader {
  /** Returns the frames that a chunk completes. Throws where it is none of ours. */
  push(chunk: Buffer): readonly Frame[]
}

export function frameReader(): FrameReader {
  let held: Buffer[] = []
  let heldBytes = 0
  /** How many bytes must be there before it is worth looking again. */
  let needed = 1

  /** Returns the first frame of some bytes and its length; undefined where it is not complete. */
  function readOne(bytes: Buffer): { frame: Frame; end: number } | undefined {
    const newline = bytes.indexOf(NEWLINE)
    if (newline === -1) {
      if (bytes.length > MAX_HEADER_BYTES) throw new Error('not understood: a frame without end')
      needed = bytes.length + 1
      return undefined
    }
    const { size, ...header } = parseHeader(bytes.toString('utf8', 0, newline))
    const end = newline + 1 + size
    if (end > bytes.length) {
      needed = end
      return undefined
    }
    const isBlock = header.is === 'block' || header.is === 'error file'
    return { frame: (isBlock ? { ...header, bytes: bytes.subarray(newline + 1, end) } : header) as Frame, end }
  }
  return {
    push(chunk) {
      held.push(chunk)
      heldBytes += chunk.length
      if (heldBytes < needed) return []
      const frames: Frame[] = []
      let rest = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held, heldBytes)
      needed = 1
      while (rest.length > 0) {
        const read = readOne(rest)
        if (read === undefined) break
        frames.push(read.frame)
        rest = rest.subarray(read.end)
      }
      held = rest.length === 0 ? [] : [rest]
      heldBytes = rest.length
      return frames
    },
  }
}

function parseHeader(line: string): { readonly is: string; readonly size: number } {
  let header: { is?: unknown; size?: unknown }
  try {
    header = JSON.parse(line) as typeof header
  } catch {
    throw new Error(`not understood: ${JSON.stringify(line.slice(0, 100))}`)
  }
  const { is, size = 0 } = header
  if (typeof is !== 'string' || typeof size !== 'number' || !(size >= 0 && size <= MAX_BODY_BYTES))
    throw new Error(`not understood: ${line.slice(0, 100)}`)
  return { ...header, is, size }
}
