// Which failure of an attempt began it: initiators over symptoms over clean-up, the more telling over the vaguer, then
// the earlier.
import { CATEGORIES } from '../signatures/categories.ts'
import { type Attempt, hasProgress, isOpen, openGroups } from './attempt.ts'
import { elapsed } from './clock.ts'
import { likeliest, tellsOfAnEnd } from './generic/candidates.ts'
import { type Group, tierOf } from './group.ts'
import { precursorOf, waitBegan } from './precursor.ts'

/** What the choice rests on. */
export type Basis =
  | 'signature'
  | 'precursor'
  | 'metrics'
  | 'generic'
  | 'symptoms_only'
  | 'terminated'
  | 'completed'
  | 'no_failure'
  | 'no_logs'

export interface Cause {
  readonly basis: Basis
  readonly primary?: Group
  /** The other failures of the attempt, most telling first. */
  readonly others: readonly Group[]
}

/** Clocks of different nodes may differ by this much: within it the order of lines decides. */
const CLOCK_SKEW_MS = 2000
/** Failures that a run gets over by itself, again and again. */
const PASSING: ReadonlySet<string> = new Set(['net_port_flap'])
/** Tiers from which a sign of clean-up may be a cause where nothing else failed: the end came from outside. */
const FROM_OUTSIDE_TIER = 4

/** Returns the cause of an attempt, or that there is none. Unknown is an answer: symptoms alone are called symptoms. */
export function selectCause(attempt: Attempt): Cause {
  if (!attempt.hasInput) return { basis: 'no_logs', others: [] }
  const open = openGroups(attempt)
  const initiators = open
    .filter(group => isInitiator(group, attempt))
    .filter((group, _, all) => !isConsequence(group, all, open))
  const best = initiators.reduce<Group | undefined>(
    (chosen, group) => (chosen === undefined || isBefore(group, chosen) ? group : chosen),
    undefined,
  )
  const precursor = precursorOf(attempt)
  if (precursor !== undefined && precursor !== best && (best === undefined || yieldsTo(best, attempt))) {
    return { basis: 'precursor', primary: precursor, others: othersThan(precursor, open) }
  }
  const symptoms = open.filter(group => group.signature.role === 'symptom' || group.signature.role === 'confirms')
  const generic = beneath(attempt, best, symptoms, open)
  if (generic !== undefined) return { basis: 'generic', primary: generic, others: open }
  if (best !== undefined) return { basis: 'signature', primary: best, others: othersThan(best, open) }

  // After a clean end only a failure of its own counts: sockets and peers go as they please. A process that is killed
  // has not done what comes last, which is to save the model.
  const killed = attempt.finishedAt === undefined ? undefined : symptoms.find(wasKilled)
  if (killed !== undefined) return { basis: 'symptoms_only', primary: killed, others: othersThan(killed, open) }
  if (attempt.finishedAt !== undefined) return { basis: 'completed', others: open }
  // Clean-up is nobody's reason, but for the word of whoever ended the job from outside.
  const outside = open.find(
    group =>
      group.signature.role === 'teardown' &&
      tierOf(group) >= FROM_OUTSIDE_TIER &&
      CATEGORIES[group.category].side === 'scheduler',
  )
  const symptom = mostTelling(symptoms)
  if (symptom !== undefined && (outside === undefined || symptom.first.sequence < outside.first.sequence)) {
    return { basis: 'symptoms_only', primary: symptom, others: othersThan(symptom, open) }
  }
  if (outside !== undefined) {
    const strongest = open
      .filter(group => group.signature.role === 'teardown' && CATEGORIES[group.category].side === 'scheduler')
      .reduce((a, b) => (tierOf(b) > tierOf(a) ? b : a), outside)
    return { basis: 'terminated', primary: strongest, others: othersThan(strongest, open) }
  }
  if (attempt.lossSpike !== undefined) return { basis: 'metrics', primary: attempt.lossSpike, others: open }
  return { basis: attempt.reached === undefined ? 'no_failure' : 'completed', others: open }
}

/** True where a launcher tells that a process ended by SIGKILL, which no process and no launcher ends by itself. */
const wasKilled = ({ first }: Group): boolean => first.captures['exit'] === '-9' || first.captures['exit'] === '137'

/** What says that a run did not end well, though not why. */
const ENDS: ReadonlySet<string> = new Set(['symptom', 'confirms', 'teardown'])

/** The line that the layer beneath the rows takes for the reason, where the rows know no better. */
function beneath(
  attempt: Attempt,
  best: Group | undefined,
  symptoms: readonly Group[],
  open: readonly Group[],
): Group | undefined {
  if (best !== undefined && (tierOf(best) > 2 || best.category !== 'user_cancelled')) return undefined
  const isLeft = (group: Group): boolean => isOpen(attempt, group) && group.last.sequence > (attempt.finishedAt ?? -1)
  const hasFinished = attempt.finishedAt !== undefined
  const endedBadly =
    open.some(({ signature: { role } }) => ENDS.has(role) && !(hasFinished && role === 'teardown')) ||
    tellsOfAnEnd(attempt.candidates, isLeft)
  const found = likeliest(attempt.candidates, isLeft, endedBadly)
  if (found === undefined) return undefined
  if (best !== undefined) return found.group.first.sequence < best.first.sequence ? found.group : undefined
  const symptom = mostTelling(symptoms)
  if (symptom === undefined) return found.group
  const { isSure, isWrapper, score } = found.telling
  const comesFirst = found.group.first.sequence < symptom.first.sequence
  // Of two that only tell of an end, the first says more where it names somebody, and the other nobody.
  const saysLittle = isWrapper || found.telling.category === 'unknown'
  if (saysLittle && !comesFirst && saysOnlyThatItEnded(symptom) && names(symptom) && !names(found.group))
    return undefined
  // A line of which nobody knows what it speaks of says less than a symptom that is known.
  if (isSure && (comesFirst || found.telling.category !== 'unknown' || saysOnlyThatItEnded(symptom))) return found.group
  const isPeerGone = symptom.signature.says === 'peer-gone'
  if (isPeerGone ? isWrapper || score < LEAST_BEFORE_PEER : !saysOnlyThatItEnded(symptom)) return undefined
  // Who tells of a death tells it after its reason; only what wraps a line stands before it.
  return comesFirst || symptom.signature.says === 'wrapper' ? found.group : undefined
}

/** Points from which a line is a likelier reason than the word that a peer is gone. */
const LEAST_BEFORE_PEER = 25

const names = ({ ranks, nodes, named }: Group): boolean =>
  ranks.size() + nodes.size + named.ranks.size() + named.nodes.size > 0

/** True for the last word of a process, or of whoever started it: the reason is another line's. */
const saysOnlyThatItEnded = ({ category, signature }: Group): boolean =>
  category === 'process_exit' || category === 'native_abort' || signature.says === 'wrapper'

function isInitiator(group: Group, attempt: Attempt): boolean {
  const { role, leastLines = 1, atStart } = group.signature
  if (atStart === true && (hasProgress(attempt) || attempt.isTraining)) return false
  // What is only evidence at first counts once there is enough of it.
  const mayBegin = role === 'initiator' || (role === 'context' && leastLines > 1)
  return mayBegin && group.count >= leastLines
}

/**
 * True for an initiator that something else explains: the scheduler's end of a job that had failed, what ends with the
 * scheduler's end.
 */
function isConsequence(group: Group, initiators: readonly Group[], open: readonly Group[]): boolean {
  const isScheduler = (other: Group): boolean => CATEGORIES[other.category].side === 'scheduler'
  if (isScheduler(group)) {
    const hung = open.some(other => other.category === 'nccl_timeout' && isEarlier(other, group))
    return hung || initiators.some(other => !isScheduler(other) && tierOf(other) >= 2 && isEarlier(other, group))
  }
  // NCCL frees its buffers when a transfer has failed: a kernel that then still reads them is no fault of the program.
  return (
    group.category === 'gpu_app_fault' &&
    NCCL_SPEAKS.test(group.first.text) &&
    initiators.some(
      other => other.category === 'net_transport' && isEarlier(other, group) && !isElsewhere(other, group),
    )
  )
}

const NCCL_SPEAKS = /\bNCCL WARN\b/

/**
 * True where `a` is the likelier cause of the two. Of exceptions whose class is all that is known of them the earlier:
 * what a dying process raises on its way out may well be of a more telling class.
 */
function isBefore(a: Group, b: Group): boolean {
  if (isPast(a, b)) return false
  if (isPast(b, a)) return true
  if (isVague(a) && isVague(b)) return isEarlier(a, b)
  const tiers = tierOf(a) - tierOf(b)
  if (tiers !== 0) return tiers > 0
  return isEarlier(a, b)
}

/**
 * True where training went on after `a`, a failure of a kind that runs get over, by a step at least, before `b` failed
 * elsewhere. Recovery is per thing: the step says nothing of the same rank or node, nor of what follows from it.
 */
function isPast(a: Group, b: Group): boolean {
  const { side } = CATEGORIES[b.category]
  return (
    (PASSING.has(a.category) || isVague(a)) &&
    !PASSING.has(b.category) &&
    side !== 'network' &&
    side !== 'scheduler' &&
    wentOn(a, b) &&
    isElsewhere(a, b)
  )
}

/** True where a step was completed between two failures. */
const wentOn = ({ last: { step: before } }: Group, { first: { step: after } }: Group): boolean =>
  after !== undefined && (before === undefined || after > before)

/** True where two failures name ranks or nodes, and none in common; a launcher's label does for a rank. */
function isElsewhere(a: Group, b: Group): boolean {
  if (a.ranks.size() > 0 && b.ranks.size() > 0) return !a.ranks.list(MAX_COMPARED).some(rank => b.ranks.has(rank))
  if (a.nodes.size > 0 && b.nodes.size > 0) return ![...a.nodes].some(node => b.nodes.has(node))
  const [task, other] = [a.last.task, b.first.rank ?? b.first.task]
  return task !== undefined && other !== undefined && task !== other
}

/** Ranks that are compared; a failure of more is everybody's. */
const MAX_COMPARED = 1024

/** An exception or an interrupt of which no row knows the text. */
const isVague = ({ signature, category }: Group): boolean =>
  signature.fallback === true || (category === 'user_cancelled' && (signature.tier ?? 4) <= 2)

/** By the clock where both lines have one and it tells, else in the order of reading. */
function isEarlier({ first: a }: Group, { first: b }: Group): boolean {
  const apartMs = a.clock === undefined || b.clock === undefined ? 0 : elapsed(a.clock, b.clock)
  return Math.abs(apartMs) > CLOCK_SKEW_MS ? apartMs > 0 : a.sequence < b.sequence
}

/**
 * A cause that came after the wait had begun yields to what was seen at its begin, unless hardware, kernel or scheduler
 * speak.
 */
function yieldsTo(best: Group, attempt: Attempt): boolean {
  const began = waitBegan(attempt)
  return (
    tierOf(best) < 5 &&
    began !== undefined &&
    best.first.clock !== undefined &&
    elapsed(began.clock, best.first.clock) > began.toleranceMs
  )
}

function mostTelling(groups: readonly Group[]): Group | undefined {
  const namesPeer = ({ signature: { says }, first }: Group): boolean =>
    says === 'peer-gone' && first.captures['peer'] !== undefined
  const isPeerNamed = groups.some(namesPeer)
  const worth = (group: Group): number => {
    const { own, says } = group.signature
    // How the command ended says nothing that a line of its log does not say better.
    if (own === true) return 0
    if (says === 'peer-gone') return tierOf(group) + (namesPeer(group) ? WORTH_OF_PEER : 1)
    if (says === 'wrapper' && isPeerNamed) return tierOf(group)
    return (WORTH_OF_END[group.category] ?? 20) + tierOf(group)
  }
  return groups.reduce<Group | undefined>(
    (best, group) => (best === undefined || worth(group) > worth(best) ? group : best),
    undefined,
  )
}

/** Who names the peer that is gone says more than who knows only that one is. */
const WORTH_OF_PEER = 5
/** Last words of a process say less than any other symptom. */
const WORTH_OF_END: Readonly<Record<string, number>> = { process_exit: 10, native_abort: 13 }
const ROLE_WORTH: Readonly<Record<string, number>> = { initiator: 30, confirms: 20, symptom: 20, teardown: 10 }

function othersThan(primary: Group, open: readonly Group[]): readonly Group[] {
  const worth = (group: Group): number => (ROLE_WORTH[group.signature.role] ?? 0) + tierOf(group)
  return open
    .filter(group => group !== primary)
    .sort((a, b) => worth(b) - worth(a) || a.first.sequence - b.first.sequence)
}
