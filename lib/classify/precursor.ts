// What happened one timeout before a collective timed out: the fault that left the others waiting.
import type { Millis } from '../record/time.ts'
import { CATEGORIES } from '../signatures/categories.ts'
import { type Attempt, overcomeGroups } from './attempt.ts'
import { elapsed } from './clock.ts'
import { type Group, tierOf } from './group.ts'

/**
 * Share of the timeout by which the fault and the begin of the wait may differ, and the least that is allowed for short
 * timeouts.
 */
const TOLERANCE = 0.05
const LEAST_TOLERANCE_MS: Millis = 5000
/** A fault of one rank may be told by the ranks of its node, but not by more. */
const MAX_RANKS = 8
const MAY_BEGIN: ReadonlySet<string> = new Set(['initiator', 'symptom', 'confirms', 'context'])

/**
 * When the first rank of the wave began to wait, and how far a precursor may be from it; undefined where no report has
 * a time and a timeout.
 */
export function waitBegan({ wave }: Attempt): { readonly clock: number; readonly toleranceMs: Millis } | undefined {
  if (wave?.firstClock === undefined || wave.timeoutMs === undefined || wave.timeoutMs === 0) return undefined
  return {
    clock: wave.firstClock - wave.timeoutMs,
    toleranceMs: Math.max(LEAST_TOLERANCE_MS, TOLERANCE * wave.timeoutMs),
  }
}

/**
 * Returns the failure that was seen on one host when the wait began, the most telling where there are several. Also one
 * that a later line took back counts: a port that is up again has lost what was under way.
 */
export function precursorOf(attempt: Attempt): Group | undefined {
  const began = waitBegan(attempt)
  if (began === undefined) return undefined
  // A port that is up again, or that steps went on over, may have lost what was under way all the same.
  const overcome = new Set(
    overcomeGroups(attempt).filter(({ recovered, category }) => !recovered && category !== 'net_port_flap'),
  )
  let best: Group | undefined
  for (const group of attempt.groups.values()) {
    if (overcome.has(group) || !mayBegin(group)) continue
    const distance = distanceOf(group, began.clock)
    if (distance === undefined || distance > began.toleranceMs) continue
    if (best === undefined || worthOf(group) > worthOf(best)) best = group
  }
  return best
}

function mayBegin({ signature, category, nodes, ranks }: Group): boolean {
  return (
    MAY_BEGIN.has(signature.role) &&
    category !== 'nccl_timeout' &&
    CATEGORIES[category].side !== 'scheduler' &&
    nodes.size <= 1 &&
    ranks.size() <= MAX_RANKS
  )
}

const distanceOf = ({ first, last }: Group, began: number): Millis | undefined => {
  const distances = [first.clock, last.clock].flatMap(clock =>
    clock === undefined ? [] : [Math.abs(elapsed(began, clock))],
  )
  return distances.length === 0 ? undefined : Math.min(...distances)
}

const worthOf = (group: Group): number => (group.signature.role === 'initiator' ? 10 : 0) + tierOf(group)
