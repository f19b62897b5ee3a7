// How far a value goes that stands behind a name: to its closing quote, or to where a word of its kind ends.

import { type ClosingFinder, type Opening, openingAt } from './quotes.ts'

/** A value in a text: its inside alone, without quotes. */
export interface Value {
  readonly start: number
  readonly end: number
  /** undefined for a value without quotes. */
  readonly quote: Opening | undefined
}

/** Where the value stands, as far as that tells its end. */
export interface Surroundings {
  /** In the query of a URL, where `&` ends it. */
  readonly isQuery: boolean
  /** The whole of a shell word or of a line of an environment: commas and brackets are its own. */
  readonly isWord: boolean
  /** Characters that are looked at, so that a value that turns out to be none costs no more; without it, all. */
  readonly limit?: number
}

/** Returns the value that begins at a place, or its first characters; undefined where there is none. */
export function valueAt(
  text: string,
  at: number,
  surroundings: Surroundings,
  closings: ClosingFinder,
): Value | undefined {
  const quote = openingAt(text, at)
  if (quote === undefined) {
    const end = wordEnd(text, at, surroundings)
    return end > at ? { start: at, end, quote } : undefined
  }
  const closing = closings.find(quote)
  // Never closed: cut off, or no quote at all. The rest of its line is the value.
  const end = closing ?? lineEnd(text, quote.inside)
  if (end <= quote.inside && closing !== undefined && !continues(text, closing + 1, quote)) return undefined
  const last = closing === undefined ? end : wordBehindQuote(text, { closing, quote }, surroundings, closings)
  return { start: quote.inside, end: last, quote }
}

const isPlainQuote = ({ escapes, closing }: Opening): boolean => escapes === 0 && (closing === "'" || closing === '"')
/** An apostrophe in a shell's single quotes. */
const APOSTROPHE = "\\''"
const continues = (text: string, at: number, quote: Opening): boolean =>
  isPlainQuote(quote) && (/[\w"'@!#$^]/.test(text.charAt(at)) || text.startsWith(APOSTROPHE, at))

/** A shell's word goes on behind a closing quote that no blank or sign follows: `'it'"'"'s'`, `'it'\''s'`. */
function wordBehindQuote(
  text: string,
  { closing, quote }: { readonly closing: number; readonly quote: Opening },
  surroundings: Surroundings,
  closings: ClosingFinder,
): number {
  let end = closing
  let next = closing + quote.closing.length
  const stop = closing + (surroundings.limit ?? text.length)
  while (next < stop && continues(text, next, quote)) {
    if (text.startsWith(APOSTROPHE, next)) next += 2
    const again = openingAt(text, next)
    if (again === undefined) {
      end = wordEnd(text, next, surroundings)
      if (end <= next || !isQuoteAt(text, end)) return end
      next = end + 1
    } else {
      const closed = closings.find(again)
      if (closed === undefined) return end
      end = closed
      next = closed + again.closing.length
    }
  }
  return end
}

const isQuoteAt = (text: string, at: number): boolean => text[at] === '"' || text[at] === "'"

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

const BACKSLASH = '\\'
const OPEN: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '>': '<' }
/** What ends a value for certain: blanks, controls, and the lines of tables. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a control character is no part of a value
const STOP = /[\s\u0000-\u001f\u007f\u2502\u2503\u200b]/
/** Behind a closing quote or a comma, what shows that the value is over. */
const OVER = /[\s,;)\]}>&|"'`\\<]/
/** A name with its value behind it, as in `a=1,b=2`. */
const NEXT_NAME = /["']?[A-Za-z_][\w."'-]{0,63}(?: ?[\w."'-]{1,40}){0,3}\s?(?:=|:)/y

/** Returns where a value without quotes ends. */
function wordEnd(text: string, from: number, { isQuery, isWord, limit }: Surroundings): number {
  const open: Record<string, number> = {}
  const stop = limit === undefined ? text.length : Math.min(text.length, from + limit)
  let at = from
  for (; at < stop; at++) {
    if (isLetterOrDigit(text.charCodeAt(at))) continue
    const c = text[at] as string
    if (STOP.test(c)) break
    if (c === BACKSLASH) {
      const run = at
      while (text[at] === BACKSLASH) at++
      // A written-out line end, or the quote of an outer text.
      if (at === text.length || /[nrt"'`]/.test(text[at] as string)) return trimmed(text, from, run)
      continue
    }
    if (isQuery && (c === '&' || c === '#' || text.startsWith('%26', at))) break
    if ((c === '"' || c === "'" || c === '`') && isOver(text, at + 1)) break
    if (c === '<' && text[at + 1] === '/') break
    if (isWord) continue
    if ((c === ',' || c === ';' || c === '&') && (isOver(text, at + 1) || isNext(text, at + 1))) break
    if (c === '(' || c === '[' || c === '{' || c === '<') open[c] = (open[c] ?? 0) + 1
    const opener = OPEN[c]
    if (opener === undefined) continue
    const depth = open[opener] ?? 0
    if (depth === 0 && !/[A-Za-z0-9]/.test(text[at + 1] ?? '')) break
    if (depth > 0) open[opener] = depth - 1
  }
  return trimmed(text, from, at)
}

/** What ends a sentence, or parts the items of a list, is no part of the last word. */
function trimmed(text: string, from: number, end: number): number {
  let at = end
  while (at > from && /[,;]/.test(text[at - 1] as string)) at--
  return at > from + 1 && text[at - 1] === '.' && text[at - 2] !== '.' ? at - 1 : at
}

const isLetterOrDigit = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90)
const isOver = (text: string, at: number): boolean => at >= text.length || OVER.test(text[at] as string)
/** True where behind a comma another name or option begins. */
function isNext(text: string, at: number): boolean {
  if (text[at] === '-') return true
  NEXT_NAME.lastIndex = at
  return NEXT_NAME.test(text)
}
