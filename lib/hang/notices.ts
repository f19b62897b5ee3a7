// Notices: our own, and the one of a source that concerns us.
import { breaksStreamOff, endsStream } from '../record/stream-marks.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type { AnyRecord, NoticeRecord } from '../record/types.generated.ts'

/** A source that follows torchrun's directory reports a new attempt, which may write nothing for minutes. */
export function isAttemptStart(record: AnyRecord): record is NoticeRecord {
  return record.kind === 'notice' && record.code === 'attempt_started'
}

/** A source that follows files says when one was written last that was there when it began. */
export function tellsLastWritten(record: AnyRecord): record is NoticeRecord {
  return record.kind === 'notice' && record.code === 'source_last_written'
}

/** True where it is known already how the input ends. */
export function tellsEnd(record: NoticeRecord): boolean {
  return endsStream(record) || breaksStreamOff(record)
}

export function notice(code: string, message: string, now: Millis): NoticeRecord {
  const time = formatTime(now)
  return { kind: 'notice', ...(time === undefined ? {} : { time }), code, message, stage: 'hang' }
}

/** What is said of lines that come by the wall clock and were written long ago, the one at hand at that time. */
export const oldLinesMessage = (at: Millis): string =>
  `These lines were written long ago, on ${(formatTime(at) ?? '').slice(0, 10)}: nothing is said to hang. To judge a log by its own times, read it with --clock record.`
