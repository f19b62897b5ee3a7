// A new file that is a copy: of the one whose place it takes, or of one that is followed.
import { findCopy, takenPosition } from './find-file.ts'
import type { FollowContext, FollowedPath } from './followed-path.ts'
import { isComparable, MOST_COMPARED, mostReadFirst } from './gone-files.ts'
import { type Machine, match, notice, rotated, seek } from './questions.ts'
import { replacedText } from './texts.ts'
import { type FileSeen, isSameFile, resumeAt, type TrackedFile } from './tracked-file.ts'

/** A file that is new, and what was seen of it. */
export interface Met<F extends TrackedFile> {
  readonly file: F
  readonly seen: FileSeen
}

/**
 * rsync and editors put a file in another's place that begins with all its text. It is read on, if the old one is not
 * among the rotated ones: a new log that begins alike is no copy.
 */
export function* readOnInGrownCopy<F extends TrackedFile>(
  path: FollowedPath<F>,
  newest: F,
  { file, seen }: Met<F>,
  context: FollowContext<F>,
): Machine<F, boolean> {
  if (newest.offset === 0 || newest.headBytes === 0 || seen.size <= newest.offset) return false
  if ((yield* match<F>(path.path, seen, [takenPosition(newest, context)])) !== 0) return false
  const all = yield* rotated<F>(path.path)
  if (all.some(one => isSameFile(one, newest))) return false
  // The new one itself may have been rotated away by now.
  if ((yield* findCopy(path, newest, context, seen)) !== undefined) return false
  const read = yield* mostRead(path, newest, { file, seen }, context)
  resumeAt(file, takenPosition(read, context))
  yield* seek(file, read.offset)
  const at = path.backlog.indexOf(newest)
  if (at !== -1) path.backlog.splice(at, 1)
  path.lost = undefined
  file.acknowledged = read.acknowledged
  newest.continuedIn = file
  newest.role = 'done'
  context.registry.forget(newest)
  if (!path.isReplacedTold) yield* notice<F>('source_replaced', replacedText(read.offset), path.path)
  path.isReplacedTold = true
  return true
}

/**
 * The new file may have been copied and its copy be read before anybody looked at it itself: of all that was read and
 * that it begins with, the longest.
 */
function* mostRead<F extends TrackedFile>(
  path: FollowedPath<F>,
  newest: F,
  { file, seen }: Met<F>,
  context: FollowContext<F>,
): Machine<F, F> {
  const further = [...context.registry.under(path.path)]
    .filter(one => one !== file && isComparable(one) && one.offset > newest.offset && one.offset <= seen.size)
    .sort(mostReadFirst)
    .slice(0, MOST_COMPARED)
  const positions = further.map(one => takenPosition(one, context))
  const longest = positions.length === 0 ? -1 : yield* match<F>(path.path, seen, positions)
  return further[longest] ?? newest
}

/** True for what copytruncate or a compressor makes of a file that is followed already. */
export function* isCopyOfFollowed<F extends TrackedFile>(
  seen: FileSeen,
  context: FollowContext<F>,
): Machine<F, boolean> {
  const followed = context.rotationOf(seen.path)
  if (followed === undefined) return false
  const others = [...context.registry.under(followed)].filter(file => file.headBytes > 0 && !isSameFile(file, seen))
  const positions = others.map(file => ({ ...takenPosition(file, context), offset: 0 }))
  return (yield* match<F>(followed, seen, positions, true)) !== -1
}
