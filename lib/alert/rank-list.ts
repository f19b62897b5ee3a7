// Ranks as text, and back.
import { BOUNDS } from '../bounds.ts'

/** Most ranks that are read from ranges: more are not remembered. */
const MOST_READ = BOUNDS['alert.crowd'].most

/** Returns the ranks that `formatRanks` named; undefined for any other text, also where some are not named. */
export function parseRanks(text: string): readonly number[] | undefined {
  if (!/^\d{1,9}(?:-\d{1,9})?(?:, \d{1,9}(?:-\d{1,9})?)*$/.test(text)) return undefined
  const ranks: number[] = []
  for (const range of text.split(', ')) {
    const [first = 0, last = first] = range.split('-').map(Number)
    if (last - first >= MOST_READ - ranks.length) return undefined
    for (let rank = first; rank <= last; rank++) ranks.push(rank)
  }
  return ranks
}

/** Returns ranks as ranges, `0-3, 7`, in ascending order; after `limit` ranges it says how many ranks are not named. */
export function formatRanks(ranks: readonly number[], limit = 40): string {
  const sorted = [...new Set(ranks)].sort((a, b) => a - b)
  const ranges: string[] = []
  let named = 0
  for (let index = 0; index < sorted.length && ranges.length < limit; ) {
    let last = index
    while (last + 1 < sorted.length && sorted[last + 1] === (sorted[last] as number) + 1) last++
    ranges.push(
      last === index ? `${sorted[index]}` : `${sorted[index]}${last === index + 1 ? ', ' : '-'}${sorted[last]}`,
    )
    named += last - index + 1
    index = last + 1
  }
  return `${ranges.join(', ')}${named < sorted.length ? ` and ${sorted.length - named} more` : ''}`
}
