// What launchers, loggers and kernels put before a line: taken off, and read for who and when. Works on raw lines and on messages that a parser has already stripped.
import { type Millis, parseTime } from '../record/time.ts'

/** A line without its prefixes. */
export interface Carried {
  readonly body: string
  readonly level?: string
  /** Global rank, from a prefix that states it. */
  readonly rank?: number
  readonly localRank?: number
  /** srun --label number: a rank only where most lines carry one. */
  readonly task?: number
  /** Rank within a process group: no global rank, but better than none. */
  readonly groupRank?: number
  readonly node?: string
  readonly gpu?: string
  readonly pid?: number
  readonly timeMs?: Millis
}

type Found = { -readonly [K in keyof Carried]: Carried[K] }

/** Tried in turn, again and again until none applies; the named groups are what a prefix says. */
const PREFIXES: readonly RegExp[] = [
  /^\[rank(?<rank>\d{1,7})\]: ?/,
  /^\[(?:default|trainer|worker)(?<localRank>\d{1,4})(?:\|\d+)?\]: ?/,
  /^\[\d+,(?<rank>\d{1,7})\]<std(?:out|err|diag)>: ?/,
  /^(?<task>\d{1,5}): (?=\D|\d{4}-)/,
  /^\[(?:PG (?:ID )?\d+ (?:PG GUID [\w()]+ )?)?Rank (?<groupRank>\d{1,7})\]:? */,
  /^\[rank: (?<rank>\d{1,7})\] ?/,
  /^\((?:[\w.:() ]{0,60}? ?)pid=(?<pid>\d+)(?:, ip=(?<node>[\d.]+))?\) ?/,
  /^\[(?<letter>[EWIFCD])\d{3,4} \d\d:\d\d:\d\d[.\d]* [^\]\s]+:\d+\] ?/,
  /^(?<letter>[EWIFCD])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [^\]\s]+:\d+\] ?/,
  /^\[(?<letter>[EWI]) [\w./-]+:\d+\] ?/,
  /^\[(?<time>\d{4}-\d\d-\d\d[ T_]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)\] ?/,
  /^(?<time>\d{4}-\d\d-\d\d[ T_]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d)\b)?):? ?(?:[-|] )?/,
  /^(?<level>DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL):[\w.]+:(?=\S)/,
  /^\[?(?<level>DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)\]?(?:: ?| - | +|$)/,
  /^\[(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL)\|[^\]\n]{1,80}\] ?/,
  /^[\w.]{1,60} - (?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL) - /,
  /^>> +/,
  /^\[[\w.-]{1,40}\] (?=\d{4}-\d\d-\d\d)/,
  /^\[[\w./-]{1,80}\.(?:py|cc|cpp|cu|h):\d+(?::\w+)?\] ?/,
  /^\[(?<node>[\w.-]+)\] \[workload:(?<rank>\d+)\(\d+\) infra:\d+\(\d+\)\] (?:\S+:\d+ )?/,
  /^\[NODE-\d+\((?<node>[\w.-]+)\)\] ?/,
  /^\[resource\.labels\.[^\]\n]{0,200}\] ?/,
  /^(?<node>[A-Za-z0-9][\w.-]*):(?<pid>\d+):\d+ \[(?<gpu>\d+)\] /,
  /^libfabric:\d+:\d+::[\w:()]+(?:<\w+>)? ?(?<node>[\w.-]+)?: /,
  /^(?:<\d+>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?<node>[\w.-]+) (?=[\w./-]+(?:\[\d+\])?: )/,
  /^\[(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\] ?/,
  /^kernel: ?/,
  /^kern +:\w+ +: (?<time>\d{4}-\d\d-\d\dT[\d:]+)\S* +/,
  /^\[ *\d+\.\d+\] ?/,
  // UCX: [seconds.micros] [host:pid:thread] file.c:line; Open MPI: [host:pid] *** Process received signal ***
  /^\[(?<node>[A-Za-z][\w.-]*):(?<pid>\d+)(?::\d+){0,2}\] +/,
  /^slurmstepd-(?<node>[\w.-]+): (?=error: )/,
  /^what\(\): +/,
  /^(?!python)(?<node>[a-z][\w-]*\d[\w-]*|\d{1,3}(?:\.\d{1,3}){3}): (?=\[|\d{4}-|Traceback |[\w.]+(?:Error|Exception)\b)/,
]

const LEVELS: Readonly<Record<string, string>> = { D: 'DEBUG', I: 'INFO', W: 'WARNING', E: 'ERROR', F: 'CRITICAL', C: 'CRITICAL', WARN: 'WARNING', FATAL: 'CRITICAL' }

/** Keeps what the groups of a prefix say; an outer prefix, which comes first, outranks an inner one. */
function keep(found: Found, groups: Readonly<Record<string, string | undefined>>): void {
  for (const name of ['rank', 'localRank', 'task', 'groupRank', 'pid'] as const) if (groups[name] !== undefined) found[name] ??= Number(groups[name])
  for (const name of ['node', 'gpu'] as const) if (groups[name] !== undefined) found[name] ??= groups[name]
  const level = groups['level'] ?? groups['letter']
  if (level !== undefined) found.level ??= LEVELS[level] ?? level
  if (groups['time'] !== undefined && found.timeMs === undefined) {
    const millis = parseTime(isoOf(groups['time']))
    if (millis !== undefined) found.timeMs = millis
  }
}

/** A time without a zone is read as UTC: only the order within one log matters here. */
const isoOf = (text: string): string => `${text.replace(/[_ ]/, 'T').replace(' ', '').replace(',', '.')}${/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? '' : 'Z'}`

/** Most prefixes taken off one line: more is no log line. */
const MAX_PREFIXES = 12

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours and cursor movements are what is taken out
const ESCAPES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g

/** Returns a line without colours, prefixes and surrounding blanks, and what the prefixes say. Never throws. */
export function readCarrier(text: string): Carried {
  const found: Found = { body: '' }
  let rest = (text.includes('\u001b') ? text.replace(ESCAPES, '') : text).trim()
  for (let taken = 0; taken < MAX_PREFIXES; taken++) {
    const before = rest
    for (const prefix of PREFIXES) {
      const match = prefix.exec(rest)
      if (match === null) continue
      keep(found, match.groups ?? {})
      rest = rest.slice(match[0].length).trimStart()
      break
    }
    if (rest === before) break
  }
  found.body = rest
  return found
}
