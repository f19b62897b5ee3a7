// The ranks of a job, as the API and the page show them: judged as `logmon view` does, by the records that are kept.
import { formatTime, type Millis } from '../record/time.ts'
import { boundRanks, newRanks, rankList, takeRankLine, takeRankStatus } from '../view/ranks.ts'
import type { KeptRecord } from './kept-record.ts'

export interface RankRow {
  /** `rank 3`, `task 3`, `local rank 3 of gpu-07`. */
  readonly name: string
  readonly node: string | null
  /** That of its newest status; null where none came. */
  readonly state: string | null
  /** FAULTED, HANGING, SLOW, silent or behind; null where all is well. */
  readonly trouble: string | null
  readonly reason: string
  readonly step: number | null
  readonly heard_at: string | null
  readonly last_line: string
}

export interface JobRanks {
  /** The worst first. */
  readonly ranks: readonly RankRow[]
  /** Ranks that are not told any more: there were too many. */
  readonly forgotten: number
}

const LONGEST_LINE = 300

/** Returns the ranks of a job by its newest records; `now` is when it was heard last, for one that has ended. */
export function ranksOf(records: readonly KeptRecord[], now: Millis): JobRanks {
  const ranks = newRanks()
  for (const kept of records) {
    if (kept.head.kind !== 'log' && kept.head.kind !== 'status') continue
    const { record, at } = kept
    if (record.kind === 'log') takeRankLine(ranks, record, at)
    else if (record.kind === 'status' && record.scope === 'rank') takeRankStatus(ranks, record)
    else continue
    boundRanks(ranks)
  }
  return {
    ranks: rankList(ranks, now).map(({ rank, trouble }) => ({
      name: rank.name,
      node: rank.node ?? null,
      state: rank.state ?? null,
      trouble: trouble ?? null,
      reason: rank.reason,
      step: rank.step ?? null,
      heard_at: rank.spoke === undefined ? null : (formatTime(rank.spoke) ?? null),
      last_line: rank.lastLine.slice(0, LONGEST_LINE),
    })),
    forgotten: ranks.forgotten,
  }
}
