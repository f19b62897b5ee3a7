// After a rotation: which old files hold lines that were not read yet, and in which order.
import type { Position } from './position.ts'
import { rotationOrder } from './rotated-name.ts'

/** An old file beside the live one. */
export interface Sibling {
  readonly path: string
  readonly device: string
  readonly inode: string
  /** Last change of its text; compressors keep it. Milliseconds since the epoch. */
  readonly modifiedMs: number
  /** True where it holds what was read, up to the position (the renamed file itself, a copy, a compressed one). */
  readonly holdsPosition: boolean
  /** True where it is followed already, or was read to its end. */
  readonly known: boolean
}

/** One old file to read to its end, from a byte of its (decompressed) text. */
export interface CatchUpStep {
  readonly path: string
  readonly from: number
}

export interface CatchUp {
  /** What is left of the file that was being read; undefined where nothing is, or somebody else reads it. */
  readonly rest: CatchUpStep | undefined
  /** Files that were rotated away before they were seen, oldest first. */
  readonly younger: readonly CatchUpStep[]
  /** False where the file that was being read is not among the old ones: what it held after the position is lost. */
  readonly found: boolean
}

/** Oldest first. */
function byAge(a: Sibling, b: Sibling): number {
  return a.modifiedMs - b.modifiedMs || rotationOrder(b.path) - rotationOrder(a.path)
}

/**
 * Returns what to read after the file at `position` was rotated away: the rest of that file, then every younger old
 * file from its start. With `atHand` the rest is read through a descriptor that is still open, and only the younger
 * ones are wanted.
 */
export function planCatchUp(
  position: Position,
  rotatedAtMs: number,
  siblings: readonly Sibling[],
  atHand: boolean,
): CatchUp {
  const byInode = siblings.find(one => one.device === position.device && one.inode === position.inode)
  const copies = siblings.filter(one => one.holdsPosition).sort((a, b) => b.modifiedMs - a.modifiedMs)
  const own = byInode?.holdsPosition === true ? byInode : copies[0]
  if (own === undefined && !atHand) return { rest: undefined, younger: [], found: false }
  const isYounger = (one: Sibling): boolean => (own === undefined ? one.modifiedMs > rotatedAtMs : byAge(own, one) < 0)
  const younger = siblings.filter(one => one !== own && !one.known && !one.holdsPosition && isYounger(one)).sort(byAge)
  const rest = own === undefined || atHand || own.known ? undefined : { path: own.path, from: position.offset }
  return { rest, younger: younger.map(one => ({ path: one.path, from: 0 })), found: true }
}
