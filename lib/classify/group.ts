// One failure of an attempt, folded over all the lines that show it.
import type { Millis } from '../record/time.ts'
import type { Category } from '../signatures/categories.ts'
import type { Signature } from '../signatures/signature.ts'
import type { Clock } from './clock.ts'
import { type RankSet, rankSet } from './rank-set.ts'
import { fingerprintOf } from './template.ts'

/** One line that shows something, with what is known about who wrote it. */
export interface Evidence {
  /** Place in everything that was read, over all files: orders lines that have no time. */
  readonly sequence: number
  readonly text: string
  readonly lineNumber: number | undefined
  readonly file: string | undefined
  readonly timeMs: Millis | undefined
  readonly clock: Clock | undefined
  readonly rank: number | undefined
  readonly localRank: number | undefined
  readonly task: number | undefined
  /** Rank in the default process group. */
  readonly groupRank: number | undefined
  readonly node: string | undefined
  readonly gpu: string | undefined
  readonly pid: number | undefined
  readonly captures: Readonly<Record<string, string>>
  /** Last step completed before it. */
  readonly step: number | undefined
}

/** What a row makes of a line: the failure that it shows. */
export interface Finding {
  readonly signature: Signature
  readonly category: Category
  /** The text of the line without what differs from one time to the next. */
  readonly template: string
  readonly evidence: Evidence
}

export interface Group {
  readonly signature: Signature
  readonly category: Category
  readonly template: string
  readonly fingerprint: string
  readonly first: Evidence
  last: Evidence
  count: number
  readonly ranks: RankSet
  /** At most MAX_NODES. */
  readonly nodes: Set<string>
  /** Whom its lines name as the one who caused it, as opposed to who wrote them; at most MAX_NODES nodes. */
  readonly named: { readonly ranks: RankSet; readonly nodes: Set<string> }
  /** Steps that training had advanced by when it was last seen. */
  advancesAtLast: number
  /** True where a later line took it back, such as a port that came up again. */
  recovered: boolean
}

const MAX_NODES = 64

/** Begins a group with its first line, found when training had advanced by so many steps. */
export function startGroup({ signature, category, template, evidence: first }: Finding, advances: number): Group {
  const group: Group = {
    signature,
    category,
    template,
    fingerprint: fingerprintOf(signature.id, template),
    first,
    last: first,
    count: 0,
    ranks: rankSet(),
    nodes: new Set(),
    named: { ranks: rankSet(), nodes: new Set() },
    advancesAtLast: advances,
    recovered: false,
  }
  addToGroup(group, first, advances)
  return group
}

export function addToGroup(group: Group, evidence: Evidence, advances: number): void {
  group.count++
  group.last = evidence
  group.advancesAtLast = advances
  group.recovered = false
  const rank = evidence.rank ?? evidence.groupRank
  if (rank !== undefined) group.ranks.add(rank)
  if (evidence.node !== undefined) addNode(group, evidence.node)
  addNamed(group, evidence.captures)
}

/** Adds whom a line names as the one who caused a failure: captures culpritRank (numbers) and culpritNode. */
export function addNamed({ named }: Group, { culpritRank, culpritNode }: Readonly<Record<string, string>>): void {
  for (const rank of culpritRank?.match(/\d{1,7}/g) ?? []) named.ranks.add(Number(rank))
  if (culpritNode !== undefined && named.nodes.size < MAX_NODES) named.nodes.add(culpritNode)
}

/** Adds a node to those of a failure, of which at most MAX_NODES are kept. */
export function addNode(group: Group, node: string): void {
  if (group.nodes.size < MAX_NODES) group.nodes.add(node)
}

/** The tier of a row; see Tier. */
export const tierOf = (group: Group): number => group.signature.tier ?? 4
