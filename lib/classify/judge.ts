// The judge of a run of attempts: the table of actions and the memory of what ended before.
import type { Millis } from '../record/time.ts'
import type { VerdictRecord } from '../record/types.generated.ts'
import { entryOf, type HistoryEntry, MAX_ENTRIES, pastOf } from './history.ts'
import type { Past } from './past.ts'
import type { PolicyTable } from './policies.ts'

export interface Judge {
  readonly table: PolicyTable
  readonly profile: string
  readonly job: string | undefined
  /** Ranks that share a node or an NVLink domain, where it is known. */
  readonly domainSize?: number | undefined
  /** Most nodes that are left out; where more show a fault, none is. */
  readonly isolateMost?: number | undefined
  /** What earlier attempts tell of a root with this fingerprint, ended at this step. */
  past(fingerprint: string, step: number | undefined, at: Millis): Past
  /** Keeps the verdict on an attempt that ended. */
  remember(verdict: VerdictRecord, at: Millis): void
}

/** Name under which attempts of a job without one are kept. */
export const UNNAMED_JOB = 'job'

/** Memory: at most MAX_ENTRIES verdicts, the oldest forgotten first. */
export function buildJudge({
  table,
  profile,
  job,
  history,
  domainSize,
  isolateMost,
}: Omit<Judge, 'past' | 'remember'> & { readonly history: readonly HistoryEntry[] }): Judge {
  const name = job ?? UNNAMED_JOB
  const entries = [...history]
  return {
    table,
    profile,
    job,
    domainSize,
    isolateMost,
    past: (fingerprint, step, at) => pastOf(entries, { job: name, fingerprint, step }, at),
    remember(verdict, at) {
      entries.push(entryOf(verdict, name, at))
      if (entries.length > MAX_ENTRIES) entries.shift()
    },
  }
}
