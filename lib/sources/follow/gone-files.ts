// The files of a path that were read and are gone since: others may hold their text now.
import type { FollowContext, FollowedPath } from './followed-path.ts'
import { type Machine, rotated } from './questions.ts'
import { fileKey, isSameFile, type TrackedFile } from './tracked-file.ts'

/** A new file is compared with at most so many files that are gone, the last ones. */
export const MOST_COMPARED = 64

/** The last files of a path that were read and are no longer there: compressed, or deleted. */
export function* goneFiles<F extends TrackedFile>(
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

/** Whether enough is known of what was read of a file to find it in another one. */
export function isComparable({ offset, headBytes, continuedIn }: TrackedFile): boolean {
  return offset > 0 && headBytes > 0 && continuedIn === undefined
}

/** A file may hold the text of several: one that grew, and its earlier copies. */
export function mostReadFirst(one: TrackedFile, other: TrackedFile): number {
  return other.offset - one.offset
}
