// What launchers, loggers and kernels put before a line: taken off, and read for who and when. Works on raw lines and
// on messages that a parser has already stripped. What a launcher writes is the business of lib/formats/carriers. The
// heads of loggers are patterns of its own: here a line stands alone (only those with an anchor are looked at), may
// hold several heads, quoted ones among them, and its text counts, not its fields.

import { ciStamp } from '../formats/carriers/ci-stamp.ts'
import { cri } from '../formats/carriers/cri.ts'
import { dockerJson } from '../formats/carriers/docker-json.ts'
import { googleCloud } from '../formats/carriers/google-cloud.ts'
import { hostLocalRank } from '../formats/carriers/host-local-rank.ts'
import { journaldJson } from '../formats/carriers/journald-json.ts'
import { kubectlPrefix } from '../formats/carriers/kubectl-prefix.ts'
import { mpiTag } from '../formats/carriers/mpi-tag.ts'
import { rayActor } from '../formats/carriers/ray-actor.ts'
import { syslog } from '../formats/carriers/syslog.ts'
import { syslog5424 } from '../formats/carriers/syslog-5424.ts'
import { torchelasticTee } from '../formats/carriers/torchelastic-tee.ts'
import type { Entry } from '../formats/format.ts'
import { newEntry } from '../formats/format.ts'
import { readStamp, type Stamp } from '../formats/stamp.ts'
import type { Millis } from '../record/time.ts'
import { type Clock, clockOf } from './clock.ts'

/** A line without its prefixes. */
export interface Carried {
  readonly body: string
  readonly level?: string
  /** Global rank, from a prefix that states it. */
  readonly rank?: number
  readonly localRank?: number
  /** srun --label number: a rank only where most lines carry one. */
  readonly task?: number
  /** Rank within a process group: the global one where the group is the default one, '0' or not named. */
  readonly groupRank?: number
  readonly processGroup?: string
  readonly node?: string
  readonly gpu?: string
  readonly pid?: number
  readonly timeMs?: Millis
  /** The time without its year, where the line has a date. */
  readonly clock?: Clock
  /** True for a line of the kernel's log. */
  readonly isKernel?: true
}

type Found = { -readonly [K in keyof Carried]: Carried[K] }

/** Launchers' prefixes that no ordinary text begins with, so that one line shows them. */
const CARRIERS = [
  torchelasticTee,
  mpiTag,
  rayActor,
  syslog,
  syslog5424,
  googleCloud,
  hostLocalRank,
  kubectlPrefix,
  cri,
  ciStamp,
  dockerJson,
  journaldJson,
].map(carrier => ({ carrier, starts: startsOf(carrier.starts) }))

/** Tried in turn, again and again until none applies; the named groups are what a prefix says. */
const PREFIXES: readonly RegExp[] = [
  /^(?<task>\d{1,5}): (?=\D|\d{4}-)/,
  /^\[(?:PG (?:ID )?(?<group>\d+) (?:PG GUID (?<guid>\w+)(?:\([^)]{0,80}\))? )?)?Rank (?<groupRank>\d{1,7})\]:? */,
  /^\[rank: (?<rank>\d{1,7})\] ?/,
  /^\[(?<letter>[EWIFCD])(?<time>\d{3,4} \d\d:\d\d:\d\d[.\d]*) [^\]\s]+:\d+\] ?/,
  /^(?<letter>[EWIFCD])(?<time>\d{4} \d\d:\d\d:\d\d\.\d+) +(?<pid>\d+) [^\]\s]+:\d+\] ?/,
  /^\[(?<letter>[EWI]) [\w./-]+:\d+\] ?/,
  // TensorFlow and XLA: letter, source path
  /^(?<letter>[EWIF]) [\w.-]+\/[\w./-]+:\d+\] ?/,
  /^\[(?<time>\d{4}-\d\d-\d\d[ T_]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)\] ?/,
  /^(?<time>\d{4}-\d\d-\d\d[ T_]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d)\b)?):? ?(?:[-|] )?/,
  /^(?<level>DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL):[\w.]+:(?=\s*\S)/,
  /^\[?(?<level>DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)\]?(?:: ?| - | +|$)/,
  /^\[(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL)\|[^\]\n]{1,80}\] ?/,
  /^[\w.]{1,60} - (?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL) - /,
  /^>> +/,
  // vLLM: level, month-day, time, [file:line]
  /^\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)? (?=\[)/,
  /^(?:stdout|stderr|STDOUT|STDERR): /,
  // Docker Compose and SageMaker's local mode: container and bar; SageMaker's mpirun; rich's time; torchx: role/replica
  /^[a-z][\w.-]*[-_]\d+ +\| /,
  /^\[1,mpirank:(?<rank>\d{1,7}),(?<node>[\w.-]+)\]<std(?:out|err|diag)>: ?/,
  /^\[\d\d\/\d\d\/\d\d(?:\d\d)? \d\d:\d\d:\d\d\] ?/,
  /^[a-z][\w.-]*\/\d{1,5} (?=\[|Traceback | *File "|[EWIF]\d{4} \d\d:|(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\b|[\w.]+(?:Error|Exception)\b)/,
  // Python's warnings module: file:line: Category: text
  /^(?:(?:[A-Za-z]:)?[^\s:]{1,300}\.py:\d+: )?\w{0,60}(?<warning>Warning): /,
  /^\[[\w.-]{1,40}\] (?=\d{4}-\d\d-\d\d)/,
  /^\[[\w./-]{1,80}\.(?:py|cc|cpp|cu|h):\d+(?::\w+)?\] ?/,
  /^\[(?<node>[\w.-]+)\] \[workload:(?<rank>\d+)\(\d+\) infra:\d+\(\d+\)\] (?:\S+:\d+ )?/,
  /^\[NODE-\d+\((?<node>[\w.-]+)\)\] ?/,
  /^(?<node>[A-Za-z0-9][\w.-]*):(?<pid>\d+):\d+ \[(?<gpu>\d+)\] /,
  /^libfabric:\d+:\d+::[\w:()]+(?:<\w+>)? ?(?<node>[\w.-]+)?: /,
  /^\[(?<time>(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})(?<kernel>)\] ?/,
  /^(?<kernel>)kernel: ?/,
  /^(?<kernel>)kern +:\w+ +: (?<time>\d{4}-\d\d-\d\dT[\d:]+)\S* +/,
  /^(?<kernel>)\[ *\d+\.\d+\] ?/,
  // UCX: [seconds.micros] [host:pid:thread] file.c:line; Open MPI: [host:pid] *** Process received signal ***
  /^\[(?<node>[A-Za-z][\w.-]*):(?<pid>\d+)(?::\d+){0,2}\] +/,
  /^slurmstepd-(?<node>[\w.-]+): (?=error: )/,
  /^what\(\): +/,
  /^(?!python)(?<node>[a-z][\w-]*\d[\w-]*|\d{1,3}(?:\.\d{1,3}){3}): (?=\[|\d{4}-|Traceback | *File "|[EWIF]\d{4} \d\d:|(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\b|[\w.]+(?:Error|Exception)\b)/,
]

/**
 * The same by what a text begins with: most are for a bracket, or for a digit, and need not be tried on anything else.
 */
const isForBracket = ({ source }: RegExp): boolean => /^\^(?:\(\?<kernel>\))?\\\[(?!\?)/.test(source)
const isForDigit = ({ source }: RegExp): boolean => /^\^\(\?<\w+>\\d/.test(source)
const FOR_BRACKET = PREFIXES.filter(prefix => !isForDigit(prefix))
const FOR_DIGIT = PREFIXES.filter(prefix => !isForBracket(prefix))
const FOR_ANY = PREFIXES.filter(prefix => !isForBracket(prefix) && !isForDigit(prefix))

const LEVELS: Readonly<Record<string, string>> = {
  D: 'DEBUG',
  I: 'INFO',
  W: 'WARNING',
  E: 'ERROR',
  F: 'CRITICAL',
  C: 'CRITICAL',
  WARN: 'WARNING',
  FATAL: 'CRITICAL',
}

/** Keeps what the groups of a prefix say; an outer prefix, which comes first, outranks an inner one. */
function keep(found: Found, groups: Readonly<Record<string, string | undefined>>): void {
  for (const name of ['rank', 'localRank', 'task', 'groupRank', 'pid'] as const)
    if (groups[name] !== undefined) found[name] ??= Number(groups[name])
  for (const name of ['node', 'gpu'] as const) if (groups[name] !== undefined) found[name] ??= groups[name]
  const group = groups['guid'] ?? groups['group']
  if (group !== undefined) found.processGroup ??= group
  const level = groups['level'] ?? groups['letter'] ?? (groups['warning'] === undefined ? undefined : 'WARNING')
  if (level !== undefined) found.level ??= LEVELS[level] ?? level
  if (groups['kernel'] !== undefined) found.isKernel = true
  if (groups['time'] !== undefined) keepStamp(found, readStamp(groups['time']))
}

/** A time without a zone is read as UTC: only the order within one job matters here. */
function keepStamp(found: Found, stamp: Stamp | undefined): void {
  if (stamp === undefined || found.clock !== undefined || (stamp.kind !== 'full' && stamp.kind !== 'no-year')) return
  const millis =
    (stamp.seconds - (stamp.zoneMinutes ?? 0) * 60) * 1000 + Number(stamp.fraction.padEnd(3, '0').slice(0, 3))
  if (stamp.kind === 'full') found.timeMs = millis
  const clock = stamp.kind === 'full' ? clockOf(millis) : millis
  if (clock !== undefined) found.clock = clock
}

/** Returns the text behind a launcher's prefix; undefined where there is none. */
function peelCarrier(text: string, found: Found): string | undefined {
  const first = text.charCodeAt(0)
  let entry: Entry | undefined
  for (const { carrier, starts } of CARRIERS) {
    if (first < 128 && starts[first] === 0) continue
    entry ??= newEntry(text)
    const rest = carrier.peel(text, entry)
    if (rest === undefined) continue
    if (entry.rank !== undefined) found.rank ??= entry.rank
    if (entry.local_rank !== undefined) found.localRank ??= entry.local_rank
    if (entry.node !== undefined) found.node ??= entry.node
    if (typeof entry.fields?.['pid'] === 'number') found.pid ??= entry.fields['pid']
    if (entry.fields?.['program'] === 'kernel') found.isKernel = true
    // A daemon gives all that a job prints one priority: it says nothing about the line.
    if (entry.level !== undefined && carrier !== journaldJson && carrier !== syslog) found.level ??= entry.level
    keepStamp(found, entry.stamp)
    return rest
  }
  return undefined
}

/** Characters of a format's `starts`, by code: 1 where a line may begin with it. */
function startsOf(starts: string): Uint8Array {
  const codes = new Uint8Array(128)
  for (const [, low, high] of starts.matchAll(/(.)(?:-(.))?/g))
    for (
      let code = (low as string).charCodeAt(0);
      code <= (high ?? (low as string)).charCodeAt(0) && code < 128;
      code++
    )
      codes[code] = 1
  return codes
}

/** Most prefixes taken off one line: more is no log line. */
const MAX_PREFIXES = 12

const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours and other controls are what is taken out
  /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/** Returns a line without colours, prefixes and surrounding blanks, and what the prefixes say. Never throws. */
export function readCarrier(text: string): Carried {
  const found: Found = { body: '' }
  let rest = (text.includes('\u001b') ? text.replace(ESCAPES, '') : text).trim()
  for (let taken = 0; taken < MAX_PREFIXES; taken++) {
    const peeled = peelCarrier(rest, found) ?? peelHead(rest, found)
    if (peeled === undefined) break
    rest = peeled.trimStart()
  }
  found.body = rest
  return found
}

function peelHead(text: string, found: Found): string | undefined {
  const first = text.charCodeAt(0)
  for (const prefix of first === 91 /* [ */ ? FOR_BRACKET : first >= 48 && first <= 57 ? FOR_DIGIT : FOR_ANY) {
    const match = prefix.exec(text)
    if (match === null) continue
    keep(found, match.groups ?? {})
    return text.slice(match[0].length)
  }
  return undefined
}
