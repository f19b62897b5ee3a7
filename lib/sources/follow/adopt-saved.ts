// Which files the saved positions of a path stand for now.
import type { Position } from '../position.ts'
import { compressionOf } from '../rotated-name.ts'
import { mayBeUnread } from './find-file.ts'
import { type FollowContext, type FollowedPath, fileOf } from './followed-path.ts'
import { type Machine, match, rotated } from './questions.ts'
import {
  type FileSeen,
  fileKey,
  goneInode,
  type Identity,
  isSameFile,
  resumeAt,
  type TrackedFile,
} from './tracked-file.ts'
import { putUnread } from './unread.ts'

/**
 * Makes the files known that were followed under this path when the state was saved: those with something left go into
 * the backlog. With `isReplaced` the last of them is the one that the path led to then; now it leads to `live`.
 */
export function* adoptSaved<F extends TrackedFile>(
  path: FollowedPath<F>,
  positions: readonly Position[],
  { isReplaced, live }: { readonly isReplaced: boolean; readonly live: Identity },
  context: FollowContext<F>,
): Machine<F, void> {
  if (positions.length === 0) return
  const all = yield* rotated<F>(path.path)
  const seenAs = new Map(all.map(one => [fileKey(one), one]))
  const hasUnexplained = laterThanAll(positions, all, context)
  const last = isReplaced ? positions.at(-1) : undefined
  const adopted: { readonly position: Position; readonly seen: FileSeen | undefined; readonly isReused: boolean }[] = []
  for (const position of positions) {
    const at = seenAs.get(fileKey(position))
    const isSure =
      at === undefined || (!hasRest(position, at) && position !== last && at.modifiedMs === position.modifiedMs)
    const isOther = at !== undefined && !isSameFile(position, at)
    const isTaken = fileKey(position) === fileKey(live) || (at === undefined && context.registry.isTaken(position))
    const isReused = isOther || isTaken || !(isSure || (yield* isUnchanged(path.path, position, at)))
    adopted.push({ position, seen: isReused ? undefined : at, isReused })
  }
  const unexplained = unexplainedSince(
    adopted.filter(one => one.seen === undefined).map(one => one.position),
    all.filter(
      one => !isSameFile(one, live) && !adopted.some(({ seen }) => seen !== undefined && isSameFile(one, seen)),
    ),
    context,
  )
  for (const { position, seen, isReused } of adopted) {
    const file = savedFile(path, position, { seen, isReused }, context)
    if (position === last) path.newest = Object.assign(file, { mayHaveGrown: true })
    if (hasRest(position, seen) || (seen === undefined && (position === last || hasUnexplained(position)))) {
      file.role = 'rotated'
      file.mayBeKnown = file.offset === 0
      path.backlog.push(file)
    } else file.hasEnded = true
    if (seen !== undefined || !file.hasEnded) context.registry.add(file)
    else if (file.offset > 0) context.registry.remember(file)
  }
  const unread = unexplained.map(seen => ({ file: fileOf(path, seen, 'rotated', context), seen, hasGrown: false }))
  putUnread(path, unread, context)
  context.registry.dropSaved(positions)
}

/**
 * Returns the files of which nobody knows anything and that may hold the text of files that are gone: those that were
 * changed last when these were, or later. Whether they hold more than was read of these is seen before they are read.
 */
function unexplainedSince<F extends TrackedFile>(
  gone: readonly Pick<Position, 'modifiedMs'>[],
  all: readonly FileSeen[],
  { registry }: FollowContext<F>,
): readonly FileSeen[] {
  if (gone.length === 0) return []
  const sinceMs = Math.min(...gone.map(({ modifiedMs = 0 }) => modifiedMs))
  // Some compressors keep whole seconds only.
  const isSince = ({ modifiedMs }: FileSeen): boolean => modifiedMs >= Math.floor(sinceMs / 1000) * 1000
  return all.filter(one => isSince(one) && registry.find(one) === undefined)
}

/** Returns a file as the state knows it. With `isReused` its inode is another file's now, and it has none any more. */
function savedFile<F extends TrackedFile>(
  path: FollowedPath<F>,
  position: Position,
  { seen, isReused }: { readonly seen: FileSeen | undefined; readonly isReused: boolean },
  context: FollowContext<F>,
): F {
  // The size is the one that was saved: what stands there now may be another file's.
  const { device, inode, size = Number.POSITIVE_INFINITY, modifiedMs = 0 } = position
  const identity = { device, inode: isReused ? goneInode(position, context.fingerprint) : inode }
  const bornMs = seen?.bornMs ?? position.bornMs
  const at = { path: seen?.path ?? path.path, ...identity, bornMs, size, modifiedMs }
  const file = fileOf(path, at, 'done', context)
  resumeAt(file, position)
  // Of one that nothing was read of its date now is all that its compressed form will be known by.
  if (seen !== undefined && position.headBytes === 0) file.looked = seen
  return file
}

/** A saved file may have been written anew since, or deleted and its inode given to another one. */
function* isUnchanged<F extends TrackedFile>(path: string, position: Position, seen: FileSeen): Machine<F, boolean> {
  if (position.headBytes > 0) return (yield* match<F>(path, seen, [position])) === 0
  return mayBeUnread(position, seen)
}

/** True where something of a file was not read, as far as can be seen. */
function hasRest({ offset, size }: Position, seen: FileSeen | undefined): boolean {
  if (seen === undefined || compressionOf(seen.path) !== undefined) return size === undefined || size > offset
  return seen.size !== offset
}

/**
 * Returns a test of positions: a file that was read to its end and is gone was compressed or deleted. Compressed
 * without a change it has kept its date; a compressed file with a later date that none explains may hold the last words
 * of its writer.
 */
function laterThanAll<F extends TrackedFile>(
  positions: readonly Position[],
  all: readonly FileSeen[],
  context: FollowContext<F>,
): (position: Position) => boolean {
  const dates = new Set(positions.map(position => position.modifiedMs))
  const keys = new Set(positions.map(fileKey))
  const latest = all
    .filter(one => compressionOf(one.path) !== undefined && context.registry.find(one) === undefined)
    .filter(one => !dates.has(one.modifiedMs) && !keys.has(fileKey(one)))
    .reduce((late, one) => Math.max(late, one.modifiedMs), Number.NEGATIVE_INFINITY)
  return ({ offset, modifiedMs = 0 }) => offset > 0 && latest > modifiedMs
}
