// The kernel's log beside the job's: other files, other clocks, other jobs' faults. What belongs to an attempt is found
// by pid, PCI address and time.
import { BOUNDS } from '../bounds.ts'
import type { Attempt } from './attempt.ts'
import { elapsed } from './clock.ts'
import { addToGroup, type Finding, type Group, startGroup } from './group.ts'
import { isForeignDevice, type Owner, ownerOf, shortNode } from './places.ts'
import { rankSet } from './rank-set.ts'

/** What the kernel logs that were given hold; of one fault on one node at most one group an hour. */
export interface KernelLog {
  readonly groups: Map<string, Group>
  /** Lines of faults that did not fit. */
  dropped: number
}

const MAX_GROUPS = BOUNDS['classify.kernel'].most
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/**
 * A fault shows up in the job's log at once or when a collective runs into its timeout, which is 30 minutes at most by
 * default.
 */
const BEFORE_MS = 30 * MINUTE_MS
const AFTER_MS = 10 * MINUTE_MS
/** A pid or a GPU that is the job's bridges clocks in two time zones, but no reboot. */
const JOINED_MS = 15 * HOUR_MS
/** A step that is completed this long after a fault was not touched by it. */
const OVERCOME_MS = 2 * MINUTE_MS

export const startKernelLog = (): KernelLog => ({ groups: new Map(), dropped: 0 })

/** Adds a line of a kernel's log; returns its group where it is new. Beyond MAX_GROUPS new ones are counted. */
export function addKernelLine(log: KernelLog, finding: Finding): Group | undefined {
  const { signature, category, evidence } = finding
  const { node, gpu, pid, clock } = evidence
  const key = [signature.id, category, node, gpu, pid, clock === undefined ? '' : Math.floor(clock / HOUR_MS)].join(' ')
  const known = log.groups.get(key)
  if (known !== undefined) {
    addToGroup(known, evidence, 0)
    return undefined
  }
  if (log.groups.size >= MAX_GROUPS) {
    log.dropped++
    return undefined
  }
  const group = startGroup(finding, 0)
  log.groups.set(key, group)
  return group
}

/**
 * Returns what belongs to an attempt, with the rank that it happened to. `isLast`: no attempt follows, so that what has
 * no time is this one's.
 */
export function kernelGroupsOf(log: KernelLog, attempt: Attempt, isLast: boolean): readonly Group[] {
  const groups: Group[] = []
  for (const group of log.groups.values()) {
    const { node, pid, gpu } = group.first
    if (isForeignDevice(attempt.places, node, gpu) || isForeignNode(attempt, node)) continue
    const owner = ownerOf(attempt.places, { node, pid, gpu }, attempt.world)
    if (isWithin(attempt, group, owner !== undefined, isLast))
      groups.push(owner === undefined ? group : ownedBy(group, owner))
  }
  return groups
}

/** True where the job's log names the node of every rank, and this is none of them. */
function isForeignNode({ world, nodeOf }: Attempt, node: string | undefined): boolean {
  if (node === undefined || world === undefined || nodeOf.size < world) return false
  const home = shortNode(node)
  for (const known of nodeOf.values()) if (shortNode(known) === home) return false
  return true
}

function isWithin(
  { clockFrom, clockTo, stepClock }: Attempt,
  { first, last }: Group,
  isJoined: boolean,
  isLast: boolean,
): boolean {
  if (last.clock === undefined || first.clock === undefined || clockFrom === undefined || clockTo === undefined)
    return isLast
  if (stepClock !== undefined && elapsed(last.clock, stepClock) > OVERCOME_MS) return false
  const slack = isJoined ? JOINED_MS : 0
  return elapsed(first.clock, clockFrom) <= BEFORE_MS + slack && elapsed(clockTo, last.clock) <= AFTER_MS + slack
}

function ownedBy(group: Group, { rank, node, gpuIndex }: Owner): Group {
  const ranks = rankSet()
  if (rank !== undefined) ranks.add(rank)
  const gpu =
    gpuIndex === undefined || group.first.gpu === undefined ? group.first.gpu : `${group.first.gpu} (GPU ${gpuIndex})`
  const first = {
    ...group.first,
    ...(rank === undefined ? {} : { rank }),
    ...(node === undefined ? {} : { node }),
    ...(gpu === undefined ? {} : { gpu }),
  }
  return { ...group, first, ranks, nodes: node === undefined ? group.nodes : new Set([node]) }
}
