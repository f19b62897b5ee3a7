// Which nodes the next attempt does without: at most two, only for faults that are a node's, and none where the
// evidence is thin.
import { CATEGORIES, type Category, type Side } from '../signatures/categories.ts'
import type { Attempt } from './attempt.ts'
import type { Culprit } from './culprit.ts'
import type { Past } from './past.ts'

export interface Isolation {
  /** Absent where only ranks are known: the scheduler's name of their node is then looked up by whoever acts. */
  readonly node?: string
  readonly ranks: readonly number[]
  readonly gpu?: string
  readonly reason: string
}

const ISOLATE_CONFIDENCE = 0.8
/** A failure on more nodes is no node's fault, unless the user says otherwise. */
const MOST_ISOLATED = 2
/** Whose faults are a node's. */
const ISOLATED_SIDES: ReadonlySet<Side> = new Set(['gpu', 'network', 'host', 'storage'])

export interface Suspicion {
  readonly category: Category
  readonly confidence: number
  readonly culprit: Culprit | undefined
  readonly past: Past
  /** Ranks that share a node or an NVLink domain, counted from rank 0; undefined where it is not known. */
  readonly domainSize: number | undefined
  /** Most places that are left out; undefined for MOST_ISOLATED. */
  readonly isolateMost: number | undefined
}

/**
 * True where the fault is on a node that failed again and again, and can be that node's: so can the illegal accesses of
 * several programs.
 */
export const isRepeatOffender = ({ category, culprit, past }: Suspicion): boolean =>
  (ISOLATED_SIDES.has(CATEGORIES[category].side) || category === 'gpu_app_fault') &&
  (culprit?.nodes ?? []).some(node => past.offenders.has(node))

/**
 * True where the machine itself is broken: whoever has the log knows which one it is, though no line names it, and the
 * same machine fails again.
 */
export const isOfMachine = (category: Category): boolean =>
  CATEGORIES[category].side === 'gpu' || category === 'gpu_driver_host' || category === 'gpu_occupied'

/** True where something says on which node it was: a node or a rank. */
export const hasPlace = (attempt: Attempt, { culprit, domainSize }: Suspicion): boolean =>
  (culprit?.ranks.length ?? 0) > 0 || placesOf(attempt, culprit, domainSize).length > 0

/** Faults that are one node's where one node alone shows them, and the network's, or everybody's, where several do. */
const ONE_NODES: ReadonlySet<Category> = new Set(['net_port_flap', 'driver_mismatch'])

/** True for a fault that several nodes could have, and one of several has. */
export const isOneNodes = (attempt: Attempt, { category, culprit }: Suspicion): boolean =>
  ONE_NODES.has(category) &&
  culprit?.nodes.length === 1 &&
  (category !== 'driver_mismatch' || new Set(attempt.nodeOf.values()).size > 1)

/** Returns what to leave out, and adds to `why` where that is nothing. */
export function isolation(attempt: Attempt, suspicion: Suspicion, why: string[]): readonly Isolation[] {
  const { category, confidence, culprit, past, domainSize, isolateMost = MOST_ISOLATED } = suspicion
  const places = placesOf(attempt, culprit, domainSize)
  const isOffender = isRepeatOffender(suspicion)
  if (!ISOLATED_SIDES.has(CATEGORIES[category].side) && category !== 'driver_mismatch' && !isOffender) return []
  if (places.length === 0) {
    why.push('no line names the node: choose it by hand, or restart with spare nodes')
    return []
  }
  if (places.length > isolateMost) {
    why.push(`${places.length} nodes show it: none is left out`)
    return []
  }
  if (confidence < ISOLATE_CONFIDENCE && !isOffender) {
    why.push(
      `not sure enough (${confidence}) to leave out ${places.map(({ node, ranks }) => node ?? `the node of rank ${ranks[0]}`).join(' and ')}`,
    )
    return []
  }
  const gpu = culprit?.gpus[0]
  return places.map(({ node, ranks }) => ({
    ...(node === undefined ? {} : { node }),
    ranks,
    ...(gpu === undefined ? {} : { gpu }),
    reason: node !== undefined && past.offenders.has(node) ? 'it failed before' : 'the cause is on it',
  }))
}

interface FailureDomain {
  readonly node?: string
  readonly ranks: readonly number[]
}

function placesOf(
  attempt: Attempt,
  culprit: Culprit | undefined,
  domainSize: number | undefined,
): readonly FailureDomain[] {
  const { nodes = [], ranks = [] } = culprit ?? {}
  const domains = domainSize === undefined ? [] : [...new Set(ranks.map(rank => Math.floor(rank / domainSize)))]
  const ranksOf = (domain: number): readonly number[] =>
    Array.from({ length: domainSize as number }, (_, index) => domain * (domainSize as number) + index)
  if (nodes.length === 1)
    return [{ node: nodes[0] as string, ranks: domains.length === 1 ? ranksOf(domains[0] as number) : ranks }]
  if (nodes.length > 1) return nodes.map(node => ({ node, ranks: [] }))
  return domains.map(domain => {
    const known = new Set(ranksOf(domain).flatMap(rank => attempt.nodeOf.get(rank) ?? []))
    return { ...(known.size === 1 ? { node: [...known][0] as string } : {}), ranks: ranksOf(domain) }
  })
}
