// One line of text -> one record. The only place that decides what counts as a record of ours.
import { MAX_DEPTH, withinDepth } from './depth.ts'
import * as shapes from './shapes.generated.js'
import type { AnyRecord, LogRecord, RecordKind } from './types.generated.ts'

const SHAPE_OF: Readonly<Record<RecordKind, (value: unknown) => boolean>> = shapes

/** What a line of a record stream is: a record, somebody else's JSON object (passes untouched), or raw text. */
export type Line =
  | { readonly is: 'record'; readonly record: AnyRecord }
  | { readonly is: 'foreign' }
  | { readonly is: 'raw' }

const FOREIGN: Line = { is: 'foreign' }
const RAW: Line = { is: 'raw' }

/**
 * Returns the record that a line is, or undefined: what a reader of raw lines needs to know. A line without the word
 * `kind` is none, and is not parsed for it: metric dicts and JSON logs start with a brace too.
 */
export function readRecord(text: string): AnyRecord | undefined {
  if (text.charCodeAt(0) !== 123 || !text.includes('"kind"')) return undefined
  const line = readLine(text)
  return line.is === 'record' ? line.record : undefined
}

/**
 * Returns what a line is. Never throws; a JSON value that is no object counts as raw text. What lies deeper than
 * MAX_DEPTH in a record is a text there.
 */
export function readLine(text: string): Line {
  // Most lines of a log are no JSON, and a failed parse costs more than all else: look before.
  if (text.charCodeAt(0) !== 123 /* { */ || !/^\{\s*["}]/.test(text)) return RAW
  let value: unknown
  try {
    value = JSON.parse(withinDepth(text, MAX_DEPTH))
  } catch {
    return RAW // not JSON: a log line that happens to start with a brace
  }
  return isRecord(value) ? { is: 'record', record: value } : FOREIGN
}

/**
 * True for an object whose `kind` is known and whose schema is met (shape only: formats such as date-time are not
 * checked).
 */
export function isRecord(value: unknown): value is AnyRecord {
  const kind = (value as { kind?: unknown } | null)?.kind
  return typeof kind === 'string' && Object.hasOwn(SHAPE_OF, kind) && SHAPE_OF[kind as RecordKind](value)
}

/** The record that a raw line becomes on its way to the next stage. */
export function rawRecord(message: string): LogRecord {
  return { kind: 'log', format: 'raw', message }
}
