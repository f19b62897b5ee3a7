// What is known of a line before its rows are looked for: what its record or the name of its file says, and its head.
import { type Head, readHead } from '../formats/read-head.ts'
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

/** What a line says by itself: enough to tell whether it matters at all. */
export interface Spoken {
  readonly body: string
  readonly level: string | undefined
  /** From the outermost on. */
  readonly heads: readonly Head[]
  readonly group: Readonly<Record<string, string | undefined>> | undefined
}

export function spokenOf(line: SourceLine): Spoken {
  const { heads, body, group } = lookThrough(line.head ?? readHead(line.text))
  const level = line.level ?? heads.find(head => head.level !== undefined)?.level
  return { body, level: level ?? (WARNING.test(body) ? 'WARNING' : undefined), heads, group }
}

export const readLineHead = (line: SourceLine): LineHead => lineHead(line, spokenOf(line))

/** Returns all that is known of a line: what it says, its entry, its record and the name of its file. */
export function lineHead(line: SourceLine, { body, level, heads, group }: Spoken): LineHead {
  const { origin } = line
  const entry = line.entryOf?.(heads[0] as Head)
  const of = <K extends keyof Head>(name: K): Head[K] | undefined =>
    heads.find(head => head[name] !== undefined)?.[name] ?? entry?.[name]
  const stamp = of('stamp')
  const [localRank, task, gpu] = [of('localRank'), of('task'), heads[0]?.gpu]
  // A line that names its local rank or its task, but not its rank, must not borrow one from the name of its file.
  const borrowed = localRank === undefined && task === undefined ? origin?.rank : undefined
  return {
    body,
    level,
    rank: line.rank ?? of('rank') ?? borrowed,
    localRank: line.localRank ?? localRank ?? origin?.localRank,
    task: line.task ?? task,
    groupRank: group?.rank === undefined ? undefined : Number(group.rank),
    processGroup: group?.guid ?? group?.id,
    node: line.node ?? of('node') ?? origin?.node,
    gpu: gpu === undefined ? undefined : String(gpu),
    pid: line.pid ?? of('pid'),
    timeMs: line.timeMs ?? millisOf(stamp),
    clock: line.timeMs === undefined ? clockIn(stamp) : clockOf(line.timeMs),
    isKernel: line.isKernel === true || [...heads, entry].some(head => head?.isKernel) || body.startsWith('NVRM: '),
  }
}

/** What stands behind a head and the marks of quotations, which may have heads of their own: from the outside in. */
interface Behind {
  readonly heads: readonly Head[]
  readonly body: string
  readonly group: Readonly<Record<string, string | undefined>> | undefined
}

function lookThrough(outer: Head): Behind {
  const heads = [outer]
  let { body } = outer
  let group: Behind['group']
  for (;;) {
    const tag = PROCESS_GROUP.exec(body)
    if (tag !== null) {
      group ??= tag.groups
      body = body.slice(tag[0].length)
    }
    const mark = heads.length > MAX_QUOTATIONS ? null : (QUOTATION.exec(body) ?? ROLE.exec(body))
    if (mark === null) return { heads, body, group }
    const inner = readHead(body.slice(mark[0].length))
    heads.push(inner)
    body = inner.body
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
