// A pattern that a user wrote, made safe: no text, however hostile, costs more than a few milliseconds.
// Python and RE2 syntax is read by our own parser; the backtracking engine runs only on texts where its worst case is
// known to be cheap, and RE2, which is linear but 10 to 100 times slower to give captures, runs on the rest.
import { RE2JS } from 're2js'
import { costOf } from './cost.ts'
import { emit, needsUnicode } from './emit.ts'
import { requiredText } from './literal.ts'
import type { Node } from './node.ts'
import { parsePattern } from './parse-pattern.ts'
import { PatternError } from './scanner.ts'

/** What a match found: the whole match first, then each group; undefined for a group that took no part. */
export type Captures = readonly (string | undefined)[]

/** Where a match or one of its groups stands in a text, in UTF-16 units; `end` is behind it. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Pattern {
  readonly source: string
  /** Names of the capturing groups by index; index 0 is the whole match. */
  readonly names: readonly (string | undefined)[]
  /** Characters of a text that are looked at; what comes later is not seen. */
  readonly maxChars: number
  /** Returns the first match, searching anywhere in the text. */
  match(text: string): Captures | undefined
  /**
   * Returns where the first match that begins at `from` or later stands, and each of its groups; undefined for a group
   * that took no part.
   */
  spans(text: string, from: number): readonly (Span | undefined)[] | undefined
}

/** Why a pattern cannot be used. */
export interface PatternProblem {
  readonly reason: string
  /** The character that it is about, from 1. */
  readonly position: number
}

/** Most of a text that any pattern sees. */
const MAX_TEXT_CHARS = 16 * 1024
/** Steps that the backtracking engine may need in the worst case: about a millisecond. */
const NATIVE_STEPS = 250_000
/** The same for patterns that only it can run (look-around, references). */
const NATIVE_ONLY_STEPS = 4_000_000
const MIN_NATIVE_ONLY_CHARS = 256

/** Returns the pattern ready for use, or why it cannot be. */
export function compilePattern(source: string): Pattern | PatternProblem {
  try {
    const parsed = parsePattern(source)
    const root = anchorLeadingWildcard(parsed.root)
    const isNativeOnly = needsNative(root)
    const maxChars = isNativeOnly ? Math.min(MAX_TEXT_CHARS, cheapChars(root, NATIVE_ONLY_STEPS)) : MAX_TEXT_CHARS
    if (maxChars < MIN_NATIVE_ONLY_CHARS)
      return {
        reason:
          'could take minutes on a long line: look-around and references allow no nested or repeated wildcards beside them',
        position: 1,
      }
    const nativeChars = isNativeOnly ? maxChars : Math.min(MAX_TEXT_CHARS, cheapChars(root, NATIVE_STEPS))
    const limits = { maxChars, nativeChars }
    const { length } = parsed.names
    return {
      ...{ source, names: parsed.names, maxChars },
      ...{ match: matcher(root, length, limits), spans: finder(root, length, limits) },
    }
  } catch (error) {
    if (error instanceof PatternError) return { reason: error.message, position: error.position }
    if ((error as Error).name === 'RE2JSSyntaxException') return { reason: (error as Error).message, position: 1 }
    throw error
  }
}

export function isPatternProblem(value: Pattern | PatternProblem): value is PatternProblem {
  return 'reason' in value
}

interface Limits {
  readonly maxChars: number
  /** Longest text that the backtracking engine is given. */
  readonly nativeChars: number
}

function matcher(root: Node, groups: number, { maxChars, nativeChars }: Limits): Pattern['match'] {
  const literal = requiredText(root)
  const native = new RegExp(emit(root, 'native'), needsUnicode(root) ? 'u' : '')
  const linear = nativeChars < maxChars ? RE2JS.compile(emit(root, 'linear')) : undefined

  function matchLinear(text: string, engine: RE2JS): Captures | undefined {
    // The automaton of `test` is far cheaper than the search that gives groups.
    if (!engine.test(text)) return undefined
    const match = engine.matcher(text)
    if (!match.find()) return undefined
    return Array.from({ length: groups }, (_, index) => match.group(index) ?? undefined)
  }
  return text => {
    const seen = text.length > maxChars ? text.slice(0, maxChars) : text
    if (literal.length > 1 && !seen.includes(literal)) return undefined
    if (linear !== undefined && seen.length > nativeChars) return matchLinear(seen, linear)
    return native.exec(seen) ?? undefined
  }
}

/** The engines are made when the first place is asked for: few patterns are. */
function finder(root: Node, groups: number, { maxChars, nativeChars }: Limits): Pattern['spans'] {
  let native: RegExp | undefined
  let linear: RE2JS | undefined
  return (text, from) => {
    const seen = text.length > maxChars ? text.slice(0, maxChars) : text
    if (from > seen.length) return undefined
    if (nativeChars < maxChars && seen.length > nativeChars) {
      linear ??= RE2JS.compile(emit(root, 'linear'))
      const match = linear.matcher(seen)
      if (!match.find(from)) return undefined
      return Array.from({ length: groups }, (_, index) => spanOf([match.start(index), match.end(index)]))
    }
    native ??= new RegExp(emit(root, 'native'), needsUnicode(root) ? 'dgu' : 'dg')
    native.lastIndex = from
    return native.exec(seen)?.indices?.map(spanOf)
  }
}

function spanOf(place: readonly [number, number] | undefined): Span | undefined {
  return place === undefined || place[0] < 0 ? undefined : { start: place[0], end: place[1] }
}

/** Longest text on which the backtracking engine stays within its steps; -1 where there is none. */
function cheapChars(root: Node, steps: number): number {
  const { coefficient, degree } = costOf(root)
  return degree === Number.POSITIVE_INFINITY ? -1 : Math.floor((steps / coefficient) ** (1 / degree))
}

/**
 * A pattern that begins with `.*` matches at the start of a line or nowhere; to say so spares an engine every other
 * place. The result is the same: what `.*` could skip, it takes.
 */
function anchorLeadingWildcard(root: Node): Node {
  const parts = root.is === 'sequence' ? root.parts : [root]
  const [first] = parts
  if (
    first?.is !== 'repeat' ||
    first.min !== 0 ||
    first.max !== Number.POSITIVE_INFINITY ||
    first.lazy ||
    first.body.is !== 'set'
  )
    return root
  const { set } = first.body
  if (set.at(-1)?.[1] !== 0x10ffff || set.length > 2) return root
  const isDotAll = set.length === 1 && set[0]?.[0] === 0
  const isDot = set.length === 2 && set[0]?.[0] === 0 && set[0][1] === 9 && set[1]?.[0] === 11
  if (!isDotAll && !isDot) return root
  return { is: 'sequence', parts: [{ is: 'edge', edge: isDotAll ? 'start' : 'line_start' }, ...parts] }
}

function needsNative(node: Node): boolean {
  switch (node.is) {
    case 'look':
    case 'back':
      return true
    case 'sequence':
      return node.parts.some(needsNative)
    case 'choice':
      return node.branches.some(needsNative)
    case 'group':
    case 'repeat':
      return needsNative(node.body)
    default:
      return false
  }
}
