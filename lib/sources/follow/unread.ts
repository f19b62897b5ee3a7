// Which files are to be read before the one that a path leads to now, and in which order: a plan made of identities,
// because names are only where a file was at that moment.
import { compressionOf } from '../rotated-name.ts'
import { isStillKnown } from './find-file.ts'
import { type FollowContext, type FollowedPath, fileOf } from './followed-path.ts'
import { type Machine, rotated } from './questions.ts'
import { type FileSeen, type Identity, isSameFile, type TrackedFile } from './tracked-file.ts'

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
    if (hasGrown) {
      Object.assign(file, { role: 'rotated', size: seen.size, quietSinceMs: 0, path: seen.path, looked: seen })
      file.isLossTold = false
    } else registry.add(file)
    file.mayBeKnown = file.offset === 0
    path.backlog.push(file)
  }
}
