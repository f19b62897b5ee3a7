import type { Escape } from './escape.ts'
import { EMPTY, type Node } from './node.ts'
import { accept, acceptMatch, type Flags, refuse, type Scanner } from './scanner.ts'

const FLAG_OF: Readonly<Record<string, keyof Flags>> = {
  i: 'ignoreCase',
  s: 'dotAll',
  m: 'multiLine',
  x: 'verbose',
  U: 'swapGreed',
}

/** Takes a group whose `(` is already passed; undefined for one that matches nothing, such as (?i) or a comment. */
export function takeGroup(
  scanner: Scanner,
  takeBody: (scanner: Scanner) => Node,
  refer: (name: string) => Escape,
): Node | undefined {
  const start = scanner.at - 1
  const outer = scanner.flags
  if (!accept(scanner, '?')) return capture(scanner, undefined, start, takeBody)
  if (accept(scanner, ':')) return close(scanner, takeBody(scanner), start)
  if (accept(scanner, '#')) {
    if (acceptMatch(scanner, /[^)]*\)/y) === undefined) refuse(scanner, 'this comment is not closed', start)
    return undefined
  }
  if (accept(scanner, 'P=')) {
    const name = acceptMatch(scanner, /(\w+)\)/y)?.[1] ?? refuse(scanner, 'a group name and ) must follow (?P=', start)
    if (!scanner.names.includes(name)) refuse(scanner, `there is no group ${name} before this`, start)
    return refer(name)
  }
  if (scanner.text.startsWith('P>', scanner.at)) refuse(scanner, 'recursion is not supported', start)
  if (accept(scanner, '>')) refuse(scanner, 'atomic groups are not supported: write (?:…)', start)
  if (accept(scanner, '(')) refuse(scanner, 'conditional groups are not supported: write one rule for each case', start)
  const look = acceptMatch(scanner, /(<?)([=!])/y)
  if (look !== undefined)
    return close(
      scanner,
      { is: 'look', ahead: look[1] === '', negative: look[2] === '!', body: takeBody(scanner) },
      start,
    )
  const named = acceptMatch(scanner, /P?<([^>]*)>/y)
  if (named !== undefined) {
    const name = named[1] as string
    if (!/^[A-Za-z_]\w*$/.test(name)) refuse(scanner, `"${name}" is no group name: letters, digits and _`, start)
    if (scanner.names.includes(name)) refuse(scanner, `two groups are called ${name}`, start)
    return capture(scanner, name, start, takeBody)
  }
  scanner.flags = takeFlags(scanner, start)
  // (?i) holds to the end of the group that it stands in.
  if (accept(scanner, ')')) return undefined
  scanner.at++
  const body = takeBody(scanner)
  scanner.flags = outer
  return close(scanner, body, start)
}

function capture(
  scanner: Scanner,
  name: string | undefined,
  start: number,
  takeBody: (scanner: Scanner) => Node,
): Node {
  const index = scanner.names.push(name) - 1
  const node = close(scanner, { is: 'group', index, name, body: takeBody(scanner) }, start)
  scanner.closed.add(index)
  return node
}

function close(scanner: Scanner, node: Node, start: number): Node {
  if (!accept(scanner, ')')) refuse(scanner, 'this group is not closed', start)
  return node === EMPTY ? { is: 'sequence', parts: [] } : node
}

/** Takes flags up to their `)` or `:`, which is left. */
function takeFlags(scanner: Scanner, start: number): Flags {
  const match = acceptMatch(scanner, /([A-Za-z]*)(?:-([A-Za-z]+))?(?=[:)])/y)
  if (match === undefined || match[0] === '') return refuse(scanner, 'unknown kind of group', start)
  const flags = { ...scanner.flags }
  const set = (letters: string, value: boolean): void => {
    for (const letter of letters) {
      const flag = FLAG_OF[letter]
      if (flag !== undefined) flags[flag] = value
      // a and u choose the meaning of \w: always ASCII here.
      else if (letter !== 'a' && letter !== 'u')
        refuse(scanner, `unknown flag ${letter}: i, m, s, x and U are known`, start)
    }
  }
  set(match[1] ?? '', true)
  set(match[2] ?? '', false)
  return flags
}
