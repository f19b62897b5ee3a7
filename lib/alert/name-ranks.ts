// The ranks that an alert speaks of, in words: `ranks 0-3, local rank 7 of gpu2, tasks 4, 5 and 2 more`.
import { cleanLine } from '../redact/clean-text.ts'
import { formatRanks } from './rank-list.ts'

/** Ranks as an alert names them. */
export interface NamedRanks {
  /** Global ranks. */
  readonly numbered: readonly number[]
  /** The keys of those that have no global rank: `local rank 7 of gpu2`, `task 3`, or a file. */
  readonly keys: readonly string[]
  /** How many more there are of which nothing else is known. */
  readonly unnamed: number
}

/** What a rank is called that is known by its number on a node, or by its launcher's; other keys are files. */
const NUMBERED_KEY = /(?:^|\/)((?:local )?rank|task) (\d{1,9})(?: of ([^/]+))?$/
/** Most characters of a node's name. */
const MAX_NODE = 80
/** Most nodes whose ranks are named one by one. */
const MOST_GROUPS = 8

interface Group {
  readonly kind: string
  readonly node: string
  readonly numbers: number[]
}

/** Returns ranks in words; undefined for none. */
export function ranksText({ numbered, keys, unnamed }: NamedRanks): string | undefined {
  const groups = new Map<string, Group>()
  if (numbered.length > 0) groups.set('', { kind: 'rank', node: '', numbers: [...numbered] })
  let more = unnamed
  for (const key of keys) {
    const [, kind, number, node = ''] = NUMBERED_KEY.exec(key) ?? []
    const known = kind === undefined ? undefined : (groups.get(`${kind} ${node}`) ?? newGroup(kind, node, groups))
    if (known === undefined) more++
    else known.numbers.push(Number(number))
  }
  const words = [...groups.values()].map(wordsOf)
  if (words.length === 0) return more === 0 ? undefined : `${more} rank${more === 1 ? '' : 's'}`
  return `${words.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** A group of its own, where there is room for one; undefined where not. */
function newGroup(kind: string, node: string, groups: Map<string, Group>): Group | undefined {
  if (groups.size >= MOST_GROUPS) return undefined
  const group: Group = { kind, node, numbers: [] }
  groups.set(`${kind} ${node}`, group)
  return group
}

const wordsOf = ({ kind, node, numbers }: Group): string =>
  `${kind}${numbers.length === 1 ? '' : 's'} ${formatRanks(numbers)}${node === '' ? '' : ` of ${cleanLine(node, MAX_NODE)}`}`
