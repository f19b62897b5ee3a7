// One text without prefixes: it goes on with the entry before it, or is an entry of its own.

import { type Block, continuesBlock, opensBlock, staysOpen } from '../formats/blocks.ts'
import type { Entry } from '../formats/format.ts'
import { noteNumbers } from '../formats/general-numbers.ts'
import { isEvaluationHead, isReportHead, noteReportHead, noteRow } from '../formats/value-rows.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { Form } from '../record/write.ts'
import type { Detector } from './detect.ts'
import type { Given } from './given.ts'
import { addLine, type Held, MAX_BLOCK_LINES } from './held.ts'
import type { Known } from './known.ts'
import { bareKeyOf, givenInstant, keyOf, type Source } from './record-of-entry.ts'
import type { Instant } from './source-clock.ts'
import { emit, hold, noteTooDeep, release, releaseStale, type Waiting } from './waiting.ts'

/** Parts that a container runtime has cut one line into, which are joined again. It cuts at 16 KiB: this is 4 MiB. */
const MAX_PARTS = 256

/** Where texts go. */
export interface TextReader {
  readonly detector: Detector
  readonly maxLineCharacters: number
  readonly waiting: Waiting
}

/** How a line came. */
export interface Arrival {
  readonly source: Source
  /** The record that it came in, where it came in one. */
  readonly raw: LogRecord | undefined
  readonly now: Millis
  /** True where a `\r` behind it says that it will be drawn over. */
  readonly isRedrawn: boolean
  /** What a job file has read of it. */
  readonly given?: Given
  /** True where the entry is known to have further lines, which come right behind. */
  readonly isWhole?: boolean
}

/** What reading a text gave. */
interface Reading {
  readonly entry: Entry
  /** Of its source and writer. */
  readonly key: number | string
  /** Of how many parts it was joined. */
  readonly parts: number
  /** Number of the parser's input that the first of them came in. */
  readonly fromInput: number
  readonly isTruncated: boolean
  readonly hasInk: boolean
  /** What was known of the text from an earlier one. */
  readonly known: Known | undefined
  /** True where a format was found. */
  readonly isFormatted: boolean
}

/**
 * Takes the text that is the entry's message; the entry also holds what the line's prefixes said. With `recalled`, the
 * text is a whole line of which all is known and noted in the entry.
 */
export function takeText(reader: TextReader, arrival: Arrival, entry: Entry, recalled: Known | undefined): void {
  const { waiting } = reader
  waiting.lineNumber++
  const outer = recalled === undefined ? entry.stamp : undefined
  const reading = read(reader, arrival, entry, recalled)
  if (entry.isTooDeep) noteTooDeep(waiting)
  const before = waiting.held.get(reading.key)
  if (before !== undefined && arrival.isWhole !== true && joins(waiting, before, reading, arrival)) return
  if (!reading.hasInk) {
    if (!arrival.isRedrawn) waiting.blankLines++
    return
  }
  if (before !== undefined && (arrival.isWhole === true || !staysOpen(before.block))) giveWay(waiting, before, entry)
  const instant = instantOf(arrival, entry, outer)
  releaseStale(waiting, instant)
  const isPlain = reading.known !== undefined && outer === undefined && arrival.given === undefined
  const form = isPlain ? (reading.known as Known).form : 'log'
  begin(reader, arrival, reading, { instant, form })
}

/** Joins the text with the parts before it, cuts it, and reads it. */
function read(reader: TextReader, { source }: Arrival, entry: Entry, recalled: Known | undefined): Reading {
  const { detector, waiting, maxLineCharacters } = reader
  const key = recalled === undefined ? keyOf(source, entry) : bareKeyOf(source)
  const { parts, fromInput } = joinParts(waiting, key, entry)
  const isTruncated = entry.message.length > maxLineCharacters
  if (isTruncated) entry.message = entry.message.slice(0, maxLineCharacters)
  const text = entry.message
  const hasInk = text.charCodeAt(0) > 32 || /\S/.test(text)
  const known = recalled ?? (entry.partial ? undefined : detector.recall(text, entry, source.learned))
  const isFormatted =
    known === undefined ? hasInk && !entry.partial && detector.read(text, entry, source.learned) : known.isFormatted
  return { entry, key, parts, fromInput, isTruncated, hasInk, known, isFormatted }
}

/** Puts the parts of a line that a container runtime has cut before the entry's; returns how many, and since when. */
function joinParts(
  { held, inputNumber }: Waiting,
  key: number | string,
  entry: Entry,
): { readonly parts: number; readonly fromInput: number } {
  const before = held.get(key)
  if (before?.entry.partial !== true || before.parts >= MAX_PARTS) return { parts: 1, fromInput: inputNumber }
  entry.message = before.entry.message + entry.message
  entry.stamp = before.entry.stamp
  held.delete(key)
  return { parts: before.parts + 1, fromInput: before.fromInput }
}

/** Adds the text to the entry before it, where it belongs there. */
function joins(waiting: Waiting, before: Held, reading: Reading, { now, given }: Arrival): boolean {
  const { message: line } = reading.entry
  const row = reportAfter(before, reading)
  if (row !== undefined) {
    extend(waiting, before, reading, { block: row, now, text: given?.message })
    return true
  }
  const starts = reading.isFormatted && before.payload?.more === undefined
  if (starts && !staysOpen(before.block)) return false
  const announced = before.block === 'none' && line.includes('Traceback (') && announces(before.entry)
  const block = continuesBlock(before.block, line, starts, announced)
  if (block === undefined) return false
  if (block === 'none' && isBare(before) && !announces(before.entry)) return false
  const taken = before.payload?.more?.(line, before.entry) ?? false
  if (reading.isFormatted && !taken) return false
  extend(waiting, before, reading, { block, now, text: given?.message })
  return true
}

/**
 * True for an entry that nothing says to be more than a line: no logger wrote its head. What is indented below is a
 * line of its own then, whether it comes at once or a minute later, which a log that is read afterwards does not tell.
 */
const isBare = ({ instant, entry }: Held): boolean =>
  entry.format === undefined && entry.level === undefined && instant?.from !== 'line'

/** Adds the text to an entry, whose block it brings so far. */
function extend(
  waiting: Waiting,
  before: Held,
  { entry, isTruncated }: Reading,
  {
    block,
    now,
    text = entry.message,
  }: { readonly block: Block; readonly now: Millis; readonly text?: string | undefined },
): void {
  before.block = block
  before.since = now
  before.lastMillis = before.source.clock.infer(now)?.millis ?? 0
  before.atLine = waiting.lineNumber
  before.truncated ||= isTruncated
  waiting.blankLines += addLine(before, text)
  waiting.held.set(before.key, before)
  if (block === 'closed' || before.lineCount > 2 * MAX_BLOCK_LINES) release(waiting, before)
}

/** Takes the text as a row of the report that the entry before is, or begins; undefined where it is none. */
function reportAfter(before: Held, { entry, hasInk, isFormatted }: Reading): Block | undefined {
  const { block, entry: head, source } = before
  if (block === 'report') {
    if (!hasInk) return 'report'
  } else if (!(block === 'border' || block === 'rule' || (block === 'none' && mayBeRow(entry.message))))
    return undefined
  else if (!hasInk || head.metrics !== undefined) return undefined
  const { message: line } = entry
  // What has a time or a format of its own stands for itself.
  if (entry.stamp !== undefined && entry.stamp !== head.stamp) return undefined
  if (isFormatted && !GENERAL.has(entry.format as string)) return undefined
  if (block === 'none' && before.lineCount === 1 && !isReportHead(head.message)) return undefined
  if (block === 'none' && before.lineCount > 1) return undefined
  if (block === 'border' && entry.format === VALUE_HEAD && /^\s/.test(line)) {
    noteReportHead(before, line, source.learned.memory)
    head.format = VALUE_BLOCK
    return 'report'
  }
  if (block === 'none') before.isEvaluation = isEvaluationHead(head.message)
  const row = noteRow(before, line, noteNumbers)
  if (row === undefined || (block !== 'report' && row === 'border')) return undefined
  if (block === 'none') noteReportHead(before, head.message, source.learned.memory)
  head.format = VALUE_BLOCK
  return 'report'
}

/** What the records of reports have as their format, whoever prints them. */
const VALUE_BLOCK = 'value-block'
const VALUE_HEAD = 'value-head'
/** Formats of lines that may be rows. */
const GENERAL: ReadonlySet<string> = new Set(['key-values', VALUE_HEAD])

/** True for a text that starts as a row below a header does. */
function mayBeRow(text: string): boolean {
  const code = text.charCodeAt(0)
  return code === 32 || code === 9 || code === 124 /* | */ || code > 127
}

/** True for a line that speaks of an error and may print its traceback next: by its level, or by a colon at its end. */
function announces({ level, message }: Entry): boolean {
  return level === 'ERROR' || level === 'CRITICAL' || level === 'WARNING' || message.trimEnd().endsWith(':')
}

/** Ends the entry before: it leaves, or it is a state of a bar that is drawn over. */
function giveWay(waiting: Waiting, before: Held, entry: Entry): void {
  if (entry.progress === undefined || before.block !== 'closed' || before.entry.progress === undefined) {
    release(waiting, before)
    return
  }
  waiting.held.delete(before.key)
  waiting.redraws++
}

/** Returns when the entry was written; `outer` is the time of the line's prefixes. */
function instantOf({ source, raw, now, given }: Arrival, entry: Entry, outer: Entry['stamp']): Instant | undefined {
  if (outer !== undefined && entry.stamp !== undefined && entry.stamp !== outer && entry.stamp.kind !== 'full') {
    // The launcher's time says which day or year the line's own time is of; an uptime says less than the launcher's
    // time.
    source.clock.read(outer, now)
    if (entry.stamp.kind === 'uptime') entry.stamp = outer
  }
  if (given?.isArrival === true && now > 0) return { millis: now, text: formatTime(now) as string, from: 'observed' }
  const stamp = given?.stamp ?? entry.stamp
  const own = stamp === undefined ? undefined : source.clock.read(stamp, now)
  const known = own ?? givenInstant(raw)
  const { step, metrics } = entry
  if (known !== undefined) {
    if (step !== undefined) source.clock.noteStep(step, known.millis)
    return known
  }
  if (step === undefined) return source.clock.infer(now)
  const stepTimeMs = metrics?.['step_time_ms']
  return source.clock.inferStep(step, typeof stepTimeMs === 'number' && stepTimeMs > 0 ? stepTimeMs : undefined, now)
}

/** Begins an entry with the text: it waits for its next line, or leaves where nothing can continue it. */
function begin(
  { detector, waiting }: TextReader,
  { source, raw, now, isRedrawn, given, isWhole }: Arrival,
  { entry, key, parts, fromInput, isTruncated, known }: Reading,
  { instant, form }: { readonly instant: Instant | undefined; readonly form: Form },
): void {
  const text = entry.message
  const block = entry.progress !== undefined && isRedrawn ? 'closed' : (known?.block ?? opensBlock(text))
  // A line beside a block that stays open leaves at once, too.
  const isAlone = (entry.complete && block === 'none') || waiting.held.get(key) !== undefined
  if (isAlone && isWhole !== true) {
    emit(waiting, { entry, source, instant, raw, given, lines: undefined, lineCount: 1, truncated: isTruncated }, form)
    return
  }
  // Written out: a literal that spreads another takes fifty times as long.
  hold(waiting, {
    key,
    source,
    entry,
    parts,
    fromInput,
    instant,
    raw,
    given,
    lines: undefined,
    lineCount: 1,
    truncated: isTruncated,
    payload: entry.format === undefined ? undefined : detector.payloads.get(entry.format),
    characters: text.length,
    blanks: 0,
    block,
    isEvaluation: false,
    form,
    since: now,
    lastMillis: 0,
    atLine: waiting.lineNumber,
  })
}
