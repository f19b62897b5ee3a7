// What was sent of each stream: enough to ask the server afterwards whether it is there.
import { BOUNDS } from '../bounds.ts'
import { type LokiEntry, stampOf } from './entry.ts'
import type { Labels } from './labels.ts'

export interface SentStream {
  readonly labels: Labels
  count: number
  /** Times of the earliest and the latest line, in nanoseconds. */
  first: bigint
  last: bigint
}

export interface Tally {
  /** Counts lines of a stream, which is named by its labels as JSON. */
  add(labels: string, entries: readonly LokiEntry[]): void
  readonly streams: ReadonlyMap<string, SentStream>
  /** Lines of streams that came when there were too many. */
  readonly uncounted: number
}

const MOST_STREAMS = BOUNDS['ship.verify'].most

export function openTally(): Tally {
  const streams = new Map<string, SentStream>()
  let uncounted = 0
  return {
    streams,
    get uncounted() {
      return uncounted
    },
    add(labels, entries) {
      let stream = streams.get(labels)
      if (stream === undefined) {
        if (streams.size >= MOST_STREAMS) {
          uncounted += entries.length
          return
        }
        const stamp = stampOf(entries[0] as LokiEntry)
        stream = { labels: JSON.parse(labels), count: 0, first: stamp, last: stamp }
        streams.set(labels, stream)
      }
      stream.count += entries.length
      for (const entry of entries) {
        const stamp = stampOf(entry)
        if (stamp < stream.first) stream.first = stamp
        else if (stamp > stream.last) stream.last = stamp
      }
    },
  }
}
