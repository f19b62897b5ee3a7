// Who fails at once. Where more keys of a job wait to be reported for the same reason than a person would read one by
// one, they become one episode that speaks for all of them.
import { BOUNDS } from '../bounds.ts'
import type { BadStateCause } from './bad-state.ts'
import type { CrowdEpisode, Episode } from './episode.ts'

/** Most keys that are reported one by one where they fail at once; one more, and one alert names them all. */
const MAX_AT_ONCE = 100
/** Most keys that crowds remember; what is more is counted, and not waited for. */
const MAX_MEMBERS = BOUNDS['alert.crowd'].most

export interface Crowds {
  /** The crowd's episode that a key is in. */
  of(key: string): CrowdEpisode | undefined
  /** Notes that an episode waits to be reported; true where too many wait beside it. */
  await(episode: Episode): boolean
  /** The episode waits no longer. */
  done(episode: Episode): void
  /** Takes away and returns all that wait to be reported for a reason, in the order in which they began. */
  takeAwaited(cause: BadStateCause): readonly Episode[]
  /** False where there is no room to remember the key. */
  join(crowd: CrowdEpisode, key: string, cause: BadStateCause): boolean
  leave(crowd: CrowdEpisode, key: string): void
  /** For which reason an episode waits; undefined where it does not. */
  reasonOf(episode: Episode): string | undefined
  /** Puts a crowd back with the members that it has. */
  putBack(crowd: CrowdEpisode): void
}

export function gatherCrowds(): Crowds {
  const awaited = new Map<string, Set<Episode>>()
  const awaitedUnder = new Map<Episode, string>()
  const crowdOf = new Map<string, CrowdEpisode>()

  function done(episode: Episode): void {
    const reason = awaitedUnder.get(episode)
    if (reason === undefined) return
    awaitedUnder.delete(episode)
    const others = awaited.get(reason)
    others?.delete(episode)
    if (others?.size === 0) awaited.delete(reason)
  }

  return {
    of: key => crowdOf.get(key),
    await(episode) {
      const { crowdKey } = episode.cause
      if (crowdKey === undefined || awaitedUnder.get(episode) === crowdKey) return false
      done(episode)
      const others = awaited.get(crowdKey) ?? new Set()
      awaited.set(crowdKey, others.add(episode))
      awaitedUnder.set(episode, crowdKey)
      return others.size > MAX_AT_ONCE
    },
    done,
    takeAwaited({ crowdKey = '' }) {
      const all = [...(awaited.get(crowdKey) ?? [])].sort((a, b) => a.order - b.order)
      for (const episode of all) done(episode)
      return all
    },
    join(episode, key, cause) {
      if (crowdOf.size >= MAX_MEMBERS) return false
      crowdOf.set(key, episode)
      const { crowd } = episode
      crowd.members.set(key, cause.origin.rank)
      crowd.peak = Math.max(crowd.peak, crowd.members.size)
      return true
    },
    leave(episode, key) {
      crowdOf.delete(key)
      episode.crowd.members.delete(key)
    },
    reasonOf: episode => awaitedUnder.get(episode),
    putBack(episode) {
      for (const key of episode.crowd.members.keys()) crowdOf.set(key, episode)
    },
  }
}
