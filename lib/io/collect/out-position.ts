// Up to where the per-node file belongs to a saved state, and how what came after is taken back when the program starts
// again.
import { closeSync, constants, existsSync, fstatSync, ftruncateSync, openSync, renameSync, rmSync } from 'node:fs'
import { isCopy, type Position, tailLike, tailOf } from '../../sources/position.ts'
import { fingerprint, readHead, readTail } from '../follow/fingerprint.ts'
import { openRegular } from '../safe-file.ts'

/** An end of the per-node file: which file it was then, and its size. */
export interface OutEnd {
  readonly inode: bigint
  readonly size: number
}

/**
 * Returns an end as a position for the state, undefined where the file is gone. It may have been put aside since, but
 * not compressed.
 */
export function outPosition(path: string, { inode, size }: OutEnd): Position | undefined {
  for (const name of [path, `${path}.1`]) {
    const seen = existsSync(name) ? look(name, size) : undefined
    if (seen?.inode === String(inode)) return { ...seen, path, offset: size }
  }
  return undefined
}

/**
 * Cuts off what was written after the saved position of this file: it is read again. A file that was put aside since is
 * taken back. Where the file is another one than the state knows nothing is cut.
 */
export function cutBack(path: string, saved: readonly Position[]): void {
  const aside = `${path}.1`
  if (existsSync(`${aside}.gz`)) rmSync(aside, { force: true }) // killed when it was compressed already
  const position = saved.find(one => one.path === path)
  if (position === undefined) return
  if (holds(aside, position)) renameSync(aside, path) // over what was begun after it
  if (!holds(path, position)) return
  const descriptor = openRegular(path, constants.O_RDWR)
  ftruncateSync(descriptor, position.offset)
  closeSync(descriptor)
}

/** The device is not asked: that of a shared file system changes when it is mounted again. */
function holds(name: string, position: Position): boolean {
  if (!existsSync(name)) return false
  const seen = look(name, position.offset, position)
  return seen.inode === position.inode && (position.offset === 0 || isCopy(position, seen))
}

/** What a file shows at an offset; its head and tail in the form of a position that it is compared with. */
function look(name: string, offset: number, position?: Position) {
  const descriptor = openSync(name, 'r')
  try {
    const { dev, ino, size } = fstatSync(descriptor, { bigint: true })
    const head = readHead(descriptor).subarray(0, position?.headBytes ?? offset)
    const [device, inode] = [String(dev), String(ino)]
    const before = readTail(descriptor, offset)
    return {
      device,
      inode,
      size: Number(size),
      head: fingerprint(head),
      headBytes: head.length,
      tail: position === undefined ? tailOf(before, fingerprint) : tailLike(position.tail, before, fingerprint),
    }
  } finally {
    closeSync(descriptor)
  }
}
