// Open files, at most so many at once: the one that gave nothing for longest is closed first.
import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { fingerprint, readAt, readTail } from './fingerprint.ts'

/**
 * Why a file is not open: what was read before is no longer there; or its path is gone, leads elsewhere or may not be
 * read.
 */
export type Unopened = 'rewritten' | 'unreadable'

/** What must be known of a file to open it again, and to see that what was read of it is still there. */
export interface Reopened {
  readonly path: string
  readonly device: bigint
  readonly inode: bigint
  readonly offset: number
  /** The bytes before `offset`. */
  readonly before: Buffer
  readonly head: string
  readonly headBytes: number
}

export interface DescriptorPool {
  /** Returns the descriptor of the file, opened now if need be. */
  acquire(file: Reopened): number | Unopened
  isOpen(file: Reopened): boolean
  release(file: Reopened): void
  close(): void
}

export function descriptorPool(maxOpen: number): DescriptorPool {
  /** Least recently used first. */
  const open = new Map<Reopened, number>()

  function release(file: Reopened): void {
    const descriptor = open.get(file)
    if (descriptor === undefined) return
    open.delete(file)
    closeSync(descriptor)
  }

  return {
    acquire(file) {
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
    },
    isOpen: file => open.has(file),
    release,
    close() {
      for (const file of [...open.keys()]) release(file)
    },
  }
}

/** While a file is closed its inode may be given to another one: what was read before must still be there. */
function openChecked(file: Reopened): number | Unopened {
  let descriptor: number
  try {
    // Not blocking: a named pipe in the tree must not stop everything.
    descriptor = openSync(file.path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return 'unreadable' // gone, or not ours to read: the caller tells
  }
  const stat = fstatSync(descriptor, { bigint: true })
  const same = stat.isFile() && stat.ino === file.inode && stat.dev === file.device
  if (same && textIsUnchanged(file, descriptor)) return descriptor
  closeSync(descriptor)
  return same ? 'rewritten' : 'unreadable'
}

function textIsUnchanged(file: Reopened, descriptor: number): boolean {
  if (file.headBytes > 0 && fingerprint(readAt(descriptor, 0, file.headBytes)) !== file.head) return false
  return file.before.length === 0 || readTail(descriptor, file.offset).equals(file.before)
}
