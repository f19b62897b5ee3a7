// Every file that was read, by device and inode: what keeps a renamed file from being read twice.
import type { BigIntStats } from 'node:fs'
import { MAX_POSITIONS } from '../../sources/checkpoint.ts'
import type { Position } from '../../sources/position.ts'
import type { DescriptorPool } from './descriptors.ts'
import { type FollowedFile, fileKey, positionOf } from './followed-file.ts'

export interface Registry {
  /** The file with the inode of `stat`, if it was met in this run. */
  find(stat: BigIntStats): FollowedFile | undefined
  add(file: FollowedFile): void
  /** Forgets a file whose inode now belongs to another one. */
  forget(file: FollowedFile): void
  /** Returns the saved position of an inode that nobody has come for. The inode may be another file's now. */
  savedAt(stat: BigIntStats): Position | undefined
  /** Returns the saved positions of a path that nobody has come for, oldest first. */
  savedOf(path: string): readonly Position[]
  dropSaved(positions: readonly Position[]): void
  /**
   * Returns up to where a file with this inode is or was read, other than the one of `position`. It may have been
   * deleted, and its inode be another's now.
   */
  known(key: string, position: Position): Position | undefined
  /** The files that were first followed under a path. */
  under(path: string): Iterable<FollowedFile>
  /** True, once, after a file was added. */
  grown(): boolean
  /** What to save, oldest first. */
  positions(): readonly Position[]
}

/**
 * Holds at most MAX_POSITIONS files that are done; the one that was added first goes first. Live files are bounded by
 * who follows them.
 */
export function registry(saved: readonly Position[], pool: DescriptorPool): Registry {
  const files = new Map<string, FollowedFile>()
  let isGrown = false
  const waiting = new Map(saved.map(position => [fileKey(position), position]))

  const keyOf = (stat: BigIntStats): string => fileKey({ device: stat.dev, inode: stat.ino })
  function evict(): void {
    for (const [key, file] of files) {
      if (files.size <= MAX_POSITIONS) return
      if (file.role !== 'done' && file.role !== 'copy') continue
      pool.release(file)
      files.delete(key)
    }
  }
  return {
    find: stat => files.get(keyOf(stat)),
    add(file) {
      isGrown = true
      if (waiting.get(fileKey(file))?.path === file.followedAs) waiting.delete(fileKey(file))
      files.set(fileKey(file), file)
      if (files.size > MAX_POSITIONS) evict()
    },
    forget(file) {
      pool.release(file)
      if (files.get(fileKey(file)) === file) files.delete(fileKey(file))
    },
    savedAt: stat => waiting.get(keyOf(stat)),
    savedOf: path => [...waiting.values()].filter(position => position.path === path),
    dropSaved(positions) {
      for (const position of positions) waiting.delete(fileKey(position))
    },
    known(key, position) {
      const file = files.get(key)
      if (file !== undefined) return file.role === 'copy' ? undefined : positionOf(file, file)
      return key === fileKey(position) ? undefined : waiting.get(key)
    },
    *under(path) {
      for (const file of files.values()) if (file.followedAs === path) yield file
    },
    grown() {
      const was = isGrown
      isGrown = false
      return was
    },
    positions: () => [
      ...waiting.values(),
      ...[...files.values()].filter(file => file.role !== 'copy').map(file => positionOf(file)),
    ],
  }
}
