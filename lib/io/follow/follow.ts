// Follows files: looks, reads, hands on, remembers; one loop for all files.
import { unreadOfPaths } from '../../sources/unread.ts'
import type { Batch } from '../source.ts'
import type { StatePart } from '../state-store.ts'
import { absenceOf } from './absence.ts'
import { readLastLine } from './followed-file.ts'
import { type Following, type FollowSettings, findPaths, newFollowing } from './following.ts'
import type { Gathered } from './gather.ts'
import { type Hints, hints } from './hints.ts'
import { type LocalPath, lookAtPaths } from './look.ts'
import { readNext } from './read-path.ts'
import { tellLastWritten } from './tell-last-written.ts'
import { type Waker, waker } from './waker.ts'

const DISCOVER_MS = 500
/** Looking at files takes at most one part in so many of a core. */
const LOOK_SHARE = 25

/** When what is due. */
interface Rounds {
  readonly stop: AbortSignal
  readonly sleeper: Waker
  readonly hinted: Hints | undefined
  /** Paths that are to be looked at. */
  readonly due: Set<LocalPath>
  isFirst: boolean
  /** True once all that was there at the start was looked at. */
  hasLooked: boolean
  discoverAt: number
  pollAt: number
  lastReadAt: number
  /** True where this round has read something. */
  hasRead: boolean
}

/** Gives batches of what is put into `out` until `stop`. Times are of `now`, in milliseconds. */
export async function* follow(
  settings: FollowSettings,
  out: Gathered,
  state: StatePart,
  { stop, now }: { readonly stop: AbortSignal; readonly now: () => number },
): AsyncGenerator<Batch> {
  const following = newFollowing(settings, out, now)
  const { registry } = following
  state.live?.(registry.positions)
  const sleeper = waker()
  stop.addEventListener('abort', sleeper.wake, { once: true })
  const hinted = settings.useHints && !settings.once ? hints(sleeper.wake) : undefined
  const times = { isFirst: true, hasLooked: false, discoverAt: 0, pollAt: 0, lastReadAt: now(), hasRead: false }
  const rounds: Rounds = { stop, sleeper, hinted, due: new Set(), ...times }
  const absence = absenceOf(following)
  settings.lag?.unread(() => unreadOfPaths(following.paths.values()))
  try {
    while (!stop.aborted) {
      const ready = await look(following, rounds)
      // A file must be known to the next run before the first of its lines is handed on: it may be rotated away until
      // then.
      if (registry.grown()) await state.save(registry.positions())
      absence.judge()
      if (!rounds.hasLooked && rounds.due.size === 0) {
        rounds.hasLooked = true
        tellLastWritten(following)
        settings.looked?.()
      }
      settings.lag?.note()
      yield* drain(ready, following, rounds)
      settings.lag?.note()
      if (out.changed()) state.changed(registry.positions)
      if (isAtEnd(following, rounds)) break
      if (!settings.once && rounds.due.size === 0 && !stop.aborted)
        await sleeper.sleep(Math.max(1, Math.min(rounds.pollAt, rounds.discoverAt) - now()))
    }
    if (settings.once) {
      absence.tellMissing()
      if (!settings.remembers) addLastLines(following)
      if (!out.isEmpty()) yield out.take()
    }
    state.changed(registry.positions) // what was handed on last is saved by whoever opened us
  } finally {
    settings.looked?.()
    hinted?.close()
    following.pool.close()
  }
}

/** Looks at what is due: all paths now and then, those of directories that changed at once. */
async function look(following: Following, rounds: Rounds): Promise<Set<LocalPath>> {
  const { paths, settings, now } = following
  const started = process.cpuUsage()
  const isPoll = rounds.isFirst || now() >= rounds.pollAt
  if (now() >= rounds.discoverAt) {
    findPaths(following, rounds.isFirst)
    rounds.discoverAt = now() + DISCOVER_MS
  }
  const changed = rounds.hinted?.take()
  for (const path of paths.values()) if (isPoll || changed?.has(directoryOf(path.path)) === true) rounds.due.add(path)
  const ready = await lookAtPaths(following, rounds.due, path => {
    if (isPoll) rounds.hinted?.cover(path.path)
  })
  rounds.isFirst = false
  if (isPoll) {
    const { user, system } = process.cpuUsage(started)
    rounds.pollAt = now() + Math.max(settings.pollMs, ((user + system) / 1000) * LOOK_SHARE)
  }
  return ready
}

/** Reads all that is there, a block of each file in turn, so that a busy file does not starve the others. */
async function* drain(ready: Set<LocalPath>, following: Following, rounds: Rounds): AsyncGenerator<Batch> {
  const { out, settings, now } = following
  const { stop } = rounds
  rounds.hasRead = false
  // A file that grows as fast as it is read must not keep the others from being looked at.
  while (ready.size > 0 && !stop.aborted && (settings.once || now() < rounds.discoverAt)) {
    for (const path of ready) {
      const read = await readNext(path, following)
      if (read === undefined) ready.delete(path)
      else {
        rounds.lastReadAt = now()
        rounds.hasRead = true
        out.add(...read)
      }
      if (out.isFull()) yield out.take()
      if (stop.aborted) break
    }
  }
  if (ready.size > 0) rounds.pollAt = 0
  if (!out.isEmpty()) yield out.take()
}

function isAtEnd({ settings, now, moving }: Following, { due, hasRead, lastReadAt }: Rounds): boolean {
  if (settings.once) return !hasRead && due.size === 0 && moving.size === 0
  return settings.untilIdleMs !== undefined && due.size === 0 && now() - lastReadAt >= settings.untilIdleMs
}

/** The unfinished lines at the end of input. With a state file they wait for the next run instead. */
function addLastLines({ paths, pool, out, settings }: Following): void {
  for (const { live } of paths.values()) {
    const last = live === undefined ? undefined : readLastLine(live, pool, settings.maxLineBytes)
    if (live !== undefined && last !== undefined) out.add(live, last)
  }
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '.' : slash === 0 ? '/' : path.slice(0, slash)
}
