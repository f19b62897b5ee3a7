// Whether what a file holds was read already, in another file that stands there now.
import { tailOf } from '../position.ts'
import { knownPosition, takenPosition } from './find-file.ts'
import type { FollowContext, FollowedPath } from './followed-path.ts'
import { goneFiles } from './gone-files.ts'
import { look, type Machine, match, open, rotated, seek } from './questions.ts'
import { type FileSeen, isSameFile, resumeAt, type TrackedFile } from './tracked-file.ts'

const NOTHING = Buffer.alloc(0)

/** True where all that was taken of a file, and no more, was read of another one that is still there: of its copy. */
export function* isReadElsewhere<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, boolean> {
  for (const seen of yield* rotated<F>(path.path)) {
    const known = context.registry.find(seen)
    if (known === undefined || known === file || known.offset !== file.offset || known.head !== file.head) continue
    if ((yield* match<F>(path.path, seen, [takenPosition(file, context)])) === 0) return true
  }
  return false
}

/**
 * A file that is deleted, open and unread may have been compressed, or replaced by its grown copy, and that be read
 * already: then its position is set to its end.
 */
export function* passWhatWasRead<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, boolean> {
  if (file.offset > 0) return false
  const all = yield* rotated<F>(path.path)
  if (all.some(one => isSameFile(one, file))) return false
  const live = yield* look<F>(path.path)
  if (live !== undefined && isSameFile(live, file)) return false
  if ((yield* open(file)) !== 'open') return false
  // Where other text stands in it, what it held before is looked for when it is read.
  if (file.headBytes > 0 && (yield* match<F>(path.path, file, [knownPosition(file, context)])) !== 0) return false
  const { size, modifiedMs, looked, unreadEnd } = file
  let isRead = false
  try {
    yield* seek(file, 0) // also tells its size now
    if (file.size === 0) return false
    yield* seek(file, file.size)
    isRead = yield* wasRead(path, file, live === undefined ? all : [...all, live], context)
  } finally {
    if (!isRead) {
      // Also where another file was moved meanwhile: then this is asked again.
      resumeAt(file, { ...takenPosition(file, context), offset: 0, tail: tailOf(NOTHING, context.fingerprint) })
      Object.assign(file, { size, modifiedMs, looked, unreadEnd })
    }
  }
  return isRead
}

/** Whether the text of a file, up to its position, was read in another one that is there, or in one that is gone. */
function* wasRead<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  all: readonly FileSeen[],
  context: FollowContext<F>,
): Machine<F, boolean> {
  const end = takenPosition(file, context)
  const gone = (yield* goneFiles(path, context)).filter(one => one !== file && one.offset >= end.offset)
  const positions = gone.map(one => takenPosition(one, context))
  if (positions.some(({ offset, head, tail }) => offset === end.offset && head === end.head && tail === end.tail))
    return true
  for (const one of all) {
    const offset = context.registry.find(one)?.offset ?? 0
    // The compressed form of one that was read may not have been looked into yet.
    const isUnknown = offset === 0 && gone.length > 0
    if ((offset < end.offset && !isUnknown) || (yield* match<F>(path.path, one, [end])) !== 0) continue
    if (!isUnknown || (yield* match<F>(path.path, one, positions)) !== -1) return true
  }
  return false
}
