// An upper bound for the work of a backtracking engine: how many ways there are through a pattern on the worst text of
// n characters. A repeat has no choice where what it repeats and what follows it begin with different characters ("\d+
// " and "a*b" have none).
import { areDisjoint, type CharSet, EVERYTHING, type Node, union } from './node.ts'
import { firstOf, follow, lastOf, type Reach } from './reach.ts'

/** coefficient x n^degree; an infinite degree stands for exponential. */
export interface Cost {
  readonly coefficient: number
  readonly degree: number
}

const ONE: Cost = { coefficient: 1, degree: 0 }
const EXPONENTIAL: Cost = { coefficient: 1, degree: Number.POSITIVE_INFINITY }

interface Surroundings {
  readonly before: CharSet
  /** nullable: what follows cannot fail, so nothing is ever tried a second time. */
  readonly after: Reach
  /** Told of each repeat whose run can be entered in the middle: walking it costs n from each of n places. */
  readonly rewalk: () => void
}

/** Returns the bound for a search over the whole pattern. */
export function costOf(root: Node): Cost {
  let rewalks = 0
  const paths = measure(root, {
    before: EVERYTHING,
    after: { set: [], nullable: true },
    rewalk: () => {
      rewalks = 1
    },
  })
  const isAnchored = startsAtEdge(root)
  return {
    coefficient: isAnchored ? paths.coefficient : paths.coefficient / prefixLength(root),
    degree: Math.max(1, paths.degree + (isAnchored ? 0 : 1) + rewalks),
  }
}

function measure(node: Node, around: Surroundings): Cost {
  switch (node.is) {
    case 'sequence':
      return measureSequence(node.parts, around)
    case 'choice': {
      const costs = node.branches.map(branch => measure(branch, around))
      return {
        coefficient: costs.reduce((sum, cost) => sum + cost.coefficient, 0),
        degree: Math.max(...costs.map(cost => cost.degree)),
      }
    }
    case 'group':
      return measure(node.body, around)
    case 'look':
      return measure(node.body, { ...around, before: EVERYTHING, after: { set: [], nullable: true } })
    case 'repeat':
      return measureRepeat(node, around)
    default:
      return ONE
  }
}

function measureSequence(parts: readonly Node[], around: Surroundings): Cost {
  const befores: CharSet[] = []
  let before: Reach = { set: around.before, nullable: false }
  for (const part of parts) {
    befores.push(before.set)
    before = follow(lastOf(part), before)
  }
  let after = around.after
  let cost = ONE
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index] as Node
    cost = multiply(cost, measure(part, { ...around, before: befores[index] as CharSet, after }))
    after = follow(firstOf(part), after)
  }
  return cost
}

function measureRepeat(node: Extract<Node, { is: 'repeat' }>, around: Surroundings): Cost {
  const first = firstOf(node.body)
  const hasChoice = !around.after.nullable && (first.nullable || !areDisjoint(first.set, around.after.set))
  const isUnbounded = node.max === Number.POSITIVE_INFINITY
  const body =
    node.max === 1
      ? measure(node.body, around)
      : measure(node.body, {
          ...around,
          before: union(around.before, lastOf(node.body).set),
          after: { set: union(first.set, around.after.set), nullable: false },
        })
  const isFixed = body.degree === 0 && body.coefficient === 1
  // The engines give empty turns of a repeat different meanings: only the linear one may see them.
  if (node.max > 1 && first.nullable) return EXPONENTIAL
  if (isUnbounded) {
    if (!isFixed) return EXPONENTIAL
    if (hasChoice) return { coefficient: 1, degree: 1 }
    if (!around.after.nullable && !areDisjoint(first.set, around.before)) around.rewalk()
    return ONE
  }
  const exits = hasChoice ? node.max - node.min + 1 : 1
  return { coefficient: exits * body.coefficient ** node.max, degree: body.degree * node.max }
}

function multiply(a: Cost, b: Cost): Cost {
  return { coefficient: a.coefficient * b.coefficient, degree: a.degree + b.degree }
}

function startsAtEdge(node: Node): boolean {
  switch (node.is) {
    case 'edge':
      return node.edge === 'start' || node.edge === 'line_start'
    case 'sequence':
      return node.parts.length > 0 && startsAtEdge(node.parts[0] as Node)
    case 'group':
      return startsAtEdge(node.body)
    case 'choice':
      return node.branches.every(startsAtEdge)
    default:
      return false
  }
}

/**
 * Least distance between two places where the pattern can begin: the length of its literal head, up to a repetition of
 * its first character.
 */
function prefixLength(root: Node): number {
  if (root.is !== 'sequence') return 1
  const head: number[] = []
  for (const part of root.parts) {
    const code =
      part.is === 'set' && part.set.length === 1 && part.set[0]?.[0] === part.set[0]?.[1] ? part.set[0]?.[0] : undefined
    if (code === undefined || code === head[0]) break
    head.push(code)
  }
  return Math.max(1, head.length)
}
