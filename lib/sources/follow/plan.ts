// Which files are to be read before the one that a path leads to now, and in which order: a plan made of identities,
// because names are only where a file was at that moment.
import type { Position } from '../position.ts'
import { compressionOf } from '../rotated-name.ts'
import { isSameDate, isStillKnown, mayBeUnread, takenPosition } from './find-file.ts'
import { type FollowContext, type FollowedPath, fileOf } from './followed-path.ts'
import { type Machine, match, rotated, seek, untilStill } from './questions.ts'
import {
  type FileSeen,
  fileKey,
  goneInode,
  type Identity,
  isSameFile,
  resumeAt,
  type TrackedFile,
} from './tracked-file.ts'

/** A new file is compared with at most so many files that are gone, the last ones. */
const MOST_COMPARED = 64
const MINUTE_MS = 60_000

/**
 * Returns the files that are younger than one that was read, oldest first; `itself` is what was seen of it now, if it
 * is still there. They stand after it in the order of age, or were changed after it was seen changed last: its own date
 * may be later by now, where its writer had not let go of it, and dates may have been set by hand.
 */
export function youngerThan(
  newest: Pick<FileSeen, 'modifiedMs'>,
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

/** What younger files are looked for after: a file that was read, or the copy in which reading of one goes on. */
type Origin = Identity & Pick<FileSeen, 'modifiedMs'> & Partial<Pick<TrackedFile, 'headBytes'>>

/** A file that is to be read before the live one, and what was seen of it. */
export interface Unread<F extends TrackedFile> {
  readonly file: F
  readonly seen: FileSeen
  /** True for one that was read to its end and has grown since. */
  readonly hasGrown: boolean
}

/**
 * Returns the files that were rotated away unseen, after `origin` and but for those to `skip`, oldest first. Only asks:
 * `putUnread` puts them into the backlog.
 */
export function* findUnread<F extends TrackedFile>(
  path: FollowedPath<F>,
  origin: Origin | F,
  skip: readonly Identity[],
  context: FollowContext<F>,
): Machine<F, readonly Unread<F>[]> {
  const all = yield* rotated<F>(path.path)
  const sameInode = all.find(one => isSameFile(one, origin))
  // Of an unread file nothing but its birth proves that its inode is not another's now.
  const isProven = !isTracked(origin) || origin.headBytes > 0 || (origin.bornMs ?? 0) > 0
  const isThere =
    sameInode !== undefined &&
    isProven &&
    (!isTracked(origin) || (yield* isStillKnown(path.path, origin, sameInode, context)))
  const unread: Unread<F>[] = []
  for (const seen of youngerThan(origin, isThere ? sameInode : undefined, all)) {
    if (skip.some(one => isSameFile(one, seen))) continue
    const known = context.registry.find(seen)
    const state = known === undefined ? 'unread' : yield* stateOf(known, seen, path, context)
    if (state === 'unread') unread.push({ file: fileOf(path, seen, 'rotated', context), seen, hasGrown: false })
    else if (state === 'grown') unread.push({ file: known as F, seen, hasGrown: true })
  }
  return unread
}

function isTracked<F extends TrackedFile>(origin: Origin | F): origin is F {
  return 'role' in origin
}

/** Whether a file that was met is being read or was, never was, or was read to its end and has grown since. */
function* stateOf<F extends TrackedFile>(
  known: F,
  seen: FileSeen,
  { path }: FollowedPath<F>,
  context: FollowContext<F>,
): Machine<F, 'read' | 'unread' | 'grown'> {
  if (known.role === 'copy') return 'unread'
  if (known.role === 'live' || isAsItWas(known, seen)) return 'read'
  if (!(yield* isStillKnown(path, known, seen, context))) return 'unread'
  if (known.role === 'rotated') return 'read'
  const hasGrown = compressionOf(seen.path) === undefined && seen.size > known.offset
  return hasGrown && known.followedAs === path ? 'grown' : 'read'
}

/** True where size and date say that nothing has changed: dates of a shell are told to the minute, and say nothing. */
function isAsItWas(known: TrackedFile, seen: FileSeen): boolean {
  return seen.size === known.size && seen.modifiedMs === known.modifiedMs && seen.modifiedMs % MINUTE_MS !== 0
}

/** Puts files into the backlog. Where one that was read is gone, each of them may hold its text. */
export function putUnread<F extends TrackedFile>(
  path: FollowedPath<F>,
  unread: readonly Unread<F>[],
  { registry }: FollowContext<F>,
): void {
  for (const { file, seen, hasGrown } of unread) {
    if (hasGrown)
      Object.assign(file, { role: 'rotated', size: seen.size, quietSinceMs: 0, path: seen.path, looked: seen })
    else registry.add(file)
    file.mayBeKnown = file.offset === 0
    path.backlog.push(file)
  }
}

/** Finds and puts files into the backlog; says how many. */
export function* planYounger<F extends TrackedFile>(
  path: FollowedPath<F>,
  newest: F,
  live: F,
  context: FollowContext<F>,
): Machine<F, void> {
  const unread = yield* findUnread(path, newest, [live], context)
  putUnread(path, unread, context)
  tellCopies(path, live, unread)
}

/** Of a file that nothing was read of, those that were met with it may be copies: of them as much is read already. */
export function tellCopies<F extends TrackedFile>(path: FollowedPath<F>, live: F, unread: readonly Unread<F>[]): void {
  const mayBeCopy = ({ file: { bornMs } }: Unread<F>): boolean =>
    bornMs === undefined || live.bornMs === undefined || bornMs >= live.bornMs
  path.copies = unread.filter(one => !one.hasGrown && mayBeCopy(one)).map(one => one.file)
  live.mayBeKnown = true
}

/** A grown copy may have replaced a file that is gone before anything of it was read, and others before that one. */
export function* tellGone<F extends TrackedFile>(
  path: FollowedPath<F>,
  live: F,
  newest: readonly F[],
  context: FollowContext<F>,
): Machine<F, void> {
  path.copies = [...path.copies, ...(yield* goneFiles(path, context)), ...newest]
  live.mayBeKnown = true
}

/**
 * Called before the live file is read, where it may hold what was just read of its copy: only the rest is left.
 * 'waits': there is nothing in it yet, or something to be read before it.
 */
export function prepareLive<F extends TrackedFile>(
  path: FollowedPath<F>,
  live: F,
  context: FollowContext<F>,
): Machine<F, 'ready' | 'waits' | 'moving'> {
  return untilStill(() => prepareLiveNow(path, live, context))
}

function* prepareLiveNow<F extends TrackedFile>(
  path: FollowedPath<F>,
  live: F,
  context: FollowContext<F>,
): Machine<F, 'ready' | 'waits'> {
  const { emptySinceMs } = path
  if (emptySinceMs !== undefined && !(yield* findUnseen(path, live, emptySinceMs, context))) return 'waits'
  const copies = [...path.copies, ...madeAfter(path, live, context)]
    .map(newestForm)
    .filter(one => one !== live && one.offset > 0)
    .sort(mostReadFirst)
  const seen = { ...live, ...live.looked }
  const index = yield* match<F>(
    path.path,
    seen,
    copies.map(one => takenPosition(one, context)),
  )
  const copy = copies[index]
  live.mayBeKnown = false
  path.copies = []
  if (copy !== undefined) {
    resumeAt(live, takenPosition(copy, context))
    live.acknowledged = copy.acknowledged
    copy.copyOf = live
  }
  return 'ready'
}

/** What was read of a path and was made after its live file: of that it may be a copy. */
function madeAfter<F extends TrackedFile>(
  { path }: FollowedPath<F>,
  { bornMs }: F,
  { registry }: FollowContext<F>,
): readonly F[] {
  if (bornMs === undefined) return []
  return [...registry.under(path)].filter(one => one.bornMs !== undefined && one.bornMs >= bornMs)
}

/**
 * A file that was empty whenever it was looked at may have been filled, copied and truncated since. First is learned
 * what it begins with, then its copies are looked for: what happens after that is noticed when it is read. Returns
 * whether it may be read now.
 */
function* findUnseen<F extends TrackedFile>(
  path: FollowedPath<F>,
  live: F,
  modifiedMs: number,
  context: FollowContext<F>,
): Machine<F, boolean> {
  yield* seek(live, 0)
  if (live.headBytes === 0) return false
  const { device, inode } = live
  const unread = yield* findUnread<F>(path, { device, inode, modifiedMs }, [live], context)
  path.emptySinceMs = undefined
  if (unread.length === 0) return true
  putUnread(path, unread, context)
  tellCopies(path, live, unread)
  return false
}

/** A file may hold the text of several: one that grew, and its earlier copies. */
function mostReadFirst(one: TrackedFile, other: TrackedFile): number {
  return other.offset - one.offset
}

/** Returns the file in which reading of one goes on now. */
function newestForm(file: TrackedFile): TrackedFile {
  let form = file
  while (form.continuedIn !== undefined) form = form.continuedIn
  return form
}

/**
 * Looks into a file that is about to be read from its start: where it is the copy or the compressed form of one that
 * was read, only what is new in it is left. 'later': another file of the backlog comes first now.
 */
export function prepareUnread<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, 'ready' | 'later' | 'moving'> {
  return untilStill(() => prepareUnreadNow(path, file, context))
}

function* prepareUnreadNow<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, 'ready' | 'later'> {
  if (yield* isCopyOfLive(path, file, context)) {
    // What it holds is read where it was copied from; should that be truncated, this copy is looked for.
    Object.assign(file, { role: 'copy', hasEnded: true, mayBeKnown: false })
    return 'ready'
  }
  const isText = compressionOf(file.path) === undefined
  const all = isText && !(yield* isAlike(path, file, context)) ? [] : yield* goneFiles(path, context)
  const gone = all.filter(one => one.offset > file.offset)
  const sameDate = gone.filter(one => one.role === 'done' && isSameDate(one.modifiedMs, file.modifiedMs))
  const positions = (of: readonly TrackedFile[]): readonly Position[] => of.map(one => takenPosition(one, context))
  // The date says that nothing was added since: that it begins alike is proof enough, and saves reading it whole.
  const same = sameDate[yield* match<F>(path.path, file, positions(sameDate), true)]
  const other = same ?? gone[yield* match<F>(path.path, file, positions(gone))]
  if (other !== undefined && isStillRead(path, file, other)) return 'later'
  file.mayBeKnown = false
  file.isFirstRead = other === undefined && file.offset === 0
  if (other !== undefined) {
    resumeAt(file, takenPosition(other, context))
    file.acknowledged = other.acknowledged
    other.continuedIn = file
    file.hasEnded = same !== undefined
  }
  return 'ready'
}

/**
 * Whether a file was made after the live one and begins with all that was read of it. A file that was rotated away by
 * renaming is older than the live one, however alike the two begin.
 */
function* isCopyOfLive<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, boolean> {
  const { live } = path
  if (live === undefined || live.offset === 0 || live.headBytes === 0) return false
  if (file.bornMs === undefined || live.bornMs === undefined || file.bornMs <= live.bornMs) return false
  return (yield* match<F>(path.path, file, [takenPosition(live, context)])) === 0
}

/** A file that was deleted may still be open: it is read to its end before what is a copy of it, which is put behind. */
function isStillRead<F extends TrackedFile>({ backlog }: FollowedPath<F>, file: F, other: F): boolean {
  const at = backlog.indexOf(file)
  const until = backlog.indexOf(other)
  if (at === -1 || until < at) return false
  backlog.splice(until, 0, ...backlog.splice(at, 1))
  return true
}

/** Whether a file holds the text of any other one that was read: that costs less than to list which ones are gone. */
function* isAlike<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, boolean> {
  const others = [...context.registry.under(path.path)].filter(one => isComparable(one) && one.offset <= file.size)
  const positions = others.map(one => takenPosition(one, context))
  return (yield* match<F>(path.path, file, positions)) !== -1
}

function isComparable({ offset, headBytes, continuedIn }: TrackedFile): boolean {
  return offset > 0 && headBytes > 0 && continuedIn === undefined
}

/** The last files of a path that were read and are no longer there: compressed, or deleted. */
function* goneFiles<F extends TrackedFile>(
  path: FollowedPath<F>,
  { registry }: FollowContext<F>,
): Machine<F, readonly F[]> {
  const all = yield* rotated<F>(path.path)
  const there = new Map(all.map(one => [fileKey(one), one]))
  const isThere = (file: F): boolean => {
    const seen = there.get(fileKey(file))
    return file === path.live || (registry.find(file) === file && seen !== undefined && isSameFile(seen, file))
  }
  return [...registry.under(path.path)]
    .filter(file => isComparable(file) && !isThere(file))
    .slice(-MOST_COMPARED)
    .sort(mostReadFirst)
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
