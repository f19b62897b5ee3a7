// Category, progress and history -> the action, with every reason on the way.
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import { type Attempt, hasProgress } from './attempt.ts'
import type { Cause } from './cause.ts'
import type { Culprit } from './culprit.ts'
import { tierOf } from './group.ts'
import { hasPlace, type Isolation, isOfMachine, isOneNodes, isolation, isRepeatOffender } from './isolate.ts'
import type { Judge } from './judge.ts'
import type { Past } from './past.ts'
import { type Action, UNCERTAIN } from './policies.ts'
import { DEFAULT_GROUP, dissenters } from './wave.ts'

export interface Decision {
  readonly action: Action
  readonly category: Category
  /** 0 to 1: how sure the cause is. */
  readonly confidence: number
  readonly isolate: readonly Isolation[]
  readonly why: readonly string[]
}

/** A wrong stop costs a night, a needless restart some minutes. */
const STOP_CONFIDENCE = 0.8
const CONFIDENCE_OF_TIER: readonly number[] = [0, 0.75, 0.82, 0.85, 0.9, 0.95]
const SYMPTOM_CONFIDENCE = 0.6
/** Two events one timeout apart: enough to leave a node out, not enough to stop. */
const PRECURSOR_CONFIDENCE = 0.8
/** The last step was done, and no line says that the run is over. */
const REACHED_CONFIDENCE = 0.85
/** A line whose words alone speak for it. */
const GENERIC_CONFIDENCE = 0.6
/**
 * A collective that never worked: a number up to this in the group of all ranks, and no step done, is the set-up and no
 * accident. A barrier is none: who is late for the first one may be loading data, and be in time when it is cached. Two
 * authors who found the reason stopped.
 */
const FIRST_COLLECTIVES = 5

/** What is known when the action is chosen: what failed, who caused it, what earlier attempts tell. */
interface Findings {
  readonly cause: Cause
  readonly culprit: Culprit | undefined
  readonly past: Past
}

/** Returns the action. `domainSize` and `isolateMost`: see Suspicion. */
export function decide(
  attempt: Attempt,
  { cause, culprit, past }: Findings,
  { table, domainSize, isolateMost }: Pick<Judge, 'table' | 'domainSize' | 'isolateMost'>,
): Decision {
  const { primary, basis } = cause
  if (primary === undefined) return withoutCause(attempt, basis)
  const { category } = primary
  const { title } = CATEGORIES[category]
  const policy = isUncertain(cause) ? UNCERTAIN : table[category]
  const confidence = confidenceOf(attempt, cause)
  const why = [
    `${title} (${primary.signature.id}${basis === 'symptoms_only' ? ', a symptom: its cause is not in the log' : ''})`,
  ]
  if (basis === 'precursor') why.push('it was seen when the ranks that timed out began to wait')

  let action = policy.first
  if (past.sameRoot >= (policy.budget ?? 2)) {
    action = policy.repeat
    why.push(`the same root ended ${past.sameRoot} attempts in a row without an advance`)
  } else if (attempt.checkpointSaved && policy.afterCheckpoint !== undefined) {
    action = policy.afterCheckpoint
    why.push('a checkpoint was saved in this attempt, so the next one does not begin where this one did')
  } else if (category === 'nccl_timeout' && attempt.wave !== undefined && dissenters(attempt.wave) !== undefined) {
    why.push('ranks were in different collectives at the same point: the program would do so again')
    return { action: 'stop', category, confidence, isolate: [], why }
  } else if (category === 'nccl_timeout' && neverWorked(attempt)) {
    action = 'stop'
    why.push('no collective of this size ever completed and no step was done: the set-up would hang again')
    return { action, category, confidence, isolate: [], why }
  }
  if (action === 'stop' && confidence <= STOP_CONFIDENCE && past.sameRoot < (policy.budget ?? 2)) {
    action = 'restart'
    why.push(`not sure enough to stop (${confidence}): a needless restart is cheaper than a wrong stop`)
  }
  const suspicion = { category, confidence, culprit, past, domainSize, isolateMost }
  if (isOneNodes(attempt, suspicion) && past.sameRoot < (policy.budget ?? 2)) {
    action = 'restart_isolate'
    why.push('one node shows it, and no other')
  }
  if ((action === 'restart' || category === 'gpu_app_fault') && isRepeatOffender(suspicion)) {
    action = 'restart_isolate'
    why.push('the node failed before in the last two weeks')
  }
  const isolate = action === 'restart_isolate' ? isolation(attempt, suspicion, why) : []
  if (action === 'restart_isolate' && !isOfMachine(category) && !hasPlace(attempt, suspicion)) {
    action = 'restart'
    why.push('no line says which node it was, so none is left out')
  }
  return { action, category, confidence, isolate, why }
}

/**
 * True for a line that no row knows, and for an exception of which neither class nor words say anything: what it was
 * may come again or not.
 */
const isUncertain = ({ basis, primary }: Cause): boolean =>
  basis === 'generic' ||
  (primary?.signature.fallback === true && tierOf(primary) === 1 && primary.category === primary.signature.category)

function withoutCause({ finishedAt, reached }: Attempt, basis: Cause['basis']): Decision {
  if (basis === 'completed')
    return {
      action: 'done',
      category: 'completed',
      confidence: finishedAt === undefined ? REACHED_CONFIDENCE : 0.95,
      isolate: [],
      why: [
        finishedAt === undefined
          ? `the last step of the run was done (${reached} of ${reached}), and nothing failed after that`
          : 'the run says that it finished, and nothing failed after that',
      ],
    }
  const why =
    basis === 'no_logs'
      ? 'there are no log lines'
      : 'no failure and no clean end was seen: it runs still, or its log is incomplete'
  return { action: 'unknown', category: 'unknown', confidence: 0, isolate: [], why: [why] }
}

function confidenceOf(attempt: Attempt, { primary, basis }: Cause): number {
  if (primary === undefined) return 0
  if (basis === 'symptoms_only') return SYMPTOM_CONFIDENCE
  if (basis === 'precursor') return PRECURSOR_CONFIDENCE
  if (basis === 'generic') return GENERIC_CONFIDENCE
  const base = CONFIDENCE_OF_TIER[tierOf(primary)] as number
  // An exception before the first step is met again at every start; one in the middle of a run may be the data's.
  const early = !hasProgress(attempt) && primary.signature.fallback === true ? 0.08 : 0
  return Math.round(Math.min(0.95, base + early) * 100) / 100
}

function neverWorked({ lastStep, wave }: Attempt): boolean {
  if (lastStep !== undefined || wave === undefined || wave.hasBarrier || wave.sequences.size !== 1) return false
  const highest = wave.sequences.get(DEFAULT_GROUP)?.highest
  return highest !== undefined && highest <= FIRST_COLLECTIVES
}
