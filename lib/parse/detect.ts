// Finds out what a line is: peels carriers, then asks the headers and payloads that can start with the line's first
// character.
import type { Entry, Format, Header, Payload, SourceMemory } from '../formats/format.ts'
import { type CarrierHabits, peeler } from '../formats/peel.ts'
import { headerReader, type LearnedOrder } from '../formats/read-header.ts'
import { byStart, slotOf, trimBlanks } from '../formats/starts.ts'
import { type Known, outerOf } from './known.ts'
import { knownTexts } from './known-texts.ts'
import { plainTexts } from './plain-texts.ts'

/** Payloads are at most a few kilobytes; beyond that a pattern would only cost time. */
const MAX_PAYLOAD_CHARACTERS = 16_384

/** What a source has taught. */
export interface Learned extends CarrierHabits {
  readonly headers: LearnedOrder
  readonly memory: SourceMemory
}

export function newLearned(): Learned {
  return { headers: new Map(), shares: [], spoken: new Set(), memory: { columns: undefined } }
}

/** Texts that are a payload's without a header. */
interface Whole {
  readonly starts: string
  readonly pattern: RegExp
  readonly payload: Payload
}

export interface Detector {
  /** Peels every carrier that the text starts with; returns what is left and notes what they say. */
  peel(text: string, entry: Entry, learned: Learned): string
  /** As `recall`, for a whole line as it was read: one that is known needs neither cleaning nor peeling. */
  recallLine(line: string, entry: Entry, learned: Learned): Known | undefined
  /**
   * Returns what is known of a text without carriers from an earlier one, and notes it in the entry; else leaves that
   * as it is.
   */
  recall(text: string, entry: Entry, learned: Learned): Known | undefined
  /** Reads header and payload of a text without carriers. Returns true where either was found. */
  read(text: string, entry: Entry, learned: Learned): boolean
  readonly payloads: ReadonlyMap<string, Payload>
}

/**
 * Returns a detector for formats in the order of trying: where two of a part could read the same line, the earlier
 * wins. That order has the more specific first, so a header that a source used last may be asked first only after those
 * that are more specific than it. `headersFirst`: no payload is offered a whole line before the headers are, because
 * some of them are not known to be apart from it.
 */
export function detector(
  formats: readonly Format[],
  rivals: (header: Header) => readonly Header[] = header =>
    formats.slice(0, formats.indexOf(header)).filter(other => other.part === 'header'),
  headersFirst = false,
): Detector {
  const carriers = peeler(formats.filter(format => format.part === 'carrier'))
  const headersBy = byStart(formats.filter(format => format.part === 'header'))
  const payloads = formats.filter(format => format.part === 'payload')
  const payloadsBy = byStart(payloads)
  const payloadsAnywhere = payloads.filter(payload => payload.contains !== undefined)
  /** What bars and the like are told by: one search for all of them, before each is asked. */
  const rare = payloadsAnywhere.filter(({ contains }) => contains?.every(literal => literal.length > 1))
  const common = payloadsAnywhere.filter(payload => !rare.includes(payload))
  const rareLiteral = new RegExp(
    rare
      .flatMap(payload => payload.contains ?? [])
      .map(escapePattern)
      .join('|') || '(?!)',
  )
  const wholesBy = headersFirst
    ? byStart<Payload>([])
    : payloadsBy.map(list => list.filter(payload => payload.whole !== undefined))
  const patternsBy = byStart<Whole>(
    headersFirst
      ? []
      : payloads.flatMap(payload => (payload.wholeAs === undefined ? [] : { ...payload.wholeAs, payload })),
  )
  const readHeader = headerReader(headersBy, rivals)
  // A pattern of the user's own may ask for certain digits of a time.
  const known = knownTexts(!headersFirst)
  /** Texts behind a header that are no payload. */
  const plainPayloads = plainTexts()

  function readPayload(text: string, entry: Entry, { memory }: Learned): boolean {
    const offered = text.length > MAX_PAYLOAD_CHARACTERS ? text.slice(0, MAX_PAYLOAD_CHARACTERS) : text
    for (const payload of payloadsBy[slotOf(offered)] as readonly Payload[]) {
      if (payload.read(offered, entry, memory)) return foundPayload(payload, entry)
    }
    for (const payload of rareLiteral.test(offered) ? payloadsAnywhere : common) {
      if (holdsOne(offered, payload.contains as readonly string[]) && payload.read(offered, entry, memory))
        return foundPayload(payload, entry)
    }
    return false
  }

  /** Reads what is glued to the end of a bar: its time, level and metrics are the record's, its name is not. */
  function readGlued(entry: Entry, learned: Learned): void {
    const { format } = entry
    const text = trimBlanks(entry.rest as string)
    const rest = readHeader(text, slotOf(text), entry, learned.headers)
    const payload = rest === undefined ? text : trimBlanks(rest)
    if (payload !== '') readPayload(payload, entry, learned)
    entry.format = format
  }

  return {
    payloads: new Map(payloads.map(payload => [payload.name, payload])),
    peel: carriers.peel,
    recallLine(line, entry, learned) {
      const found = known.recall(line, entry, learned.memory, true)
      if (found !== undefined) carriers.sawNone(learned)
      return found
    },
    recall: (text, entry, { memory }) => known.recall(text, entry, memory, false),
    read(text, entry, learned) {
      const trimmed = trimBlanks(text)
      if (trimmed === '') return false
      const slot = slotOf(trimmed)
      for (const payload of wholesBy[slot] as readonly Payload[]) {
        if (
          startsWithOne(trimmed, payload.whole as readonly string[]) &&
          trimmed.length <= MAX_PAYLOAD_CHARACTERS &&
          payload.read(trimmed, entry, learned.memory)
        ) {
          return foundPayload(payload, entry)
        }
      }
      for (const { pattern, payload } of patternsBy[slot] as readonly Whole[]) {
        if (
          trimmed.length > MAX_PAYLOAD_CHARACTERS ||
          !pattern.test(trimmed) ||
          !payload.read(trimmed, entry, learned.memory)
        )
          continue
        foundPayload(payload, entry)
        if (entry.rest !== undefined) readGlued(entry, learned)
        return true
      }
      const outer = outerOf(entry)
      const { stamp } = entry
      const rest = readHeader(trimmed, slot, entry, learned.headers)
      const payload = rest === undefined ? trimmed : trimBlanks(rest)
      const isPlain = payload === '' || (rest !== undefined && plainPayloads.has(payload))
      if (!isPlain && readPayload(payload, entry, learned)) {
        if (entry.rest !== undefined) readGlued(entry, learned)
        return true
      }
      if (!isPlain && rest !== undefined) plainPayloads.add(payload)
      known.learn(text, entry, outer, stamp, rest !== undefined, learned.memory)
      return rest !== undefined
    },
  }
}

function foundPayload(payload: Payload, entry: Entry): boolean {
  entry.format = payload.name
  if (payload.continues !== true) entry.complete = true
  return true
}

function holdsOne(text: string, literals: readonly string[]): boolean {
  for (const literal of literals) if (text.includes(literal)) return true
  return false
}

function escapePattern(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function startsWithOne(text: string, literals: readonly string[]): boolean {
  for (const literal of literals) if (text.startsWith(literal)) return true
  return false
}
