import { takeEscape } from './escape.ts'
import { type CharSet, complement, foldCase, type Node, normalize } from './node.ts'
import { accept, acceptMatch, refuse, type Scanner, takeCodePoint } from './scanner.ts'

const POSIX: Readonly<Record<string, CharSet>> = {
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  alpha: [
    [65, 90],
    [97, 122],
  ],
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: [[48, 57]],
  graph: [[33, 126]],
  lower: [[97, 122]],
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: [[65, 90]],
  word: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
}

/** Takes a class whose `[` is already passed. A `]` right at its start is a member, as in Python and RE2. */
export function takeClass(scanner: Scanner): Node {
  const start = scanner.at - 1
  const negative = accept(scanner, '^')
  const ranges: (readonly [number, number])[] = []
  let isFirst = true
  while (isFirst || scanner.text[scanner.at] !== ']') {
    if (scanner.at >= scanner.text.length) refuse(scanner, 'this class is not closed', start)
    isFirst = false
    const memberAt = scanner.at
    const low = takeMember(scanner)
    const isRange =
      scanner.text[scanner.at] === '-' && scanner.text[scanner.at + 1] !== ']' && scanner.at + 1 < scanner.text.length
    if (!isRange || low.length !== 1 || low[0]?.[0] !== low[0]?.[1]) {
      if (isRange) refuse(scanner, 'a range needs a single character on its left', memberAt)
      ranges.push(...low)
      continue
    }
    scanner.at++
    const high = takeMember(scanner)
    const [from, to] = [low[0]?.[0] as number, high[0]?.[0] as number]
    if (high.length !== 1 || high[0]?.[0] !== high[0]?.[1])
      refuse(scanner, 'a range needs a single character on its right', memberAt)
    if (from > to) refuse(scanner, `the range ${scanner.text.slice(memberAt, scanner.at)} runs backwards`, memberAt)
    ranges.push([from, to])
  }
  scanner.at++
  const set = scanner.flags.ignoreCase ? foldCase(normalize(ranges)) : normalize(ranges)
  return { is: 'set', set: negative ? complement(set) : set }
}

/** One character, escape or [:name:] of a class. */
function takeMember(scanner: Scanner): CharSet {
  const start = scanner.at
  const posix = acceptMatch(scanner, /\[:(\^?)(\w+):\]/y)
  if (posix !== undefined) {
    const set = POSIX[posix[2] as string] ?? refuse(scanner, `unknown class ${posix[0]}`, start)
    return posix[1] === '^' ? complement(set) : set
  }
  if (!accept(scanner, '\\')) {
    const code = takeCodePoint(scanner)
    return [[code, code]]
  }
  const escaped = takeEscape(scanner, true)
  if (escaped.is !== 'set') return refuse(scanner, 'this escape means nothing in a class', start)
  if (escaped.property !== undefined)
    refuse(scanner, 'a character property inside a class is not supported: use a choice, (?:[a-z]|\\pL)', start)
  return escaped.set
}
