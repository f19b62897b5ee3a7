// The lines of a message, or one line of a file -> what the classifier makes of them. A message may hold several lines,
// and a line may hold a whole message as JSON.
import { type Head, readHead } from '../formats/read-head.ts'
import type { Millis } from '../record/time.ts'
import type { FailureRecord, VerdictRecord } from '../record/types.generated.ts'
import type { Matcher } from '../signatures/matcher.ts'
import type { Classifier } from './classifier.ts'
import { millisOf } from './line-head.ts'
import type { SourceLine } from './source-line.ts'

type Records = readonly (FailureRecord | VerdictRecord)[]

/** Where lines go. */
export interface Taker {
  readonly classifier: Classifier
  readonly matcher: Matcher
  /** Stamps records whose line has no time. */
  readonly at: Millis
}

/** What is known of all lines of a message. */
export interface Message extends Omit<SourceLine, 'text' | 'head' | 'entryOf' | 'level'> {
  readonly text: string
  /** Of its first line: a traceback below a line of information is an error all the same. */
  readonly level?: string
}

/** Calls `each` with every line of a message, in order, and the records that come of it. */
export function takeMessage(taker: Taker, message: Message, each: (text: string, records: Records) => void): void {
  const { text: whole, level, ...known } = message
  const lines = whole.split(/[\n\r]/)
  let first: Head | undefined
  const entryOf = (): Head => {
    first ??= readHead(lines[0] as string)
    return first
  }
  for (const [index, text] of lines.entries()) {
    const candidates = taker.matcher.candidates(text)
    if (candidates.length === 0) each(text, [])
    else if (index === 0) each(text, takeLine(taker, { ...known, ...(level && { level }), text }, candidates))
    else each(text, takeLine(taker, { ...known, text, entryOf }, candidates))
  }
}

/** Returns the records that come of a line; `candidates` are the rows whose anchors it holds. */
export function takeLine(taker: Taker, line: SourceLine, candidates: readonly number[]): Records {
  // Objects are rare: nearly no line is read for one.
  const head = line.head ?? (line.text.includes('{"') ? readHead(line.text) : undefined)
  if (head === undefined) return taker.classifier.take(line, candidates, taker.at)
  if (head.decoded === undefined) return taker.classifier.take({ ...line, head }, candidates, taker.at)
  const { head: _, entryOf: __, ...known } = line
  const records: (FailureRecord | VerdictRecord)[] = []
  takeMessage(taker, { ...known, ...said(head), text: head.decoded }, (_text, made) => records.push(...made))
  return records
}

/** What a head says, without what it does not. */
function said({ level, rank, localRank, task, node, pid, isKernel, stamp }: Head): Partial<Message> {
  const timeMs = millisOf(stamp)
  return {
    ...(level === undefined ? {} : { level }),
    ...(rank === undefined ? {} : { rank }),
    ...(localRank === undefined ? {} : { localRank }),
    ...(task === undefined ? {} : { task }),
    ...(node === undefined ? {} : { node }),
    ...(pid === undefined ? {} : { pid }),
    ...(isKernel ? { isKernel } : {}),
    ...(timeMs === undefined ? {} : { timeMs }),
  }
}
