// Why a line became the record that it became: what was asked, what it took, what it set.

import { cleanLine } from '../formats/clean.ts'
import { type Entry, type Format, newEntry, type SourceMemory } from '../formats/format.ts'
import { FORMATS } from '../formats/ordered.ts'
import type { LogRecord } from '../record/types.generated.ts'
import { allFormats } from './all-formats.ts'
import { detector, newLearned } from './detect.ts'
import { parser } from './parser.ts'

/** A format that matched. */
export interface Matched {
  readonly name: string
  readonly part: Format['part']
  /** The text that it was shown. */
  readonly text: string
  /** What is left of it for the next one; of a payload nothing. */
  readonly rest: string
  /** The fields that it set. */
  readonly sets: Readonly<Record<string, unknown>>
}

export interface Explanation {
  /** The line without colours and other control characters; of a redrawn line its last state. */
  readonly line: string
  /** Carriers from the outside in, then the header, then the payload, as far as there are any. */
  readonly matched: readonly Matched[]
  /**
   * Formats that can start like the text that they were shown, were asked and did not know it, in the order of asking.
   */
  readonly refused: readonly { readonly name: string; readonly part: Format['part'] }[]
  /** What the line becomes on its own, where it is not blank. */
  readonly record: LogRecord | undefined
}

/**
 * Returns how a line is understood as the first of its source: nothing is learned yet, and no line before it is
 * continued.
 */
export function explainLine(text: string, own: readonly Format[] = []): Explanation {
  const line =
    cleanLine(text)
      .split('\r')
      .findLast(part => part.trim() !== '') ?? ''
  const matched: Matched[] = []
  const refused: { name: string; part: Format['part'] }[] = []
  const watched = [...own, ...FORMATS].map(format => watch(format, matched, refused))
  const traced = detector(watched, () => [], own.length > 0)
  const entry = newEntry('')
  const learned = newLearned()
  traced.read(traced.peel(line, entry, learned), entry, learned)
  const state = parser({
    detector: allFormats(own),
    zone: () => 0,
    reference: undefined,
    maxLineCharacters: 1 << 20,
    quietMs: 0,
    defaultsOf: () => ({}),
  })
  const records = [...state.line(line, 0), ...state.releaseAll()]
  return { line, matched, refused, record: records.find((record): record is LogRecord => record.kind === 'log') }
}

/** Returns the same format, which notes what it was asked and what came of it. */
function watch(format: Format, matched: Matched[], refused: { name: string; part: Format['part'] }[]): Format {
  const { name, part } = format
  function note<T extends string | boolean | undefined>(text: string, entry: Entry, ask: () => T): T {
    const before = { ...entry, metrics: { ...entry.metrics }, fields: { ...entry.fields } }
    const answer = ask()
    if (answer === undefined || answer === false) {
      if (!refused.some(other => other.name === name)) refused.push({ name, part })
      return answer
    }
    // A label that only some sources carry is tried before it is taken: that is one match, not two.
    const last = matched.at(-1)
    if (last?.name === name && last.text === text) matched.pop()
    matched.push({ name, part, text, rest: typeof answer === 'string' ? answer : '', sets: changes(before, entry) })
    return answer
  }
  switch (format.part) {
    case 'carrier':
      return { ...format, peel: (text, entry) => note(text, entry, () => format.peel(text, entry)) }
    case 'header':
      return { ...format, read: (text: string, entry: Entry) => note(text, entry, () => format.read(text, entry)) }
    case 'payload':
      return {
        ...format,
        read: (text: string, entry: Entry, memory: SourceMemory) =>
          note(text, entry, () => format.read(text, entry, memory)),
      }
  }
}

/** What the reading of a line is made of, which is no field of its record. */
const INNER = new Set(['format', 'complete', 'prefixed', 'decoded', 'partial', 'rest'])

function changes(before: Entry, after: Entry): Readonly<Record<string, unknown>> {
  const changed = Object.entries(after).flatMap(([key, value]): [string, unknown][] => {
    const old = before[key as keyof Entry]
    if (INNER.has(key) || value === undefined || value === old) return []
    if (key === 'stamp') return [['time', value]]
    if (key !== 'metrics' && key !== 'fields') return [[key, value]]
    const own = Object.entries(value as object).filter(
      ([name, inner]) => (old as Record<string, unknown>)[name] !== inner,
    )
    return own.length === 0 ? [] : [[key, Object.fromEntries(own)]]
  })
  return Object.fromEntries(changed)
}
