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
  /** Takes the saved position of an inode out of those that nobody has come for. */
  takeSaved(stat: BigIntStats): Position | undefined
  /** Returns the saved positions of a path that nobody has come for, oldest first. */
  savedOf(path: string): readonly Position[]
  dropSaved(positions: readonly Position[]): void
  /** True where a file is read or was read, other than the one of `position`. */
  knows(key: string, position: Position): boolean
  /** The files that were first followed under a path. */
  under(path: string): Iterable<FollowedFile>
  /** True, once, after a file was added. */
  grown(): boolean
  /** What to save, oldest first. */
  positions(): readonly Position[]
}

/** Holds at most MAX_POSITIONS files that are done; the one that was added first goes first. Live files are bounded by who follows them. */
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
      files.set(fileKey(file), file)
      if (files.size > MAX_POSITIONS) evict()
    },
    forget(file) {
      pool.release(file)
      if (files.get(fileKey(file)) === file) files.delete(fileKey(file))
    },
    takeSaved(stat) {
      const position = waiting.get(keyOf(stat))
      waiting.delete(keyOf(stat))
      return position
    },
    savedOf: path => [...waiting.values()].filter(position => position.path === path),
    dropSaved(positions) {
      for (const position of positions) waiting.delete(fileKey(position))
    },
    knows(key, position) {
      const file = files.get(key)
      if (file !== undefined) return file.role !== 'copy'
      return waiting.has(key) && key !== fileKey(position)
    },
    *under(path) {
      for (const file of files.values()) if (file.followedAs === path) yield file
    },
    grown() {
      const was = isGrown
      isGrown = false
      return was
    },
    positions: () => [...waiting.values(), ...[...files.values()].filter(file => file.role !== 'copy').map(file => positionOf(file))],
  }
}
