// What is told of an episode: that it began or lasts, and that it is over.
import type { Millis } from '../record/time.ts'
import type { Episode } from './episode.ts'
import { arm, close, type Tracker } from './episode-tracker.ts'
import { newCounted, waitMs } from './flaps.ts'
import type { AlertSettings } from './settings.ts'

export interface Turn {
  readonly is: 'firing' | 'resolved' | 'forgotten'
  readonly episode: Episode
  /** Counts the notices of the episode: one call may give two of them. */
  readonly sequence: number
  readonly reminder?: number
}

/** How something is now, and since when (RFC 3339). */
export interface Recovery {
  readonly to: string
  readonly at: string | undefined
}

export function takeGood(tracker: Tracker, episode: Episode, { to, at }: Recovery, now: Millis): readonly Turn[] {
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
export function reportDue(tracker: Tracker, episode: Episode, now: Millis): readonly Turn[] {
  if (episode.reportAt !== undefined && episode.reportAt <= now) return [report(tracker, episode, now)]
  if (episode.recoverAt !== undefined && episode.recoverAt <= now) return [resolve(tracker, episode, now)]
  if (episode.remindAt !== undefined && episode.remindAt <= now) return [remind(tracker, episode, now)]
  return []
}

export function report(tracker: Tracker, episode: Episode, now: Millis): Turn {
  episode.reported = episode.worst
  episode.reportAt = undefined
  episode.remindAt = nextReminder(tracker.settings, now)
  episode.sequence++
  tracker.crowds.done(episode)
  arm(tracker, episode)
  return { is: 'firing', episode, sequence: episode.sequence }
}

export function remind(tracker: Tracker, episode: Episode, now: Millis): Turn {
  episode.remindAt = nextReminder(tracker.settings, now)
  episode.reminders++
  episode.sequence++
  arm(tracker, episode)
  return { is: 'firing', episode, sequence: episode.sequence, reminder: episode.reminders }
}

export function resolve(tracker: Tracker, episode: Episode, now: Millis): Turn {
  close(tracker, episode)
  const counted = tracker.counts.get(episode.key)
  if (counted !== undefined && now > 0) counted.recoveredMs = now
  episode.sequence++
  return { is: 'resolved', episode, sequence: episode.sequence }
}

export const nextReminder = ({ remindMs }: AlertSettings, now: Millis): Millis | undefined =>
  remindMs === undefined || now === 0 ? undefined : now + remindMs
