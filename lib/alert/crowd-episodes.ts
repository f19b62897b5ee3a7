// Episodes that speak for many: all that are bad for one reason at one time.
import type { Millis } from '../record/time.ts'
import { type CrowdEpisode, type Episode, isOfCrowd } from './episode.ts'
import { arm, beginCrowd, close, type Tracker } from './episode-tracker.ts'
import { nextReminder, type Recovery, type Turn, takeGood } from './episode-turns.ts'
import type { AlertSettings } from './settings.ts'

/** True where who joins is named by a notice to come, has only relapsed, or was told of by an earlier run. */
export const isGathering = ({ reportAt, recoverAt, crowd }: CrowdEpisode): boolean =>
  reportAt !== undefined || recoverAt !== undefined || crowd.unnamed > 0

/** Makes one episode of all that wait to be reported for the reason that the episode has. */
export function formCrowd(tracker: Tracker, { cause }: Episode, now: Millis): readonly Turn[] {
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

export function joinCrowd(
  tracker: Tracker,
  crowd: CrowdEpisode,
  { key, cause }: Pick<Episode, 'key' | 'cause'>,
  now: Millis,
): readonly Turn[] {
  const { crowds, settings } = tracker
  if (!crowds.join(crowd, key, cause)) return [{ is: 'forgotten', episode: { ...crowd, key }, sequence: 0 }]
  const wasTold = crowd.reported !== undefined && crowd.crowd.unnamed > 0
  if (wasTold) crowd.crowd.unnamed--
  if (crowd.recoverAt !== undefined) {
    crowd.recoverAt = undefined
    crowd.remindAt = nextReminder(settings, now)
  } else if (!wasTold) gatherOn(settings, crowd, now)
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
export function leaveCrowd(
  tracker: Tracker,
  crowd: CrowdEpisode,
  { key, ...recovery }: Recovery & { readonly key: string },
  now: Millis,
): readonly Turn[] {
  tracker.crowds.leave(crowd, key)
  return crowd.crowd.members.size > 0 ? [] : takeGood(tracker, crowd, recovery, now)
}
