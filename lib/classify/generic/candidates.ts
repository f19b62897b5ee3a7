// The lines of an attempt that may be the reason of a failure that no row knows: at most MAX_CANDIDATES, one for all
// lines of a template.
import { BOUNDS } from '../../bounds.ts'
import { addToGroup, type Finding, type Group, startGroup } from '../group.ts'
import type { Telling } from './telling.ts'

export interface Candidate {
  readonly group: Group
  readonly telling: Telling
  /** True where no other candidate came in the LINES_APART lines before it. */
  readonly opens: boolean
}

export interface Candidates {
  readonly byTemplate: Map<string, Candidate>
  /** Sequence of the newest candidate line. */
  lastAt: number
}

const MAX_CANDIDATES = BOUNDS['classify.candidates'].most
/** Candidates that are further apart than this many telling lines do not belong together. */
const LINES_APART = 20
/** What the first of several that stand together gains: the rest often follows from it. */
const OPENS_POINTS = 5

export const startCandidates = (): Candidates => ({ byTemplate: new Map(), lastAt: Number.NEGATIVE_INFINITY })

/**
 * Adds a candidate line, found when training had advanced by `advances` steps. A text that training went on after once
 * is no failure when it comes again; `isOpen` tells whether it did.
 */
export function addCandidate(
  candidates: Candidates,
  { telling, finding }: { readonly telling: Telling; readonly finding: Finding },
  { advances, isOpen }: { readonly advances: number; readonly isOpen: (group: Group) => boolean },
): void {
  const { byTemplate } = candidates
  const { template, evidence } = finding
  const opens = evidence.sequence - candidates.lastAt > LINES_APART
  candidates.lastAt = evidence.sequence
  const known = byTemplate.get(template)
  if (known !== undefined) {
    if (isOpen(known.group)) addToGroup(known.group, evidence, advances)
    else known.group.recovered = true
    return
  }
  if (byTemplate.size >= MAX_CANDIDATES && !makeRoom(byTemplate, telling.score, isOpen)) return
  byTemplate.set(template, { group: startGroup(finding, advances), telling, opens })
}

/** Forgets the least telling of those that count no more, or else of all; false where the new one is that. */
function makeRoom(byTemplate: Map<string, Candidate>, score: number, isOpen: (group: Group) => boolean): boolean {
  let least: string | undefined
  let leastWorth = score
  for (const [template, { group, telling }] of byTemplate) {
    const worth = isOpen(group) ? telling.score : telling.score - 1000
    if (worth >= leastWorth) continue
    least = template
    leastWorth = worth
  }
  if (least !== undefined) byTemplate.delete(least)
  return least !== undefined
}

/**
 * Returns the likeliest reason among those that are open, the earlier of equals, or undefined. `endedBadly`: whether
 * anything else says that the run did not end well; without that only what is sure counts.
 */
export function likeliest(
  candidates: Candidates,
  isOpen: (group: Group) => boolean,
  endedBadly: boolean,
): Candidate | undefined {
  let best: Candidate | undefined
  let bestPoints = Number.NEGATIVE_INFINITY
  const inOrder = [...candidates.byTemplate.values()].sort((a, b) => a.group.first.sequence - b.group.first.sequence)
  for (const candidate of inOrder) {
    if (!isOpen(candidate.group) || !(endedBadly || candidate.telling.isSure)) continue
    const points = candidate.telling.score + (candidate.opens ? OPENS_POINTS : 0)
    if (points <= bestPoints) continue
    best = candidate
    bestPoints = points
  }
  return best
}

/** True where one of those that are open says that the job, or a part of it, ended badly. */
export function tellsOfAnEnd({ byTemplate }: Candidates, isOpen: (group: Group) => boolean): boolean {
  for (const { group, telling } of byTemplate.values()) if (telling.isEnd && isOpen(group)) return true
  return false
}
