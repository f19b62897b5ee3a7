// One attempt -> its failure and verdict records.
import { formatTime, type Millis } from '../record/time.ts'
import type { FailureRecord, VerdictRecord } from '../record/types.generated.ts'
import { CATEGORIES, type Side } from '../signatures/categories.ts'
import { type Attempt, hasProgress, overcomeGroups } from './attempt.ts'
import { type Cause, selectCause } from './cause.ts'
import { type Culprit, findCulprit } from './culprit.ts'
import { decide } from './decide.ts'
import { type Evidence, type Group, tierOf } from './group.ts'
import type { Judge } from './judge.ts'
import { originalFields } from './original.ts'

const MAX_SECONDARY = 20
const MAX_CASCADES = 20
const MAX_TEXT = 2000
const WORKLOAD_SIDES: ReadonlySet<Side> = new Set(['workload', 'config', 'data', 'framework'])

/** Returns the verdict on an attempt. `at`: the instant that it is stamped with; 0 for none. */
export function verdictOf(attempt: Attempt, judge: Judge, at: Millis, state: 'interim' | 'final'): VerdictRecord {
  const cause = selectCause(attempt)
  const { primary } = cause
  const culprit = findCulprit(attempt, cause)
  const past = judge.past(primary?.fingerprint ?? '', attempt.lastStep ?? attempt.checkpointStep, at)
  const decision = decide(attempt, { cause, culprit, past }, judge)
  const { side } = CATEGORIES[decision.category]
  const time = formatTime(at)
  return {
    kind: 'verdict',
    ...(time === undefined ? {} : { time }),
    ...(judge.job === undefined ? {} : { job: judge.job }),
    ...(attempt.number === undefined ? {} : { attempt: attempt.number }),
    state,
    action: decision.action,
    category: decision.category,
    side,
    domain:
      primary === undefined || side === 'unknown'
        ? 'unknown'
        : WORKLOAD_SIDES.has(side)
          ? 'workload'
          : 'infrastructure',
    confidence: decision.confidence,
    basis: past.sameRoot > 1 && primary !== undefined ? 'repeated_root' : cause.basis,
    ...(primary === undefined ? {} : { primary: primaryOf(attempt, primary) }),
    ...(culprit === undefined ? {} : { culprit: culpritOf(culprit) }),
    ...chainOf(cause),
    isolate: decision.isolate.map(item => ({ ...item, ranks: [...item.ranks] })),
    checkpoint: {
      saved: attempt.checkpointSaved,
      ...(attempt.checkpointStep === undefined ? {} : { step: attempt.checkpointStep }),
    },
    progress: {
      ...(attempt.firstStep === undefined ? {} : { first_step: attempt.firstStep }),
      ...(attempt.lastStep === undefined ? {} : { last_step: attempt.lastStep }),
    },
    attempts_same_root: past.sameRoot,
    ...(attempt.dropped === 0 ? {} : { dropped: attempt.dropped }),
    why: [...decision.why, ...moreReasons(attempt)],
    profile: judge.profile,
    ...(originalFields(attempt, cause, decision) as Partial<VerdictRecord>),
  }
}

/** What a person should know beside the reasons of the action. */
function moreReasons(attempt: Attempt): readonly string[] {
  const overcome = overcomeGroups(attempt)
  const failures = overcome.length === 1 ? 'an earlier failure' : `${overcome.length} earlier failures`
  return [
    ...(overcome.length === 0 ? [] : [`training went on after ${failures} (${overcome[0]?.signature.id})`]),
    ...(attempt.common === 0 ? [] : [`left out, for runs that went well said it, too: ${attempt.common} lines`]),
    ...(attempt.dropped === 0
      ? []
      : [`lines of failures that were left out because more kinds came than are kept: ${attempt.dropped}`]),
  ]
}

const culpritOf = (culprit: Culprit): NonNullable<VerdictRecord['culprit']> => ({
  ranks: [...culprit.ranks],
  nodes: [...culprit.nodes],
  gpus: [...culprit.gpus],
  inferred: culprit.inferred,
  reason: culprit.reason,
})

function primaryOf(attempt: Attempt, group: Group): NonNullable<VerdictRecord['primary']> {
  const { first } = group
  return {
    ...placeOf(first),
    text: first.text.trim().slice(0, MAX_TEXT),
    ...(first.gpu === undefined ? {} : { gpu: first.gpu }),
    signature: group.signature.id,
    fingerprint: group.fingerprint,
    ...(first.step === undefined ? {} : { step: first.step }),
    phase: hasProgress(attempt) ? 'training' : 'startup',
  }
}

function placeOf({ lineNumber, file, timeMs, rank, node }: Evidence): {
  line?: number
  file?: string
  time?: string
  rank?: number
  node?: string
} {
  const time = timeMs === undefined ? undefined : formatTime(timeMs)
  return {
    ...(lineNumber === undefined ? {} : { line: lineNumber }),
    ...(file === undefined ? {} : { file }),
    ...(time === undefined ? {} : { time }),
    ...(rank === undefined ? {} : { rank }),
    ...(node === undefined ? {} : { node }),
  }
}

function chainOf(cause: Cause): Pick<VerdictRecord, 'secondary' | 'cascades'> {
  const secondary = cause.others
    .filter(group => group.signature.role !== 'context')
    .slice(0, MAX_SECONDARY)
    .map(group => ({
      signature: group.signature.id,
      category: group.category,
      role: group.signature.role,
      text: group.first.text.trim().slice(0, 300),
      ...(group.first.lineNumber === undefined ? {} : { line: group.first.lineNumber }),
      count: group.count,
      ranks: group.ranks.size(),
    }))
  const cascades = cause.others
    .filter(group => group.count > 1)
    .slice(0, MAX_CASCADES)
    .map(group => ({
      signature: group.signature.id,
      count: group.count,
      ranks: group.ranks.size(),
      nodes: group.nodes.size,
      ...(group.first.lineNumber === undefined ? {} : { first: group.first.lineNumber }),
      ...(group.last.lineNumber === undefined ? {} : { last: group.last.lineNumber }),
    }))
  return { secondary, cascades }
}

/**
 * Returns the record of a failure as it appears: what is known at its first line. Undefined for what is no failure
 * alone.
 */
export function failureOf(group: Group, job: string | undefined, at: Millis): FailureRecord | undefined {
  const { role } = group.signature
  if (role !== 'initiator' && role !== 'symptom' && role !== 'confirms' && role !== 'teardown') return undefined
  const { lineNumber, ...place } = { lineNumber: group.first.lineNumber, ...placeOf(group.first) }
  const time = place.time ?? formatTime(at)
  return {
    kind: 'failure',
    ...(time === undefined ? {} : { time }),
    ...(job === undefined ? {} : { job }),
    ...(place.node === undefined ? {} : { node: place.node }),
    ...(place.rank === undefined ? {} : { rank: place.rank }),
    ...(place.file === undefined ? {} : { file: place.file }),
    signature: group.signature.id,
    category: group.category,
    side: CATEGORIES[group.category].side,
    role,
    count: group.count,
    ranks: [...group.ranks.list(64)],
    nodes: [...group.nodes],
    evidence: group.first.text.trim().slice(0, MAX_TEXT),
    fingerprint: group.fingerprint,
    ...(lineNumber === undefined ? {} : { line: lineNumber }),
    ...(Object.keys(group.first.captures).length === 0 ? {} : { captures: { ...group.first.captures } }),
  }
}

/** True for a failure that is worth a record of its own: not the clean-up of another. */
export const isTelling = (group: Group): boolean => group.signature.role !== 'teardown' || tierOf(group) >= 4
