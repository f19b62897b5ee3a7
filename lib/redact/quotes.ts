// Quoted values, in whatever quotes and behind however many escapes.
import type { Span } from './span.ts'

/** Where a quoted value's inside begins, and what ends it. */
export interface Opening {
  readonly inside: number
  /** The backslashes before the opening mark: those of a text inside of a text. */
  readonly escapes: number
  readonly closing: string
}

const OPENING =
  /(?:[bBuUrRfF]{1,2}(?=\\*["']))?(\$(?='))?(\\*)("""|'''|["'`“”‘’«„‹]|&quot;|&#3[49];|&apos;|\\u002[27]|%2[27])/y
const CLOSING: Readonly<Record<string, string>> = { '“': '”', '‘': '’', '«': '»', '„': '“', '‹': '›' }

/** Returns the quote that stands at a place, or undefined. */
export function openingAt(text: string, at: number): Opening | undefined {
  OPENING.lastIndex = at
  const match = OPENING.exec(text)
  if (match === null) return undefined
  const mark = match[3] as string
  // `\u0022` has a backslash of its own.
  return { inside: OPENING.lastIndex, escapes: (match[2] as string).length, closing: CLOSING[mark] ?? mark }
}

/**
 * Finds closing quotes in one text. Remembers for each kind of quote how far it looked, so that many quotes that one
 * far away closes, or none, cost one look at the text.
 */
export interface ClosingFinder {
  /** Returns where the closing mark begins, its escapes included; undefined where there is none. */
  find(opening: Opening): number | undefined
}

/** A text that is looked through, and what was found in it. */
export interface Search {
  readonly text: string
  readonly closings: ClosingFinder
  readonly found: Span[]
}

const MAX_KINDS = 64

export function closingFinder(text: string): ClosingFinder {
  /** Of each kind, the stretch of text without it that was seen last, and what closes there. */
  const seen = new Map<string, { readonly from: number; readonly at: number | undefined }>()
  return {
    find(opening) {
      const { inside, escapes, closing } = opening
      const kind = `${Math.min(escapes, MAX_KINDS)}${closing}`
      const last = seen.get(kind)
      if (last !== undefined && inside >= last.from && (last.at === undefined || inside <= last.at)) return last.at
      const at = search(opening)
      seen.set(kind, { from: inside, at })
      return at
    },
  }

  function search({ inside, escapes, closing }: Opening): number | undefined {
    for (let at = text.indexOf(closing, inside); at !== -1; at = text.indexOf(closing, at + 1)) {
      let start = at
      while (start > inside && text.charCodeAt(start - 1) === BACKSLASH) start--
      if (closes(at - start, escapes)) return Math.max(start, at - escapes)
    }
    return undefined
  }
}

const BACKSLASH = 92

/**
 * True where a quote behind `before` backslashes closes one that was opened behind `escapes`. Each text inside of a
 * text doubles the backslashes and puts one before each quote: 1, 3, 7. What an outer text ends is over too.
 */
function closes(before: number, escapes: number): boolean {
  let rest = before
  for (let left = escapes; left > 0; left = (left - 1) / 2) {
    if (left % 2 === 0) return before <= escapes
    if (rest % 2 === 0) return true
    rest = (rest - 1) / 2
  }
  return rest % 2 === 0
}
