// One line that tells something -> what is kept of it: who wrote it, whom it is about, where and when.
import type { Match } from '../signatures/matcher.ts'
import type { Attempt } from './attempt.ts'
import { isDefaultGroup, numberOf } from './facts.ts'
import type { FailureTable } from './failure-table.ts'
import type { Evidence } from './group.ts'
import type { LineHead } from './line-head.ts'
import type { SourceLine } from './source-line.ts'
import { machineBefore, namedIn } from './who.ts'

/** A syslog line quoted inside another line. */
const QUOTED_SYSLOG = /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d ([\w.-]+) kernel:/

/** The last line of a row of torchelastic's table, where a signal ended the worker. */
const TABLE_SIGNAL = /^traceback : Signal \d/

/** One line that tells something. */
export interface Sight {
  readonly attempt: Attempt
  /** Its text is of bounded length. */
  readonly line: SourceLine
  readonly head: LineHead
  /** What it says, without advice. */
  readonly body: string
  /** Who wrote it: the same text for all lines of one writer. */
  readonly source: string
}

/** What is known across lines: `table` is the launcher's table that is being read. */
interface LineContext {
  readonly table: FailureTable
  readonly sequence: number
}

/** Returns the evidence of a line, given what its rows captured. */
export function evidenceOf(
  { attempt, line, head, body }: Sight,
  match: Match,
  { table, sequence }: LineContext,
): Evidence {
  const { captures, failure } = match
  const row = failure?.effect === 'table-exit' || TABLE_SIGNAL.test(body) ? table.row() : undefined
  const rank = numberOf(captures['rank']) ?? row?.rank ?? head.rank
  const node = captures['node'] ?? row?.node ?? head.node ?? QUOTED_SYSLOG.exec(line.text)?.[1]
  // Who waited says also for whom: collectives are read on their own.
  const isAsked = (rank === undefined || node === undefined) && failure?.category !== 'nccl_timeout'
  const named = isAsked ? namedIn(line.text) : undefined
  return {
    sequence,
    text: line.text,
    lineNumber: line.lineNumber,
    file: line.file,
    timeMs: head.timeMs,
    clock: head.clock,
    rank: rank ?? named?.rank,
    localRank: head.localRank ?? numberOf(captures['localRank']),
    task: head.task ?? numberOf(captures['tasks']),
    // The ranks of other groups count from 0 each: they say nothing of the job's.
    groupRank: isDefaultGroup(head.processGroup) ? head.groupRank : undefined,
    node: node ?? named?.node ?? (rank === undefined ? machineBefore(line.text) : undefined),
    gpu: captures['gpu'] ?? head.gpu,
    pid: numberOf(captures['pid']) ?? head.pid,
    captures: row === undefined ? captures : { ...captures, ...table.root() },
    step: attempt.lastStep,
  }
}
