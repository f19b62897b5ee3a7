// Records to entries of streams, or to refusals: all that is decided before anything is sent.
import { quoted } from '../record/json-text.ts'
import { formatTime, type Millis, parseTime } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import type { DeadLetter } from './dead-letter.ts'
import { entryText } from './entry.ts'
import type { LabelSettings } from './label-settings.ts'
import { fewerLabels, type Labels, labelsKey, labelsOf } from './labels.ts'
import { areLabelsFit, isTooLong, type Reason, refusedTime } from './local-check.ts'
import { metadataOf } from './metadata.ts'
import type { LineSettings } from './settings.ts'
import { newClock, nextStamp, type StreamClock } from './stamp.ts'
import { wellFormed } from './well-formed.ts'

/** Lines with the same labels. */
export interface Stream {
  /** Counted from 0, in the order in which they came. */
  readonly id: number
  readonly labels: Labels
  /** The labels as JSON. */
  readonly text: string
}

/** What takes the results; one of them is called for each record that is shipped. */
export interface IntakeSink {
  entry(stream: Stream, text: string): void
  refused(letter: DeadLetter): void
  /** Called once, when further lines share streams because there are too many. */
  tooManyStreams(most: number): void
}

export interface Intake {
  take(record: AnyRecord, now: Millis): void
  /** Takes a letter as it is: a line that is to be sent again. */
  again(letter: DeadLetter): void
  /** Streams that were made; lines whose labels were made fewer, because there were too many. */
  counts(): { readonly streams: number; readonly folded: number; readonly repaired: number }
}

/** A stream, its times, and the labels that its lines lack because there were too many streams. */
interface Known {
  readonly stream: Stream
  readonly clock: StreamClock
  readonly left: Labels | undefined
}

/** What is written about each line, or frames a source's stream: it would double what is shipped, and say nothing. */
const isShipped = (record: AnyRecord): boolean =>
  record.kind !== 'match' &&
  !(record.kind === 'notice' && (record.code === 'stream_begins' || record.code === 'stream_ends'))

/** A line as it would be sent; `metadata` are the members of a JSON object. */
interface ReadLine {
  readonly stamp: string
  readonly line: string
  readonly metadata: string
}

export function openIntake(labels: LabelSettings, lines: LineSettings, sink: IntakeSink): Intake {
  /** By what `labelsKey` gives; forgotten as a whole where keys without end come to few streams. */
  const known = new Map<string, Known>()
  /** By the labels as JSON. */
  const streams = new Map<string, { readonly stream: Stream; readonly clock: StreamClock }>()
  const most = labels.maxStreams
  let folded = 0
  let repaired = 0
  let lastKey = '\n\n'
  let last: Known | undefined

  function streamOf(wanted: Labels): Known {
    const text = JSON.stringify(wanted)
    const found = streams.get(text)
    if (found !== undefined) return { ...found, left: undefined }
    if (streams.size >= most) return foldedStream(wanted)
    const made = { stream: { id: streams.size, labels: wanted, text }, clock: newClock() }
    streams.set(text, made)
    return { ...made, left: undefined }
  }

  /** One more stream per job at most; and beyond twice as many, one for all. */
  function foldedStream(wanted: Labels): Known {
    const fewer = streams.size >= 2 * most ? fewerLabels({}, labels) : fewerLabels(wanted, labels)
    const text = JSON.stringify(fewer)
    let found = streams.get(text)
    if (found === undefined) {
      found = { stream: { id: streams.size, labels: fewer, text }, clock: newClock() }
      streams.set(text, found)
    }
    return { ...found, left: Object.fromEntries(Object.entries(wanted).filter(([name]) => !(name in fewer))) }
  }

  function knownOf(record: AnyRecord): Known {
    const key = labelsKey(record, labels)
    if (key === lastKey && last !== undefined) return last
    let found = known.get(key)
    if (found === undefined) {
      found = streamOf(labelsOf(record, labels))
      if (known.size >= 2 * most) known.clear()
      known.set(key, found)
    }
    lastKey = key
    last = found
    return found
  }

  function lineOf(record: AnyRecord): string {
    const text = record.kind === 'log' && lines.line === 'message' ? record.message : JSON.stringify(record)
    const whole = wellFormed(text)
    if (whole !== text) repaired++
    return whole
  }

  function refuse({ stream }: Known, { stamp, line, metadata }: ReadLine, reason: Reason): void {
    sink.refused({
      refused: reason,
      why: WORDS[reason] ?? reason,
      labels: stream.labels,
      stamp,
      line,
      metadata: JSON.parse(`{${metadata}}`) as DeadLetter['metadata'],
    })
  }

  return {
    take(record, now) {
      if (!isShipped(record)) return
      const found = knownOf(record)
      if (found.left !== undefined && folded++ === 0) sink.tooManyStreams(most)
      const line = lineOf(record)
      const given = record.time ?? (formatTime(now) as string)
      const wrong = lines.old === 'send' ? undefined : refusedTime(parseTime(given) ?? 0, now, lines)
      const isRewritten = wrong === 'too_old' && lines.old === 'rewrite'
      const more = isRewritten ? { ...found.left, original_time: given } : found.left
      const metadata = lines.metadata ? metadataOf(record, more) : ''
      const time = isRewritten ? (formatTime(now) as string) : given
      const offset = record.kind === 'log' ? record.offset : undefined
      const stamp = nextStamp(found.clock, time, offset)
      if (stamp === undefined) refuse(found, { stamp: given, line, metadata }, 'bad_time')
      else if (isTooLong(line, lines)) refuse(found, { stamp, line, metadata }, 'too_long')
      else if (wrong !== undefined && !isRewritten) refuse(found, { stamp, line, metadata }, wrong)
      else sink.entry(found.stream, entryText(stamp, quoted(line), metadata))
    },
    again(letter) {
      const { stream } = streamOf(letter.labels)
      const metadata = lines.metadata ? JSON.stringify(letter.metadata).slice(1, -1) : ''
      const reason = isTooLong(letter.line, lines) ? 'too_long' : areLabelsFit(letter.labels) ? undefined : 'bad_labels'
      if (reason !== undefined) sink.refused({ ...letter, refused: reason, why: WORDS[reason] ?? reason })
      else sink.entry(stream, entryText(letter.stamp, JSON.stringify(wellFormed(letter.line)), metadata))
    },
    counts: () => ({ streams: streams.size, folded, repaired }),
  }
}

const WORDS: { readonly [R in Reason]?: string } = {
  too_old: 'older than --max-age',
  too_new: 'more than 10 min in the future',
  too_long: 'longer than --max-line',
  bad_labels: 'its labels are none that Loki takes',
  bad_time: 'its time is none that Loki can hold',
}
