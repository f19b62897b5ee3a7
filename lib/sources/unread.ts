// How much of files was not passed on, as of the last look.
import type { FollowedPath } from './follow/followed-path.ts'
import type { TrackedFile } from './follow/tracked-file.ts'
import { compressionOf } from './rotated-name.ts'

/** A last line without its end waits for it, and is not behind. */
function unreadOfFile({ path, hasEnded, looked, readTo, offset, acknowledged }: TrackedFile): number {
  const onItsWay = Math.max(0, offset - acknowledged.offset)
  if (hasEnded || compressionOf(path) !== undefined || !Number.isFinite(looked.size)) return onItsWay
  return onItsWay + Math.max(0, looked.size - readTo)
}

/** Returns the bytes of the files of paths that were not passed on; of compressed ones only what was read of them. */
export function unreadOfPaths<F extends TrackedFile>(paths: Iterable<FollowedPath<F>>): number {
  let sum = 0
  for (const { live, backlog } of paths) {
    if (live !== undefined) sum += unreadOfFile(live)
    for (const file of backlog) sum += unreadOfFile(file)
  }
  return sum
}
