// Every file that was read, by device and inode: what keeps a renamed file from being read twice.
import { BOUNDS } from '../../bounds.ts'
import type { Position } from '../position.ts'
import {
  fileKey,
  goneInode,
  type Identity,
  isSameFile,
  positionOf,
  type Role,
  type TrackedFile,
  takenMark,
} from './tracked-file.ts'

/** Most files in mind that are done with. Those that are read, or wait for that, are all kept: they stand on disk. */
const MAX_POSITIONS = BOUNDS['follow.positions'].most
/** All files are counted again only after so many new ones. */
const COUNTED_EVERY = 1000

const isDone = ({ role }: TrackedFile): boolean => role === 'done' || role === 'copy'

export interface Registry<F extends TrackedFile> {
  /** The file of this identity, if it was met in this run. It may have been deleted, and its inode be another's. */
  find(identity: Identity): F | undefined
  /** Whether a file with this device and inode was met in this run. */
  isTaken(identity: Identity): boolean
  /** Adds a file; one whose device and inode are this one's now is displaced. */
  add(file: F): void
  forget(file: F): void
  /** The inode of a file is another one's: what was read of it stays in mind, as with `remember`. */
  displace(file: F): void
  /** Keeps in mind a file that was read to its end and is gone: it is saved only while another may hold its text. */
  remember(file: F): void
  /** The saved position of an identity that nobody has come for. The inode may be another file's now. */
  savedAt(identity: Identity): Position | undefined
  /** The saved positions of a path that nobody has come for, oldest first. */
  savedOf(path: string): readonly Position[]
  /** The saved position of the file that the path led to. */
  lastSavedOf(path: string): Position | undefined
  dropSaved(positions: readonly Position[]): void
  /** The files that are told under a path. */
  under(path: string): Iterable<F>
  /** True, once, after a file was added. */
  grown(): boolean
  /**
   * What to save: of each path its live file last. `isTaken`: also what was not acknowledged yet. Of what is done with
   * only the last MAX_POSITIONS; the next run would not find all the rest again, nor know how far it was read.
   */
  positions(isTaken?: boolean): readonly Position[]
}

/**
 * Holds about MAX_POSITIONS files that are done; the one that was added first goes first. Live files are bounded by
 * who follows them. `released` is called with each file that is forgotten.
 */
export function registry<F extends TrackedFile>(
  saved: readonly Position[],
  fingerprint: (bytes: Buffer) => string,
  released: (file: F) => void,
): Registry<F> {
  const files = new Map<string, F>()
  const byPath = new Map<string, Set<F>>()
  /** Gone, or their inode is another's. */
  const remembered = new Set<F>()
  /** Those of them of which the next run has to know: nobody has looked yet whether other files hold their text. */
  const displaced = new Set<F>()
  const waiting = new Map(oneByInode(saved, fingerprint).map(position => [fileKey(position), position]))
  const waitingByPath = new Map<string, Position[]>()
  for (const position of waiting.values()) {
    const others = waitingByPath.get(position.path)
    if (others === undefined) waitingByPath.set(position.path, [position])
    else others.push(position)
  }
  let isGrown = false
  let countedAgainAt = MAX_POSITIONS

  function forget(file: F): void {
    released(file)
    if (files.get(fileKey(file)) === file) files.delete(fileKey(file))
    remembered.delete(file)
    displaced.delete(file)
    const others = byPath.get(file.followedAs)
    others?.delete(file)
    if (others?.size === 0) byPath.delete(file.followedAs)
  }
  function evict(): void {
    let tooMany = [...files.values()].filter(isDone).length - MAX_POSITIONS
    for (const file of files.values()) {
      if (tooMany <= 0) break
      if (!isDone(file)) continue
      forget(file)
      tooMany--
    }
    countedAgainAt = files.size + COUNTED_EVERY
  }
  function putUnderPath(file: F): void {
    const others = byPath.get(file.followedAs)
    if (others === undefined) byPath.set(file.followedAs, new Set([file]))
    else others.add(file)
  }
  function remember(file: F): void {
    putUnderPath(file)
    remembered.add(file)
    if (remembered.size > MAX_POSITIONS) forget(remembered.values().next().value as F)
  }
  function displace(file: F): void {
    if (file.offset === 0 || file.role === 'copy' || file.continuedIn !== undefined) forget(file)
    else {
      if (files.get(fileKey(file)) === file) files.delete(fileKey(file))
      displaced.add(file)
      remember(file)
    }
  }
  /** What is gone is what a file that nobody has looked into yet is to be compared with, also by the next run. */
  function* gonePositions(undecided: ReadonlySet<string>): Generator<Position> {
    for (const file of remembered) {
      if (!displaced.has(file) && !undecided.has(file.followedAs)) continue
      const position = positionOf(file, fingerprint)
      yield { ...position, inode: goneInode(position, fingerprint) }
    }
  }
  return {
    find(identity) {
      const file = files.get(fileKey(identity))
      return file !== undefined && isSameFile(file, identity) ? file : undefined
    },
    isTaken: identity => files.has(fileKey(identity)),
    add(file) {
      const before = files.get(fileKey(file))
      if (before !== undefined && before !== file) displace(before)
      isGrown = true
      files.set(fileKey(file), file)
      putUnderPath(file)
      if (files.size > countedAgainAt) evict()
    },
    forget,
    displace,
    remember,
    savedAt(identity) {
      const position = waiting.get(fileKey(identity))
      return position !== undefined && isSameFile(position, identity) ? position : undefined
    },
    lastSavedOf: path => waitingByPath.get(path)?.at(-1),
    savedOf: path => (waitingByPath.get(path) ?? []).filter(position => waiting.get(fileKey(position)) === position),
    dropSaved(positions) {
      for (const position of positions)
        if (waiting.get(fileKey(position)) === position) waiting.delete(fileKey(position))
    },
    under: path => byPath.get(path) ?? [],
    grown() {
      const was = isGrown
      isGrown = false
      return was
    },
    positions(isTaken = false) {
      const kept = [...files.values()].filter(file => file.role !== 'copy')
      const undecided = new Set(kept.filter(file => file.mayBeKnown).map(file => file.followedAs))
      const positionsOf = (role: Role): readonly Position[] =>
        kept
          .filter(file => file.role === role)
          .map(file => positionOf(file, fingerprint, isTaken ? takenMark(file) : file.acknowledged))
      const done = [...gonePositions(undecided), ...positionsOf('done')].slice(-MAX_POSITIONS)
      return [...done, ...waiting.values(), ...positionsOf('rotated'), ...positionsOf('live')]
    },
  }
}

/**
 * Returns positions in their order, each with an inode of its own: of two with one inode, as of two paths that had it
 * one after the other, only the younger file can stand there.
 */
function oneByInode(positions: readonly Position[], fingerprint: (bytes: Buffer) => string): readonly Position[] {
  const youngest = new Map<string, Position>()
  for (const position of positions) {
    const other = youngest.get(fileKey(position))
    if (other === undefined || (other.bornMs ?? 0) <= (position.bornMs ?? 0)) youngest.set(fileKey(position), position)
  }
  return positions.map(position =>
    youngest.get(fileKey(position)) === position ? position : { ...position, inode: goneInode(position, fingerprint) },
  )
}
