// What goes along with a line besides its labels: Loki's structured metadata, which filters without being a stream.
import { isPlain, numeral, quoted, repeated } from '../record/json-text.ts'
import type { AnyRecord, LogRecord } from '../record/types.generated.ts'
import { OTHER_ORIGIN } from './labels.ts'
import { wellFormed } from './well-formed.ts'

/** Loki's own limits are 128 entries and 64 KiB; what labels leave over comes on top of these. */
const MAX_ENTRIES = 100
const MAX_CHARACTERS = 16_384

const FORMAT = repeated('format')
const LOGGER = repeated('logger')
const CODE = repeated('code')

/**
 * Returns the metadata of a record as the inside of a JSON object, '' for none. Every value is a text, and every name
 * one that Loki keeps as it is. `more` are pairs that the record does not hold.
 */
export function metadataOf(record: AnyRecord, more: Readonly<Record<string, string>> | undefined): string {
  let text = record.kind === 'log' ? logMetadata(record) : `,"kind":"${record.kind}"`
  if (more !== undefined) for (const name of Object.keys(more)) text += pair(name, more[name])
  return text.slice(1)
}

function logMetadata(record: LogRecord): string {
  let text = record.format === undefined ? '' : FORMAT(record.format)
  if (record.logger !== undefined)
    text += isPlain(record.logger) ? LOGGER(record.logger) : pair('logger', record.logger)
  if (record.code !== undefined) text += isPlain(record.code) ? CODE(record.code) : pair('code', record.code)
  if (record.step !== undefined) text += number('step', record.step)
  if (record.total_steps !== undefined) text += number('total_steps', record.total_steps)
  if (record.epoch !== undefined) text += number('epoch', record.epoch)
  if (record.truncated === true) text += ',"truncated":"true"'
  for (const field of OTHER_ORIGIN) if (record[field] !== undefined) text += pair(field, record[field])
  return members(record.fields, members(record.metrics, text))
}

/** Adds what is a single value of an object; beyond the limits nothing more is added. */
function members(object: Readonly<Record<string, unknown>> | undefined, before: string): string {
  if (object === undefined) return before
  let text = before
  let count = 0
  for (const name in object) {
    if (++count > MAX_ENTRIES || text.length > MAX_CHARACTERS) break
    text += pair(name, object[name])
  }
  return text
}

const number = (name: string, value: number): string => `,"${name}":"${numeral(value)}"`

function pair(name: string, value: unknown): string {
  if (typeof value === 'number') return `,"${safeName(name)}":"${numeral(value)}"`
  if (typeof value === 'boolean') return `,"${safeName(name)}":"${value}"`
  if (typeof value !== 'string' || value === '' || value.length > MAX_CHARACTERS) return ''
  return `,"${safeName(name)}":${quoted(wellFormed(value))}`
}

/** Names that were made safe: a pure cache, all forgotten when it is full. */
const names = new Map<string, string>()
const MAX_NAMES = 1024

/** Loki makes `_` of all that is no letter or digit; two names that become one would be refused or lost. */
function safeName(name: string): string {
  let safe = names.get(name)
  if (safe === undefined) {
    if (names.size >= MAX_NAMES) names.clear()
    safe = name
      .slice(0, 256)
      .replace(/[^a-zA-Z0-9_]/g, '_')
      .replace(/^(?=\d|$)/, '_')
    names.set(name, safe)
  }
  return safe
}
