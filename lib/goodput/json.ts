// An account as programs read it: milliseconds under the names of its parts.
import { formatTime } from '../record/time.ts'
import { type Account, type Loss, PARTS, type Part } from './account.ts'
import type { Total } from './sum.ts'

type Plain = Readonly<Record<string, unknown>>

/** Returns the object of one job. */
export const accountJson = (job: string, account: Account): Plain => ({
  job,
  began: formatTime(account.began),
  ended: formatTime(account.ended),
  ...figures(account),
  ...(account.usualStepMs === undefined ? {} : { usual_step_ms: rounded(account.usualStepMs) }),
  ...(account.isTimeless ? { timeless: true } : {}),
})

/** Returns the object of all jobs together. */
export const totalJson = (total: Total): Plain => ({ jobs: total.jobs, ...figures(total) })

interface Figures {
  readonly totalMs: number
  readonly parts: Readonly<Record<Part, number>>
  readonly attempts: number
  readonly steps: number
  readonly stepsRedone: number
  readonly losses: readonly Loss[]
}

const figures = ({ totalMs, parts, attempts, steps, stepsRedone, losses }: Figures): Plain => ({
  total_ms: rounded(totalMs),
  ...Object.fromEntries(PARTS.map(part => [`${part}_ms`, rounded(parts[part])])),
  goodput: totalMs === 0 ? 0 : Math.round((parts.training / totalMs) * 10_000) / 10_000,
  ...{ attempts, steps, steps_redone: stepsRedone },
  losses: losses.map(({ part, cause, node, ms }) => ({
    part,
    cause,
    ...(node === '' ? {} : { node }),
    ms: rounded(ms),
  })),
})

const rounded = (ms: number): number => Math.round(ms)
