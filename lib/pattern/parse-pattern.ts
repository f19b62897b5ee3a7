// Text of a pattern -> tree. Reads what Python's re and RE2 share; refuses, with its position, what it cannot keep the
// meaning of.
import { takeClass } from './character-class.ts'
import { reference, takeEscape, takeQuoted } from './escape.ts'
import { takeGroup } from './group.ts'
import { complement, EMPTY, EVERYTHING, foldCase, type Node } from './node.ts'
import { accept, acceptMatch, refuse, type Scanner, takeCodePoint } from './scanner.ts'

/** Longest pattern and deepest nesting: far beyond any that a person writes, and small enough to be read in no time. */
const MAX_LENGTH = 4096
const MAX_DEPTH = 100
/** RE2's own limit. */
const MAX_REPEAT = 1000

export interface ParsedPattern {
  readonly root: Node
  /** Names of the capturing groups by index, from 1; index 0 is unused. */
  readonly names: readonly (string | undefined)[]
}

/** Returns the tree of a pattern. Throws a PatternError for what is wrong or not supported. */
export function parsePattern(text: string): ParsedPattern {
  const scanner: Scanner = {
    text,
    at: 0,
    flags: { ignoreCase: false, dotAll: false, multiLine: false, verbose: false, swapGreed: false },
    names: [undefined],
    closed: new Set(),
    depth: 0,
  }
  if (text.length > MAX_LENGTH) refuse(scanner, `the pattern is longer than ${MAX_LENGTH} characters`, MAX_LENGTH)
  const root = takeChoice(scanner)
  if (scanner.at < text.length) refuse(scanner, 'this ) closes nothing')
  return { root, names: scanner.names }
}

/** Takes branches up to a `)` or the end. Flags set inside end with it. */
export function takeChoice(scanner: Scanner): Node {
  if (++scanner.depth > MAX_DEPTH) refuse(scanner, `groups are nested deeper than ${MAX_DEPTH}`)
  const outer = scanner.flags
  const branches: Node[] = [takeSequence(scanner)]
  while (accept(scanner, '|')) branches.push(takeSequence(scanner))
  scanner.flags = outer
  scanner.depth--
  return branches.length === 1 ? (branches[0] as Node) : { is: 'choice', branches }
}

function takeSequence(scanner: Scanner): Node {
  const parts: Node[] = []
  for (;;) {
    if (scanner.flags.verbose) acceptMatch(scanner, /(?:\s+|#[^\n]*)+/y)
    const next = scanner.text[scanner.at]
    if (next === undefined || next === '|' || next === ')') break
    if (accept(scanner, '\\Q')) {
      for (const code of takeQuoted(scanner)) parts.push(literal(scanner, code))
      continue
    }
    const start = scanner.at
    const atom = takeAtom(scanner)
    if (atom !== undefined) parts.push(takeRepeat(scanner, atom, start))
  }
  return parts.length === 0 ? EMPTY : parts.length === 1 ? (parts[0] as Node) : { is: 'sequence', parts }
}

/** Takes one atom; undefined for what matches nothing, such as (?i) or a comment. */
function takeAtom(scanner: Scanner): Node | undefined {
  const start = scanner.at
  const { flags } = scanner
  switch (scanner.text[scanner.at]) {
    case '(':
      scanner.at++
      return takeGroup(scanner, takeChoice, name => reference(scanner, scanner.names.indexOf(name), start))
    case '[':
      scanner.at++
      return takeClass(scanner)
    case '.':
      scanner.at++
      return { is: 'set', set: flags.dotAll ? EVERYTHING : complement([[10, 10]]) }
    case '^':
      scanner.at++
      return { is: 'edge', edge: flags.multiLine ? 'line_start' : 'start' }
    case '$':
      scanner.at++
      return { is: 'edge', edge: flags.multiLine ? 'line_end' : 'end' }
    case '*':
    case '+':
    case '?':
      return refuse(scanner, `nothing to repeat before ${scanner.text[scanner.at]}`)
    case '\\': {
      scanner.at++
      const escaped = takeEscape(scanner, false)
      return escaped.is === 'set' && escaped.property === undefined && flags.ignoreCase
        ? { is: 'set', set: foldCase(escaped.set) }
        : escaped
    }
    default:
      return literal(scanner, takeCodePoint(scanner))
  }
}

function takeRepeat(scanner: Scanner, body: Node, start: number): Node {
  if (scanner.flags.verbose) acceptMatch(scanner, /\s+/y)
  const at = scanner.at
  const found = acceptMatch(scanner, /[*+?]|\{(\d*)(?:(,)(\d*))?\}/y)
  if (found === undefined) return body
  const [text, from, comma, to] = found
  // `{}` and `{,}` are plain text in both syntaxes.
  if (text === '{}' || text === '{,}') {
    scanner.at = at
    return body
  }
  if (from === '') refuse(scanner, `${text} means different things in Python and RE2: write {0,${to}}`, at)
  if (body.is === 'edge' || body.is === 'look') refuse(scanner, 'an edge cannot be repeated', start)
  const min = text === '+' ? 1 : from === undefined ? 0 : Number(from)
  const max =
    text === '?'
      ? 1
      : from === undefined
        ? Number.POSITIVE_INFINITY
        : comma === undefined
          ? min
          : to === ''
            ? Number.POSITIVE_INFINITY
            : Number(to)
  if (min > MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT))
    refuse(scanner, `at most ${MAX_REPEAT} repeats can be counted`, at)
  if (min > max) refuse(scanner, `${text} asks for more than it allows`, at)
  if (scanner.text[scanner.at] === '+')
    refuse(scanner, 'possessive repeats are not supported: leave out the +', scanner.at)
  const isLazy = accept(scanner, '?')
  if (acceptMatch(scanner, /[*+?]|\{\d+(?:,\d*)?\}/y) !== undefined)
    refuse(scanner, 'two repeats in a row: put the first in (?:…)', at)
  return { is: 'repeat', body, min, max, lazy: isLazy !== scanner.flags.swapGreed }
}

function literal(scanner: Scanner, code: number): Node {
  return { is: 'set', set: scanner.flags.ignoreCase ? foldCase([[code, code]]) : [[code, code]] }
}
