// Finds out what a line is: peels carriers, then asks the headers and payloads that can start with the line's first
// character.
import type { Entry, Format, Header, Payload, SourceMemory } from '../formats/format.ts'
import { type CarrierHabits, peeler } from '../formats/peel.ts'
import { headerReader, type LearnedOrder, type ReadHeader } from '../formats/read-header.ts'
import { byStart, slotOf, trimBlanks } from '../formats/starts.ts'
import { type Known, outerOf } from './known.ts'
import { type KnownTexts, knownTexts } from './known-texts.ts'
import { type PlainTexts, plainTexts } from './plain-texts.ts'

/** Payloads are at most a few kilobytes; beyond that a pattern would only cost time. */
const MAX_PAYLOAD_CHARACTERS = 16_384

/** What a source has taught. */
export interface Learned extends CarrierHabits {
  readonly headers: LearnedOrder
  readonly memory: SourceMemory
}

export function newLearned(): Learned {
  return { headers: new Map(), labels: [], spoken: new Set(), memory: { columns: undefined } }
}

/** Texts that are a payload's without a header. */
interface Whole {
  readonly starts: string
  readonly pattern: RegExp
  readonly payload: Payload
}

export interface Detector {
  /** Peels every carrier that the text starts with; returns what is left and notes what they say. */
  peel(text: string, entry: Entry, learned: Learned, counted?: boolean): string
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

/** Formats by what a text must have to be offered to them, and what is remembered of texts. */
interface Asked {
  readonly readHeader: ReadHeader
  /** By the first character, as `slotOf` gives it. */
  readonly payloadsBy: readonly (readonly Payload[])[]
  readonly wholesBy: readonly (readonly Payload[])[]
  readonly patternsBy: readonly (readonly Whole[])[]
  /** What bars and the like are told by: one search for all of them, before each is asked. */
  readonly rareLiteral: RegExp
  readonly anywhere: readonly Payload[]
  /** Those of them that have another literal, too. */
  readonly common: readonly Payload[]
  readonly known: KnownTexts
  /** Texts behind a header that are no payload. */
  readonly plainPayloads: PlainTexts
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
  const payloads = formats.filter(format => format.part === 'payload')
  const readHeader = headerReader(byStart(formats.filter(format => format.part === 'header')), rivals)
  const asked = askedOf(payloads, readHeader, headersFirst)
  const { known } = asked
  return {
    payloads: new Map(payloads.map(payload => [payload.name, payload])),
    peel: carriers.peel,
    recallLine(line, entry, learned) {
      const found = known.recall(line, entry, learned.memory, true)
      if (found !== undefined) carriers.sawNone(learned)
      return found
    },
    recall: (text, entry, { memory }) => known.recall(text, entry, memory, false),
    read: (text, entry, learned) => readText(asked, text, entry, learned),
  }
}

function askedOf(payloads: readonly Payload[], readHeader: ReadHeader, headersFirst: boolean): Asked {
  const payloadsBy = byStart(payloads)
  const anywhere = payloads.filter(payload => payload.contains !== undefined)
  const rare = anywhere.filter(({ contains }) => contains?.every(literal => literal.length > 1))
  const literals = rare.flatMap(payload => payload.contains ?? []).map(escapePattern)
  const wholes = headersFirst ? [] : payloads
  return {
    readHeader,
    payloadsBy,
    wholesBy: byStart(wholes).map(list => list.filter(payload => payload.whole !== undefined)),
    patternsBy: byStart<Whole>(
      wholes.flatMap(payload => (payload.wholeAs === undefined ? [] : { ...payload.wholeAs, payload })),
    ),
    rareLiteral: new RegExp(literals.join('|') || '(?!)'),
    anywhere,
    common: anywhere.filter(payload => !rare.includes(payload)),
    // A pattern of the user's own may ask for certain digits of a time.
    known: knownTexts(!headersFirst),
    plainPayloads: plainTexts(),
  }
}

/** Reads header and payload of a text; returns true where either was found. */
function readText(asked: Asked, text: string, entry: Entry, learned: Learned): boolean {
  const trimmed = trimBlanks(text)
  if (trimmed === '') return false
  const slot = slotOf(trimmed)
  if (trimmed.length <= MAX_PAYLOAD_CHARACTERS && readWhole(asked, trimmed, entry, learned)) return true
  const { plainPayloads } = asked
  const outer = outerOf(entry)
  const { stamp } = entry
  const rest = asked.readHeader(trimmed, slot, entry, learned.headers)
  const payload = rest === undefined ? trimmed : trimBlanks(rest)
  const isPlain = payload === '' || (rest !== undefined && plainPayloads.has(payload))
  if (!isPlain && readPayload(asked, payload, entry, learned)) {
    if (entry.rest !== undefined) readGlued(asked, entry, learned)
    return true
  }
  const isFormatted = rest !== undefined
  if (!isPlain && isFormatted) plainPayloads.add(payload)
  asked.known.learn(text, entry, { outer, stamp, isFormatted, columns: learned.memory.columns })
  return isFormatted
}

/** Reads a text that is known for a payload's by how it begins, before any header is asked. */
function readWhole(asked: Asked, text: string, entry: Entry, learned: Learned): boolean {
  const slot = slotOf(text)
  for (const payload of asked.wholesBy[slot] as readonly Payload[]) {
    if (startsWithOne(text, payload.whole as readonly string[]) && payload.read(text, entry, learned.memory))
      return foundPayload(payload, entry)
  }
  for (const { pattern, payload } of asked.patternsBy[slot] as readonly Whole[]) {
    if (!pattern.test(text) || !payload.read(text, entry, learned.memory)) continue
    foundPayload(payload, entry)
    if (entry.rest !== undefined) readGlued(asked, entry, learned)
    return true
  }
  return false
}

function readPayload(asked: Asked, text: string, entry: Entry, { memory }: Learned): boolean {
  const offered = text.length > MAX_PAYLOAD_CHARACTERS ? text.slice(0, MAX_PAYLOAD_CHARACTERS) : text
  for (const payload of asked.payloadsBy[slotOf(offered)] as readonly Payload[]) {
    if (payload.read(offered, entry, memory)) return foundPayload(payload, entry)
  }
  for (const payload of asked.rareLiteral.test(offered) ? asked.anywhere : asked.common) {
    if (holdsOne(offered, payload.contains as readonly string[]) && payload.read(offered, entry, memory))
      return foundPayload(payload, entry)
  }
  return false
}

/** Reads what is glued to the end of a bar: its time, level and metrics are the record's, its name is not. */
function readGlued(asked: Asked, entry: Entry, learned: Learned): void {
  const { format } = entry
  const text = trimBlanks(entry.rest as string)
  const rest = asked.readHeader(text, slotOf(text), entry, learned.headers)
  const payload = rest === undefined ? text : trimBlanks(rest)
  if (payload !== '') readPayload(asked, payload, entry, learned)
  entry.format = format
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
