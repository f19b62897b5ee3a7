// Whether anything comes at all: where nothing does, nobody is told of anything.
import { formatDuration, formatTime, type Millis } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { alertOfParts, sinceText, type Telling } from './parts.ts'
import { labelsOf, nameOf, present, summaryOf } from './wording.ts'

/** All that is known of the input: plain data. */
export interface InputState {
  /** When something came last. */
  lastMs: Millis
  /** When it is looked again; undefined while it is told that nothing comes, and before any time is known. */
  lookAt: Millis | undefined
  /** How often it was told that nothing comes. */
  episodes: number
  /** Since when nothing has come, where that is told. */
  silentSince: Millis | undefined
}

export const newInputState = (): InputState => ({ lastMs: 0, lookAt: undefined, episodes: 0, silentSince: undefined })

/** Whom it is about. */
export interface Watched extends Telling {
  readonly job: string | undefined
  readonly key: string
}

/** Begins to look; what was told before goes on. Without a limit nothing is looked for. */
export function startInput(state: InputState, now: Millis, limitMs: Millis | undefined): void {
  state.lastMs = now
  if (limitMs !== undefined && state.silentSince === undefined) state.lookAt ??= now + limitMs
}

/** Notes that something came at `now`; returns since when nothing had, where that was told. */
export function noteInput(state: InputState, now: Millis, limitMs: Millis): Millis | undefined {
  const { silentSince } = state
  state.lastMs = now
  state.lookAt ??= now + limitMs
  state.silentSince = undefined
  return silentSince
}

/** Looks whether nothing has come for as long as that; the alarm is moved only when it rings, not with every line. */
export function isSilent(state: InputState, now: Millis, limitMs: Millis): boolean {
  if (state.lookAt === undefined || state.lookAt > now) return false
  const due = state.lastMs + limitMs
  state.lookAt = due > now ? due : undefined
  if (due > now) return false
  state.silentSince = state.lastMs
  state.episodes++
  return true
}

const TO_DO =
  'See whether the job still runs, and whether what brings its log does (a collector, ssh, a mount): until then nobody is told of anything.'

/** Returns the alert that nothing comes, or that something does again. */
export function inputAlert(state: InputState, watched: Watched, since: Millis, now: Millis): AlertRecord {
  const { job, key } = watched
  const isOver = state.silentSince === undefined
  const length = now > since ? ` for ${formatDuration(now - since)}` : ''
  const startsAt = formatTime(since)
  const head = present({
    kind: 'alert',
    time: formatTime(now),
    job,
    key,
    state: isOver ? 'resolved' : 'firing',
    severity: 'warning',
    summary: isOver
      ? summaryOf('RESOLVED', nameOf(job), `its log goes on: nothing had come${length}`)
      : summaryOf('UNWATCHED', nameOf(job), `nothing has come of its log${length}`),
    labels: labelsOf({ job, scope: 'input', reason: 'NoInput' }),
    episode: state.episodes,
    sequence: isOver ? 2 : 1,
    since: isOver ? undefined : startsAt,
    starts_at: startsAt,
    ends_at: isOver ? formatTime(now) : undefined,
  }) as AlertRecord
  return alertOfParts(
    head,
    [
      ['Last line', sinceText(startsAt, now)],
      ['To do', isOver ? undefined : TO_DO],
    ],
    watched,
  )
}
