// Category, progress and history -> the action, with every reason on the way.
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import { type Attempt, hasProgress } from './attempt.ts'
import type { Cause } from './cause.ts'
import type { Culprit } from './culprit.ts'
import { tierOf } from './group.ts'
import type { Action, PolicyTable } from './policies.ts'
import { highestSequence } from './wave.ts'

export interface Isolation {
  readonly node: string
  readonly ranks: readonly number[]
  readonly gpu?: string
  readonly reason: string
}

export interface Decision {
  readonly action: Action
  readonly category: Category
  /** 0 to 1: how sure the cause is. */
  readonly confidence: number
  readonly isolate: readonly Isolation[]
  readonly why: readonly string[]
}

/** What earlier attempts tell. */
export interface Past {
  /** Attempts in a row with the same root and no advance, this one included; 1 where none is known. */
  readonly sameRoot: number
  /** Nodes that failed often enough lately to be left out. */
  readonly offenders: ReadonlySet<string>
}

/** A wrong stop costs a night, a needless restart some minutes. */
const STOP_CONFIDENCE = 0.8
const ISOLATE_CONFIDENCE = 0.8
/** A failure on more nodes is no node's fault. */
const MAX_ISOLATED = 2
const CONFIDENCE_OF_TIER: readonly number[] = [0, 0.75, 0.82, 0.85, 0.9, 0.95]
const SYMPTOM_CONFIDENCE = 0.6
/** Two events one timeout apart: enough to leave a node out, not enough to stop. */
const PRECURSOR_CONFIDENCE = 0.8
/** A collective that never worked: a sequence number up to this, and no step done, is the set-up and no accident. */
const FIRST_COLLECTIVES = 5
const ISOLATED_SIDES: ReadonlySet<string> = new Set(['gpu', 'network', 'host', 'storage'])

/** Returns the action. `domainSize`: ranks that share a node, for ranks whose node no line names. */
export function decide(attempt: Attempt, cause: Cause, culprit: Culprit | undefined, past: Past, table: PolicyTable): Decision {
  const { primary, basis } = cause
  if (primary === undefined) return withoutCause(basis)
  const { category } = primary
  const { title, side } = CATEGORIES[category]
  const policy = table[category]
  const confidence = confidenceOf(attempt, cause)
  const why = [`${title} (${primary.signature.id}${basis === 'symptoms_only' ? ', a symptom: its cause is not in the log' : ''})`]
  if (basis === 'precursor') why.push('it was seen when the ranks that timed out began to wait')

  let action = policy.first
  if (past.sameRoot >= (policy.budget ?? 2)) {
    action = policy.repeat
    why.push(`the same root ended ${past.sameRoot} attempts in a row without an advance`)
  } else if (attempt.checkpointSaved && policy.afterCheckpoint !== undefined) {
    action = policy.afterCheckpoint
    why.push('a checkpoint was saved in this attempt, so the next one does not begin where this one did')
  } else if (category === 'nccl_timeout' && neverWorked(attempt)) {
    action = 'stop'
    why.push('no collective of this size ever completed and no step was done: the set-up would hang again')
    return { action, category, confidence, isolate: [], why }
  }
  if (action === 'stop' && confidence <= STOP_CONFIDENCE && past.sameRoot < (policy.budget ?? 2)) {
    action = 'restart'
    why.push(`not sure enough to stop (${confidence}): a needless restart is cheaper than a wrong stop`)
  }
  const isolate = action === 'restart_isolate' ? isolation(culprit, confidence, side, past, why) : []
  return { action, category, confidence, isolate, why }
}

function withoutCause(basis: Cause['basis']): Decision {
  if (basis === 'completed')
    return { action: 'done', category: 'completed', confidence: 0.95, isolate: [], why: ['the run says that it finished, and nothing failed after that'] }
  const why = basis === 'no_logs' ? 'there are no log lines' : 'no failure and no clean end was seen: it runs still, or its log is incomplete'
  return { action: 'unknown', category: 'unknown', confidence: 0, isolate: [], why: [why] }
}

function confidenceOf(attempt: Attempt, { primary, basis }: Cause): number {
  if (primary === undefined) return 0
  if (basis === 'symptoms_only') return SYMPTOM_CONFIDENCE
  if (basis === 'precursor') return PRECURSOR_CONFIDENCE
  const base = CONFIDENCE_OF_TIER[tierOf(primary)] as number
  // An exception before the first step is met again at every start; one in the middle of a run may be the data's.
  const early = !hasProgress(attempt) && primary.signature.fallback === true ? 0.08 : 0
  return Math.round(Math.min(0.95, base + early) * 100) / 100
}

const neverWorked = (attempt: Attempt): boolean =>
  attempt.lastStep === undefined && attempt.wave !== undefined && (highestSequence(attempt.wave) ?? Number.POSITIVE_INFINITY) <= FIRST_COLLECTIVES

function isolation(culprit: Culprit | undefined, confidence: number, side: string, past: Past, why: string[]): readonly Isolation[] {
  const nodes = culprit?.nodes ?? []
  if (!ISOLATED_SIDES.has(side) && !nodes.some(node => past.offenders.has(node))) return []
  if (nodes.length === 0) {
    why.push('no line names the node: choose it by hand, or restart with spare nodes')
    return []
  }
  if (nodes.length > MAX_ISOLATED) {
    why.push(`${nodes.length} nodes show it: none is left out`)
    return []
  }
  if (confidence < ISOLATE_CONFIDENCE && !nodes.some(node => past.offenders.has(node))) {
    why.push(`not sure enough (${confidence}) to leave out ${nodes.join(' and ')}`)
    return []
  }
  return nodes.map(node => {
    const gpu = culprit?.gpus[0]
    return {
      node,
      ranks: nodes.length === 1 ? (culprit?.ranks ?? []) : [],
      ...(gpu === undefined ? {} : { gpu }),
      reason: past.offenders.has(node) ? 'it failed before' : 'the cause is on it',
    }
  })
}
