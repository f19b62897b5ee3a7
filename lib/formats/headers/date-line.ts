import type { Header } from '../format.ts'
import { takeTokens } from '../header-tokens.ts'
import { readStamp, ZONE } from '../stamp.ts'

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const CLOCK = '\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,30})?(?: [AP]M)?'
const DATE = new RegExp(
  `(?<![A-Za-z])(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:${MONTH} {1,2}\\d{1,2} ${CLOCK} (?:${ZONE} )?\\d{4}|\\d{1,2} ${MONTH} \\d{4} ${CLOCK}(?: ${ZONE})?)(?!\\d)`,
)
/** A date behind more words is what they speak of. */
const MAX_LEAD = 120

/**
 * The time as `date`, C's ctime and job scripts write it, alone or behind words: `Fri Mar  6 09:08:07 2026`, or
 * `Started at Mon Apr 20 10:04:03 CEST 2026`.
 */
export const dateLine: Header = {
  part: 'header',
  name: 'date-line',
  source: 'https://www.gnu.org/software/coreutils/manual/html_node/date-invocation.html',
  starts: 'A-Za-z*=#>|',
  samples: [
    { line: 'Fri Mar  6 09:08:07 2026', gives: { time: '2026-03-06T09:08:07.000Z', format: 'date-line' } },
    { line: 'Mon Apr 20 10:04:03 CEST 2026', gives: { time: '2026-04-20T08:04:03.000Z', format: 'date-line' } },
    { line: 'Fri 06 Mar 2026 09:08:07 AM UTC', gives: { time: '2026-03-06T09:08:07.000Z', format: 'date-line' } },
    {
      line: 'Started at Fri Mar 6 09:08:07 2026',
      gives: { time: '2026-03-06T09:08:07.000Z', format: 'date-line', message: 'Started at Fri Mar 6 09:08:07 2026' },
    },
    { line: 'Job End: Thu Jul 31 09:48:56 UTC 2025', gives: { time: '2025-07-31T09:48:56.000Z', format: 'date-line' } },
  ],
  read(text, entry) {
    if (!/\d\d:\d\d:\d\d/.test(text.slice(0, MAX_LEAD + 40))) return undefined
    const match = DATE.exec(text.slice(0, MAX_LEAD + 60))
    const stamp = match === null ? undefined : readStamp(match[0])
    if (match === null || stamp === undefined) return undefined
    entry.stamp = stamp
    return match.index === 0 ? takeTokens(text.slice(match[0].length), entry) : text
  },
}
