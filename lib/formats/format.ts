// What a format is. A line is understood in three steps: carriers are peeled (what a launcher put before the line), a
// header is read (time, level, logger: what a logging library put there), and a payload (step, metrics: what the
// trainer says).
import type { Level } from '../record/level.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { Stamp } from './stamp.ts'

/**
 * What is known of one line while it is being read. Formats write into it; a field that is set stays unless a format
 * says otherwise.
 */
export interface Entry {
  /** The text without carriers: what becomes the record's message. */
  message: string
  stamp: Stamp | undefined
  level: Level | undefined
  logger: string | undefined
  code: string | undefined
  /**
   * Name of the most telling format so far: the payload's, else the header's, else the carrier's for whole-line
   * carriers.
   */
  format: string | undefined
  node: string | undefined
  rank: number | undefined
  local_rank: number | undefined
  task: number | undefined
  attempt: number | undefined
  stream: 'stdout' | 'stderr' | undefined
  step: number | undefined
  total_steps: number | undefined
  epoch: number | undefined
  metrics: Record<string, number | null> | undefined
  non_finite: string[] | undefined
  progress: NonNullable<LogRecord['progress']> | undefined
  fields: Record<string, unknown> | undefined
  /** True when no following line can belong to this entry, so that it may leave at once. */
  complete: boolean
  /** Text that stands behind a finished payload on the same line: another writer's record glued to the end of a bar. */
  rest: string | undefined
  /** True when the line starts with a prefix, or with what may be one. */
  prefixed: boolean
  /** True when the text behind the prefixes was written in another form: what no line holds may stand in it. */
  decoded: boolean
  /** True when the next line of the same carrier is the rest of this one (CRI `P`, docker parts). */
  partial: boolean
  /** True when JSON of it was deeper than is kept: the rest of it is a text. */
  isTooDeep: boolean
}

export function newEntry(text: string): Entry {
  return {
    message: text,
    stamp: undefined,
    level: undefined,
    logger: undefined,
    code: undefined,
    format: undefined,
    node: undefined,
    rank: undefined,
    local_rank: undefined,
    task: undefined,
    attempt: undefined,
    stream: undefined,
    step: undefined,
    total_steps: undefined,
    epoch: undefined,
    metrics: undefined,
    non_finite: undefined,
    progress: undefined,
    fields: undefined,
    complete: false,
    rest: undefined,
    prefixed: false,
    decoded: false,
    partial: false,
    isTooDeep: false,
  }
}

/** A real line (anonymised) and what it must give. The generic test runs it through the whole parser. */
export interface Sample {
  /** One line, or the lines of one entry between `\n`. */
  readonly line: string
  readonly gives: Partial<LogRecord>
}

interface FormatBase {
  /** Unique, kebab-case; for headers and payloads the record's `format`. */
  readonly name: string
  /** Where the shape comes from: a source file or document. */
  readonly source: string
  /**
   * Every character that such a line can start with; ranges as in `0-9`. Lines that start otherwise are never offered.
   */
  readonly starts: string
  readonly samples: readonly Sample[]
}

/** A launcher's prefix. */
export interface Carrier extends FormatBase {
  readonly part: 'carrier'
  /** True where such a prefix also starts ordinary text: it is peeled only in sources where most lines carry one. */
  readonly adaptive?: boolean
  /**
   * True where the text behind the prefix is written in another form (JSON): its control characters show only when it
   * is peeled.
   */
  readonly decodes?: boolean
  /**
   * True for a daemon's log, which gives all that a job prints one level: where a line is judged by its level, that one
   * says nothing.
   */
  readonly relays?: boolean
  /**
   * Finds such a prefix anywhere (flag g), for lines into which the partial lines of several writers ran
   * (`[default3]:foo[default5]:bar`); group 1 tells the writers apart. Asked only in sources that have used the
   * carrier.
   */
  readonly inside?: RegExp
  /** Returns the text after the prefix and notes what the prefix says; undefined where the text has no such prefix. */
  peel(text: string, entry: Entry): string | undefined
}

/** A logging library's head of a line. */
export interface Header extends FormatBase {
  readonly part: 'header'
  /** True for the log of the kernel. */
  readonly kernel?: boolean
  /**
   * Finds the name of the program that speaks, where that is part of what it says (`NCCL WARN …`, `srun: error: …`) and
   * not only a place in a logger's head: what is known of failures is looked for in the text from there on.
   */
  readonly speaker?: RegExp
  /** Returns the text after the head and notes what the head says; undefined where it is none. */
  read(text: string, entry: Entry): string | undefined
}

/** What is known of one counter or time of a source from its lines so far. */
export interface Trend {
  last: number
  /** Of how many, where its last line said so. */
  total: number | undefined
  rises: number
  falls: number
  /** True where its `3/100` is epoch and step: the second number rose while the first stayed. */
  isEpochAndStep: boolean
}

/** What formats remember of a source from one line to the next. */
export interface SourceMemory {
  /** Column names of the last table header that the source printed. */
  columns: readonly string[] | undefined
  /** What its lines have shown of the things that they count and of the times that they give, by name. */
  trends?: Map<string, Trend> | undefined
}

/** What a trainer reports. The text is what follows the header, with leading blanks removed. */
export interface Payload extends FormatBase {
  readonly part: 'payload'
  /** Instead of `starts`: literals, one of which such a text holds somewhere. */
  readonly contains?: readonly string[]
  /**
   * Literals: a text that starts with one has no header, for no logging library writes such a head, and is offered
   * before any header is.
   */
  readonly whole?: readonly string[]
  /**
   * Likewise, by a pattern; `starts` are the characters that such a text can start with. No other payload may read one
   * that this one reads.
   */
  readonly wholeAs?: { readonly starts: string; readonly pattern: RegExp }
  /** True where more text may belong to such a line: more lines of a report, or a record glued to the end of a bar. */
  readonly continues?: boolean
  /** True where the text is of this format; only then may it write into the entry. */
  read(text: string, entry: Entry, memory: SourceMemory): boolean
  /**
   * Takes one more line of a multi-line report. True where it is one: then no other format's claim to the line counts.
   */
  more?(text: string, entry: Entry): boolean
}

export type Format = Carrier | Header | Payload
