// Files that were rotated away and are read beside the path that they came from, so that they hold up nobody: those
// whose writers may not have let go of them, and those that cannot be read now.
import { findFile } from './find-file.ts'
import { type FollowContext, type FollowedPath, followedPath } from './followed-path.ts'
import { type Machine, untilStill } from './questions.ts'
import type { TrackedFile } from './tracked-file.ts'
import { findUnread, putUnread } from './unread.ts'

/** Each such file with the path that stands for it alone. */
export type Aside<F extends TrackedFile> = Map<FollowedPath<F>, F>

/** How long a file that was rotated away must be quiet until it is let go. */
const LET_GO_MS = 60_000

/** Takes a file to be read by itself; returns the path that stands for it. */
export function putAside<F extends TrackedFile>(aside: Aside<F>, path: FollowedPath<F>, file: F): FollowedPath<F> {
  const alone = aside.has(path) ? path : followedPath<F>(file.followedAs, file.frame)
  aside.set(alone, file)
  return alone
}

/** Returns the paths of such files that may be read now. */
export function readyAside<F extends TrackedFile>(aside: Aside<F>, nowMs: number): readonly FollowedPath<F>[] {
  const ready = [...aside].filter(([path]) => nowMs >= path.retryAtMs)
  for (const [path, file] of ready) if (path.backlog.length === 0) path.backlog.push(file)
  return ready.map(([path]) => path)
}

/**
 * A file of a backlog is no longer where it was, or holds other text: what has become of it is found out. Returns false
 * where that cannot be known yet.
 */
export function* findAgain<F extends TrackedFile>(
  aside: Aside<F>,
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, boolean> {
  const found = yield* findFile(path, file, context)
  if (found === 'moving') return false
  const at = path.backlog.indexOf(file)
  if (at !== -1) path.backlog.splice(at, 1, ...(found === undefined ? [] : [found]))
  if (found === undefined && file.offset === 0) yield* planSince(path, file, context)
  const next = found ?? path.backlog[0]
  if (!aside.has(path)) return true
  if (next === undefined) aside.delete(path)
  else aside.set(path, next)
  return true
}

/** A file that is lost before it was read may have been copied and written anew more than once: each copy is read. */
function* planSince<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  context: FollowContext<F>,
): Machine<F, void> {
  const { device, inode, modifiedMs } = file
  const skip = path.live === undefined ? [] : [path.live]
  const unread = yield* untilStill(() => findUnread<F>(path, { device, inode, modifiedMs }, skip, context))
  if (unread !== 'moving') putUnread(path, unread, context)
}

/**
 * A file of a backlog was read to its end. Returns true where it is let go; else it waits for its writer's last words.
 * `isBrief`: nobody waits.
 */
export function leaveFile<F extends TrackedFile>(
  aside: Aside<F>,
  path: FollowedPath<F>,
  file: F,
  { nowMs, isBrief }: { readonly nowMs: number; readonly isBrief: boolean },
): boolean {
  if (file.quietSinceMs === 0) file.quietSinceMs = nowMs
  if (!file.hasEnded && !isBrief && nowMs - file.quietSinceMs < LET_GO_MS) {
    putAside(aside, path, file)
    return false
  }
  aside.delete(path)
  if (file.role === 'rotated') file.role = 'done'
  return true
}
