// What the shipper says besides its totals.
import { formatTime, type Millis } from '../record/time.ts'
import type { NoticeRecord } from '../record/types.generated.ts'
import type { DeadLetter } from './dead-letter.ts'
import { selectorOf } from './selector.ts'
import type { SentStream } from './tally.ts'

/** Returns a notice; `more` are fields of its own. */
export function shipNotice(
  code: string,
  message: string,
  { count, now, more = {} }: { readonly count?: number | undefined; readonly now: Millis; readonly more?: object },
): NoticeRecord {
  const time = formatTime(now)
  return {
    kind: 'notice',
    ...(time === undefined ? {} : { time }),
    code,
    message,
    ...(count === undefined ? {} : { count }),
    stage: 'ship',
    ...more,
  }
}

/** Returns what stands for a push of `count` lines that a dry run does not send; `push` is its body. */
export const pushNotice = (push: object, labels: string, count: number, now: Millis): NoticeRecord =>
  shipNotice('ship_push', `would send ${lines(count)} of ${selectorOf(JSON.parse(labels))}`, {
    count,
    now,
    more: { push },
  })

/** Returns what stands for a line that a dry run does not write to the file of refused lines. */
export const refusalNotice = (letter: DeadLetter, now: Millis): NoticeRecord =>
  shipNotice('ship_refused', `would refuse a line (${letter.refused}): ${letter.why}`, {
    count: 1,
    now,
    more: { letter },
  })

/** Returns what tells that the server has fewer lines of a stream than it said. */
export const missingNotice = ({ labels, count, first, last }: SentStream, found: number, now: Millis): NoticeRecord =>
  shipNotice('ship_missing', `of ${lines(count)} sent of ${selectorOf(labels)} the server has ${found}`, {
    count: count - found,
    now,
    more: { labels, sent: count, found, first_ns: String(first), last_ns: String(last) },
  })

export const unverifiedNotice = (count: number, why: string, now: Millis): NoticeRecord =>
  shipNotice('ship_unverified', `whether ${lines(count)} are there is not known: ${why}`, { count, now })

export const verifiedNotice = (count: number, streams: number, now: Millis): NoticeRecord =>
  shipNotice(
    'ship_verified',
    `the server has all ${lines(count)} of ${streams} ${streams === 1 ? 'stream' : 'streams'}`,
    {
      count,
      now,
    },
  )

const lines = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`
