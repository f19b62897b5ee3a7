// An account in the words of a report.
import { type Account, PARTS } from '../goodput/account.ts'
import { byCause, type Total } from '../goodput/sum.ts'
import { causeWords, PART_WORDS } from '../goodput/words.ts'
import type { Hours } from './data.ts'

/** Returns what a report says of hours: parts in the order of their table, causes by what they cost. */
export function hoursOf({ totalMs, attempts, steps, stepsRedone, parts, losses }: Account | Total): Hours {
  return {
    ...{ totalMs, attempts, steps, stepsRedone },
    parts: PARTS.map(part => ({ part, words: PART_WORDS[part], ms: Math.round(parts[part]) })),
    causes: byCause(losses).map(({ cause, node, ms, parts: own }) => ({
      cause: causeWords(cause),
      node,
      ms: Math.round(ms),
      by: PARTS.flatMap(part => {
        const each = own[part]
        return each === undefined ? [] : [{ words: PART_WORDS[part], ms: Math.round(each) }]
      }),
    })),
  }
}
