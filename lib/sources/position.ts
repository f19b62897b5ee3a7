// Where reading stands in one file, and whether a file that is seen later is still the same one.

/** Bytes at the start of a file that help to tell it from others. */
export const HEAD_BYTES = 1024
/**
 * Bytes before the reading position that must still be there when reading goes on. Several lines, because a separator
 * alone may stand at the same place in two files that begin alike.
 */
export const TAIL_BYTES = 512
/** The same in the state files of versions that kept the bare hash. */
const OLD_TAIL_BYTES = 64

type Fingerprint = (bytes: Buffer) => string

/** Returns what a position keeps of the up to TAIL_BYTES bytes before it: how many at most, and their hash. */
export function tailOf(before: Buffer, fingerprint: Fingerprint): string {
  return `${TAIL_BYTES}:${fingerprint(before)}`
}

/** Returns the same in the form of a tail that was kept, to be compared with it. */
export function tailLike(kept: string, before: Buffer, fingerprint: Fingerprint): string {
  return kept.includes(':') ? tailOf(before, fingerprint) : fingerprint(before.subarray(-OLD_TAIL_BYTES))
}

/** A reading position that outlives the process. Numbers that may pass 2^53 (device, inode) are decimal text. */
export interface Position {
  /** The path under which the file was followed. */
  readonly path: string
  readonly device: string
  readonly inode: string
  /**
   * Hash of the first `headBytes` bytes; rank files often begin alike, so this proves a difference and never an
   * identity.
   */
  readonly head: string
  readonly headBytes: number
  /** Start of the first line not yet handed on; in the decompressed text where the file is compressed. */
  readonly offset: number
  /** What `tailOf` keeps of the bytes before `offset`. */
  readonly tail: string
  /** Size of its text when it was looked at last: what stands beyond `offset` was seen and not read. */
  readonly size?: number
  /** Last change of the text when it was looked at last, in milliseconds since the epoch. */
  readonly modifiedMs?: number
  /** When the file was made, where its file system says so. */
  readonly bornMs?: number
}

/**
 * What can be seen of a file now: `head` over the position's `headBytes`, `tail` over the bytes before the position's
 * `offset`, in the form of the position's.
 */
export interface Seen {
  readonly device: string
  readonly inode: string
  readonly size: number
  readonly head: string
  readonly tail: string
}

/**
 * same: go on at the offset. shrunk: truncated in place (copytruncate too). rewritten: truncated and grown past the
 * offset since, or another file that got the same inode. other: another file.
 */
export type Judgement = 'same' | 'shrunk' | 'rewritten' | 'other'

export function judge(position: Position, seen: Seen): Judgement {
  if (seen.device !== position.device || seen.inode !== position.inode) return 'other'
  if (seen.size < position.offset) return 'shrunk'
  return seen.head === position.head && seen.tail === position.tail ? 'same' : 'rewritten'
}

/**
 * True where a file of another name and inode (a copy, or a compressed one) holds what was read, up to the position.
 */
export function isCopy(position: Position, seen: Pick<Seen, 'size' | 'head' | 'tail'>): boolean {
  return (
    position.headBytes > 0 && seen.size >= position.offset && seen.head === position.head && seen.tail === position.tail
  )
}
