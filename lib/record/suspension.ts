// What rests and goes on: rules and hang judge nothing of a job while somebody has suspended them.
import { formatTime, type Millis } from './time.ts'
import type { AnyRecord, NoticeRecord } from './types.generated.ts'

const SUSPENDED = 'watch_suspended'
const RESUMED = 'watch_resumed'

/** What a record says of that: true where all rests from there, false where it goes on; undefined for nearly all. */
export function suspends(record: AnyRecord): boolean | undefined {
  if (record.kind !== 'notice') return undefined
  const { code } = record
  return code === SUSPENDED ? true : code === RESUMED ? false : undefined
}

/** What a stage that rests keeps: the word by which it does. */
export interface SavedSuspension {
  readonly suspension?: NoticeRecord | undefined
}

/** True where a stage that was stopped had been told to rest. */
export const restsIn = (saved: unknown): boolean => (saved as SavedSuspension | undefined)?.suspension !== undefined

/**
 * The signals that suspend and resume. Not SIGUSR1: Node opens a debugger's port where it comes before anybody listens.
 */
export const SUSPENDS = 'SIGUSR2'
export const RESUMES = 'SIGCONT'

/** By what all rests or goes on: a file that came or went, a signal, or a start that knows of neither. */
export type SuspendedBy = { readonly file: string } | 'signal' | 'start'

/** Says that all rests, or goes on, and why. */
export function suspensionRecord(isSuspended: boolean, by: SuspendedBy, stage: string, now: Millis): NoticeRecord {
  const time = formatTime(now)
  return {
    kind: 'notice',
    ...(time === undefined ? {} : { time }),
    code: isSuspended ? SUSPENDED : RESUMED,
    message: isSuspended
      ? `Rules and hang rest: ${whySuspended(by)}.`
      : `Rules and hang go on: ${whyResumed(by)}. Limits run from now.`,
    stage,
  }
}

const whySuspended = (by: SuspendedBy): string =>
  typeof by === 'string'
    ? `${SUSPENDS} came. Nothing is judged until ${RESUMES} comes`
    : `${by.file} is there. Nothing is judged until it is gone`

function whyResumed(by: SuspendedBy): string {
  if (typeof by !== 'string') return `${by.file} is gone`
  return by === 'signal' ? `${RESUMES} came` : 'it was started anew'
}
