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

/** Says that all rests, or goes on, and by which file. */
export function suspensionRecord(isSuspended: boolean, file: string, stage: string, now: Millis): NoticeRecord {
  const time = formatTime(now)
  return {
    kind: 'notice',
    ...(time === undefined ? {} : { time }),
    code: isSuspended ? SUSPENDED : RESUMED,
    message: isSuspended
      ? `Rules and hang rest: ${file} is there. Nothing is judged until it is gone.`
      : `Rules and hang go on: ${file} is gone. Limits run from now.`,
    stage,
  }
}
