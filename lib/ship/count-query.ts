// Asking Loki how many lines it has of a stream: one number for each query, so that no limit of lines or series is met.

import { selectorOf } from './selector.ts'
import type { SentStream } from './tally.ts'

export interface CountQuery {
  readonly query: string
  /** The end of the range, which is in it, in nanoseconds; the beginning is not. */
  readonly time: bigint
}

/** A longer range may be refused: Loki's limit is 30 days and an hour, and sites lower it. */
const LONGEST_SECONDS = 7 * 86_400
/** Names that a selector rules out, besides those of the stream: beyond it lines of others may be counted, too. */
const MOST_NAMES = 64
const SECOND_NS = 1_000_000_000n

/**
 * Returns queries whose numbers add up to how many lines the server has of a stream, from its first line on to its last
 * one. `names` are those of all labels of the run: a stream that lacks one is told from those that have it.
 */
export function countQueries({ labels, first, last }: SentStream, names: Iterable<string>): readonly CountQuery[] {
  const lacking = [...names].filter(name => !Object.hasOwn(labels, name)).slice(0, MOST_NAMES)
  const selector = selectorOf({ ...labels, ...Object.fromEntries(lacking.map(name => [name, ''])) })
  const queries: CountQuery[] = []
  // A range begins behind its first instant; its length is in whole seconds.
  let seconds = Number((last - first) / SECOND_NS) + 1
  for (let time = last; seconds > 0; ) {
    const length = Math.min(seconds, LONGEST_SECONDS)
    queries.push({ query: `sum(count_over_time(${selector}[${length}s]))`, time })
    seconds -= length
    time -= BigInt(length) * SECOND_NS
  }
  return queries
}

/** Returns the number that an answer holds, 0 where it holds none; undefined where it is no answer to such a query. */
export function countIn(text: string): number | undefined {
  let answer: { status?: unknown; data?: { resultType?: unknown; result?: readonly { value?: readonly unknown[] }[] } }
  try {
    answer = JSON.parse(text)
  } catch {
    return undefined
  }
  const { data } = answer ?? {}
  if (answer?.status !== 'success' || data?.resultType !== 'vector' || !Array.isArray(data.result)) return undefined
  const counts = data.result.map(({ value }) => Number(value?.[1]))
  return counts.every(Number.isFinite) ? counts.reduce((sum, count) => sum + count, 0) : undefined
}
