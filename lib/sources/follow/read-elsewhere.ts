// Whether what a file holds was read already, in another file that stands there now.
import { takenPosition } from './find-file.ts'
import type { FollowContext, FollowedPath } from './followed-path.ts'
import { look, type Machine, match, open, rotated, seek } from './questions.ts'
import { isSameFile, resumeAt, type TrackedFile } from './tracked-file.ts'

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
 * already. Where another file that was read begins with all of its text, its position is set to its end.
 */
export function* passWhatWasRead<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, boolean> {
  const { size } = file
  if (file.offset > 0 || size === 0 || !Number.isFinite(size)) return false
  const all = yield* rotated<F>(path.path)
  if (all.some(one => isSameFile(one, file))) return false
  const live = yield* look<F>(path.path)
  const read = [...all, ...(live === undefined ? [] : [live])].filter(one => {
    const known = context.registry.find(one)
    return known !== undefined && known !== file && known.offset >= size && known.headBytes > 0
  })
  if (read.length === 0 || (yield* open(file)) !== 'open') return false
  const start = takenPosition(file, context)
  let isRead = false
  try {
    yield* seek(file, size)
    const end = takenPosition(file, context)
    for (const one of read) isRead ||= (yield* match<F>(path.path, one, [end])) === 0
  } finally {
    if (!isRead) resumeAt(file, start) // also where another file was moved meanwhile: then this is asked again
  }
  return isRead
}
