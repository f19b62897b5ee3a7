// When something bad is reported first, reported again and over. One episode of a key goes: pending (`for`), gathering,
// reported, recovering, over.
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
  /** The worst state that was reported; undefined for none yet. */
  reported: BadState | undefined
  /** Notices given. */
  sequence: number
  reminders: number
  /** True once a notice has left for the channels, not for the digest. */
  isAnnounced: boolean
  reportAt: Millis | undefined
  remindAt: Millis | undefined
  recoverAt: Millis | undefined
  /** The good state that it is recovering to, in words, and since when (RFC 3339). */
  recoveredTo: string
  recoveredAt: string | undefined
}

export interface Turn {
  readonly is: 'firing' | 'resolved' | 'forgotten'
  readonly episode: Episode
  /** Counts the notices of the episode: one call may give two of them. */
  readonly sequence: number
  readonly reminder?: number
}

export interface Episodes {
  bad(key: string, cause: BadStateCause, now: Millis): readonly Turn[]
  /**
   * `to` says in a word what the key is now, `at` since when. ENDED is reported at once, all else after
   * `resolve_after`.
   */
  good(key: string, to: string, at: string | undefined, now: Millis): readonly Turn[]
  deadline(): Millis | undefined
  onDeadline(now: Millis): readonly Turn[]
  /** Reports what was waiting: after the end of input nothing will contradict it. */
  end(now: Millis): readonly Turn[]
}

/** Most keys that are bad at the same time; beyond it the oldest is forgotten, with a word. */
const MAX_OPEN = 4096
/** Most keys whose number of episodes is remembered; beyond it the oldest starts again from 1. */
const MAX_COUNTED = 4096

/** What is bad, and how often each key was. */
interface Tracker {
  readonly settings: AlertSettings
  /** By key, the oldest first. */
  readonly open: Map<string, Episode>
  readonly counts: Map<string, number>
  /** The earliest instant at which an episode has something to report. */
  nextDue: Millis | undefined
}

export function trackEpisodes(settings: AlertSettings): Episodes {
  const tracker: Tracker = { settings, open: new Map(), counts: new Map(), nextDue: undefined }
  const rearmed = (turns: readonly Turn[]): readonly Turn[] => {
    tracker.nextDue = earliestDue(tracker)
    return turns
  }
  return {
    bad: (key, cause, now) => rearmed(takeBad(tracker, key, cause, now)),
    good: (key, to, at, now) => {
      const episode = tracker.open.get(key)
      return episode === undefined ? [] : rearmed(takeGood(tracker, episode, { to, at }, now))
    },
    deadline: () => tracker.nextDue,
    onDeadline: now => rearmed([...tracker.open.values()].flatMap(episode => reportDue(tracker, episode, now))),
    end(now) {
      const turns = [...tracker.open.values()].flatMap(episode => [
        ...(episode.reportAt === undefined ? [] : [report(tracker, episode, now)]),
        ...(episode.recoverAt === undefined ? [] : [resolve(tracker, episode)]),
      ])
      tracker.nextDue = undefined
      return turns
    },
  }
}

function takeBad(tracker: Tracker, key: string, cause: BadStateCause, now: Millis): readonly Turn[] {
  const { open, settings } = tracker
  const turns: Turn[] = []
  const episode = open.get(key) ?? begin(tracker, key, cause, now)
  episode.cause = cause
  episode.severity = louder(episode.severity, severityOf(cause, settings.severityOfRule))
  if (episode.recoverAt !== undefined) {
    episode.recoverAt = undefined
    episode.remindAt = nextReminder(settings, now)
  }
  if (BADNESS[cause.state] > BADNESS[episode.worst]) episode.worst = cause.state
  if (episode.reported !== undefined && BADNESS[episode.worst] > BADNESS[episode.reported])
    episode.reportAt ??= now + settings.gatherMs
  if (episode.reportAt !== undefined && episode.reportAt <= now) turns.push(report(tracker, episode, now))
  if (open.size > MAX_OPEN) {
    const oldest = open.values().next().value as Episode
    open.delete(oldest.key)
    turns.push({ is: 'forgotten', episode: oldest, sequence: oldest.sequence })
  }
  return turns
}

function takeGood(
  tracker: Tracker,
  episode: Episode,
  { to, at }: { readonly to: string; readonly at: string | undefined },
  now: Millis,
): readonly Turn[] {
  const { forMs, resolveAfterMs } = tracker.settings
  const turns: Turn[] = []
  // What was bad for as long as `for` asks is reported even where it ended while others were waited for.
  if (episode.reportAt !== undefined && (episode.reported !== undefined || now >= episode.startsMs + forMs))
    turns.push(report(tracker, episode, now))
  episode.recoveredTo = to
  if (episode.recoverAt === undefined) episode.recoveredAt = at
  if (episode.reported === undefined) tracker.open.delete(episode.key)
  else if (to === 'ENDED' || resolveAfterMs === 0) turns.push(resolve(tracker, episode))
  else {
    episode.recoverAt ??= now + resolveAfterMs
    episode.remindAt = undefined
  }
  return turns
}

/** At most one thing of an episode is due at a time: a recovery is only waited for when all else was reported. */
function reportDue(tracker: Tracker, episode: Episode, now: Millis): readonly Turn[] {
  if (episode.reportAt !== undefined && episode.reportAt <= now) return [report(tracker, episode, now)]
  if (episode.recoverAt !== undefined && episode.recoverAt <= now) return [resolve(tracker, episode)]
  if (episode.remindAt !== undefined && episode.remindAt <= now) return [remind(tracker, episode, now)]
  return []
}

function begin({ open, counts, settings }: Tracker, key: string, cause: BadStateCause, now: Millis): Episode {
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
    reported: undefined,
    sequence: 0,
    reminders: 0,
    isAnnounced: false,
    // Before any clock was seen (0) there is nothing to wait by.
    reportAt: now === 0 ? 0 : now + Math.max(settings.forMs, settings.gatherMs),
    remindAt: undefined,
    recoverAt: undefined,
    recoveredTo: '',
    recoveredAt: undefined,
  }
  open.set(key, episode)
  return episode
}

function report({ settings }: Tracker, episode: Episode, now: Millis): Turn {
  episode.reported = episode.worst
  episode.reportAt = undefined
  episode.remindAt = nextReminder(settings, now)
  episode.sequence++
  return { is: 'firing', episode, sequence: episode.sequence }
}

function remind({ settings }: Tracker, episode: Episode, now: Millis): Turn {
  episode.remindAt = nextReminder(settings, now)
  episode.reminders++
  episode.sequence++
  return { is: 'firing', episode, sequence: episode.sequence, reminder: episode.reminders }
}

function resolve({ open }: Tracker, episode: Episode): Turn {
  open.delete(episode.key)
  episode.sequence++
  return { is: 'resolved', episode, sequence: episode.sequence }
}

const nextReminder = ({ remindMs }: AlertSettings, now: Millis): Millis | undefined =>
  remindMs === undefined || now === 0 ? undefined : now + remindMs

function earliestDue({ open }: Tracker): Millis | undefined {
  let earliest: Millis | undefined
  for (const { reportAt, remindAt, recoverAt } of open.values()) {
    for (const due of [reportAt, remindAt, recoverAt])
      if (due !== undefined && (earliest === undefined || due < earliest)) earliest = due
  }
  return earliest
}
