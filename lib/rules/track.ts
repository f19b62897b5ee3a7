import { rankKey } from '../record/origin.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { Judge } from './operator.ts'
import type { Rule } from './rule.ts'

/** What one rule remembers of one rank, or of the whole job. */
export interface Track {
  judge: Judge | undefined
  /** Bad values in a row. */
  streak: number
  /** True after its stop pattern. */
  isStopped: boolean
  run: string | undefined
  attempt: number | undefined
  /** True once it has taken a record. */
  hasSeen: boolean
  /** Who reported the first step: only that rank can show that training began again. */
  leader: string | undefined
  firstStep: number
  lastStep: number
}

export function startTrack(rule: Rule): Track {
  return {
    judge: rule.startJudge?.(),
    streak: 0,
    isStopped: false,
    run: undefined,
    attempt: undefined,
    hasSeen: false,
    leader: undefined,
    firstStep: 0,
    lastStep: 0,
  }
}

/** What is kept of a track, as plain JSON. */
export const savedTrack = (track: Track): object => ({ ...track, judge: track.judge?.save?.() })

/** Returns the track of which `savedTrack` kept `saved`. */
export function restoredTrack(rule: Rule, saved: unknown): Track {
  const track = startTrack(rule)
  const { judge, ...known } = saved as Partial<Track>
  if (judge !== undefined) track.judge?.restore?.(judge)
  return Object.assign(track, known)
}

/**
 * Forgets what belongs to an earlier launch: at a new run or attempt, or where the step falls back to the first one
 * seen. A line of an earlier attempt that comes late changes nothing.
 */
export function noticeRestart(track: Track, rule: Rule, record: LogRecord): void {
  const isNewRun = record.run !== undefined && track.run !== undefined && record.run !== track.run
  // What names no attempt is of the first: only a log that starts again numbers what follows.
  const isNewAttempt =
    record.attempt !== undefined && record.attempt > (track.attempt ?? (track.hasSeen ? 0 : Infinity))
  const key = record.step === undefined ? undefined : rankKey(record)
  const isLeader = key !== undefined && key === track.leader
  const fellBack = isLeader && (record.step as number) <= track.firstStep && (record.step as number) < track.lastStep
  if (isNewRun || isNewAttempt || fellBack) {
    const { run, attempt } = track
    Object.assign(track, startTrack(rule), { run, attempt })
  }
  track.hasSeen = true
  track.run = record.run ?? track.run
  if (record.attempt !== undefined && !(track.attempt !== undefined && record.attempt < track.attempt))
    track.attempt = record.attempt
  if (record.step === undefined) return
  if (track.leader === undefined) {
    track.leader = key
    track.firstStep = record.step
    track.lastStep = record.step
  } else if (key === track.leader) track.lastStep = record.step
}
