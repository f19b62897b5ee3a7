// What lines tell beside failures: who runs where, who waited for whom.
import type { Match } from '../signatures/matcher.ts'
import { ADVANCES_PAST, type Attempt, learnNode } from './attempt.ts'
import { addNode, type Evidence } from './group.ts'
import type { LineHead } from './line-head.ts'
import { busOf, learnDevice, learnProcess } from './places.ts'
import { addReport, DEFAULT_GROUP } from './wave.ts'

/** The number that a captured text is, at most 9 digits; undefined for any other text. */
export const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined

/** Most tasks of one srun line that are taken for ranks. */
const MAX_TASKS = 1024

/** srun names the node of each task. Its tasks are ranks, except under torchrun, which it starts once per node. */
export function learnTasks(attempt: Attempt, { node, tasks }: Readonly<Record<string, string>>): void {
  if (node === undefined || tasks === undefined || node.includes('[')) return
  if ([...attempt.groups.values()].some(group => group.signature.says === 'torchrun')) return
  let learned = 0
  for (const [, first, last] of tasks.matchAll(/(\d{1,7})(?:-(\d{1,7}))?/g)) {
    for (let task = Number(first); task <= Number(last ?? first) && learned < MAX_TASKS; task++, learned++)
      learnNode(attempt, task, node)
  }
}

/** Takes note of a node that a line names as the job's; a second one says that there is more than one. */
export function learnOnlyNode(attempt: Attempt, node: string | undefined): void {
  attempt.onlyNode = attempt.onlyNode === undefined || attempt.onlyNode === node ? node : null
}

/** Adds the node that a line names to the failures of some rows. */
export function addNodeOf(attempt: Attempt, rows: readonly string[], node: string | undefined): void {
  if (node === undefined) return
  for (const group of attempt.groups.values()) if (rows.includes(group.signature.id)) addNode(group, node)
}

export const isDefaultGroup = (group: string | undefined): boolean => group === undefined || group === DEFAULT_GROUP

/**
 * NCCL's word on who uses which GPU. A rank that a prefix states is the job's; the communicator's own may be a part's.
 */
export function learnCommunicator(
  attempt: Attempt,
  captures: Readonly<Record<string, string>>,
  { node, pid, rank }: LineHead,
): void {
  const { busId, commRank, commSize } = captures
  if (busId === undefined) return
  const device = {
    rank,
    commRank: numberOf(commRank),
    commSize: numberOf(commSize) ?? 0,
    index: captures['nvmlDev'] ?? captures['cudaDev'],
  }
  learnDevice(attempt.places, node, busOf(busId), device)
  learnProcess(attempt.places, node, pid, rank)
  attempt.world = Math.max(attempt.world ?? 0, device.commSize)
}

/** What a collective's timeout says about who waited and who was missing. */
export function readCollective(
  attempt: Attempt,
  { failure, captures }: Match,
  evidence: Evidence,
  processGroup: string | undefined,
): void {
  if (failure?.category !== 'nccl_timeout') return
  if (failure.effect === 'stalled' && captures['culprits'] === undefined) {
    // The number before the list of tensors was read as the line's label.
    if (evidence.task !== undefined) attempt.missing.add(evidence.task)
    return
  }
  if (captures['culprits'] !== undefined) {
    for (const rank of captures['culprits'].match(/\d+/g) ?? []) attempt.missing.add(Number(rank))
    return
  }
  if (failure.effect !== 'waited') return
  if (attempt.wave !== undefined && attempt.advances - attempt.waveAdvances >= ADVANCES_PAST) attempt.wave = undefined
  attempt.waveAdvances = attempt.advances
  attempt.wave = addReport(attempt.wave, {
    rank: evidence.rank ?? evidence.groupRank,
    group: isDefaultGroup(processGroup) ? DEFAULT_GROUP : (processGroup as string),
    sequence: numberOf(captures['seq']),
    enqueued: numberOf(captures['enqueued']),
    // PyTorch's barrier is a sum of one number where no device is given.
    kind: captures['op'],
    isBarrier: captures['op'] === 'BARRIER' || captures['numel'] === '1',
    timeoutMs: numberOf(captures['timeoutMs']),
    clock: evidence.clock,
    line: evidence.lineNumber ?? evidence.sequence,
  })
}
