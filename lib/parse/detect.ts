// Finds out what a line is: peels carriers, then asks the headers and payloads that can start with the line's first
// character.
import {
  type Carrier,
  type Entry,
  type Format,
  type Header,
  newEntry,
  type Payload,
  type SourceMemory,
} from '../formats/format.ts'
import { type Known, outerOf } from './known.ts'
import { knownTexts } from './known-texts.ts'
import { plainTexts } from './plain-texts.ts'
import { headerReader, type LearnedOrder } from './read-header.ts'

/** Index of every character that is not ASCII. */
const OTHER = 128
/** A prefix stack deeper than this is no prefix stack. */
const MAX_CARRIERS = 8
/** Payloads are at most a few kilobytes; beyond that a pattern would only cost time. */
const MAX_PAYLOAD_CHARACTERS = 16_384

/** What a source has taught. */
export interface Learned {
  readonly headers: LearnedOrder
  /**
   * For each adaptive carrier, in the detector's order, the running share of lines that carry it, 0 to 1; absent is a
   * half.
   */
  readonly shares: number[]
  /** Carriers found so far that may also stand inside a line. */
  readonly spoken: Set<Carrier>
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
  const carriers = formats.filter(format => format.part === 'carrier')
  const carriersBy = tableOf(carriers)
  const adaptive = carriers.filter(carrier => carrier.adaptive === true)
  const headersBy = tableOf(formats.filter(format => format.part === 'header'))
  const payloads = formats.filter(format => format.part === 'payload')
  const payloadsBy = tableOf(payloads)
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
    ? tableOf<Payload>([])
    : payloadsBy.map(list => list.filter(payload => payload.whole !== undefined))
  const patternsBy = tableOf<Whole>(
    headersFirst
      ? []
      : payloads.flatMap(payload => (payload.wholeAs === undefined ? [] : { ...payload.wholeAs, payload })),
  )
  const readHeader = headerReader(headersBy, rivals)
  // A pattern of the user's own may ask for certain digits of a time.
  const known = knownTexts(!headersFirst)
  /** Texts behind a header that are no payload. */
  const plainPayloads = plainTexts()
  /** Where an adaptive carrier is tried out: nobody looks at what it says there. */
  const trial = newEntry('')

  /** `labels`: which adaptive carriers stood in the line, one bit each. */
  function noteLabels(learned: Learned, labels: number): void {
    for (let place = 0; place < adaptive.length; place++)
      learned.shares[place] = shareAfter(learned, place, (labels >> place) & 1)
  }

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
    const text = trimStart(entry.rest as string)
    const rest = readHeader(text, slotOf(text), entry, learned.headers)
    const payload = rest === undefined ? text : trimStart(rest)
    if (payload !== '') readPayload(payload, entry, learned)
    entry.format = format
  }

  return {
    payloads: new Map(payloads.map(payload => [payload.name, payload])),
    peel(text, entry, learned) {
      let rest = text
      // Adaptive carriers that stand there, one bit each.
      let labels = 0
      for (let depth = 0; depth < MAX_CARRIERS; depth++) {
        const before = rest
        for (const carrier of carriersBy[slotOf(rest)] as readonly Carrier[]) {
          if (carrier.adaptive === true) {
            const place = adaptive.indexOf(carrier)
            if ((labels & (1 << place)) !== 0 || carrier.peel(rest, trial) === undefined) continue
            labels |= 1 << place
            entry.prefixed = true
            if (shareAfter(learned, place, 1) < 0.5) continue
          }
          const next = carrier.peel(rest, entry)
          if (next === undefined) continue
          entry.prefixed = true
          if (carrier.inside !== undefined) learned.spoken.add(carrier)
          if (carrier.decodes === true) entry.decoded = true
          if (entry.stamp !== undefined) entry.format ??= carrier.name
          rest = next
          break
        }
        if (rest === before) break
      }
      if (rest !== '') noteLabels(learned, labels)
      return rest
    },
    recallLine(line, entry, learned) {
      const found = known.recall(line, entry, learned.memory, true)
      if (found !== undefined) noteLabels(learned, 0)
      return found
    },
    recall: (text, entry, { memory }) => known.recall(text, entry, memory, false),
    read(text, entry, learned) {
      const start = firstInk(text)
      const trimmed = start === 0 ? text : text.slice(start)
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
      const payload = rest === undefined ? trimmed : trimStart(rest)
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

/**
 * The share after one more line: each moves it by an eighth of the way. A label is peeled where most of the last lines,
 * this one among them, carry one.
 */
function shareAfter(learned: Learned, place: number, towards: number): number {
  const share = learned.shares[place] ?? 0.5
  return share + (towards - share) / 8
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

function slotOf(text: string): number {
  return text === '' ? OTHER : Math.min(text.charCodeAt(0), OTHER)
}

function firstInk(text: string): number {
  let at = 0
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++
  return at
}

function trimStart(text: string): string {
  const at = firstInk(text)
  return at === 0 ? text : text.slice(at)
}

/** For each first character, the formats that can start with it. */
function tableOf<F extends Pick<Format, 'starts'>>(formats: readonly F[]): readonly (readonly F[])[] {
  const table: F[][] = Array.from({ length: OTHER + 1 }, () => [])
  for (const format of formats) for (const slot of slotsOf(format.starts)) (table[slot] as F[]).push(format)
  return table
}

/** Expands `0-9[`; every character beyond ASCII is one slot. */
export function slotsOf(starts: string): ReadonlySet<number> {
  const slots = new Set<number>()
  for (let at = 0; at < starts.length; at++) {
    const from = Math.min(OTHER, starts.charCodeAt(at))
    const to = starts[at + 1] === '-' && at + 2 < starts.length ? Math.min(OTHER, starts.charCodeAt(at + 2)) : from
    for (let slot = from; slot <= to; slot++) slots.add(slot)
    if (to !== from || (starts[at + 1] === '-' && at + 2 < starts.length)) at += 2
  }
  return slots
}
