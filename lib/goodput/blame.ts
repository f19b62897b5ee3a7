// Which verdict ended which attempt, and what it says of cause and node.
import type { Millis } from '../record/time.ts'
import type { VerdictRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'
import type { Blame } from './account.ts'
import type { AttemptHistory } from './history.ts'

/** A verdict, and when the attempt ended that it is about, where that is known. */
export interface Judged {
  readonly verdict: VerdictRecord
  readonly ended?: Millis
}

/** Ends that are no failure. */
const NO_FAILURE = new Set(['done'])

/**
 * Returns the judgement of each attempt: by its number, where both sides know one; by their order, where there are as
 * many; else the last one that ended before the next attempt began.
 */
export function judgementsOf<T extends Judged>(
  attempts: readonly AttemptHistory[],
  judged: readonly T[],
): readonly (T | undefined)[] {
  return attempts.map(({ number }, index) => {
    const numbered = number === undefined ? undefined : judged.find(({ verdict }) => verdict.attempt === number)
    if (numbered !== undefined) return numbered
    if (attempts.length === judged.length) return judged[index]
    const next = attempts[index + 1]?.began ?? Number.POSITIVE_INFINITY
    const from = (attempts[index] as AttemptHistory).began
    return judged.findLast(({ ended }) => ended !== undefined && ended >= from && ended <= next)
  })
}

/** Returns whom an attempt's end is counted against; what names a node is safe for a terminal. */
export function blameOf({ verdict }: Judged): Blame | undefined {
  if (NO_FAILURE.has(verdict.action)) return undefined
  const nodes =
    verdict.culprit?.nodes ?? (verdict.isolate ?? []).flatMap(({ node }) => (node === undefined ? [] : [node]))
  return {
    cause: verdict.category ?? 'unknown',
    node: nodes.length > MOST_NAMED ? `${nodes.length} nodes` : cleanLine(nodes.join(', '), MAX_NODE),
  }
}

const MAX_NODE = 200
/** More than that are the cluster's trouble, and no node's. */
const MOST_NAMED = 2
