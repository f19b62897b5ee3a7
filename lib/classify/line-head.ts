// What is known of a line before its rows are looked for: what its record or the name of its file says, and its head.
import { readHead } from '../formats/read-head.ts'
import type { Stamp } from '../formats/stamp.ts'
import type { Millis } from '../record/time.ts'
import { type Clock, clockOf } from './clock.ts'
import type { SourceLine } from './source-line.ts'

/** Who wrote a line and when, and what is left of it. */
export interface LineHead {
  /** The line behind its prefixes: what patterns of failures are tried on. */
  readonly body: string
  readonly level: string | undefined
  readonly rank: number | undefined
  readonly localRank: number | undefined
  /** Number of the launcher's task: a rank only where most lines carry one. */
  readonly task: number | undefined
  /** Rank within a process group: the global one where the group is the default one, '0' or not named. */
  readonly groupRank: number | undefined
  readonly processGroup: string | undefined
  readonly node: string | undefined
  readonly gpu: string | undefined
  readonly pid: number | undefined
  readonly timeMs: Millis | undefined
  /** The time without its year, where the line has a date. */
  readonly clock: Clock | undefined
  readonly isKernel: boolean
}

/**
 * A process group's rank, which is a fact of that group alone, so that no format reads it as the line's: PyTorch's `[PG
 * ID 3 PG GUID 12 Rank 2] `. Behind a head that is no logger's (a scheduler's, a second one) it may be of the default
 * group too.
 */
const PROCESS_GROUP =
  /^\[(?:PG (?:ID )?(?<id>\d+) (?:PG GUID (?<guid>\w+)(?:\([^)]{0,80}\))? )?)?Rank (?<rank>\d{1,7})\]:? */
/**
 * Marks of a quotation: a C++ runtime's before the text of an exception, a script's before what its child wrote, the
 * place in the source alone. They are part of the message for everybody but who looks for what stands behind them.
 */
const QUOTATION =
  /^(?:what\(\): +|>> +|(?:stdout|stderr|STDOUT|STDERR): |\[[\w./-]{1,80}\.(?:py|cc|cpp|cu|h):\d+(?::\w+)?\] ?)/
/**
 * Role and replica, as `torchx log` puts them before a line. No format, for text and paths begin so, too: here it is
 * looked through only where what follows begins a line by itself.
 */
const ROLE =
  /^[a-z][\w.-]{0,80}\/\d{1,5} (?=\[|Traceback | *File "|[EWIF]\d{4} \d\d:|(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\b|[\w.]{1,200}(?:Error|Exception)\b)/
/** The name of a warning's class, with which Python's warnings begin where their place is left out. */
const WARNING = /^\w{0,60}Warning: /
const MAX_QUOTATIONS = 4

export function readLineHead(line: SourceLine, text: string): LineHead {
  const head = line.head ?? readHead(text)
  const { entry, origin } = line
  const level = line.level ?? head.level
  const group = PROCESS_GROUP.exec(head.body)
  let body = group === null ? head.body : head.body.slice(group[0].length)
  for (let quoted = 0; quoted < MAX_QUOTATIONS; quoted++) {
    const mark = QUOTATION.exec(body) ?? ROLE.exec(body)
    if (mark === null) break
    body = readHead(body.slice(mark[0].length)).body
  }
  const { id, guid, rank: groupRank } = group?.groups ?? {}
  const stamp = head.stamp ?? entry?.stamp
  // A line that names its local rank or its task, but not its rank, must not borrow one from the name of its file.
  const isNamed = head.localRank !== undefined || head.task !== undefined
  return {
    body,
    level: level ?? (WARNING.test(body) ? 'WARNING' : undefined),
    rank: line.rank ?? head.rank ?? entry?.rank ?? (isNamed ? undefined : origin?.rank),
    localRank: line.localRank ?? head.localRank ?? entry?.localRank ?? origin?.localRank,
    task: line.task ?? head.task ?? entry?.task,
    groupRank: groupRank === undefined ? undefined : Number(groupRank),
    processGroup: guid ?? id,
    node: line.node ?? head.node ?? entry?.node ?? origin?.node,
    gpu: head.gpu === undefined ? undefined : String(head.gpu),
    pid: line.pid ?? head.pid ?? entry?.pid,
    timeMs: line.timeMs ?? millisOf(stamp),
    clock: line.timeMs === undefined ? clockIn(stamp) : clockOf(line.timeMs),
    isKernel: line.isKernel === true || head.isKernel || entry?.isKernel === true || body.startsWith('NVRM: '),
  }
}

/** Returns the instant of a date and time; one without a zone is read as UTC: only the order within one job matters. */
export function millisOf(stamp: Stamp | undefined): Millis | undefined {
  return stamp?.kind === 'full' ? utcOf(stamp) : undefined
}

function clockIn(stamp: Stamp | undefined): Clock | undefined {
  if (stamp?.kind === 'full') return clockOf(utcOf(stamp))
  return stamp?.kind === 'no-year' ? utcOf(stamp) : undefined
}

const utcOf = ({ seconds, zoneMinutes, fraction }: Stamp): Millis =>
  (seconds - (zoneMinutes ?? 0) * 60) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3))
