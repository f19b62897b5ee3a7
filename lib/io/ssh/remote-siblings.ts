// The old files beside a followed one on another host, which of them hold what was being read, and their text where
// they are compressed.
import type { Sibling } from '../../sources/catch-up.ts'
import type { Position } from '../../sources/position.ts'
import { listSiblingsCommand, type RemoteListing, readCommand, readListing } from '../../sources/remote-commands.ts'
import { compressionOf, isRotatedName } from '../../sources/rotated-name.ts'
import { type CompressedFile, compressedHolds } from '../follow/compressed.ts'
import type { Conversation } from './conversation.ts'
import { holdsText, NO_DEVICE, READ_BYTES } from './remote-file.ts'

/** Most old files that are looked at, the youngest first. */
const MAX_SIBLINGS = 64

/** Returns what rotation made of a path, the file that changed last first. */
export async function listSiblings(path: string, talk: Conversation): Promise<readonly RemoteListing[]> {
  const nameOf = (of: string): string => of.slice(of.lastIndexOf('/') + 1)
  const listing = readListing((await talk.ask(listSiblingsCommand(path))).toString('utf8'))
  const found = listing
    .filter(one => isRotatedName(nameOf(one.path), nameOf(path)) && one.path.lastIndexOf('/') === path.lastIndexOf('/'))
    .slice(0, MAX_SIBLINGS)
  // A file that is just being compressed stands there twice; the plain one is whole.
  const plain = new Set(found.map(one => one.path))
  return found.filter(one => compressionOf(one.path) === undefined || !plain.has(one.path.replace(/\.(gz|zst)$/, '')))
}

/** Returns the siblings of a path for a plan; as a shell tells no exact times, their order stands for them. */
export async function findRemoteSiblings(
  path: string,
  position: Position,
  knownAt: (inode: string) => Position | undefined,
  talk: Conversation,
): Promise<readonly Sibling[]> {
  const siblings: Sibling[] = []
  for (const [index, one] of (await listSiblings(path, talk)).entries()) {
    const isItself = one.inode === position.inode
    const holdsPosition =
      (isItself && position.offset === 0) || (position.headBytes > 0 && (await holds(position, one, talk)))
    const at = knownAt(one.inode)
    // The inode of a file that was deleted may be another one's now.
    const known = at !== undefined && (at.offset === 0 || (await holds(at, one, talk)))
    siblings.push({ path: one.path, device: NO_DEVICE, inode: one.inode, modifiedMs: -index, holdsPosition, known })
  }
  await talk.ask(':') // a connection that broke meanwhile must not look like text that is not there
  return siblings
}

/** True where a file, compressed or not, holds what was read up to a position. */
export function holds(position: Position, { path, size }: RemoteListing, talk: Conversation): Promise<boolean> {
  return compressionOf(path) === undefined
    ? holdsText(position, path, size, talk)
    : compressedHolds(remoteCompressed(path, talk), position)
}

/**
 * A compressed file there: its bytes are fetched as they are and decompressed here, so that nothing is asked of the
 * host.
 */
export function remoteCompressed(path: string, talk: Conversation): CompressedFile {
  async function* bytes(): AsyncGenerator<Buffer> {
    for (let at = 0; ; ) {
      const piece = await talk.ask(readCommand(path, at, READ_BYTES))
      if (piece.length === 0) return
      at += piece.length
      yield piece
    }
  }
  return { path, bytes }
}
