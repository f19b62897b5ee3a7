// An attempt told whole, in the words of `logmon why`.
import { type Chain, chainOf } from '../why/chain.ts'
import type { NearLine } from '../why/judged.ts'
import { rowsOf } from '../why/rows.ts'
import type { AttemptView } from './job-view.ts'

export interface ToldAttempt extends AttemptView {
  /** The failure in a few words. */
  readonly cause: string
  /** What to do, in a few words. */
  readonly to_do: string
  readonly told: Chain['sections']
}

/** Returns an attempt with what is told of it; `near` are the lines of the log around its cause. */
export function toldAttempt(attempt: AttemptView, near: readonly NearLine[]): ToldAttempt {
  const { verdict } = attempt
  const judged = { verdict, ...(near.length === 0 ? {} : { near }) }
  const [row] = rowsOf([{ name: 'attempt', judged: { attempts: [judged], unread: [], records: [] } }])
  if (row === undefined) return { ...attempt, cause: '', to_do: '', told: [] }
  return { ...attempt, cause: row.cause, to_do: row.action, told: chainOf(row).sections }
}
