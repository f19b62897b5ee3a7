// What is bad, by key: how episodes begin, are counted and are forgotten, and when each has something to report.
import { BOUNDS } from '../bounds.ts'
import { originOf } from '../record/origin.ts'
import type { RecencyMap } from '../record/recency-map.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { TimerQueue } from '../record/timers.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import type { BadStateCause } from './bad-state.ts'
import { membersToldOf } from './crowd-members.ts'
import type { Crowds } from './crowds.ts'
import type { Crowd, CrowdEpisode, Episode } from './episode.ts'
import { type Counted, newCounted, noteBeginning } from './flaps.ts'
import type { AlertSettings } from './settings.ts'
import { severityOf } from './severity.ts'

/** Most keys whose number of episodes is remembered; beyond it the oldest starts again from 1. */
const MAX_COUNTED = BOUNDS['alert.counted'].most

/** What is bad, and how often each key was. */
export interface Tracker {
  readonly settings: AlertSettings
  /** By key, the one that began first first. */
  readonly open: RecencyMap<string, Episode>
  readonly counts: RecencyMap<string, Counted>
  readonly crowds: Crowds
  /** Each rings when its episode has something to report. */
  readonly timers: TimerQueue<Episode>
  /** How many episodes began ever. */
  begun: number
}

export function begin(tracker: Tracker, key: string, cause: BadStateCause, now: Millis): Episode {
  const { settings } = tracker
  const episode: Episode = {
    key,
    number: countEpisode(tracker, key, now),
    order: tracker.begun++,
    startsMs: now,
    startsAt: cause.at,
    crowd: undefined,
    cause,
    worst: cause.state,
    worstCause: cause,
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
    due: undefined,
    queuedFor: undefined,
  }
  tracker.open.set(key, episode)
  return episode
}

/**
 * Goes on with an episode of an earlier run, from the last that was told of it: one that spoke for many with all of
 * them.
 */
export function resume(tracker: Tracker, alert: AlertRecord): void {
  const { job, run, attempt, node, rank, local_rank, task, labels, starts_at: startsAt } = alert
  const state = labels?.['state']
  if (state !== 'SLOW' && state !== 'HANGING' && state !== 'FAULTED') return
  const knownMembers = membersToldOf(alert, tracker.settings.scope)
  if (labels?.['count'] !== undefined && knownMembers === undefined) return
  const rule = labels?.['rule']
  const cause: BadStateCause = {
    state,
    origin: originOf({ kind: 'alert', ...{ job, run, attempt, node, rank, local_rank, task } } as AlertRecord),
    at: alert.since ?? startsAt,
    rules: rule === undefined ? [] : [rule],
  }
  tracker.counts.set(alert.key, { ...newCounted(), episodes: (alert.episode ?? 1) - 1 })
  const episode = begin(tracker, alert.key, cause, parseTime(startsAt ?? '') ?? 0)
  if (knownMembers !== undefined) {
    const peak = Math.max(Number(labels?.['count'] ?? 0), knownMembers.members.size + knownMembers.unnamed)
    const crowd: Crowd = { ...knownMembers, peak, gatheringSince: episode.startsMs }
    tracker.crowds.putBack(Object.assign(episode, { crowd }))
  }
  Object.assign(episode, { startsAt, reportAt: undefined, reported: state, isAnnounced: true })
  episode.severity = alert.severity ?? episode.severity
  episode.sequence = alert.sequence ?? 1
  episode.reminders = alert.reminder ?? 0
}

/** A crowd is as old as the first of it, and reported when that would have been. */
export function beginCrowd(tracker: Tracker, first: Episode): CrowdEpisode {
  const key = first.cause.crowdKey as string
  const crowd: CrowdEpisode = {
    ...first,
    key,
    number: countEpisode(tracker, key, first.startsMs),
    order: tracker.begun++,
    crowd: { members: new Map(), unnamed: 0, peak: 0, gatheringSince: first.startsMs },
    due: undefined,
    queuedFor: undefined,
  }
  tracker.open.set(key, crowd)
  return crowd
}

function countEpisode({ counts, settings }: Tracker, key: string, now: Millis): number {
  const counted = counts.get(key) ?? newCounted()
  noteBeginning(counted, now, settings.flapWindowMs)
  counts.set(key, counted)
  if (counts.size() > MAX_COUNTED) counts.takeOldest()
  return counted.episodes
}

/** Sets the alarm of an episode to the earliest that it has to report. */
export function arm({ timers }: Tracker, episode: Episode): void {
  const { reportAt, remindAt, recoverAt } = episode
  let due = reportAt
  for (const at of [remindAt, recoverAt]) if (at !== undefined && (due === undefined || at < due)) due = at
  timers.set(episode, due)
}

export function close({ open, crowds, timers }: Tracker, episode: Episode): void {
  open.delete(episode.key)
  crowds.done(episode)
  timers.set(episode, undefined)
}
