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
type Prefix = readonly [pattern: RegExp, read: (found: Found, groups: RegExpExecArray) => void]

const nothing = (): void => undefined
const LETTER_LEVELS: Readonly<Record<string, string>> = { D: 'DEBUG', I: 'INFO', W: 'WARNING', E: 'ERROR', F: 'CRITICAL', C: 'CRITICAL' }
const setLevel = (found: Found, level: string | undefined): void => {
  if (level !== undefined) found.level ??= LETTER_LEVELS[level] ?? (level === 'WARN' ? 'WARNING' : level === 'FATAL' ? 'CRITICAL' : level.toUpperCase())
}
const setTime = (found: Found, text: string | undefined): void => {
  if (text === undefined || found.timeMs !== undefined) return
  const millis = parseTime(`${text.replace(/[_ ]/, 'T').replace(',', '.')}${/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? '' : 'Z'}`)
  if (millis !== undefined) found.timeMs = millis
}

/** Tried in turn, again and again until none applies. */
const PREFIXES: readonly Prefix[] = [
  [/^\[rank(\d{1,7})\]: ?/, (found, [, rank]) => void (found.rank ??= Number(rank))],
  [/^\[(?:default|trainer|worker)(\d{1,4})(?:\|\d+)?\]: ?/, (found, [, rank]) => void (found.localRank ??= Number(rank))],
  [/^\[\d+,(\d{1,7})\]<std(?:out|err|diag)>: ?/, (found, [, rank]) => void (found.rank ??= Number(rank))],
  [/^(\d{1,5}): (?!\d)/, (found, [, task]) => void (found.task ??= Number(task))],
  [/^(\d{1,5}): (?=\d{4}-)/, (found, [, task]) => void (found.task ??= Number(task))],
  [/^\[(?:PG (?:ID )?\d+ (?:PG GUID [\w()]+ )?)?Rank (\d{1,7})\]:? */, (found, [, rank]) => void (found.groupRank ??= Number(rank))],
  [/^\[rank: (\d{1,7})\] (?!Received SIG)/, (found, [, rank]) => void (found.rank ??= Number(rank))],
  [
    /^\((?:[\w.:() ]{0,60}? ?)pid=(\d+)(?:, ip=([\d.]+))?\) ?/,
    (found, [, pid, address]) => {
      found.pid ??= Number(pid)
      if (address !== undefined) found.node ??= address
    },
  ],
  [/^\[([EWIFCD])\d{3,4} \d\d:\d\d:\d\d[.\d]* [^\]\s]+:\d+\] ?/, (found, [, level]) => setLevel(found, level)],
  [/^([EWIFCD])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [^\]\s]+:\d+\] ?/, (found, [, level]) => setLevel(found, level)],
  [/^\[([EWI]) [\w./-]+:\d+\] ?/, (found, [, level]) => setLevel(found, level)],
  [/^\[(\d{4}-\d\d-\d\d[ T_]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)\] ?/, (found, [, time]) => setTime(found, time)],
  [/^(\d{4}-\d\d-\d\d[ T_]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?):? ?(?:- )?/, (found, [, time]) => setTime(found, time)],
  [/^(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL):[\w.]+:(?=\S)/, (found, [text]) => setLevel(found, /^\w+/.exec(text)?.[0])],
  [/^\[?(DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)\]?(?:: ?| - | +|$)/, (found, [, level]) => setLevel(found, level)],
  [/^\[(DEBUG|INFO|WARNING|ERROR|CRITICAL)\|[^\]\n]{1,80}\] ?/, (found, [, level]) => setLevel(found, level)],
  [/^[\w.]{1,60} - (DEBUG|INFO|WARNING|ERROR|CRITICAL) - /, (found, [, level]) => setLevel(found, level)],
  [/^>> +/, nothing],
  [/^\[[\w.-]{1,40}\] (?=\d{4}-\d\d-\d\d)/, nothing],
  [/^\[[\w./-]{1,80}\.(?:py|cc|cpp|cu|h):\d+(?::\w+)?\] ?/, nothing],
  [
    /^\[([\w.-]+)\] \[workload:(\d+)\(\d+\) infra:\d+\(\d+\)\] (?:\S+:\d+ )?/,
    (found, [, node, rank]) => {
      if (node !== undefined) found.node ??= node
      found.rank ??= Number(rank)
    },
  ],
  [/^\[NODE-\d+\(([\w.-]+)\)\] ?/, (found, [, node]) => void (found.node ??= node as string)],
  [/^\[resource\.labels\.[^\]\n]{0,200}\] ?/, nothing],
  [
    /^([A-Za-z0-9][\w.-]*):(\d+):\d+ \[(\d+)\] /,
    (found, [, node, pid, gpu]) => {
      found.node ??= node as string
      found.pid ??= Number(pid)
      found.gpu ??= gpu as string
    },
  ],
  [/^libfabric:\d+:\d+::[\w:()]+(?:<\w+>)? ?([\w.-]+)?: /, (found, [, node]) => (node === undefined ? undefined : void (found.node ??= node))],
  [/^(?:<\d+>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d ([\w.-]+) (?=[\w./-]+(?:\[\d+\])?: )/, (found, [, node]) => void (found.node ??= node as string)],
  [/^\[(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\] ?/, nothing],
  [/^kernel: ?/, nothing],
  [/^kern +:\w+ +: (\S+) +/, (found, [, time]) => setTime(found, time)],
  [/^\[ *\d+\.\d+\] ?/, nothing],
  [/^what\(\): +/, nothing],
  [
    /^(?!python)((?:[a-z][\w-]*\d[\w-]*|\d{1,3}(?:\.\d{1,3}){3})): (?=\[|\d{4}-|Traceback |[\w.]+(?:Error|Exception)\b)/,
    (found, [, node]) => void (found.node ??= node as string),
  ],
]

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
    for (const [pattern, read] of PREFIXES) {
      const groups = pattern.exec(rest)
      if (groups === null) continue
      read(found, groups)
      rest = rest.slice(groups[0].length).trimStart()
      break
    }
    if (rest === before) break
  }
  found.body = rest
  return found
}
