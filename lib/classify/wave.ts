// Collectives that time out do so on many ranks at once. Each rank that reports one waited for others: the wave of
// reports tells who did not wait.
import type { Millis } from '../record/time.ts'
import { type Clock, elapsed } from './clock.ts'
import { type RankSet, rankSet } from './rank-set.ts'

/** Name of the group of all ranks. */
export const DEFAULT_GROUP = '0'

/** What one rank says of the collective that timed out. */
export interface Report {
  readonly rank: number | undefined
  /** Name of the process group; its sequence numbers are its own. */
  readonly group: string
  /** Number of the collective that timed out. */
  readonly sequence: number | undefined
  /** Number of the last collective that the rank had begun. */
  readonly enqueued: number | undefined
  readonly isBarrier: boolean
  /** Kind of the collective, such as ALLREDUCE. */
  readonly kind: string | undefined
  readonly timeoutMs: Millis | undefined
  readonly clock: Clock | undefined
  readonly line: number
}

/** The ranks with the lowest number so far, and the highest number of any. */
interface Extremes {
  lowest: number
  highest: number
  lowestRanks: RankSet
}

export interface Wave {
  /** Ranks that reported: who waited, not who was missing. */
  readonly waiting: RankSet
  readonly timeoutMs: Millis | undefined
  /** When the first report was made. */
  readonly firstClock: Clock | undefined
  readonly sequences: Map<string, Extremes>
  readonly enqueued: Map<string, Extremes>
  /** Who reported which kind of collective: by group and number, then by kind. At most MAX_GROUPS and MAX_KINDS. */
  readonly kinds: Map<string, Map<string, RankSet>>
  hasBarrier: boolean
  lastClock: Clock | undefined
  lastLine: number
}

/** Reports this far apart, in lines of a log without times, are of two waves. */
const LINES_APART = 1000
const MAX_GROUPS = 64
const MAX_KINDS = 8
/** Reports further apart than this, or than the timeout where that is longer, are of two waves. */
const APART_MS: Millis = 300_000

/**
 * Returns the wave with a report added; a report of another wave is left out: what follows a first wave without a step
 * in between is its consequence.
 */
export function addReport(wave: Wave | undefined, report: Report): Wave {
  const { rank, group, sequence, enqueued, clock, line, kind } = report
  if (wave !== undefined && isOfAnother(wave, report)) return wave
  const to = wave ?? startWave(report)
  if (report.isBarrier) to.hasBarrier = true
  if (rank !== undefined) to.waiting.add(rank)
  if (rank !== undefined && sequence !== undefined) note(to.sequences, group, sequence, rank)
  if (rank !== undefined && sequence !== undefined && kind !== undefined)
    noteKind(to, `${group} ${sequence}`, kind, rank)
  if (rank !== undefined && enqueued !== undefined) note(to.enqueued, group, enqueued, rank)
  to.lastClock = clock ?? to.lastClock
  to.lastLine = line
  return to
}

const startWave = ({ timeoutMs, clock, line }: Report): Wave => ({
  waiting: rankSet(),
  timeoutMs,
  firstClock: clock,
  sequences: new Map(),
  enqueued: new Map(),
  kinds: new Map(),
  hasBarrier: false,
  lastClock: clock,
  lastLine: line,
})

function isOfAnother(wave: Wave, { timeoutMs, clock, line }: Report): boolean {
  if (timeoutMs !== undefined && wave.timeoutMs !== undefined && timeoutMs !== wave.timeoutMs) return true
  if (clock !== undefined && wave.lastClock !== undefined)
    return Math.abs(elapsed(wave.lastClock, clock)) > Math.max(APART_MS, wave.timeoutMs ?? 0)
  return line - wave.lastLine >= LINES_APART
}

function note(extremes: Map<string, Extremes>, group: string, value: number, rank: number): void {
  const known = extremes.get(group)
  if (known === undefined) {
    if (extremes.size >= MAX_GROUPS) return
    const lowestRanks = rankSet()
    lowestRanks.add(rank)
    extremes.set(group, { lowest: value, highest: value, lowestRanks })
    return
  }
  if (value < known.lowest) {
    known.lowest = value
    known.lowestRanks = rankSet()
  }
  if (value === known.lowest) known.lowestRanks.add(rank)
  known.highest = Math.max(known.highest, value)
}

function noteKind({ kinds }: Wave, collective: string, kind: string, rank: number): void {
  let byKind = kinds.get(collective)
  if (byKind === undefined) {
    if (kinds.size >= MAX_GROUPS) return
    byKind = new Map()
    kinds.set(collective, byKind)
  }
  let ranks = byKind.get(kind)
  if (ranks === undefined) {
    if (byKind.size >= MAX_KINDS) return
    ranks = rankSet()
    byKind.set(kind, ranks)
  }
  ranks.add(rank)
}

/**
 * Returns the ranks that were in another kind of collective than most of their group, under the same number: the
 * program's fault, which comes again. Undefined where all agree, [] where they disagree and none is in the minority.
 */
export function dissenters({ kinds }: Wave): readonly number[] | undefined {
  for (const byKind of kinds.values()) {
    if (byKind.size < 2) continue
    const [most, ...rest] = [...byKind.values()].sort((a, b) => b.size() - a.size()) as [RankSet, ...RankSet[]]
    const fewer = rest.filter(ranks => ranks.size() < most.size())
    return fewer.length < rest.length ? [] : fewer.flatMap(ranks => ranks.list())
  }
  return undefined
}

/** The one rank, or few, that did not report, where all others up to the highest did; [] where nobody is missing. */
export function holes({ waiting }: Wave, limit: number): readonly number[] {
  const ranks = waiting.list()
  const highest = ranks.at(-1)
  if (highest === undefined || ranks.length < LEAST_REPORTS) return []
  const absent: number[] = []
  for (let rank = 0; rank < highest && absent.length <= limit; rank++) if (!waiting.has(rank)) absent.push(rank)
  return absent.length <= Math.min(limit, ranks.length / LEAST_REPORTS) ? absent : []
}

/** Fewer reports than this, or so many to each that is missing, say nothing of those that did not come. */
const LEAST_REPORTS = 4

/**
 * Ranks that fell behind, at most `limit`: they had not begun the collective that others of their group waited for, or
 * waited for an older one.
 */
export function laggards(wave: Wave, limit: number): readonly number[] {
  for (const [group, { lowest, lowestRanks }] of wave.enqueued) {
    const awaited = wave.sequences.get(group)?.highest
    if (awaited !== undefined && lowest < awaited && lowestRanks.size() <= limit) return lowestRanks.list()
  }
  for (const { lowest, highest, lowestRanks } of wave.sequences.values())
    if (lowest < highest && lowestRanks.size() <= limit) return lowestRanks.list()
  return []
}
