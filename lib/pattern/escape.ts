// What a backslash means, in the words that Python's re and RE2 share. Classes are ASCII, as in RE2.
import { type CharSet, complement, type Edge, EVERYTHING } from './node.ts'
import { accept, acceptMatch, refuse, type Scanner, takeCodePoint } from './scanner.ts'

const DIGIT: CharSet = [[48, 57]]
const WORD: CharSet = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
]
const SPACE: CharSet = [
  [9, 13],
  [32, 32],
]
const CLASSES: Readonly<Record<string, CharSet>> = {
  d: DIGIT,
  D: complement(DIGIT),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
}
const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }
const EDGES: Readonly<Record<string, Edge>> = { A: 'start', z: 'end', Z: 'end', b: 'word', B: 'not_word' }
const NOT_SUPPORTED: Readonly<Record<string, string>> = {
  G: '\\G is not supported',
  K: '\\K is not supported: put what is wanted in a group',
  R: '\\R is not supported: write \\n',
  X: '\\X is not supported',
  C: '\\C is not supported',
  h: '\\h is not supported: write [ \\t]',
  N: '\\N is not supported: write [^\\n]',
  g: '\\g is not supported: write (?P=name)',
  k: '\\k is not supported: write (?P=name)',
}

export type Escape =
  | { readonly is: 'set'; readonly set: CharSet; readonly property?: string }
  | { readonly is: 'edge'; readonly edge: Edge }
  | { readonly is: 'back'; readonly index: number }

/** Takes what follows a backslash (already passed). In a class, \b is a backspace and there are no edges. */
export function takeEscape(scanner: Scanner, inClass: boolean): Escape {
  const start = scanner.at - 1
  if (scanner.at >= scanner.text.length) refuse(scanner, 'a backslash at the end escapes nothing', start)
  const property = acceptMatch(scanner, /[pP](?:\{(\^?)([A-Za-z_=]+)\}|([A-Z]))/y)
  if (property !== undefined) return { is: 'set', set: EVERYTHING, property: takeProperty(scanner, property, start) }
  const hex = acceptMatch(scanner, /x([\da-fA-F]{2})|x\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|U([\da-fA-F]{8})/y)
  if (hex !== undefined) {
    const code = Number.parseInt((hex[1] ?? hex[2] ?? hex[3] ?? hex[4]) as string, 16)
    if (code > 0x10ffff) refuse(scanner, `${hex[0]} is no character`, start)
    return one(code)
  }
  const octal = acceptMatch(scanner, /0[0-7]{0,2}|[1-3][0-7]{2}/y)
  if (octal !== undefined) return one(Number.parseInt(octal[0], 8))
  if (!inClass) {
    const group = acceptMatch(scanner, /[1-9]\d?/y)
    if (group !== undefined) return reference(scanner, Number(group[0]), start)
  }
  const letter = scanner.text[scanner.at] as string
  const control = inClass && letter === 'b' ? 8 : CONTROLS[letter]
  if (control !== undefined) {
    scanner.at++
    return one(control)
  }
  const set = CLASSES[letter]
  if (set !== undefined) {
    scanner.at++
    return { is: 'set', set }
  }
  const edge = EDGES[letter]
  if (edge !== undefined && !inClass) {
    scanner.at++
    return { is: 'edge', edge }
  }
  if (/[A-Za-z0-9]/.test(letter)) refuse(scanner, NOT_SUPPORTED[letter] ?? `unknown escape \\${letter}`, start)
  return one(takeCodePoint(scanner))
}

/** A reference to a group that is closed. */
export function reference(scanner: Scanner, index: number, start: number): Escape {
  if (!scanner.closed.has(index)) refuse(scanner, `there is no group ${index} before this`, start)
  return { is: 'back', index }
}

/** Takes a literal stretch after \Q, up to \E or the end. */
export function takeQuoted(scanner: Scanner): readonly number[] {
  const codes: number[] = []
  while (scanner.at < scanner.text.length && !accept(scanner, '\\E')) codes.push(takeCodePoint(scanner))
  return codes
}

/** Returns a property in the one spelling that JavaScript and RE2 read alike. */
function takeProperty(scanner: Scanner, match: RegExpExecArray, start: number): string {
  const name = (match[2] ?? match[3]) as string
  const negative = match[0].startsWith('P') !== (match[1] === '^')
  for (const spelling of [name, `Script=${name}`]) {
    try {
      new RegExp(`\\p{${spelling}}`, 'u')
      return `\\${negative ? 'P' : 'p'}{${name}}`
    } catch {
      // not a property under this spelling: the next one, or the refusal below
    }
  }
  return refuse(scanner, `unknown character property ${name}`, start)
}

const one = (code: number): Escape => ({ is: 'set', set: [[code, code]] })
