// What shipping would make of a record, for `logmon explain`.
import { parseTime } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { partsOf } from './entry.ts'
import { openIntake } from './intake.ts'
import { selectorOf } from './selector.ts'
import type { ShipSettings } from './settings.ts'

/** The time of lines without one, which is not shown. */
const ANY_MS = 1

/** Returns what says for one record after the other what would be sent for it, as lines; none where nothing would. */
export function explainShipping({ labels, lines }: ShipSettings): (record: AnyRecord) => readonly string[] {
  let found: string[] = []
  let hasTime = false
  const intake = openIntake(labels, lines, {
    entry({ labels: own }, text) {
      const { stamp, line, metadata } = partsOf({ text })
      found.push(selectorOf(own), `line ${JSON.stringify(line)}`)
      const pairs = Object.entries(metadata)
      if (pairs.length > 0) found.push(`metadata ${pairs.map(([name, value]) => `${name}=${value}`).join(', ')}`)
      found.push(hasTime ? `time ${stamp} ns` : 'time of its arrival')
    },
    refused: ({ refused, why }) => void found.push(`refused (${refused}): ${why}`),
    tooManyStreams: most => void found.push(`more than ${most} sets of labels`),
  })
  return record => {
    found = []
    hasTime = record.time !== undefined
    // Its own time is the clock: a line of an old log is judged as it was when it came.
    intake.take(record, parseTime(record.time ?? '') ?? ANY_MS)
    return found
  }
}
