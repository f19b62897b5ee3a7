// Who caused it, as opposed to who reported it.
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import type { Attempt } from './attempt.ts'
import type { Cause } from './cause.ts'
import type { Group } from './group.ts'
import { dissenters, holes, laggards } from './wave.ts'

export interface Culprit {
  readonly ranks: readonly number[]
  readonly nodes: readonly string[]
  readonly gpus: readonly string[]
  /** True where it was concluded and is not written. */
  readonly inferred: boolean
  readonly reason: string
}

/** More ranks than this with one failure are no culprits: the workload is. */
const MAX_CULPRIT_RANKS = 8
const MAX_CULPRIT_NODES = 8
/** Share of lines with an srun label from which the label counts as a rank. */
const LABELLED_SHARE = 0.5

/** Returns who caused it, or undefined where nothing says so. A rank that waited in vain for others is never blamed. */
export function findCulprit(attempt: Attempt, cause: Cause): Culprit | undefined {
  const { primary } = cause
  if (primary === undefined) return undefined
  if (isNobodys(primary.category)) return undefined
  const identified = named(attempt, primary) ?? rootOfTable(attempt, cause)
  if (identified !== undefined) return identified
  if (primary.category === 'nccl_timeout') return missingRanks(attempt)
  if (primary.signature.says === 'waited') return whoDidNotCome(attempt, primary)
  if (primary.category === 'straggler' && primary.nodes.size + primary.ranks.size() === 0) return slowRank(cause.others)

  const ranks = ranksOf(
    attempt,
    wording(primary, cause.others, group => group.ranks.size()),
  )
  const nodes = nodesOf(primary, cause.others)
  if (nodes.size === 0) for (const rank of ranks) addNode(nodes, attempt.nodeOf.get(rank))
  const blamed = blamedPeer(primary, ranks.length === 0 && nodes.size === 0)
  if (blamed !== undefined)
    return {
      ranks: [],
      nodes: [blamed],
      gpus: [],
      inferred: true,
      reason: 'the failed transfers name it as their peer',
    }
  const only = nodes.size === 0 && typeof attempt.onlyNode === 'string' ? attempt.onlyNode : undefined
  if (only !== undefined)
    return { ranks, nodes: [only], gpus: [], inferred: true, reason: 'it is the only node of the job' }
  const gpus = primary.first.gpu === undefined ? [] : [primary.first.gpu]
  if (ranks.length === 0 && primary.category === 'gpu_occupied' && /^\d+$/.test(gpus[0] ?? '')) {
    return {
      ranks: [Number(gpus[0])],
      nodes: [...nodes],
      gpus,
      inferred: true,
      reason: 'the rank that uses the GPU which the line names',
    }
  }
  if (
    ranks.length > MAX_CULPRIT_RANKS ||
    nodes.size > MAX_CULPRIT_NODES ||
    (ranks.length === 0 && nodes.size === 0 && gpus.length === 0)
  )
    return undefined
  return {
    ranks,
    nodes: [...nodes],
    gpus,
    inferred: false,
    reason: 'it wrote, or is named by, the line that is the cause',
  }
}

/** What the scheduler ended, and what is set wrongly, is nobody's fault among ranks and nodes. */
const isNobodys = (category: Category): boolean =>
  CATEGORIES[category].side === 'scheduler' ||
  (CATEGORIES[category].side === 'config' && category !== 'driver_mismatch')

/** Whom the lines of the failure name. */
function named(attempt: Attempt, { named: { ranks, nodes } }: Group): Culprit | undefined {
  if (ranks.size() + nodes.size === 0 || ranks.size() > MAX_CULPRIT_RANKS || nodes.size > MAX_CULPRIT_NODES)
    return undefined
  const list = ranks.list()
  const where = new Set(nodes)
  if (where.size === 0) for (const rank of list) addNode(where, attempt.nodeOf.get(rank))
  return { ranks: list, nodes: [...where], gpus: [], inferred: false, reason: 'the line that is the cause names it' }
}

/** Where only an end is known, the worker that torchrun's table says to have failed first. */
function rootOfTable(attempt: Attempt, { primary, others }: Cause): Culprit | undefined {
  if (primary?.category !== 'process_exit') return undefined
  const table = others.find(other => other.signature.effect === 'table-exit')
  return table === undefined ? undefined : named(attempt, table)
}

/** Who wrote it is who it happened to, unless its line is about somebody whom others name. */
function nodesOf(primary: Group, others: readonly Group[]): Set<string> {
  const { about } = primary.signature
  if (about === undefined) return new Set(wording(primary, others, group => group.nodes.size).nodes)
  return new Set(others.flatMap(group => (about.includes(group.signature.id) ? [...group.nodes] : [])))
}

/**
 * The group itself, or where its lines name nobody another wording of the same failure whose lines do: a watchdog that
 * quotes the exception.
 */
function wording(primary: Group, others: readonly Group[], named: (group: Group) => number): Group {
  if (named(primary) > 0) return primary
  return (
    others.find(
      other => other.signature.id === primary.signature.id && other.category === primary.category && named(other) > 0,
    ) ?? primary
  )
}

const addNode = (nodes: Set<string>, node: string | undefined): void => {
  if (node !== undefined) nodes.add(node)
}

function ranksOf(attempt: Attempt, group: Group): readonly number[] {
  if (group.ranks.size() > 0) return group.ranks.list(MAX_CULPRIT_RANKS + 1)
  const { task, localRank } = group.first
  if (task !== undefined && attempt.labelled >= LABELLED_SHARE * attempt.lines) return [task]
  // A local rank is a global one only where there is one node, which a count of known nodes cannot prove: it is left
  // out.
  return localRank !== undefined && attempt.world !== undefined && attempt.world <= 8 ? [localRank] : []
}

/** Whom a detector's report names; rank 0, which writes it, is not to blame. */
function slowRank(others: readonly Group[]): Culprit | undefined {
  const { rank, node } = others.find(other => other.signature.effect === 'slow-rank')?.last.captures ?? {}
  return rank === undefined || node === undefined
    ? undefined
    : {
        ranks: [Number(rank)],
        nodes: [node],
        gpus: [],
        inferred: false,
        reason: 'the report of slow ranks names it alone',
      }
}

/** A collective that timed out: whoever did not wait. */
function missingRanks(attempt: Attempt): Culprit | undefined {
  if (attempt.missing.size() > 0 && attempt.missing.size() <= MAX_CULPRIT_RANKS) {
    return concluded(attempt, attempt.missing.list(), false, 'the report names it as missing from the collective')
  }
  const { wave, world } = attempt
  if (wave === undefined) return undefined
  const apart = dissenters(wave) ?? []
  if (apart.length > 0 && apart.length <= MAX_CULPRIT_RANKS)
    return concluded(attempt, apart, true, 'it was in another collective than all others')
  const waiting = wave.waiting.size()
  if (world !== undefined && waiting >= world / 2 && waiting < world && world - waiting <= MAX_CULPRIT_RANKS) {
    const missing: number[] = []
    for (let rank = 0; rank < world; rank++) if (!wave.waiting.has(rank)) missing.push(rank)
    return concluded(attempt, missing, true, 'every other rank waited for it')
  }
  const absent = world === undefined ? holes(wave, MAX_CULPRIT_RANKS) : []
  if (absent.length > 0) return concluded(attempt, absent, true, 'every other rank reported that it waited')
  // Of two that disagree nobody knows who is behind; of three the one.
  const behind = waiting > 2 ? laggards(wave, Math.min(MAX_CULPRIT_RANKS, Math.floor((waiting - 1) / 2))) : []
  return behind.length === 0
    ? undefined
    : concluded(attempt, behind, true, 'its collective is the oldest: the others were further on')
}

/** Where all that came have said that others did not, those that are left; else nobody knows. */
function whoDidNotCome(attempt: Attempt, { ranks, first: { captures } }: Group): Culprit | undefined {
  const [came, world] = [Number(captures['joined']), Number(captures['world'])]
  if (ranks.size() !== came || !(world > came) || world - came > MAX_CULPRIT_RANKS) return undefined
  const absent: number[] = []
  for (let rank = 0; rank < world; rank++) if (!ranks.has(rank)) absent.push(rank)
  return concluded(attempt, absent, true, 'all others waited for it to join')
}

function concluded(attempt: Attempt, ranks: readonly number[], inferred: boolean, reason: string): Culprit {
  const nodes = new Set<string>()
  for (const rank of ranks) addNode(nodes, attempt.nodeOf.get(rank))
  return { ranks, nodes: [...nodes], gpus: [], inferred, reason }
}

/**
 * The peer of a network failure, where the group's lines agree on one: of several ranks, of one that is not known
 * itself, or where the peer is gone. Where one known rank alone reports a transfer that failed, either end may be at
 * fault.
 */
function blamedPeer(group: Group, isWriterUnknown: boolean): string | undefined {
  if (CATEGORIES[group.category].side !== 'network') return undefined
  const { peer } = group.first.captures
  const isTold = isWriterUnknown || group.signature.says === 'peer-gone' || (group.count > 1 && group.ranks.size() > 1)
  return peer !== undefined && isTold && group.last.captures['peer'] === peer ? peer : undefined
}
