// Looks at followed paths, and finds out which file each leads to.
import { readyAside } from '../../sources/follow/aside.ts'
import { type FollowedPath, judgeLook, type Start } from '../../sources/follow/followed-path.ts'
import { resolvePath } from '../../sources/follow/resolve-path.ts'
import { confirmLook } from '../../sources/follow/tracked-file.ts'
import { compressionOf } from '../../sources/rotated-name.ts'
import { isTextUnchanged } from './descriptors.ts'
import { lookAt } from './file-system.ts'
import { type FollowedFile, isDrawing } from './followed-file.ts'
import type { Following } from './following.ts'

export type LocalPath = FollowedPath<FollowedFile>

/** Looking takes at most so long before what was found is read: after many rotations it can take long. */
const MAX_LOOK_MS = 100

/**
 * Looks at paths, which it takes out of the set, until all were looked at or it has taken long; returns those that have
 * something to read.
 */
export async function lookAtPaths(
  following: Following,
  paths: Set<LocalPath>,
  looked: (path: LocalPath) => void,
): Promise<Set<LocalPath>> {
  const { aside, now } = following
  const ready = new Set<LocalPath>()
  const until = now() + MAX_LOOK_MS
  for (const path of paths) {
    paths.delete(path)
    following.moving.delete(path)
    if (now() >= path.retryAtMs && (await hasMore(path, following))) ready.add(path)
    looked(path)
    if (ready.size > 0 && now() >= until) break
  }
  for (const path of readyAside(aside, now())) ready.add(path)
  return ready
}

async function hasMore(path: LocalPath, following: Following): Promise<boolean> {
  try {
    let state = judge(path, following)
    if (state === 'changed') {
      const resolved = await following.run(resolvePath(path, startOf(path, following), following.context))
      if (resolved === 'moving') following.moving.add(path)
      for (const file of path.backlog) following.pool.keep(file)
      state = judge(path, following)
    }
    following.starting.delete(path.path)
    const isDrawn = path.live !== undefined && isDrawing(path.live, following.now())
    return state === 'ready' || isDrawn || path.backlog.length > 0
  } catch (error) {
    following.failed(path, path.live, error)
    return false
  }
}

/** One system call for an idle file. */
function judge(path: LocalPath, { registry, pool }: Following): 'idle' | 'ready' | 'changed' {
  const state = judgeLook(path, lookAt(path.path), registry)
  if (state !== 'touched') return state
  const descriptor = path.live === undefined ? 'moved' : pool.acquire(path.live)
  if (typeof descriptor !== 'number' || path.live === undefined) return 'ready' // the read says why
  path.isRewritten = !isTextUnchanged(path.live, descriptor)
  if (!path.isRewritten) confirmLook(path.live)
  return path.isRewritten ? 'changed' : 'idle'
}

/** A compressed file never grows: who names one wants to read it. */
function startOf({ path }: LocalPath, { settings, starting }: Following): Start {
  if (!starting.has(path)) return 'start unless copy'
  return compressionOf(path) !== undefined && settings.targets.some(target => target.argument === path)
    ? 'start'
    : settings.from
}
