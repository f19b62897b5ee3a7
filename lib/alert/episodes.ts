// When something bad is reported first, reported again and over. One episode of a key goes: pending (`for`), gathering,
// reported, recovering, over.
import { BOUNDS } from '../bounds.ts'
import { originOf } from '../record/origin.ts'
import { type RecencyMap, recencyMap } from '../record/recency-map.ts'
import { type Millis, parseTime } from '../record/time.ts'
import { type TimerQueue, timerQueue } from '../record/timers.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { BADNESS, type BadStateCause } from './bad-state.ts'
import { type Crowds, gatherCrowds } from './crowds.ts'
import { type CrowdEpisode, type Episode, isOfCrowd } from './episode.ts'
import { type Counted, newCounted, noteBeginning, waitMs } from './flaps.ts'
import { restoreEpisodes, type SavedEpisodes, saveEpisodes } from './saved-episodes.ts'
import type { AlertSettings } from './settings.ts'
import { louder, severityOf } from './severity.ts'

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
/** Most keys whose number of episodes is remembered; beyond it the oldest starts again from 1. */
const MAX_COUNTED = BOUNDS['alert.counted'].most

/** What is bad, and how often each key was. */
interface Tracker {
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

/** How something is now, and since when (RFC 3339). */
interface Recovery {
  readonly to: string
  readonly at: string | undefined
}

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

/** True where who joins is named by a notice to come, or has only relapsed. */
const isGathering = ({ reportAt, recoverAt }: Episode): boolean => reportAt !== undefined || recoverAt !== undefined

/** Makes one episode of all that wait to be reported for the reason that the episode has. */
function formCrowd(tracker: Tracker, { cause }: Episode, now: Millis): readonly Turn[] {
  const { open, crowds } = tracker
  const waiting = crowds.takeAwaited(cause)
  const first = waiting[0] as Episode
  const known = open.get(cause.crowdKey as string)
  const crowd = known !== undefined && isOfCrowd(known) ? known : beginCrowd(tracker, first)
  return waiting.flatMap(episode => {
    close(tracker, episode)
    return joinCrowd(tracker, crowd, episode, now)
  })
}

function joinCrowd(
  tracker: Tracker,
  crowd: CrowdEpisode,
  { key, cause }: Pick<Episode, 'key' | 'cause'>,
  now: Millis,
): readonly Turn[] {
  const { crowds, settings } = tracker
  if (!crowds.join(crowd, key, cause)) return [{ is: 'forgotten', episode: { ...crowd, key }, sequence: 0 }]
  if (crowd.recoverAt !== undefined) {
    crowd.recoverAt = undefined
    crowd.remindAt = nextReminder(settings, now)
  } else gatherOn(settings, crowd, now)
  arm(tracker, crowd)
  return []
}

/** How many times `gather` a crowd that keeps growing is waited for. */
const LONGEST_GATHERING = 10

/** A crowd is reported when it has not grown for as long as `gather`: so that one notice names all of it. */
function gatherOn({ forMs, gatherMs }: AlertSettings, episode: CrowdEpisode, now: Millis): void {
  const { crowd } = episode
  if (episode.reportAt === undefined) {
    crowd.gatheringSince = now
    episode.reportAt = now + gatherMs
    return
  }
  const latest = crowd.gatheringSince + Math.max(forMs, LONGEST_GATHERING * gatherMs)
  episode.reportAt = Math.max(episode.reportAt, Math.min(now + gatherMs, latest))
}

/** The recovery of a crowd is that of its last member. */
function leaveCrowd(
  tracker: Tracker,
  crowd: CrowdEpisode,
  { key, ...recovery }: Recovery & { readonly key: string },
  now: Millis,
): readonly Turn[] {
  tracker.crowds.leave(crowd, key)
  return crowd.crowd.members.size > 0 ? [] : takeGood(tracker, crowd, recovery, now)
}

function takeGood(tracker: Tracker, episode: Episode, { to, at }: Recovery, now: Millis): readonly Turn[] {
  const { forMs, resolveAfterMs } = tracker.settings
  const damped = Math.max(resolveAfterMs, waitMs(tracker.counts.get(episode.key) ?? newCounted()))
  const turns: Turn[] = []
  // What was bad for as long as `for` asks is reported even where it ended while others were waited for.
  if (episode.reportAt !== undefined && (episode.reported !== undefined || now >= episode.startsMs + forMs))
    turns.push(report(tracker, episode, now))
  episode.recoveredTo = to
  if (episode.recoverAt === undefined) episode.recoveredAt = at
  if (episode.reported === undefined) close(tracker, episode)
  else if (to === 'ENDED' || damped === 0) turns.push(resolve(tracker, episode, now))
  else {
    episode.recoverAt ??= now + damped
    episode.remindAt = undefined
    arm(tracker, episode)
  }
  return turns
}

/** At most one thing of an episode is due at a time: a recovery is only waited for when all else was reported. */
function reportDue(tracker: Tracker, episode: Episode, now: Millis): readonly Turn[] {
  if (episode.reportAt !== undefined && episode.reportAt <= now) return [report(tracker, episode, now)]
  if (episode.recoverAt !== undefined && episode.recoverAt <= now) return [resolve(tracker, episode, now)]
  if (episode.remindAt !== undefined && episode.remindAt <= now) return [remind(tracker, episode, now)]
  return []
}

function begin(tracker: Tracker, key: string, cause: BadStateCause, now: Millis): Episode {
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
 * Goes on with an episode of an earlier run, from the last that was told of it. One that spoke for many does not go on:
 * who was in it is not known.
 */
function resume(tracker: Tracker, alert: AlertRecord): void {
  const { job, run, attempt, node, rank, local_rank, task, labels, starts_at: startsAt } = alert
  const state = labels?.['state']
  if (labels?.['count'] !== undefined || (state !== 'SLOW' && state !== 'HANGING' && state !== 'FAULTED')) return
  const rule = labels?.['rule']
  const cause: BadStateCause = {
    state,
    origin: originOf({ kind: 'alert', ...{ job, run, attempt, node, rank, local_rank, task } } as AlertRecord),
    at: alert.since ?? startsAt,
    rules: rule === undefined ? [] : [rule],
  }
  tracker.counts.set(alert.key, { ...newCounted(), episodes: (alert.episode ?? 1) - 1 })
  const episode = begin(tracker, alert.key, cause, parseTime(startsAt ?? '') ?? 0)
  Object.assign(episode, { startsAt, reportAt: undefined, reported: state, isAnnounced: true })
  episode.severity = alert.severity ?? episode.severity
  episode.sequence = alert.sequence ?? 1
  episode.reminders = alert.reminder ?? 0
}

/** A crowd is as old as the first of it, and reported when that would have been. */
function beginCrowd(tracker: Tracker, first: Episode): CrowdEpisode {
  const key = first.cause.crowdKey as string
  const crowd: CrowdEpisode = {
    ...first,
    key,
    number: countEpisode(tracker, key, first.startsMs),
    order: tracker.begun++,
    crowd: { members: new Map(), peak: 0, gatheringSince: first.startsMs },
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
function arm({ timers }: Tracker, episode: Episode): void {
  const { reportAt, remindAt, recoverAt } = episode
  let due = reportAt
  for (const at of [remindAt, recoverAt]) if (at !== undefined && (due === undefined || at < due)) due = at
  timers.set(episode, due)
}

function close({ open, crowds, timers }: Tracker, episode: Episode): void {
  open.delete(episode.key)
  crowds.done(episode)
  timers.set(episode, undefined)
}

function report(tracker: Tracker, episode: Episode, now: Millis): Turn {
  episode.reported = episode.worst
  episode.reportAt = undefined
  episode.remindAt = nextReminder(tracker.settings, now)
  episode.sequence++
  tracker.crowds.done(episode)
  arm(tracker, episode)
  return { is: 'firing', episode, sequence: episode.sequence }
}

function remind(tracker: Tracker, episode: Episode, now: Millis): Turn {
  episode.remindAt = nextReminder(tracker.settings, now)
  episode.reminders++
  episode.sequence++
  arm(tracker, episode)
  return { is: 'firing', episode, sequence: episode.sequence, reminder: episode.reminders }
}

function resolve(tracker: Tracker, episode: Episode, now: Millis): Turn {
  close(tracker, episode)
  const counted = tracker.counts.get(episode.key)
  if (counted !== undefined && now > 0) counted.recoveredMs = now
  episode.sequence++
  return { is: 'resolved', episode, sequence: episode.sequence }
}

const nextReminder = ({ remindMs }: AlertSettings, now: Millis): Millis | undefined =>
  remindMs === undefined || now === 0 ? undefined : now + remindMs
