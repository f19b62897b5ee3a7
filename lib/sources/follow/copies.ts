// What a file that is about to be read holds of what was read before: it may be a copy, or the compressed form, of
// another one, or another one may be a copy of it.
import type { Position } from '../position.ts'
import { compressionOf } from '../rotated-name.ts'
import { isSameDate, takenPosition } from './find-file.ts'
import type { FollowContext, FollowedPath } from './followed-path.ts'
import { goneFiles, isComparable, mostReadFirst } from './gone-files.ts'
import { type Machine, match, seek, untilStill } from './questions.ts'
import { passWhatWasRead } from './read-elsewhere.ts'
import { resumeAt, type TrackedFile } from './tracked-file.ts'
import { findUnread, putUnread, type Unread } from './unread.ts'

/** Finds and puts files into the backlog; tells which may be copies of the live one. */
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
  const isRead = copy === undefined && (yield* passWhatWasRead(path, live, context))
  live.mayBeKnown = false
  live.isFirstRead = copy === undefined && !isRead
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
  if (live.headBytes === 0) {
    live.modifiedMs = modifiedMs // its copies since then were not looked for
    return false
  }
  const { device, inode } = live
  const unread = yield* findUnread<F>(path, { device, inode, modifiedMs }, [live], context)
  path.emptySinceMs = undefined
  if (unread.length === 0) return true
  putUnread(path, unread, context)
  tellCopies(path, live, unread)
  return false
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
  if (isText && (yield* passWhatWasRead(path, file, context))) {
    Object.assign(file, { mayBeKnown: false, isFirstRead: false })
    return 'ready'
  }
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

/** A file that was deleted may still be open: it is read to its end before its copy, which is put behind it. */
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
