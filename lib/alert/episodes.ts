// When something bad begins to be told, is told again and is over. One episode of a key goes: pending (`for`),
// gathering, told, recovering, over.
import type { Severity } from '../record/severity.ts'
import type { Millis } from '../record/time.ts'
import { BADNESS, type BadState, type BadStateCause } from './bad-state.ts'
import type { AlertSettings } from './settings.ts'
import { louder, severityOf } from './severity.ts'

/** One stretch of time in which a key was bad. */
export interface Episode {
  readonly key: string
  /** Counted per key, from 1. */
  readonly number: number
  readonly startsMs: Millis
  readonly startsAt: string | undefined
  /** The latest cause. */
  cause: BadStateCause
  /** The worst state of the episode. */
  worst: BadState
  /** The loudest of the episode: a recovery must reach everybody whom the alert reached. */
  severity: Severity
  /** The worst state that was told; undefined for none yet. */
  told: BadState | undefined
  /** Notices given. */
  sequence: number
  reminders: number
  /** True once a notice has left for the channels, not for the digest. */
  announced: boolean
  tellAt: Millis | undefined
  remindAt: Millis | undefined
  recoverAt: Millis | undefined
  /** The good state that it is recovering to, in words, and since when (RFC 3339). */
  recoveredTo: string
  recoveredAt: string | undefined
}

export interface Turn {
  readonly is: 'firing' | 'resolved' | 'forgotten'
  readonly episode: Episode
  readonly reminder?: number
}

export interface Episodes {
  bad(key: string, cause: BadStateCause, now: Millis): readonly Turn[]
  /**
   * `to` says in a word what the key is now, `at` since when; ENDED is told at once, all else after `resolve_after`.
   */
  good(key: string, to: string, at: string | undefined, now: Millis): readonly Turn[]
  deadline(): Millis | undefined
  onDeadline(now: Millis): readonly Turn[]
  /** Tells what was waiting: after the end of input nothing will contradict it. */
  end(now: Millis): readonly Turn[]
}

/** Most keys that are bad at the same time; beyond it the oldest is forgotten, with a word. */
const MAX_OPEN = 4096
/** Most keys whose number of episodes is remembered; beyond it the oldest starts again from 1. */
const MAX_COUNTED = 4096

export function trackEpisodes(settings: AlertSettings): Episodes {
  const open = new Map<string, Episode>()
  const counts = new Map<string, number>()
  let nextDue: Millis | undefined

  function begin(key: string, cause: BadStateCause, now: Millis): Episode {
    const number = (counts.get(key) ?? 0) + 1
    counts.delete(key)
    counts.set(key, number)
    if (counts.size > MAX_COUNTED) counts.delete(counts.keys().next().value as string)
    const episode: Episode = {
      key,
      number,
      startsMs: now,
      startsAt: cause.at,
      cause,
      worst: cause.state,
      severity: severityOf(cause, settings.severityOfRule),
      told: undefined,
      sequence: 0,
      reminders: 0,
      announced: false,
      // Before any clock was seen (0) there is nothing to wait by.
      tellAt: now === 0 ? 0 : now + Math.max(settings.forMs, settings.gatherMs),
      remindAt: undefined,
      recoverAt: undefined,
      recoveredTo: '',
      recoveredAt: undefined,
    }
    open.set(key, episode)
    return episode
  }

  const nextReminder = (now: Millis): Millis | undefined =>
    settings.remindMs === undefined || now === 0 ? undefined : now + settings.remindMs
  function tell(episode: Episode, now: Millis): Turn {
    episode.told = episode.worst
    episode.tellAt = undefined
    episode.remindAt = nextReminder(now)
    episode.sequence++
    return { is: 'firing', episode }
  }
  function remind(episode: Episode, now: Millis): Turn {
    episode.remindAt = nextReminder(now)
    episode.reminders++
    episode.sequence++
    return { is: 'firing', episode, reminder: episode.reminders }
  }
  function resolve(episode: Episode): Turn {
    open.delete(episode.key)
    episode.sequence++
    return { is: 'resolved', episode }
  }
  function rearm(): void {
    nextDue = undefined
    for (const { tellAt, remindAt, recoverAt } of open.values()) {
      for (const due of [tellAt, remindAt, recoverAt])
        if (due !== undefined && (nextDue === undefined || due < nextDue)) nextDue = due
    }
  }

  /** At most one thing of an episode is due at a time: a recovery is only waited for when everything else was told. */
  function fire(episode: Episode, now: Millis): readonly Turn[] {
    if (episode.tellAt !== undefined && episode.tellAt <= now) return [tell(episode, now)]
    if (episode.recoverAt !== undefined && episode.recoverAt <= now) return [resolve(episode)]
    if (episode.remindAt !== undefined && episode.remindAt <= now) return [remind(episode, now)]
    return []
  }

  return {
    bad(key, cause, now) {
      const turns: Turn[] = []
      const episode = open.get(key) ?? begin(key, cause, now)
      episode.cause = cause
      episode.severity = louder(episode.severity, severityOf(cause, settings.severityOfRule))
      if (episode.recoverAt !== undefined) {
        episode.recoverAt = undefined
        episode.remindAt = nextReminder(now)
      }
      if (BADNESS[cause.state] > BADNESS[episode.worst]) episode.worst = cause.state
      if (episode.told !== undefined && BADNESS[episode.worst] > BADNESS[episode.told])
        episode.tellAt ??= now + settings.gatherMs
      if (episode.tellAt !== undefined && episode.tellAt <= now) turns.push(tell(episode, now))
      if (open.size > MAX_OPEN) {
        const oldest = open.values().next().value as Episode
        open.delete(oldest.key)
        turns.push({ is: 'forgotten', episode: oldest })
      }
      rearm()
      return turns
    },
    good(key, to, at, now) {
      const episode = open.get(key)
      if (episode === undefined) return []
      const turns: Turn[] = []
      // What was bad for as long as `for` asks is told even where it ended while others were waited for.
      if (episode.tellAt !== undefined && (episode.told !== undefined || now >= episode.startsMs + settings.forMs))
        turns.push(tell(episode, now))
      episode.recoveredTo = to
      if (episode.recoverAt === undefined) episode.recoveredAt = at
      if (episode.told === undefined) open.delete(key)
      else if (to === 'ENDED' || settings.resolveAfterMs === 0) turns.push(resolve(episode))
      else {
        episode.recoverAt ??= now + settings.resolveAfterMs
        episode.remindAt = undefined
      }
      rearm()
      return turns
    },
    deadline: () => nextDue,
    onDeadline(now) {
      const turns: Turn[] = []
      for (const episode of [...open.values()]) turns.push(...fire(episode, now))
      rearm()
      return turns
    },
    end(now) {
      const turns: Turn[] = []
      for (const episode of [...open.values()]) {
        if (episode.tellAt !== undefined) turns.push(tell(episode, now))
        if (episode.recoverAt !== undefined) turns.push(resolve(episode))
      }
      nextDue = undefined
      return turns
    },
  }
}
