// When something bad is reported first, reported again and over. One episode of a key goes: pending (`for`), gathering,
// reported, recovering, over.
import { BOUNDS } from '../bounds.ts'
import { recencyMap } from '../record/recency-map.ts'
import type { Millis } from '../record/time.ts'
import { timerQueue } from '../record/timers.ts'
import { BADNESS, type BadStateCause } from './bad-state.ts'
import { formCrowd, isGathering, joinCrowd, leaveCrowd } from './crowd-episodes.ts'
import { gatherCrowds } from './crowds.ts'
import { type Episode, isOfCrowd } from './episode.ts'
import { arm, begin, close, resume, type Tracker } from './episode-tracker.ts'
import { nextReminder, report, reportDue, resolve, type Turn, takeGood } from './episode-turns.ts'
import { restoreEpisodes, type SavedEpisodes, saveEpisodes } from './saved-episodes.ts'
import type { AlertSettings } from './settings.ts'
import { louder, severityOf } from './severity.ts'

export interface Episodes {
  bad(key: string, cause: BadStateCause, now: Millis): readonly Turn[]
  /**
   * `to` says in a word what the key is now, `at` since when. ENDED is reported at once, all else after
   * `resolve_after`, and later where the key was good and bad in turn.
   */
  good(key: string, to: string, at: string | undefined, now: Millis): readonly Turn[]
  deadline(): Millis | undefined
  onDeadline(now: Millis): readonly Turn[]
  /** Reports what was waiting: after the end of input nothing will contradict it. */
  end(now: Millis): readonly Turn[]
  save(): SavedEpisodes
  restore(saved: SavedEpisodes): void
}

/** Most keys that are bad at the same time; beyond it the oldest is forgotten, with a word. */
const MAX_OPEN = BOUNDS['alert.open'].most

export function trackEpisodes(settings: AlertSettings): Episodes {
  const tracker: Tracker = {
    settings,
    open: recencyMap(),
    counts: recencyMap(),
    crowds: gatherCrowds(),
    timers: timerQueue(),
    begun: 0,
  }
  const { open, crowds, timers } = tracker
  for (const alert of settings.openBefore) resume(tracker, alert)
  return {
    bad: (key, cause, now) => takeBad(tracker, key, cause, now),
    good(key, to, at, now) {
      const shared = crowds.of(key)
      if (shared !== undefined) return leaveCrowd(tracker, shared, { key, to, at }, now)
      const episode = open.get(key)
      return episode === undefined ? [] : takeGood(tracker, episode, { to, at }, now)
    },
    deadline: timers.earliest,
    onDeadline(now) {
      const due: Episode[] = []
      for (let episode = timers.takeDue(now); episode !== undefined; episode = timers.takeDue(now)) due.push(episode)
      return due.sort((one, other) => one.order - other.order).flatMap(episode => reportDue(tracker, episode, now))
    },
    end(now) {
      const turns = open
        .values()
        .flatMap(episode => [
          ...(episode.reportAt === undefined ? [] : [report(tracker, episode, now)]),
          ...(episode.recoverAt === undefined ? [] : [resolve(tracker, episode, now)]),
        ])
      for (const episode of open.values()) timers.set(episode, undefined)
      return turns
    },
    save: () => saveEpisodes(tracker),
    restore(saved) {
      restoreEpisodes(tracker, saved)
      for (const episode of open.values()) arm(tracker, episode)
      // What the outbox was told later than the state was kept.
      for (const alert of settings.openBefore) {
        const episode = open.get(alert.key)
        if (episode !== undefined && (alert.sequence ?? 1) <= episode.sequence) continue
        if (episode !== undefined) close(tracker, episode)
        resume(tracker, alert)
      }
    },
  }
}

function takeBad(tracker: Tracker, key: string, cause: BadStateCause, now: Millis): readonly Turn[] {
  const { open, crowds, settings } = tracker
  const shared = crowds.of(key)
  if (shared !== undefined) {
    if (BADNESS[cause.state] <= BADNESS[shared.worst]) return []
    const left = leaveCrowd(tracker, shared, { key, to: cause.state, at: cause.at }, now)
    return [...left, ...takeBad(tracker, key, cause, now)]
  }
  const crowd = open.get(cause.crowdKey ?? '')
  if (crowd !== undefined && isOfCrowd(crowd) && open.get(key) === undefined && isGathering(crowd))
    return joinCrowd(tracker, crowd, { key, cause }, now)

  const turns: Turn[] = []
  const episode = open.get(key) ?? begin(tracker, key, cause, now)
  episode.cause = cause
  episode.severity = louder(episode.severity, severityOf(cause, settings.severityOfRule))
  if (episode.recoverAt !== undefined) {
    episode.recoverAt = undefined
    episode.remindAt = nextReminder(settings, now)
  }
  if (BADNESS[cause.state] > BADNESS[episode.worst]) {
    episode.worst = cause.state
    episode.worstCause = cause
  }
  if (episode.reported !== undefined && BADNESS[episode.worst] > BADNESS[episode.reported])
    episode.reportAt ??= now + settings.gatherMs
  arm(tracker, episode)
  if (episode.reportAt !== undefined && episode.reportAt <= now) turns.push(report(tracker, episode, now))
  else if (episode.reported === undefined && crowds.await(episode)) turns.push(...formCrowd(tracker, episode, now))
  if (open.size() > MAX_OPEN) turns.push(forgetOldest(tracker))
  return turns
}

function forgetOldest(tracker: Tracker): Turn {
  const oldest = tracker.open.oldest() as Episode
  close(tracker, oldest)
  return { is: 'forgotten', episode: oldest, sequence: oldest.sequence }
}
