// What is known of the ranks of a job: who speaks, who is silent, who is behind the others.
import { BOUNDS } from '../bounds.ts'
import { rankKey } from '../record/origin.ts'
import { type RecencyMap, recencyMap } from '../record/recency-map.ts'
import type { Millis } from '../record/time.ts'
import type { LogRecord, StatusRecord } from '../record/types.generated.ts'

export interface RankView {
  /** `rank 3`, `task 3`, `local rank 3 of gpu-07`: as logs name it, not made safe yet. */
  readonly name: string
  /** The first number of its name: rank 2 stands before rank 10. */
  readonly number: number
  node: string | undefined
  /** That of `status` records; undefined where none came. */
  state: string | undefined
  reason: string
  step: number | undefined
  /** The most steps between two that it reported; undefined until there are two. */
  stride: number | undefined
  /** When it wrote last, by the clock of the view; undefined where only statuses came. */
  spoke: Millis | undefined
  lines: number
  /** The longest silence that it has broken so far. */
  longestGapMs: number
  lastLine: string
}

export interface Ranks {
  readonly byName: RecencyMap<string, RankView>
  forgotten: number
}

/** What is to be said of a rank: its state where that is bad, or what it does not do while others do it. */
export type Trouble = 'FAULTED' | 'HANGING' | 'SLOW' | 'silent' | 'behind'

/** Most ranks of a job whose lines are kept; the one that wrote longest ago is forgotten first. */
const MAX_RANKS = BOUNDS['view.ranks'].most
const MAX_LINE = 2000

/** Silence is told of ranks that wrote often enough to know what is usual for them. */
const LINES_TO_KNOW = 5
const SILENT_FACTOR = 2
const SILENT_FLOOR_MS = 30_000
/** A rank whose line is under way, or that reports every tenth step alone, is not behind. */
const STRIDES_BEHIND = 2

export const newRanks = (): Ranks => ({ byName: recencyMap(), forgotten: 0 })

/** Takes a line of a rank; lines that name none are the job's own. */
export function takeRankLine(ranks: Ranks, record: LogRecord, now: Millis): void {
  if (record.rank === undefined && record.task === undefined && record.local_rank === undefined) return
  const rank = rankNamed(ranks, rankKey(record))
  if (rank.spoke !== undefined) rank.longestGapMs = Math.max(rank.longestGapMs, now - rank.spoke)
  rank.spoke = now
  rank.lines++
  rank.node = record.node ?? rank.node
  if (record.step !== undefined) takeRankStep(rank, record.step)
  rank.lastLine = record.message.slice(0, MAX_LINE)
}

function takeRankStep(rank: RankView, step: number): void {
  if (rank.step !== undefined && step > rank.step) rank.stride = Math.max(rank.stride ?? 0, step - rank.step)
  rank.step = step
}

export function takeRankStatus(ranks: Ranks, record: StatusRecord): void {
  const rank = rankNamed(ranks, rankKey(record))
  rank.state = record.to
  rank.reason = record.reason ?? ''
  rank.node = record.node ?? rank.node
}

function rankNamed({ byName }: Ranks, name: string): RankView {
  const rank = byName.get(name) ?? newRank(name)
  byName.set(name, rank)
  return rank
}

const newRank = (name: string): RankView => ({
  name,
  number: Number(/\d+/.exec(name)?.[0] ?? 0),
  node: undefined,
  state: undefined,
  reason: '',
  step: undefined,
  stride: undefined,
  spoke: undefined,
  lines: 0,
  longestGapMs: 0,
  lastLine: '',
})

/** Forgets the ranks that are too many. */
export function boundRanks(ranks: Ranks): void {
  while (ranks.byName.size() > MAX_RANKS) {
    ranks.byName.takeOldest()
    ranks.forgotten++
  }
}

/** A rank with what is to be said of it. */
export interface TroubledRank {
  readonly rank: RankView
  readonly trouble: Trouble | undefined
}

const WORST_FIRST: readonly (Trouble | undefined)[] = ['FAULTED', 'HANGING', 'SLOW', 'silent', 'behind', undefined]
const isBad = (state: string | undefined): state is 'FAULTED' | 'HANGING' | 'SLOW' =>
  state === 'FAULTED' || state === 'HANGING' || state === 'SLOW'

/** Returns all ranks, the worst first, those of equal standing by their names. */
export function rankList({ byName }: Ranks, now: Millis): readonly TroubledRank[] {
  const ranks = byName.values()
  // Of a job that is silent as a whole nobody is silent.
  const newest = Math.max(0, ...ranks.map(({ spoke }) => spoke ?? 0))
  const isJobSilent = now - newest > SILENT_FLOOR_MS
  // Who reports no steps is not behind; a line of an old attempt may be ahead of all.
  const foremost = Math.max(-1, ...ranks.map(({ step }) => step ?? -1))
  const troubleOf = (rank: RankView): Trouble | undefined => {
    if (isBad(rank.state)) return rank.state
    const limit = Math.max(SILENT_FLOOR_MS, SILENT_FACTOR * rank.longestGapMs)
    if (!isJobSilent && rank.lines >= LINES_TO_KNOW && now - (rank.spoke ?? now) > limit) return 'silent'
    const { step, stride } = rank
    return step !== undefined && stride !== undefined && foremost - step > STRIDES_BEHIND * stride
      ? 'behind'
      : undefined
  }
  return ranks
    .map(rank => ({ rank, trouble: troubleOf(rank) }))
    .sort(
      (one, other) =>
        WORST_FIRST.indexOf(one.trouble) - WORST_FIRST.indexOf(other.trouble) || byNumber(one.rank, other.rank),
    )
}

const byNumber = (one: RankView, other: RankView): number =>
  one.number - other.number || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0)
