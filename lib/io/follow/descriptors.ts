// Open files, at most so many at once: the one that gave nothing for longest is closed first.
import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import type { Opened } from '../../sources/follow/questions.ts'
import { type Identity, isSameFile, type TrackedFile } from '../../sources/follow/tracked-file.ts'
import { tailLike } from '../../sources/position.ts'
import { compressionOf } from '../../sources/rotated-name.ts'
import { fingerprint, readAt, readTail } from './fingerprint.ts'
import { seenAs } from './seen-as.ts'

/** Why a file is not open. */
export type Unopened = Exclude<Opened, 'open'>

export interface DescriptorPool {
  /** Returns the descriptor of a file, opened now if need be. Throws an error of the file system that may pass. */
  acquire(file: TrackedFile): number | Unopened
  /**
   * Opens a file that is to be read later, if there is room without closing another one: a file that is open can still
   * be read when it was deleted.
   */
  keep(file: TrackedFile): void
  /** Gives the descriptor of a file over to the caller, who closes it. */
  take(file: TrackedFile): number | Unopened
  isOpen(file: TrackedFile): boolean
  /** Returns the descriptor of the file of an identity where it is open: it may have been moved or deleted. */
  find(identity: Identity): number | undefined
  release(file: TrackedFile): void
  close(): void
}

export function descriptorPool(maxOpen: number): DescriptorPool {
  /** Least recently used first. */
  const open = new Map<TrackedFile, number>()

  function release(file: TrackedFile): void {
    const descriptor = open.get(file)
    if (descriptor === undefined) return
    open.delete(file)
    closeQuietly(descriptor)
  }
  function acquire(file: TrackedFile): number | Unopened {
    const held = open.get(file)
    if (held !== undefined) {
      open.delete(file)
      open.set(file, held)
      return held
    }
    const descriptor = openChecked(file)
    if (typeof descriptor !== 'number') return descriptor
    for (const oldest of open.keys()) {
      if (open.size < maxOpen) break
      release(oldest)
    }
    open.set(file, descriptor)
    return descriptor
  }

  return {
    acquire,
    keep(file) {
      if (open.size >= maxOpen || open.has(file)) return
      try {
        acquire(file)
      } catch {
        // an error of its file system: it is told when the file is to be read
      }
    },
    take(file) {
      const descriptor = acquire(file)
      open.delete(file)
      return descriptor
    },
    isOpen: file => open.has(file),
    find(identity) {
      for (const [file, descriptor] of open) if (isSameFile(file, identity)) return descriptor
      return undefined
    },
    release,
    close() {
      for (const file of [...open.keys()]) release(file)
    },
  }
}

/** A file that was only read has nothing to lose when it is closed; NFS may say ESTALE then. */
function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor)
  } catch {
    // closed all the same
  }
}

/** Opens a path for reading; undefined where there is nothing, 'unreadable' where it is not ours to read. */
export function openForReading(path: string): number | 'unreadable' | undefined {
  try {
    // Not blocking: a named pipe in the tree must not stop everything.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'EACCES' || code === 'EPERM') return 'unreadable'
    throw error
  }
}

/** While a file is closed its inode may be given to another one: what was read before must still be there. */
function openChecked(file: TrackedFile): number | Unopened {
  const descriptor = openForReading(file.path)
  if (descriptor === undefined) return 'moved'
  if (descriptor === 'unreadable') return descriptor
  try {
    const stat = fstatSync(descriptor, { bigint: true })
    const isSame = stat.isFile() && isSameFile(seenAs(file.path, stat), file)
    if (isSame && (compressionOf(file.path) !== undefined || isTextUnchanged(file, descriptor))) return descriptor
    closeQuietly(descriptor)
    return isSame ? 'rewritten' : 'moved'
  } catch (error) {
    closeQuietly(descriptor)
    throw error
  }
}

/** True where a file still begins, and stands before its position, as it did. */
export function isTextUnchanged(file: TrackedFile, descriptor: number): boolean {
  if (file.headBytes > 0 && fingerprint(readAt(descriptor, 0, file.headBytes)) !== file.head) return false
  const { unreadEnd } = file
  if (file.offset === 0 && unreadEnd !== undefined)
    return readTail(descriptor, unreadEnd.offset).equals(unreadEnd.before)
  if (file.tail !== undefined) return tailLike(file.tail, readTail(descriptor, file.offset), fingerprint) === file.tail
  return file.before.length === 0 || readTail(descriptor, file.offset).equals(file.before)
}
