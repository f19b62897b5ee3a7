// The old files beside a followed one, and which of them hold what was being read.
import { closeSync, openSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Sibling } from '../../sources/catch-up.ts'
import { isCopy, type Position } from '../../sources/position.ts'
import { compressionOf, isRotatedName } from '../../sources/rotated-name.ts'
import { compressedFile, compressedHolds } from './compressed.ts'
import { fingerprint, readAt, readTail } from './fingerprint.ts'
import { fileKey } from './followed-file.ts'

/** Most old files that are looked at, the youngest first. */
const MAX_SIBLINGS = 64

/**
 * Returns the rotated files of `path`, youngest first. `knownAt` tells by device:inode up to where one is or was read.
 * Without `lookInside` only the very same file counts as holding the position: nothing is opened or decompressed.
 */
export async function findSiblings(
  path: string,
  position: Position,
  lookInside: boolean,
  knownAt: (key: string) => Position | undefined,
): Promise<readonly Sibling[]> {
  const directory = dirname(path)
  const base = basename(path)
  let names: readonly string[]
  try {
    names = readdirSync(directory)
  } catch {
    return [] // the directory went with the file
  }
  const found = names
    .filter(name => isRotatedName(name, base))
    .map(name => ({
      path: join(directory, name),
      stat: statSync(join(directory, name), { bigint: true, throwIfNoEntry: false }),
    }))
    .filter(one => one.stat?.isFile() === true)
    .sort((a, b) => Number(b.stat?.mtimeMs) - Number(a.stat?.mtimeMs))
    .slice(0, MAX_SIBLINGS)
  // A file that is just being compressed stands there twice; the plain one is whole.
  const plain = new Set(found.map(one => one.path))
  const siblings: Sibling[] = []
  for (const one of found) {
    if (
      one.stat === undefined ||
      (compressionOf(one.path) !== undefined && plain.has(one.path.replace(/\.(gz|zst)$/, '')))
    )
      continue
    const device = String(one.stat.dev)
    const inode = String(one.stat.ino)
    const size = Number(one.stat.size)
    const isItself = device === position.device && inode === position.inode
    const holdsPosition =
      isItself && (position.offset === 0 || !lookInside) ? true : lookInside && (await holds(one.path, size, position))
    const at = knownAt(fileKey({ device, inode }))
    // The inode of a file that was deleted may be another one's now.
    const known = at !== undefined && (at.offset === 0 || (await holds(one.path, size, at)))
    const modifiedMs = Number(one.stat.mtimeNs / 1000n) / 1000
    siblings.push({ path: one.path, device, inode, modifiedMs, holdsPosition, known })
  }
  return siblings
}

async function holds(path: string, size: number, position: Position): Promise<boolean> {
  if (compressionOf(path) !== undefined) return await compressedHolds(compressedFile(path), position)
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch {
    return false // gone meanwhile, or not ours to read
  }
  try {
    const head = fingerprint(readAt(descriptor, 0, position.headBytes))
    return isCopy(position, { size, head, tail: fingerprint(readTail(descriptor, position.offset)) })
  } finally {
    closeSync(descriptor)
  }
}
