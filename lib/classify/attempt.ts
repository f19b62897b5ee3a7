// What is known about one attempt of a job: its failures, how far it came, who is where. Every part is bounded.

import { BOUNDS } from '../bounds.ts'
import { CATEGORIES } from '../signatures/categories.ts'
import type { Signature } from '../signatures/signature.ts'
import { type Clock, elapsed } from './clock.ts'
import { type Candidates, startCandidates } from './generic/candidates.ts'
import { addToGroup, type Finding, type Group, startGroup, tierOf } from './group.ts'
import { type LossWatch, lossWatch } from './loss-watch.ts'
import { type Places, startPlaces } from './places.ts'
import { type RankSet, rankSet } from './rank-set.ts'
import type { Wave } from './wave.ts'

/** Steps after a failure that show that training went on: the step in flight may still be reported once. */
export const ADVANCES_PAST = 2
/** The same for the scheduler's end, which leaves a job some seconds to finish what it does. */
const GRACE_ADVANCES = 30
const MAX_GROUPS = BOUNDS['classify.failures'].most
const MAX_KNOWN_RANKS = BOUNDS['classify.ranks'].most
const MAX_FILES = BOUNDS['classify.files'].most

export interface Attempt {
  readonly number: number | undefined
  readonly groups: Map<string, Group>
  /** Lines that may be the reason where no row knows it. */
  readonly candidates: Candidates
  /** Lines that show a failure of a kind that did not fit. */
  dropped: number
  /** Lines of failures that runs that went well said, too. */
  common: number
  /** Steps that were completed while a failure was open: those of the kind of progress line that has most. */
  advances: number
  readonly advancesOf: Map<string, number>
  firstStep: number | undefined
  lastStep: number | undefined
  /** Newest step per kind of progress line: bars, epochs and iterations do not share a count. */
  readonly stepOf: Map<string, number>
  checkpointSaved: boolean
  checkpointStep: number | undefined
  /** True where a traceback shows that a step was under way. */
  isTraining: boolean
  /** Sequence of the newest sign of a clean end. */
  finishedAt: number | undefined
  finishText: string | undefined
  /** The last step of the run, once it was done. */
  reached: number | undefined
  world: number | undefined
  readonly nodeOf: Map<number, string>
  /** The node that the log names as all that the job has; null once it names a second one. */
  onlyNode: string | null | undefined
  /** Ranks that a report names as missing from a collective. */
  readonly missing: RankSet
  /** The reports of collectives that timed out, and how far training was then. */
  wave: Wave | undefined
  waveAdvances: number
  readonly places: Places
  /** First and last time of the lines that were read, and that of the newest step. */
  clockFrom: Clock | undefined
  clockTo: Clock | undefined
  stepClock: Clock | undefined
  /** Files that the job's own lines came from, at most MAX_FILES. */
  readonly files: Set<string>
  /** True where the scheduler ended it: what starts after that is another. */
  endedByScheduler: boolean
  readonly losses: LossWatch
  /** The first line of a loss that jumped; it counts once it has stayed up. */
  lossJump: Group | undefined
  lossSpike: Group | undefined
  /** False where not one line came. */
  hasInput: boolean
  /** Lines that show a failure, and those among them with an srun label. */
  lines: number
  labelled: number
  readonly reporters: RankSet
}

export function startAttempt(number: number | undefined): Attempt {
  return {
    number,
    groups: new Map(),
    candidates: startCandidates(),
    dropped: 0,
    common: 0,
    advances: 0,
    advancesOf: new Map(),
    firstStep: undefined,
    lastStep: undefined,
    stepOf: new Map(),
    checkpointSaved: false,
    checkpointStep: undefined,
    isTraining: false,
    finishedAt: undefined,
    finishText: undefined,
    reached: undefined,
    world: undefined,
    nodeOf: new Map(),
    onlyNode: undefined,
    missing: rankSet(),
    wave: undefined,
    waveAdvances: 0,
    places: startPlaces(),
    clockFrom: undefined,
    clockTo: undefined,
    stepClock: undefined,
    files: new Set(),
    endedByScheduler: false,
    losses: lossWatch(),
    lossJump: undefined,
    lossSpike: undefined,
    hasInput: false,
    lines: 0,
    labelled: 0,
    reporters: rankSet(),
  }
}

/**
 * Adds a line to its group; returns the group where it is a new one. Groups beyond the bound replace a less telling one
 * or are counted.
 */
export function addFailure(attempt: Attempt, finding: Finding): Group | undefined {
  const { signature, category, template, evidence } = finding
  // Only what may be a cause is told apart by its text: everything else folds into one group per row.
  const key = signature.role === 'initiator' ? `${signature.id} ${category} ${template}` : `${signature.id} ${category}`
  const known = attempt.groups.get(key)
  if (known !== undefined) {
    addToGroup(known, evidence, attempt.advances)
    return undefined
  }
  if (attempt.groups.size >= MAX_GROUPS && !makeRoom(attempt, signature)) {
    attempt.dropped++
    return undefined
  }
  const group = startGroup(finding, attempt.advances)
  attempt.groups.set(key, group)
  return group
}

function makeRoom(attempt: Attempt, signature: Signature): boolean {
  const worth = (row: Signature): number => (row.role === 'initiator' ? 10 : 0) + (row.tier ?? 4)
  let least: string | undefined
  let leastLines = 0
  let leastWorth = worth(signature)
  for (const [key, group] of attempt.groups) {
    if (worth(group.signature) >= leastWorth) continue
    least = key
    leastLines = group.count
    leastWorth = worth(group.signature)
  }
  if (least === undefined) return false
  attempt.groups.delete(least)
  attempt.dropped += leastLines
  return true
}

/**
 * Counts a completed step of one kind of progress line; `isCount` is false for fractions of an epoch, which order lines
 * but are no step number.
 */
export function addStep(attempt: Attempt, kind: string, step: number, isCount = true): void {
  const before = attempt.stepOf.get(kind)
  if (before !== undefined && step <= before) {
    // A count that falls back began again (a new epoch's bar, a resumed run): it is taken up from there.
    if (step < before) attempt.stepOf.set(kind, step)
    return
  }
  attempt.stepOf.set(kind, step)
  if (isCount) {
    attempt.firstStep = Math.min(attempt.firstStep ?? step, step)
    attempt.lastStep = step
  }
  if (before === undefined || !hasOpenFailure(attempt)) return
  const advances = (attempt.advancesOf.get(kind) ?? 0) + 1
  attempt.advancesOf.set(kind, advances)
  attempt.advances = Math.max(attempt.advances, advances)
}

/** True where training has begun. */
export const hasProgress = (attempt: Attempt): boolean => attempt.stepOf.size > 0

/** True while some failure may still turn out to have been overcome. */
export function hasOpenFailure(attempt: Attempt): boolean {
  for (const group of attempt.groups.values()) if (isOpen(attempt, group)) return true
  for (const { group } of attempt.candidates.byTemplate.values()) if (isOpen(attempt, group)) return true
  return false
}

export const isOpen = (attempt: Attempt, group: Group): boolean =>
  !group.recovered &&
  attempt.advances - group.advancesAtLast <
    (CATEGORIES[group.category].side === 'scheduler' ? GRACE_ADVANCES : ADVANCES_PAST)

/** Groups that training did not overcome and that came after the last clean end, in order of their first line. */
export function openGroups(attempt: Attempt): readonly Group[] {
  return [...attempt.groups.values()]
    .filter(group => isOpen(attempt, group) && group.last.sequence > (attempt.finishedAt ?? -1))
    .sort((a, b) => a.first.sequence - b.first.sequence)
}

/** Groups that were overcome: hints, should the same come again. */
export function overcomeGroups(attempt: Attempt): readonly Group[] {
  return [...attempt.groups.values()].filter(group => !isOpen(attempt, group) && tierOf(group) >= 3)
}

export function learnNode(attempt: Attempt, rank: number | undefined, node: string | undefined): void {
  if (rank === undefined || node === undefined || attempt.nodeOf.size >= MAX_KNOWN_RANKS) return
  attempt.nodeOf.set(rank, node)
}

/** Takes note of where and when a line of the job's own log was written; '' is the file of lines that name none. */
export function addSeen(attempt: Attempt, file: string | undefined, clock: Clock | undefined): void {
  if (attempt.files.size < MAX_FILES) attempt.files.add(file ?? '')
  if (clock === undefined) return
  if (attempt.clockFrom === undefined || elapsed(attempt.clockFrom, clock) < 0) attempt.clockFrom = clock
  if (attempt.clockTo === undefined || elapsed(attempt.clockTo, clock) > 0) attempt.clockTo = clock
}
