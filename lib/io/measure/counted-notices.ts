// Notices in what a source writes, which are bytes by the time it is counted.
import { countsOf } from '../../metrics/counts.ts'
import { readRecord } from '../../record/read.ts'
import type { Metrics } from './metrics.ts'

const START = Buffer.from('{"kind":"notice"')
const NEWLINE = 10

/** Returns what counts the notices in records that are written one on a line. */
export function countedNotices(metrics: Pick<Metrics, 'add'>): { take(bytes: Buffer): void } {
  const counts = countsOf('notices_total', 'code')
  metrics.add(counts.measures)
  return {
    take(bytes) {
      for (let at = bytes.indexOf(START); at >= 0; at = bytes.indexOf(START, at + 1)) {
        // Anywhere else on a line it is the text of a log.
        if (at > 0 && bytes[at - 1] !== NEWLINE) continue
        const end = bytes.indexOf(NEWLINE, at)
        const record = readRecord(bytes.toString('utf8', at, end < 0 ? bytes.length : end))
        if (record?.kind === 'notice') counts.add(record.code)
      }
    },
  }
}
