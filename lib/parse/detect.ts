// Finds out what a line is: peels carriers, then asks the headers and payloads that can start with the line's first character.
import { type Carrier, type Entry, type Format, type Header, newEntry, type Payload, type SourceMemory } from '../formats/format.ts'
import { cleanLine } from './clean.ts'

/** Index of every character that is not ASCII. */
const OTHER = 128
/** A prefix stack deeper than this is no prefix stack. */
const MAX_CARRIERS = 8
/** Payloads are at most a few kilobytes; beyond that a pattern would only cost time. */
const MAX_PAYLOAD_CHARACTERS = 16_384

/** What a source has taught: which header came last for each first character. Only speed depends on it. */
export interface Learned {
  readonly headers: (Header | undefined)[]
  /** For each adaptive carrier, the running share of lines that carry it, 0 to 1; absent is a half. */
  readonly shares: Map<Carrier, number>
  /** Carriers found so far that may also stand inside a line. */
  readonly spoken: Set<Carrier>
  readonly memory: SourceMemory
}

export function newLearned(): Learned {
  return { headers: new Array<Header | undefined>(OTHER + 1), shares: new Map(), spoken: new Set(), memory: { columns: undefined } }
}

export interface Detector {
  /** Peels every carrier that the text starts with; returns what is left and notes what they say. */
  peel(text: string, entry: Entry, learned: Learned): string
  /** Reads header and payload of a text without carriers. Returns true where either was found. */
  read(text: string, entry: Entry, learned: Learned): boolean
  readonly payloads: ReadonlyMap<string, Payload>
}

/**
 * Returns a detector for formats in the order of trying: where two of a part could read the same line, the earlier wins. That order has
 * the more specific first, so a header that a source used last may be asked first only after those that are more specific than it.
 */
export function detector(
  formats: readonly Format[],
  rivals: (header: Header) => readonly Header[] = header => formats.slice(0, formats.indexOf(header)).filter(other => other.part === 'header'),
): Detector {
  const carriers = formats.filter(format => format.part === 'carrier')
  const carriersBy = tableOf(carriers)
  const adaptive = carriers.filter(carrier => carrier.adaptive === true)
  const headersBy = tableOf(formats.filter(format => format.part === 'header'))
  const payloads = formats.filter(format => format.part === 'payload')
  const payloadsBy = tableOf(payloads)
  const payloadsAnywhere = payloads.filter(payload => payload.contains !== undefined)
  const rivalsOf = new Map<Header, readonly Header[]>()
  for (const format of formats) if (format.part === 'header') rivalsOf.set(format, rivals(format))

  function readHeader(text: string, entry: Entry, learned: Learned): string | undefined {
    const slot = slotOf(text)
    const candidates = headersBy[slot] as readonly Header[]
    if (candidates.length === 0) return undefined
    const last = learned.headers[slot]
    if (last !== undefined) {
      for (const rival of rivalsOf.get(last) as readonly Header[]) {
        const rest = rival.read(text, entry)
        if (rest !== undefined) return found(rival, slot, entry, learned, rest)
      }
      const rest = last.read(text, entry)
      if (rest !== undefined) return found(last, slot, entry, learned, rest)
    }
    for (const header of candidates) {
      if (header === last) continue
      const rest = header.read(text, entry)
      if (rest !== undefined) return found(header, slot, entry, learned, rest)
    }
    return undefined
  }

  function readPayload(text: string, entry: Entry, { memory }: Learned): boolean {
    const offered = text.length > MAX_PAYLOAD_CHARACTERS ? text.slice(0, MAX_PAYLOAD_CHARACTERS) : text
    for (const payload of payloadsBy[slotOf(offered)] as readonly Payload[]) {
      if (payload.read(offered, entry, memory)) return foundPayload(payload, entry)
    }
    for (const payload of payloadsAnywhere) {
      if (holdsOne(offered, payload.contains as readonly string[]) && payload.read(offered, entry, memory)) return foundPayload(payload, entry)
    }
    return false
  }

  /** Reads what is glued to the end of a bar: its time, level and metrics are the record's, its name is not. */
  function readGlued(entry: Entry, learned: Learned): void {
    const { format } = entry
    const text = trimStart(entry.rest as string)
    const rest = readHeader(text, entry, learned)
    const payload = rest === undefined ? text : trimStart(rest)
    if (payload !== '') readPayload(payload, entry, learned)
    entry.format = format
  }

  return {
    payloads: new Map(payloads.map(payload => [payload.name, payload])),
    peel(text, entry, learned) {
      let rest = text
      let labels: readonly Carrier[] = []
      for (let depth = 0; depth < MAX_CARRIERS; depth++) {
        const before = rest
        for (const carrier of carriersBy[slotOf(rest)] as readonly Carrier[]) {
          if (carrier.adaptive === true && labels.includes(carrier)) continue
          const trial = carrier.adaptive === true ? newEntry('') : entry
          const next = carrier.peel(rest, trial)
          if (next === undefined) continue
          if (carrier.adaptive === true) {
            labels = [...labels, carrier]
            if (!trusts(learned, carrier)) continue
            carrier.peel(rest, entry)
          }
          if (carrier.inside !== undefined) learned.spoken.add(carrier)
          if (entry.stamp !== undefined) entry.format ??= carrier.name
          rest = carrier.decodes === true ? cleanLine(next) : next
          break
        }
        if (rest === before) break
      }
      if (rest !== '') for (const carrier of adaptive) moveShare(learned, carrier, labels.includes(carrier) ? 1 : 0)
      return rest
    },
    read(text, entry, learned) {
      const start = firstInk(text)
      const trimmed = start === 0 ? text : text.slice(start)
      if (trimmed === '') return false
      const rest = readHeader(trimmed, entry, learned)
      const payload = rest === undefined ? trimmed : trimStart(rest)
      const paid = payload !== '' && readPayload(payload, entry, learned)
      if (paid && entry.rest !== undefined) readGlued(entry, learned)
      return paid || rest !== undefined
    },
  }
}

/** A label is peeled where most of the last lines, this one among them, carry one. */
function trusts(learned: Learned, carrier: Carrier): boolean {
  return shareAfter(learned, carrier, 1) >= 0.5
}

function moveShare(learned: Learned, carrier: Carrier, towards: 0 | 1): void {
  learned.shares.set(carrier, shareAfter(learned, carrier, towards))
}

/** Each line moves the share by an eighth of the way. */
function shareAfter(learned: Learned, carrier: Carrier, towards: 0 | 1): number {
  const share = learned.shares.get(carrier) ?? 0.5
  return share + (towards - share) / 8
}

function found(header: Header, slot: number, entry: Entry, learned: Learned, rest: string): string {
  learned.headers[slot] = header
  entry.format = header.name
  return rest
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
function tableOf<F extends Format>(formats: readonly F[]): readonly (readonly F[])[] {
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
