// Which characters a part of a pattern can begin and end with: what decides whether a repeat has a choice.
import { type CharSet, EVERYTHING, NOTHING, type Node, union } from './node.ts'

export interface Reach {
  readonly set: CharSet
  /** True where the part can match nothing at all, and then cannot fail. */
  readonly nullable: boolean
}

const CLOSED: Reach = { set: NOTHING, nullable: false }
const OPEN: Reach = { set: EVERYTHING, nullable: false }
const TRANSPARENT: Reach = { set: NOTHING, nullable: true }
const NEWLINE: Reach = { set: [[10, 10]], nullable: false }

/** What a match of the node begins with. An edge that may fail counts as something that could be anything. */
export function firstOf(node: Node): Reach {
  switch (node.is) {
    case 'edge':
      return node.edge === 'end' ? CLOSED : node.edge === 'line_end' ? NEWLINE : OPEN
    case 'look':
      return OPEN
    default:
      return reachOf(node, firstOf, parts => parts)
  }
}

/** What a match of the node ends with. Edges take no room, so that what stands before them counts. */
export function lastOf(node: Node): Reach {
  switch (node.is) {
    case 'edge':
      return node.edge === 'start' ? CLOSED : node.edge === 'line_start' ? NEWLINE : TRANSPARENT
    case 'look':
      return node.ahead || node.negative ? TRANSPARENT : lastOf(node.body)
    default:
      return reachOf(node, lastOf, parts => parts.toReversed())
  }
}

type Inner = Exclude<Node, { is: 'edge' | 'look' }>

function reachOf(
  node: Inner,
  recurse: (node: Node) => Reach,
  order: (parts: readonly Node[]) => readonly Node[],
): Reach {
  switch (node.is) {
    case 'set':
      return { set: node.set, nullable: false }
    case 'back':
      return OPEN
    case 'group':
      return recurse(node.body)
    case 'repeat': {
      const body = recurse(node.body)
      return { set: body.set, nullable: body.nullable || node.min === 0 }
    }
    case 'choice': {
      const branches = node.branches.map(recurse)
      return {
        set: branches.map(branch => branch.set).reduce(union, NOTHING),
        nullable: branches.some(branch => branch.nullable),
      }
    }
    case 'sequence':
      return order(node.parts).map(recurse).reduce(follow, TRANSPARENT)
  }
}

/** What `before` begins with, with `after` behind it. */
export function follow(before: Reach, after: Reach): Reach {
  return before.nullable ? { set: union(before.set, after.set), nullable: after.nullable } : before
}
