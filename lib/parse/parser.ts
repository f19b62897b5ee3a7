// The parser's state: entries that wait for their continuation, per source and writer. Time and chunks of input do not
// change what it says.
import { type Entry, newEntry } from '../formats/format.ts'
import { recencyMap } from '../record/recency-map.ts'
import type { Millis } from '../record/time.ts'
import type { AnyRecord, LogRecord } from '../record/types.generated.ts'
import { ALONE } from '../record/write.ts'
import { continuesBlock, opensBlock, staysOpen } from './blocks.ts'
import { isChildFailed, noteChildFailed } from './child-failed.ts'
import { cleanLine } from './clean.ts'
import type { Detector } from './detect.ts'
import { cutGlued } from './glued.ts'
import { addLine, type Held, MAX_BLOCK_LINES } from './held.ts'
import type { Known } from './known.ts'
import { bareKeyOf, givenInstant, keyOf, type Source, toRecord } from './record-of-entry.ts'
import type { Instant } from './source-clock.ts'
import { type SourceSettings, sources } from './sources.ts'

export interface ParserSettings extends SourceSettings {
  readonly detector: Detector
  readonly maxLineCharacters: number
  readonly quietMs: Millis
}

/**
 * Entries that wait at the same time (one per writer of a source), and lines after which one that nobody continued
 * leaves.
 */
const MAX_HELD = 16_384
const MAX_LINES_BETWEEN = 4096
/**
 * Writers' lines that are told apart in one line: each cut costs as much as the line is long. The ranks of a node are
 * far fewer.
 */
const MAX_GLUED = 256
/** Parts that a container runtime has cut one line into, which are joined again. It cuts at 16 KiB: this is 4 MiB. */
const MAX_PARTS = 256

export interface Parser {
  line(text: string, now: Millis, raw?: LogRecord): readonly AnyRecord[]
  deadline(): Millis | undefined
  releaseDue(now: Millis): readonly AnyRecord[]
  releaseAll(): readonly AnyRecord[]
}

/** True for a line that speaks of an error and may print its traceback next: by its level, or by a colon at its end. */
function announces({ level, message }: Entry): boolean {
  return level === 'ERROR' || level === 'CRITICAL' || level === 'WARNING' || message.trimEnd().endsWith(':')
}

export function parser(settings: ParserSettings): Parser {
  const { detector, quietMs, maxLineCharacters } = settings
  /** Oldest first: an entry that is continued moves to the end. */
  const held = recencyMap<number | string, Held>()
  let lineNumber = 0
  let blankLines = 0
  let redraws = 0
  let out: AnyRecord[] = []
  /** Rests of lines into which several writers' lines ran, and how many the line that is read may still be cut into. */
  const glued: string[] = []
  let cutsLeft = 0
  /** For the next line that is known. */
  let blank = newEntry('')

  function release(entry: Held): void {
    held.delete(entry.key)
    const { raw, instant, lines, lineCount, truncated } = entry
    if (lines !== undefined && isChildFailed(lines)) noteChildFailed(lines, entry.entry, settings.zone)
    out.push(toRecord(entry.entry, entry.source, instant, raw, lines, lineCount, truncated, entry.made))
  }
  function hold(entry: Held): void {
    held.set(entry.key, entry)
    if (held.size() > MAX_HELD) release(held.oldest() as Held)
  }
  /** Lets go of what waited too long by log time or by lines; by wall time the deadline does. */
  function releaseStale(instant: Instant | undefined): void {
    for (let entry = held.oldest(); entry !== undefined; entry = held.oldest()) {
      const stale =
        lineNumber - entry.atLine > MAX_LINES_BETWEEN ||
        (instant?.from === 'line' && entry.instant?.from === 'line' && entry.instant.millis + quietMs < instant.millis)
      if (!stale) return
      release(entry)
    }
  }

  function takeLine(source: Source, clean: string, now: Millis, redrawn: boolean, raw: LogRecord | undefined): void {
    const entry = newEntry('')
    let line = detector.peel(clean, entry, source.learned)
    if (source.learned.spoken.size > 0 && cutsLeft > 0) {
      const cut = cutGlued(clean, line, source.learned.spoken)
      line = cut.line
      if (cut.next !== undefined) {
        glued.push(cut.next)
        cutsLeft--
      }
    }
    if (!entry.decoded || !line.includes('\r')) takeText(source, entry, line, now, redrawn, raw)
    else {
      // A bar's redraws inside of an encoded line (docker's JSON).
      const parts = line.split('\r').filter(part => part !== '')
      for (const [index, part] of parts.entries())
        takeText(source, { ...entry }, part, now, index < parts.length - 1, raw)
    }
  }

  /** Takes a line of which all is known; returns false where it is not. */
  function takeKnown(source: Source, line: string, now: Millis, raw: LogRecord | undefined): boolean {
    if (line.length > maxLineCharacters || held.get(bareKeyOf(source))?.entry.partial === true) return false
    const known = detector.recallLine(line, blank, source.learned)
    if (known === undefined) return false
    const entry = blank
    blank = newEntry('')
    takeText(source, entry, line, now, false, raw, known)
    return true
  }

  /** Takes a line without prefixes; `entry` holds what they said, and what `known` says. */
  function takeText(
    source: Source,
    entry: Entry,
    text: string,
    now: Millis,
    redrawn: boolean,
    raw: LogRecord | undefined,
    recalled?: Known,
  ): void {
    lineNumber++
    let line = text
    const outer = recalled === undefined ? entry.stamp : undefined
    const key = recalled === undefined ? keyOf(source, entry) : bareKeyOf(source)
    let before = held.get(key)
    let parts = 1
    if (before?.entry.partial === true && before.parts < MAX_PARTS) {
      line = before.entry.message + line
      parts += before.parts
      entry.stamp = before.entry.stamp
      held.delete(key)
      before = undefined
    }
    const truncated = line.length > maxLineCharacters
    if (truncated) line = line.slice(0, maxLineCharacters)
    entry.message = line
    const ink = line.charCodeAt(0) > 32 || /\S/.test(line)
    const known = recalled ?? (entry.partial ? undefined : detector.recall(line, entry, source.learned))
    const formatted =
      known === undefined ? ink && !entry.partial && detector.read(line, entry, source.learned) : known.isFormatted

    if (before !== undefined && joins(key, before, line, formatted, now, truncated)) return
    if (!ink) {
      if (!redrawn) blankLines++
      return
    }
    const bar = entry.progress !== undefined
    if (before !== undefined && !staysOpen(before.block)) {
      if (bar && before.block === 'closed' && before.entry.progress !== undefined) {
        held.delete(key) // the bar was drawn over
        redraws++
      } else release(before)
    }
    if (outer !== undefined && entry.stamp !== undefined && entry.stamp !== outer && entry.stamp.kind !== 'full') {
      // The launcher's time says which day or year the line's own time is of; an uptime says less than the launcher's
      // time.
      source.clock.read(outer, now)
      if (entry.stamp.kind === 'uptime') entry.stamp = outer
    }
    const instant =
      (entry.stamp === undefined ? undefined : source.clock.read(entry.stamp, now)) ??
      givenInstant(raw) ??
      source.clock.infer(now)
    releaseStale(instant)
    const block = bar && redrawn ? 'closed' : (known?.block ?? opensBlock(line))
    const made = known === undefined || outer !== undefined ? ALONE : known.made
    // A line that nothing can continue leaves at once; so does one beside a block that stays open.
    if ((entry.complete && block === 'none') || held.get(key) !== undefined) {
      out.push(toRecord(entry, source, instant, raw, undefined, 1, truncated, made))
      return
    }
    hold({
      key,
      source,
      entry,
      parts,
      instant,
      payload: entry.format === undefined ? undefined : detector.payloads.get(entry.format),
      raw,
      lines: undefined,
      lineCount: 1,
      characters: line.length,
      blanks: 0,
      block,
      truncated,
      made,
      since: now,
      atLine: lineNumber,
    })
  }

  /** Takes a line and whatever other lines ran into it. */
  function takeWhole(source: Source, text: string, now: Millis, redrawn: boolean, raw: LogRecord | undefined): void {
    cutsLeft = MAX_GLUED
    takeLine(source, cleanLine(text), now, redrawn, raw)
    for (let next = glued.pop(); next !== undefined; next = glued.pop()) takeLine(source, next, now, redrawn, raw)
  }

  /** Adds the line to the entry before it, where it belongs there. */
  function joins(
    key: number | string,
    before: Held,
    line: string,
    formatted: boolean,
    now: Millis,
    truncated: boolean,
  ): boolean {
    const starts = formatted && before.payload?.more === undefined
    if (starts && !staysOpen(before.block)) return false
    const announced = before.block === 'none' && line.includes('Traceback (') && announces(before.entry)
    const block = continuesBlock(before.block, line, starts, announced)
    if (block === undefined) return false
    const taken = before.payload?.more?.(line, before.entry) ?? false
    if (formatted && !taken) return false
    before.block = block
    before.since = now
    before.atLine = lineNumber
    before.truncated ||= truncated
    blankLines += addLine(before, line)
    held.set(key, before)
    if (block === 'closed' || before.lineCount > 2 * MAX_BLOCK_LINES) release(before)
    return true
  }

  const sourceOf = sources(settings, source => {
    for (const entry of held.values()) if (entry.source === source) release(entry)
  })

  return {
    line(text, now, raw) {
      out = []
      const source = sourceOf(raw)
      if (takeKnown(source, text, now, raw)) return out
      if (!text.includes('\r')) takeWhole(source, text, now, false, raw)
      else {
        const parts = text.split('\r')
        const last = parts.length - 1
        // A `\r` at the end says that the line will be drawn over; one that nothing follows is half of `\r\n`.
        for (const [index, part] of parts.entries())
          if (index < last || part !== '') takeWhole(source, part, now, index < last, raw)
      }
      return out
    },
    deadline() {
      const oldest = held.oldest()
      return oldest === undefined ? undefined : oldest.since + quietMs
    },
    releaseDue(now) {
      out = []
      for (let entry = held.oldest(); entry !== undefined && entry.since + quietMs <= now; entry = held.oldest())
        release(entry)
      return out
    },
    releaseAll() {
      out = []
      for (const entry of held.values()) release(entry)
      if (blankLines > 0)
        out.push({
          kind: 'notice',
          code: 'blank_lines',
          message: `${blankLines} blank lines were left out`,
          count: blankLines,
          stage: 'parse',
        })
      if (redraws > 0)
        out.push({
          kind: 'notice',
          code: 'progress_redraws',
          message: `${redraws} states of progress bars were drawn over and left out`,
          count: redraws,
          stage: 'parse',
        })
      return out
    },
  }
}
