// Reads dicts as Python prints them and JSON objects: one scan, no pattern, because a dict of hostile text makes
// patterns with several stretches of blanks cubic.
import type { Entry } from './format.ts'
import type { Rename } from './key-values.ts'
import type { ValueSpan } from './layouts.ts'
import { noteTarget, targetOf } from './metric-names.ts'
import { parseNumber } from './numbers.ts'

/** A number as a library shows it: `tensor(1.25, device='cuda:0')`, `np.float64(0.5)`. */
const WRAPPED = /^(?:tensor|np\.\w{1,20})\(([^,()]{1,40})/
/** Longer values are texts. */
const MAX_VALUE_CHARACTERS = 100

/**
 * Reads a dict of quoted keys (`{'loss': 2.98, "lr": 1e-05, 'epoch': nan}`) and notes its numbers, also those given as
 * strings; what is nested is skipped. Returns the number of values noted, or -1 where the text does not start with such
 * a dict. Tells the plain numbers.
 */
export function noteDict(entry: Entry, text: string, rename: Rename = key => key, found?: ValueSpan[]): number {
  let count = 0
  let at = 1
  if (text.charCodeAt(0) !== 123 /* { */) return -1
  for (;;) {
    at = skipBlanks(text, at)
    const keyEnd = endOfQuoted(text, at)
    if (keyEnd === -1) break
    const colon = skipBlanks(text, keyEnd)
    if (text.charCodeAt(colon) !== 58 /* : */) break
    const start = skipBlanks(text, colon + 1)
    const end = endOfValue(text, start)
    const value = end - start > MAX_VALUE_CHARACTERS ? '' : text.slice(start, end).trim()
    const number = numberOf(value)
    if (number !== undefined) {
      const target = targetOf(rename(text.slice(at + 1, keyEnd - 1)), '')
      noteTarget(entry, target, number)
      const quotes = /^['"]/.test(value) ? 1 : 0
      // A value of half the length stays short enough with any number in it.
      if (end - start <= MAX_VALUE_CHARACTERS / 2)
        found?.push({ from: start + quotes, to: start + value.length - quotes, form: 'number', padded: false, target })
      count++
    }
    if (text.charCodeAt(end) !== 44 /* , */) return text.charCodeAt(end) === 125 /* } */ || count > 0 ? count : -1
    at = end + 1
  }
  return count === 0 ? -1 : count
}

function numberOf(value: string): number | undefined {
  const isQuoted = /^(['"]).*\1$/.test(value)
  return parseNumber(isQuoted ? value.slice(1, -1) : (WRAPPED.exec(value)?.[1] ?? value))
}

function skipBlanks(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code === 32 || code === 9; code = text.charCodeAt(at)) at++
  return at
}

/** The place behind the closing quote, or -1 where no quoted text starts or none ends. */
function endOfQuoted(text: string, from: number): number {
  const quote = text.charCodeAt(from)
  if (quote !== 39 && quote !== 34) return -1
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 92 /* backslash */) at++
    else if (code === quote) return at + 1
  }
  return -1
}

/** The place of the comma or bracket that ends a value, or the end of the text. */
function endOfValue(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 39 || code === 34) {
      const end = endOfQuoted(text, at)
      if (end === -1) return text.length
      at = end - 1
    } else if (code === 40 || code === 91 || code === 123) depth++
    else if (depth > 0 && (code === 41 || code === 93 || code === 125)) depth--
    else if (depth === 0 && (code === 44 || code === 125)) return at
  }
  return text.length
}
