// Which files are to be read before the one that a path leads to now, and in which order: a plan made of identities,
// because names are only where a file was at that moment.
import type { Position } from '../position.ts'
import { compressionOf } from '../rotated-name.ts'
import { isStillKnown, mayBeUnread, takenPosition } from './find-file.ts'
import { type FollowContext, type FollowedPath, fileOf } from './followed-path.ts'
import { type Machine, match, rotated, untilStill } from './questions.ts'
import { type FileSeen, fileKey, type Identity, isSameFile, resumeAt, type TrackedFile } from './tracked-file.ts'

/** A new compressed file is compared with at most so many files that are gone, the last ones. */
const MOST_COMPARED = 64

/**
 * Returns the files that are younger than one that was read, oldest first; `itself` is what was seen of it now, if it
 * is still there. They stand after it in the order of age, or were changed after it was seen changed last: its own date
 * may be later by now, where its writer had not let go of it, and dates may have been set by hand.
 */
export function youngerThan(
  newest: TrackedFile,
  itself: FileSeen | undefined,
  all: readonly FileSeen[],
): readonly FileSeen[] {
  const index = itself === undefined ? -1 : all.indexOf(itself)
  return all.filter((one, at) =>
    index === -1
      ? one.modifiedMs >= newest.modifiedMs
      : at > index || (at < index && one.modifiedMs > newest.modifiedMs),
  )
}

/** Puts the files that were rotated away unseen, after `newest` and before `live`, into the backlog; says how many. */
export function* planYounger<F extends TrackedFile>(
  path: FollowedPath<F>,
  newest: F,
  live: Identity,
  context: FollowContext<F>,
): Machine<F, number> {
  const planned = (yield* untilStill(() => findYounger(path, newest, live, context))) ?? []
  for (const file of planned) context.registry.add(file)
  path.backlog.push(...planned)
  return planned.length
}

function* findYounger<F extends TrackedFile>(
  path: FollowedPath<F>,
  newest: F,
  live: Identity,
  context: FollowContext<F>,
): Machine<F, readonly F[]> {
  const all = yield* rotated<F>(path.path)
  const sameInode = all.find(one => isSameFile(one, newest))
  const isThere = sameInode !== undefined && (yield* isStillKnown(newest, sameInode, context))
  const planned: F[] = []
  for (const seen of youngerThan(newest, isThere ? sameInode : undefined, all)) {
    if (isSameFile(seen, live)) continue
    const known = context.registry.find(seen)
    const state = known === undefined ? 'unread' : yield* stateOf(known, seen, context)
    if (state === 'read') continue
    if (state === 'unread') planned.push(fileOf(path, seen, 'rotated', context))
    else if (known?.followedAs === path.path)
      planned.push(Object.assign(known, { ...state, path: seen.path, looked: seen }))
  }
  for (const file of planned) file.mayBeKnown = file.offset === 0 && compressionOf(file.path) !== undefined
  return planned
}

/** Whether a file that was met is being read or was, never was, or was read to its end and has grown since. */
function* stateOf<F extends TrackedFile>(
  known: F,
  seen: FileSeen,
  context: FollowContext<F>,
): Machine<F, 'read' | 'unread' | { readonly role: 'rotated'; readonly size: number; readonly quietSinceMs: 0 }> {
  if (known.role === 'copy') return 'unread'
  if (known.role === 'live') return 'read'
  if (!(yield* isStillKnown(known, seen, context))) return 'unread'
  if (known.role === 'rotated') return 'read'
  const hasGrown = compressionOf(seen.path) === undefined && seen.size > known.offset
  return hasGrown ? { role: 'rotated', size: seen.size, quietSinceMs: 0 } : 'read'
}

/**
 * Looks into a compressed file that is about to be read from its start: where it is the compressed form of one that was
 * read, only what is new in it is left.
 */
export function prepareUnread<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, void> {
  return untilStill(() => prepareUnreadNow(path, file, context))
}

function* prepareUnreadNow<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, void> {
  const gone = goneFiles(path, yield* rotated<F>(path.path), context)
  const sameDate = gone.filter(one => one.role === 'done' && one.modifiedMs === file.modifiedMs)
  const positions = (of: readonly TrackedFile[]): readonly Position[] => of.map(one => takenPosition(one, context))
  // The date says that nothing was added since: that it begins alike is proof enough, and saves reading it whole.
  const same = sameDate[yield* match<F>(file, positions(sameDate), true)]
  const other = same ?? gone[yield* match<F>(file, positions(gone))]
  file.mayBeKnown = false
  if (other === undefined) return
  resumeAt(file, takenPosition(other, context))
  file.acknowledged = other.acknowledged
  other.continuedIn = file
  file.hasEnded = same !== undefined
}

/** The last files of a path that were read and are no longer there: compressed, or deleted. */
function goneFiles<F extends TrackedFile>(
  path: FollowedPath<F>,
  all: readonly FileSeen[],
  { registry }: FollowContext<F>,
): readonly F[] {
  const there = new Set(all.map(fileKey))
  if (path.live !== undefined) there.add(fileKey(path.live))
  return [...registry.under(path.path)]
    .filter(file => file.offset > 0 && file.headBytes > 0 && file.continuedIn === undefined)
    .filter(file => !there.has(fileKey(file)))
    .slice(-MOST_COMPARED)
}

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
  for (const position of positions) {
    const at = seenAs.get(fileKey(position))
    const isSure =
      at === undefined || (!hasRest(position, at) && position !== last && at.modifiedMs === position.modifiedMs)
    const isReused = isSameFile(position, live) || !(isSure || (yield* isUnchanged(position, at)))
    const seen = isReused ? undefined : at
    const file = savedFile(path, position, { seen, isReused }, context)
    if (position === last) path.newest = Object.assign(file, { mayHaveGrown: true })
    if (hasRest(position, seen) || (seen === undefined && (position === last || hasUnexplained(position)))) {
      file.role = 'rotated'
      file.mayBeKnown = file.offset === 0 && compressionOf(file.path) !== undefined
      path.backlog.push(file)
    } else file.hasEnded = true
    if (seen !== undefined || !file.hasEnded) context.registry.add(file)
    else context.registry.remember(file)
  }
  context.registry.dropSaved(positions)
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
  const identity = { device, inode: isReused ? `gone:${inode}` : inode }
  const file = fileOf(path, { path: seen?.path ?? path.path, ...identity, size, modifiedMs }, 'done', context)
  resumeAt(file, position)
  return file
}

/** A saved file may have been written anew since, or deleted and its inode given to another one. */
function* isUnchanged<F extends TrackedFile>(position: Position, seen: FileSeen): Machine<F, boolean> {
  if (position.headBytes > 0) return (yield* match<F>(seen, [position])) === 0
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
