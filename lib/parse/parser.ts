// The parser: lines in, records out. Time and chunks of input do not change what it says.
import { cleanLine } from '../formats/clean.ts'
import { type Entry, newEntry } from '../formats/format.ts'
import type { Millis } from '../record/time.ts'
import type { AnyRecord, LogRecord } from '../record/types.generated.ts'
import type { Form } from '../record/write.ts'
import type { Detector } from './detect.ts'
import { isDeviceLine } from './device-dump.ts'
import type { GivenEntry } from './given.ts'
import { cutGlued } from './glued.ts'
import { addLine } from './held.ts'
import { bareKeyOf, keyOf } from './record-of-entry.ts'
import { type SavedSource, type SourceSettings, sources } from './sources.ts'
import { type Arrival, type TextReader, takeText } from './take-text.ts'
import {
  newWaiting,
  oldestInput,
  release,
  releaseAll,
  releaseDue,
  releaseSource,
  startOutput,
  type Waiting,
} from './waiting.ts'

export interface ParserSettings extends SourceSettings {
  readonly detector: Detector
  readonly maxLineCharacters: number
  readonly quietMs: Millis
  /** True where another run is to go on from what this one knows. */
  readonly keepsState?: boolean
}

/**
 * Writers' lines that are told apart in one line: each cut costs as much as the line is long. The ranks of a node are
 * far fewer.
 */
const MAX_GLUED = 256

export interface Parser {
  line(text: string, now: Millis, raw?: LogRecord): readonly AnyRecord[]
  /** Takes entries of which a job file has read a part already, and counts one input. */
  entries(entries: readonly GivenEntry[], now: Millis): readonly AnyRecord[]
  /** Counts a record that needs no parsing among what was given. */
  pass(): void
  /** Number of the oldest line that is held, counted from 1 over what was given; undefined for none. */
  oldestInput(): number | undefined
  deadline(): Millis | undefined
  /** `entries` are taken before: those that waited elsewhere. */
  releaseDue(now: Millis, entries?: readonly GivenEntry[]): readonly AnyRecord[]
  releaseAll(now?: Millis, entries?: readonly GivenEntry[]): readonly AnyRecord[]
  /** Returns what left before `line` threw on a text. */
  unfinished(): readonly AnyRecord[]
  /** How the record at `index` of what was returned last is written. */
  formOf(index: number): Form | undefined
  /** What it knows beside the habits of lines and what waits: those it learns of the lines themselves. */
  save(): SavedParser
  /** To be called before the lines come that are taken once more, and again behind them. */
  restore(saved: SavedParser): void
}

/** What a parser counts, and knows of sources: plain JSON. */
export interface SavedParser {
  readonly sources: readonly SavedSource[]
  readonly counts: Pick<Waiting, 'blankLines' | 'redraws' | 'deviceLines' | 'deepLines'>
}

interface LineReader extends TextReader {
  /** Rests of lines into which several writers' lines ran, and how many the line that is read may still be cut into. */
  readonly glued: string[]
  cutsLeft: number
  /** For the next line that is known. */
  blank: Entry
}

export function parser(settings: ParserSettings): Parser {
  const { detector, maxLineCharacters, zone, quietMs } = settings
  const waiting = newWaiting(zone, quietMs, (id, source) => known.jobOf(id, source))
  const reader: LineReader = { detector, maxLineCharacters, waiting, glued: [], cutsLeft: 0, blank: newEntry('') }
  const known = sources(settings, source => releaseSource(waiting, source))

  function takeEntries(entries: readonly GivenEntry[], now: Millis): void {
    const { inputNumber } = waiting
    for (const entry of entries) {
      waiting.inputNumber = entry.fromInput
      takeEntry(reader, { source: known.of(entry.raw), raw: entry.raw, now, isRedrawn: false }, entry)
    }
    waiting.inputNumber = inputNumber
  }

  return {
    line(text, now, raw) {
      startOutput(waiting)
      waiting.inputNumber++
      // Of a line that could not be read to its end.
      reader.glued.length = 0
      const arrival = { source: known.of(raw), raw, now, isRedrawn: false }
      if (takeKnown(reader, arrival, text)) return waiting.records
      if (!text.includes('\r')) takeWhole(reader, arrival, text)
      else {
        const parts = text.split('\r')
        const last = parts.length - 1
        // A `\r` at the end says that the line will be drawn over; one that nothing follows is half of `\r\n`.
        for (const [index, part] of parts.entries())
          if (index < last || part !== '') takeWhole(reader, { ...arrival, isRedrawn: index < last }, part, index === 0)
      }
      return waiting.records
    },
    entries(entries, now) {
      startOutput(waiting)
      waiting.inputNumber++
      takeEntries(entries, now)
      return waiting.records
    },
    pass: () => void waiting.inputNumber++,
    oldestInput: () => oldestInput(waiting),
    deadline() {
      const oldest = waiting.held.oldest()
      return oldest === undefined ? undefined : oldest.since + quietMs
    },
    releaseDue(now, entries = []) {
      startOutput(waiting)
      takeEntries(entries, now)
      releaseDue(waiting, now)
      return waiting.records
    },
    releaseAll(now = 0, entries = []) {
      startOutput(waiting)
      takeEntries(entries, now)
      releaseAll(waiting)
      return waiting.records
    },
    unfinished: () => waiting.records,
    formOf: index => waiting.forms[index],
    save() {
      const { blankLines, redraws, deviceLines, deepLines } = waiting
      return { sources: known.save(), counts: { blankLines, redraws, deviceLines, deepLines } }
    },
    restore({ sources: before, counts }) {
      known.restore(before)
      Object.assign(waiting, counts)
    },
  }
}

/** Takes a line of which all is known; returns false where it is not. */
function takeKnown(reader: LineReader, arrival: Arrival, line: string): boolean {
  const { source } = arrival
  const { detector, waiting, maxLineCharacters, blank: entry } = reader
  if (
    line.length > maxLineCharacters ||
    source.dumps.size > 0 ||
    waiting.held.get(bareKeyOf(source))?.entry.partial === true
  )
    return false
  const known = detector.recallLine(line, entry, source.learned)
  if (known === undefined) return false
  reader.blank = newEntry('')
  entry.message = line
  takeText(reader, arrival, entry, known)
  return true
}

/** Takes an entry of which a part is known; one of several lines leaves at once, for it is whole. */
function takeEntry(reader: LineReader, arrival: Arrival, { lines, given }: GivenEntry): void {
  const [first = '', ...more] = lines
  reader.glued.length = 0
  reader.waiting.begun = undefined
  takeLine(reader, { ...arrival, given, isWhole: more.length > 0 }, cleanLine(first), true)
  const { begun } = reader.waiting
  for (const line of more)
    if (begun !== undefined) reader.waiting.blankLines += addLine(begun, cleanLine(line))
    else takeLine(reader, { ...arrival, given }, cleanLine(line), true)
  if (more.length > 0 && begun !== undefined) release(reader.waiting, begun)
}

/** Takes a line and whatever other lines ran into it. States of a bar but the first stand at no line's start. */
function takeWhole(reader: LineReader, arrival: Arrival, text: string, isAtStart = true): void {
  reader.cutsLeft = MAX_GLUED
  takeLine(reader, arrival, cleanLine(text), isAtStart && !arrival.isRedrawn)
  for (let next = reader.glued.pop(); next !== undefined; next = reader.glued.pop())
    takeLine(reader, arrival, next, true)
}

/** `counted`: whether it shows how the source's lines start. */
function takeLine(reader: LineReader, arrival: Arrival, clean: string, counted: boolean): void {
  const { learned } = arrival.source
  const entry = newEntry('')
  let line = reader.detector.peel(clean, entry, learned, counted)
  if (learned.spoken.size > 0 && reader.cutsLeft > 0 && arrival.given === undefined) {
    const cut = cutGlued(clean, line, learned.spoken)
    line = cut.line
    if (cut.next !== undefined) {
      reader.glued.push(cut.next)
      reader.cutsLeft--
    }
  }
  entry.message = line
  if (isDeviceLine(arrival.source.dumps, line, () => keyOf(arrival.source, entry))) {
    reader.waiting.deviceLines++
    return
  }
  if (arrival.given !== undefined || !entry.decoded || !line.includes('\r')) {
    takeText(reader, arrival, entry, undefined)
    return
  }
  // A bar's redraws inside of an encoded line (docker's JSON).
  const parts = line.split('\r').filter(part => part !== '')
  for (const [index, message] of parts.entries())
    takeText(reader, { ...arrival, isRedrawn: index < parts.length - 1 }, { ...entry, message }, undefined)
}
