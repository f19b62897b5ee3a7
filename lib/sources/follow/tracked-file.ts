// One file that is read as it grows, as far as decisions about it need to know.
import { type Position, tailOf } from '../position.ts'
import type { RecordFrame } from '../record-frame.ts'
import { compressionOf } from '../rotated-name.ts'

/** What tells a file from all others, whatever it is called: decimal text, for both may pass 2^53. */
export interface Identity {
  readonly device: string
  readonly inode: string
  /**
   * When the file was made, in milliseconds since the epoch, where the file system says so: an inode is used again.
   * What is read of one file at any time either has the same one or none.
   */
  readonly bornMs?: number | undefined
}

/** What one look at a path shows. */
export interface FileSeen extends Identity {
  readonly path: string
  readonly size: number
  /** Last change of its text, in milliseconds since the epoch; compressors keep it. */
  readonly modifiedMs: number
}

/**
 * live: a followed path leads to it. rotated: renamed, copied or compressed away, and still to be read. done: read to
 * its end and left alone. copy: holds what was read elsewhere, and is never read by itself.
 */
export type Role = 'live' | 'rotated' | 'done' | 'copy'

/** A point between two lines of a file. */
export interface Mark {
  readonly offset: number
  /** The up to TAIL_BYTES bytes before `offset`. */
  readonly before: Buffer
  /** What a position kept of those bytes, where they themselves are not at hand (yet). */
  readonly tail?: string
}

export interface TrackedFile extends Identity {
  /** Where it was seen last. */
  path: string
  /** The path under which its lines are told; rotation names its files after that. */
  readonly followedAs: string
  readonly frame: RecordFrame
  role: Role
  /** Start of the first line that was not taken yet; in the decompressed text where the file is compressed. */
  offset: number
  before: Buffer
  /** What a position kept of `before`, where the bytes are not at hand (yet). */
  tail: string | undefined
  /** No newline stands between `offset` and here. */
  readTo: number
  /** Hash of the first `headBytes` bytes. */
  head: string
  headBytes: number
  /** Up to where its lines have left this process. */
  acknowledged: Mark
  /**
   * Size and last change when it was last certain that its text was the one that is read; infinite where nobody knows
   * how long its text is.
   */
  size: number
  modifiedMs: number
  /** The same at the last look, when its text may have been another one already. */
  looked: Pick<FileSeen, 'size' | 'modifiedMs'>
  /** True for a file that was read to its end and never grows, because it is compressed or gone. */
  hasEnded: boolean
  /** True for one that is gone, once it was told what is lost with it: the next run has nothing to tell. */
  isLossTold: boolean
  /**
   * The end of its text when it was opened and nothing of it was read: files of one job often begin alike, and longer
   * than what their beginnings are compared by. Undefined for a shorter text.
   */
  unreadEnd: Mark | undefined
  /** True for one that its path led to at its last look: it may have been written to since. */
  mayHaveGrown: boolean
  /** Since when a file that was rotated away has given nothing, in milliseconds of the caller's clock; 0: it has. */
  quietSinceMs: number
  /**
   * True for a file that was not read, but may hold what was: as the copy or the compressed form of another one, or, of
   * the live one, as what another one is a copy of.
   */
  mayBeKnown: boolean
  /** True for one that was read from its start because nothing of its text had been read before, in whatever file. */
  isFirstRead: boolean
  /** The file in which reading goes on: a copy of this one's text, or what took its place with the same text. */
  continuedIn: TrackedFile | undefined
  /** The file that this one is a copy of, where that is read on after it: what is acknowledged of one is of both. */
  copyOf: TrackedFile | undefined
}

export type FileAt = Pick<TrackedFile, 'path' | 'followedAs' | 'frame' | 'device' | 'inode' | 'bornMs' | 'role'> &
  Pick<FileSeen, 'size' | 'modifiedMs'>

const NOTHING = Buffer.alloc(0)

/** Returns a file that will be read from its start. */
export function trackedFile(at: FileAt): TrackedFile {
  return {
    ...at,
    looked: at,
    offset: 0,
    before: NOTHING,
    tail: undefined,
    readTo: 0,
    head: '',
    headBytes: 0,
    acknowledged: { offset: 0, before: NOTHING },
    hasEnded: false,
    isLossTold: false,
    unreadEnd: undefined,
    mayHaveGrown: false,
    quietSinceMs: 0,
    mayBeKnown: false,
    isFirstRead: false,
    continuedIn: undefined,
    copyOf: undefined,
  }
}

/** Tells that the text of a file was read, or compared, after the last look. */
export function confirmLook(file: TrackedFile): void {
  file.size = file.looked.size
  file.modifiedMs = file.looked.modifiedMs
}

export function fileKey({ device, inode }: Identity): string {
  return `${device}:${inode}`
}

export function isSameFile(one: Identity, other: Identity): boolean {
  if (one.inode !== other.inode || one.device !== other.device) return false
  return one.bornMs === undefined || other.bornMs === undefined || one.bornMs === other.bornMs
}

/** Sets where reading begins in a file of which a position is known; the bytes before it are not at hand yet. */
export function resumeAt(file: TrackedFile, { head, headBytes, offset, tail }: Position): void {
  const mark = { offset, before: NOTHING, tail }
  Object.assign(file, { ...mark, readTo: offset, head, headBytes, acknowledged: mark })
}

/**
 * Tells that lines of a file have left this process. What is meant may be read on in another file by now, which may be
 * a copy of a third one, and that one be replaced: all of them hold the same text up to the mark.
 */
export function acknowledge(file: TrackedFile, mark: Mark): void {
  if (mark.offset >= file.acknowledged.offset) file.acknowledged = mark
  if (file.continuedIn === undefined && file.copyOf === undefined) return
  const reached = new Set([file])
  for (const { continuedIn, copyOf } of reached)
    for (const one of [continuedIn, copyOf])
      if (one !== undefined) {
        if (mark.offset >= one.acknowledged.offset) one.acknowledged = mark
        reached.add(one)
      }
}

/** Returns how many bytes a file had at the last look that were not taken; undefined where that cannot be known. */
export function unreadBytes(file: TrackedFile): number | undefined {
  if (file.hasEnded) return 0
  if (compressionOf(file.path) !== undefined || !Number.isFinite(file.size)) return undefined
  return Math.max(0, file.size - file.offset)
}

/** Returns a position of a file: by default the one that may be saved, as its lines have left this process. */
export function positionOf(
  file: TrackedFile,
  fingerprint: (bytes: Buffer) => string,
  mark: Mark = file.acknowledged,
): Position {
  const isText = compressionOf(file.path) === undefined && Number.isFinite(file.size)
  const size = file.hasEnded || file.isLossTold ? file.offset : isText ? file.size : undefined
  return {
    path: file.followedAs,
    device: file.device,
    inode: file.inode,
    head: file.head,
    headBytes: file.headBytes,
    offset: mark.offset,
    tail: mark.tail ?? tailOf(mark.before, fingerprint),
    ...(size === undefined ? {} : { size }),
    modifiedMs: file.modifiedMs,
    ...(file.bornMs === undefined ? {} : { bornMs: file.bornMs }),
  }
}

/** Returns the mark of what was taken of a file, acknowledged or not. */
export function takenMark({ offset, before, tail }: TrackedFile): Mark {
  return { offset, before, ...(tail === undefined ? {} : { tail }) }
}

/** What stands for the inode of a file that is gone: its text is all that it can be known by. */
export function goneInode({ path, inode, head, tail }: Position, fingerprint: (bytes: Buffer) => string): string {
  return inode.startsWith('gone:') ? inode : `gone:${fingerprint(Buffer.from(`${path}\n${head}${tail}`))}`
}
