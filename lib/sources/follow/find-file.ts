// Where a file is now that is no longer where it was: renamed, copied, compressed, or gone.
import type { Position } from '../position.ts'
import { compressionOf } from '../rotated-name.ts'
import { type FollowContext, type FollowedPath, fileOf } from './followed-path.ts'
import { elsewhere, type Machine, match, notice, rotated, untilStill } from './questions.ts'
import { lostText } from './texts.ts'
import {
  type FileSeen,
  type Identity,
  isSameFile,
  positionOf,
  resumeAt,
  type TrackedFile,
  takenMark,
  unreadBytes,
} from './tracked-file.ts'

/** Returns what must stand in a file that holds what was taken of this one. */
export function takenPosition(file: TrackedFile, { fingerprint }: { fingerprint(bytes: Buffer): string }): Position {
  return positionOf(file, fingerprint, takenMark(file))
}

/** Returns what must stand in a file that is this one, or its copy: of one that was not read yet what it held then. */
export function knownPosition(file: TrackedFile, context: { fingerprint(bytes: Buffer): string }): Position {
  const { offset, unreadEnd } = file
  return offset === 0 && unreadEnd !== undefined
    ? positionOf(file, context.fingerprint, unreadEnd)
    : takenPosition(file, context)
}

/**
 * Finds a file of the backlog again. Returns it with its new path, the file that holds its text now, or undefined where
 * there is neither; then what is known of the loss was told. 'moving': nothing is known yet.
 */
export function findFile<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, F | undefined | 'moving'> {
  return untilStill(() => findFileNow(path, file, context))
}

function* findFileNow<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, F | undefined> {
  const all = yield* rotated<F>(path.path)
  const itself = all.find(one => isSameFile(one, file)) ?? (yield* elsewhere<F>(file))
  if (itself !== undefined && (yield* holdsWhatWasTaken(path, itself, file, context))) {
    file.path = itself.path
    return file
  }
  const copy = yield* findCopy(path, file, context)
  // Where another file has its inode now, and nobody has planned to read that one yet, its path does.
  const other = all.find(one => isSameFile(one, file))
  const isOrphan = other !== undefined && file.headBytes > 0 && context.registry.find(other) === file
  const next = copy === undefined ? undefined : continueIn(path, file, copy, context)
  if (next === undefined) {
    yield* tellLost(path, file)
    file.role = 'done' // it stays known: should it come back, as after a file system was not mounted, it is read on
  }
  if (isOrphan && path.newest !== undefined) planAnew(path, other, all, context)
  else if (isOrphan) context.registry.forget(file)
  return next
}

/** Other text stands in a file that was rotated away: it was truncated before, and nobody has read its new text. */
function planAnew<F extends TrackedFile>(
  path: FollowedPath<F>,
  seen: FileSeen,
  all: readonly FileSeen[],
  context: FollowContext<F>,
): void {
  const anew = fileOf(path, seen, 'rotated', context)
  const age = (file: Identity): number => all.findIndex(one => isSameFile(one, file))
  const next = path.backlog.findIndex(one => age(one) > age(seen))
  path.backlog.splice(next === -1 ? path.backlog.length : next, 0, anew)
  context.registry.add(anew)
}

/** While a file was not open its inode may have been given to another one: what was read must still be there. */
function* holdsWhatWasTaken<F extends TrackedFile>(
  { path }: FollowedPath<F>,
  seen: FileSeen,
  file: F,
  context: FollowContext<F>,
): Machine<F, boolean> {
  if ((compressionOf(seen.path) === undefined) !== (compressionOf(file.path) === undefined)) return false
  if (file.headBytes === 0) return mayBeUnread(file, seen)
  return (yield* match<F>(path, seen, [knownPosition(file, context)])) === 0
}

/**
 * Finds the file, among those that rotation made, that holds what was taken of one: its copy or compressed form. Of a
 * file that was not read yet that is a compressed one with its date, which compressors keep. Not `except`.
 */
export function* findCopy<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
  except?: Identity,
): Machine<F, FileSeen | undefined> {
  const isOther = (one: FileSeen): boolean =>
    !isSameFile(one, file) && (except === undefined || !isSameFile(one, except))
  const all = (yield* rotated<F>(path.path)).filter(isOther)
  const candidates =
    file.offset > 0 || file.unreadEnd !== undefined ? all : all.filter(one => compressionOf(one.path) !== undefined)
  if (file.offset === 0)
    for (const one of candidates.filter(one => isDateOf(one.modifiedMs, file)))
      if (yield* isUnread(path, one, context)) return one
  // A copy is not older than what it was made of. Where dates were changed by hand the others are tried too.
  const isLater = (one: FileSeen): boolean => one.modifiedMs >= file.modifiedMs
  const position = knownPosition(file, context)
  for (const one of [...candidates.filter(isLater), ...candidates.filter(one => !isLater(one)).reverse()])
    if ((yield* isUnread(path, one, context)) && (yield* match<F>(path.path, one, [position])) === 0) return one
  return undefined
}

/** True for a file that nobody has begun to read. */
function* isUnread<F extends TrackedFile>(
  { path, backlog }: FollowedPath<F>,
  seen: FileSeen,
  context: FollowContext<F>,
): Machine<F, boolean> {
  const known = context.registry.find(seen)
  if (known === undefined || known.role === 'copy') return true
  if (known.offset === 0 && known.role !== 'done') return backlog.includes(known)
  return !(yield* isStillKnown(path, known, seen, context))
}

/** False where the inode of a file that was deleted is another one's now. */
export function* isStillKnown<F extends TrackedFile>(
  path: string,
  known: F,
  seen: FileSeen,
  context: FollowContext<F>,
): Machine<F, boolean> {
  return known.headBytes === 0 || (yield* match<F>(path, seen, [knownPosition(known, context)])) === 0
}

/** Of a file of which nothing was read, date and size are all there is to go by. */
export function mayBeUnread({ size = 0, modifiedMs = 0 }: Partial<FileSeen>, seen: FileSeen): boolean {
  if (seen.modifiedMs === modifiedMs) return true
  const isText = compressionOf(seen.path) === undefined
  return isText && seen.modifiedMs > modifiedMs && (seen.size >= size || !Number.isFinite(size))
}

/** Whether a date is that of a file, as it was known or as it was seen last. */
function isDateOf(modifiedMs: number, { modifiedMs: known, looked }: TrackedFile): boolean {
  return isSameDate(modifiedMs, known) || isSameDate(modifiedMs, looked.modifiedMs)
}

/** What a number of seconds in floating point loses of a date. */
const ROUNDING_MS = 0.0015

/** Some compressors keep whole seconds only, others what a floating-point number holds of a date. */
export function isSameDate(one: number, other: number): boolean {
  return Math.abs(one - other) < ROUNDING_MS || (one % 1000 === 0 && one === other - (other % 1000))
}

/** Returns the file in which reading of another one goes on. */
export function continueIn<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  seen: FileSeen,
  context: FollowContext<F>,
): F {
  const { backlog } = path
  const planned = backlog.findIndex(one => one !== file && isSameFile(one, seen))
  const next = fileOf(path, seen, 'rotated', context)
  for (const one of planned === -1 ? [] : backlog.splice(planned, 1)) one.continuedIn = next
  resumeAt(next, takenPosition(file, context))
  next.before = file.before
  next.mayBeKnown = true // more of it may have been read in yet another file
  next.acknowledged = file.acknowledged
  file.continuedIn = next
  file.role = 'done'
  context.registry.forget(file)
  context.registry.add(next)
  if (path.newest === file) path.newest = next
  return next
}

/** Tells what is lost with a file that is gone. Where no loss was seen, that waits until another file stands there. */
function* tellLost<F extends TrackedFile>(path: FollowedPath<F>, file: F): Machine<F, void> {
  const unread = unreadBytes(file)
  if (unread === 0 && (!file.mayHaveGrown || file.offset === 0)) return
  if (file.offset === 0) {
    path.gone.push(file)
    return
  }
  if (unread === 0 && path.live === undefined) path.lost = file
  else {
    yield* notice<F>('source_lost', lostText(file.offset, unread), path.path)
    file.isLossTold = true
  }
}

/**
 * Tells which files are gone of which nothing was read, once all that stood beside them was looked into: what was
 * compressed since, or begins as one of them did, and was read from its start stands for it.
 */
export function* tellGoneUnread<F extends TrackedFile>(
  path: FollowedPath<F>,
  context: FollowContext<F>,
): Machine<F, void> {
  for (const file of path.gone.splice(0)) {
    const found = yield* findFirstRead(path, file, context)
    if (found !== undefined) found.isFirstRead = false
    else yield* notice<F>('source_lost', lostText(0, unreadBytes(file)), path.path)
    context.registry.forget(file)
  }
}

function* findFirstRead<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, F | undefined> {
  const isLater = (one: F): boolean => one.modifiedMs >= Math.floor(file.modifiedMs / 1000) * 1000
  const all = [...context.registry.under(path.path)].filter(one => one.isFirstRead && one !== file && isLater(one))
  const compressed = all.find(one => compressionOf(one.path) !== undefined)
  if (compressed !== undefined || file.headBytes === 0) return compressed
  for (const one of all)
    if (one.headBytes >= file.headBytes && (yield* isBeginning(path, file, one, context))) return one
  return undefined
}

/** Whether another file begins with what is known of one; one that cannot be looked at now does not. */
function* isBeginning<F extends TrackedFile>(
  { path }: FollowedPath<F>,
  file: F,
  other: F,
  context: FollowContext<F>,
): Machine<F, boolean> {
  const found = yield* untilStill(() => match<F>(path, other, [takenPosition(file, context)], true))
  return found === 0
}

/** Another file stands where one was that is gone: between its last look and its end it may have been written to. */
export function* tellLostBefore<F extends TrackedFile>(path: FollowedPath<F>): Machine<F, void> {
  const { lost } = path
  path.lost = undefined
  if (lost !== undefined) yield* notice<F>('source_lost', lostText(lost.offset, 0), path.path)
}
