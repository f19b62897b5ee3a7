// Tree -> source text for either engine. Both get the same explicit sets, so that they agree on every text.
import { type CharSet, complement, type Edge, MAX_CODE_POINT, type Node } from './node.ts'

/** native: JavaScript's backtracking RegExp. linear: RE2, which knows no lookaround and no references. */
export type Engine = 'native' | 'linear'

const EDGES: Readonly<Record<Engine, Readonly<Record<Edge, string>>>> = {
  native: { start: '^', end: '$', line_start: '(?<![^\\n])', line_end: '(?![^\\n])', word: '\\b', not_word: '\\B' },
  linear: { start: '\\A', end: '\\z', line_start: '(?m:^)', line_end: '(?m:$)', word: '\\b', not_word: '\\B' },
}

/** Returns the source of a pattern, to be compiled without flags, or with `u` where `needsUnicode` says so. */
export function emit(node: Node, engine: Engine): string {
  switch (node.is) {
    case 'set':
      return node.property ?? emitSet(node.set, engine)
    case 'sequence':
      return node.parts.map(part => (part.is === 'choice' ? `(?:${emit(part, engine)})` : emit(part, engine))).join('')
    case 'choice':
      return node.branches.map(branch => emit(branch, engine)).join('|')
    case 'group':
      return `(${emit(node.body, engine)})`
    case 'repeat':
      return `(?:${emit(node.body, engine)})${count(node.min, node.max)}${node.lazy ? '?' : ''}`
    case 'edge':
      return EDGES[engine][node.edge]
    case 'look':
      return `(?${node.ahead ? '' : '<'}${node.negative ? '!' : '='}${emit(node.body, engine)})`
    case 'back':
      return `(?:\\${node.index})`
  }
}

/** True where a set names characters beyond the basic plane, or a property: JavaScript needs its `u` flag then. */
export function needsUnicode(node: Node): boolean {
  switch (node.is) {
    case 'set':
      return (
        node.property !== undefined ||
        (node.set.at(-1)?.[1] === MAX_CODE_POINT ? complement(node.set) : node.set).some(([, high]) => high > 0xffff)
      )
    case 'sequence':
      return node.parts.some(needsUnicode)
    case 'choice':
      return node.branches.some(needsUnicode)
    case 'group':
    case 'repeat':
    case 'look':
      return needsUnicode(node.body)
    default:
      return false
  }
}

function count(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`
}

function emitSet(set: CharSet, engine: Engine): string {
  const [first] = set
  if (first === undefined) return engine === 'native' ? '[]' : '[^\\x{0}-\\x{10FFFF}]'
  if (set.length === 1 && first[0] === first[1]) return character(first[0], engine)
  const isNegative = set.at(-1)?.[1] === MAX_CODE_POINT
  const ranges = isNegative ? complement(set) : set
  if (ranges.length === 0) return engine === 'native' ? '[^]' : '(?s:.)'
  const members = ranges.map(([low, high]) =>
    low === high ? character(low, engine) : `${character(low, engine)}-${character(high, engine)}`,
  )
  return `[${isNegative ? '^' : ''}${members.join('')}]`
}

function character(code: number, engine: Engine): string {
  if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122))
    return String.fromCharCode(code)
  const hex = code.toString(16)
  if (engine === 'linear') return `\\x{${hex}}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
}
