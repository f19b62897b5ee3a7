// Several jobs -> one account: hours, steps and losses added up.
import type { Millis } from '../record/time.ts'
import { type Account, type Loss, PARTS, type Part } from './account.ts'

export interface Total {
  readonly jobs: number
  readonly totalMs: Millis
  readonly parts: Readonly<Record<Part, Millis>>
  readonly attempts: number
  readonly steps: number
  readonly stepsRedone: number
  readonly losses: readonly Loss[]
}

/** Hours of jobs count each by itself, also where they ran at the same time. */
export function totalOf(accounts: readonly Account[]): Total {
  const sum = (pick: (account: Account) => number): number => accounts.reduce((all, each) => all + pick(each), 0)
  return {
    jobs: accounts.length,
    totalMs: sum(({ totalMs }) => totalMs),
    parts: Object.fromEntries(PARTS.map(part => [part, sum(({ parts }) => parts[part])])) as Record<Part, Millis>,
    attempts: sum(({ attempts }) => attempts),
    steps: sum(({ steps }) => steps),
    stepsRedone: sum(({ stepsRedone }) => stepsRedone),
    losses: summed(accounts.flatMap(({ losses }) => losses)),
  }
}

/** The losses of one part, cause and node are one; the most first. */
function summed(losses: readonly Loss[]): readonly Loss[] {
  const byWhat = new Map<string, Loss>()
  for (const loss of losses) {
    const key = JSON.stringify([loss.part, loss.cause, loss.node])
    byWhat.set(key, { ...loss, ms: loss.ms + (byWhat.get(key)?.ms ?? 0) })
  }
  return [...byWhat.values()].sort((one, other) => other.ms - one.ms)
}

/** What one cause on one node cost, by part. */
export interface CauseLoss {
  readonly cause: string
  readonly node: string
  readonly ms: Millis
  readonly parts: Readonly<Partial<Record<Part, Millis>>>
}

/** Returns the losses by cause and node, the most first. */
export function byCause(losses: readonly Loss[]): readonly CauseLoss[] {
  const all = new Map<string, CauseLoss>()
  for (const { cause, node, part, ms } of losses) {
    const key = JSON.stringify([cause, node])
    const known = all.get(key)
    const parts = { ...known?.parts, [part]: (known?.parts[part] ?? 0) + ms }
    all.set(key, { cause, node, ms: ms + (known?.ms ?? 0), parts })
  }
  return [...all.values()].sort((one, other) => other.ms - one.ms)
}
