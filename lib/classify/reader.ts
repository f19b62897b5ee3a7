// Lines -> what an attempt knows. The same for raw lines and for parsed records, so that both ways give one verdict.
import type { Millis } from '../record/time.ts'
import type { Match, Matcher } from '../signatures/matcher.ts'
import type { Signature } from '../signatures/signature.ts'
import { withoutAdvice } from './advice.ts'
import { type Attempt, addFailure, addStep, learnNode } from './attempt.ts'
import { type Carried, readCarrier } from './carrier.ts'
import type { Evidence, Group } from './group.ts'
import { type Frame, refineCategory } from './refine.ts'
import { templateOf } from './template.ts'

/** One line as it came, and what its record says about it beyond its text. */
export interface SourceLine {
  readonly text: string
  readonly lineNumber?: number
  readonly file?: string
  readonly timeMs?: Millis
  readonly level?: string
  readonly rank?: number
  readonly localRank?: number
  readonly task?: number
  readonly node?: string
}

/** What came of a line, beyond the attempt's own state. */
export interface Outcome {
  /** A failure that was not known yet. */
  readonly started?: Group
  /** A new attempt begins with this line; its number where the line has one. */
  readonly attempt?: { readonly number: number | undefined }
}

const NOTHING: Outcome = {}
const MAX_SOURCES = 256
const MAX_FRAMES = 8
/** Longest line that is looked at, in characters. */
const MAX_LINE = 16_384
/** A syslog line quoted inside another line. */
const QUOTED_SYSLOG = /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d ([\w.-]+) kernel:/

export interface Reader {
  read(attempt: Attempt, line: SourceLine, candidates: readonly number[]): Outcome
}

export function lineReader(matcher: Matcher): Reader {
  /** Frames of the traceback that each source is printing. */
  const tracebacks = new Map<string, Frame[]>()
  let sequence = 0
  /** The row of torchelastic's failure table that is being read. */
  let table: { node?: string; rank?: number } = {}

  function framesOf(source: string): Frame[] {
    let frames = tracebacks.get(source)
    if (frames === undefined) {
      if (tracebacks.size >= MAX_SOURCES) tracebacks.delete(tracebacks.keys().next().value as string)
      frames = []
      tracebacks.set(source, frames)
    }
    return frames
  }

  function evidenceOf(attempt: Attempt, line: SourceLine, carried: Carried, match: Match): Evidence {
    const { captures } = match
    const fromTable = match.failure?.id.startsWith('torchelastic.table') === true
    const rank = numberOf(captures['rank']) ?? (fromTable ? table.rank : undefined) ?? line.rank ?? carried.rank
    const node = captures['node'] ?? (fromTable ? table.node : undefined) ?? line.node ?? carried.node ?? QUOTED_SYSLOG.exec(line.text)?.[1]
    return {
      sequence,
      text: line.text,
      lineNumber: line.lineNumber,
      file: line.file,
      timeMs: line.timeMs ?? carried.timeMs,
      rank,
      localRank: line.localRank ?? carried.localRank ?? numberOf(captures['localRank']),
      task: line.task ?? carried.task ?? numberOf(captures['tasks']),
      groupRank: carried.groupRank,
      node,
      gpu: captures['gpu'] ?? carried.gpu,
      pid: numberOf(captures['pid']) ?? carried.pid,
      captures,
      step: attempt.lastStep,
    }
  }

  function readEvent(attempt: Attempt, row: Signature, { captures, failure }: Match, source: string, body: string): Outcome {
    switch (row.role) {
      case 'progress':
        // A step whose loss is not a number is no progress.
        if (failure === undefined) addProgress(attempt, row, captures)
        return NOTHING
      case 'checkpoint':
        attempt.checkpointSaved = true
        attempt.checkpointStep = numberOf(captures['step']) ?? attempt.lastStep
        return NOTHING
      case 'finish':
        attempt.finishedAt = sequence
        attempt.finishText = body
        return NOTHING
      case 'recovery':
        for (const group of attempt.groups.values()) if (row.clears?.includes(group.signature.id)) group.recovered = true
        return NOTHING
      case 'attempt':
        return { attempt: { number: numberOf(captures['attempt']) } }
      default:
        readFact(attempt, row, captures, source)
        return NOTHING
    }
  }

  function readFact(attempt: Attempt, row: Signature, captures: Readonly<Record<string, string>>, source: string): void {
    if (row.id === 'fact.traceback') tracebacks.delete(source)
    else if (row.id === 'fact.frame') {
      const frames = framesOf(source)
      if (frames.length >= MAX_FRAMES) frames.shift()
      frames.push({ path: captures['path'] ?? '', function: captures['function'] ?? '' })
    } else if (row.id === 'fact.world-size') attempt.world = Math.max(attempt.world ?? 0, numberOf(captures['world']) ?? 0)
    else if (row.id === 'fact.only-node') attempt.onlyNode = attempt.onlyNode === undefined || attempt.onlyNode === captures['onlyNode'] ? captures['onlyNode'] : null
    else if (row.id === 'ray.actor-address') {
      for (const group of attempt.groups.values()) if (group.signature.id === 'ray.actor-died') group.nodes.add(captures['node'] as string)
    } else if (row.id === 'torchelastic.table-host') table = { node: captures['node'] as string }
    else if (row.id === 'torchelastic.table-rank') {
      table = { ...table, rank: Number(captures['rank']) }
      learnNode(attempt, table.rank, table.node)
    }
  }

  return {
    read(attempt, line, candidates) {
      sequence++
      const text = line.text.length > MAX_LINE ? line.text.slice(0, MAX_LINE) : line.text
      if (isProgressOnly(matcher, candidates) && readProgress(attempt, matcher, text, candidates)) return NOTHING
      const carried = readCarrier(text)
      const level = line.level ?? carried.level
      const quiet = level === 'INFO' || level === 'WARNING' || level === 'DEBUG'
      const match = matcher.match(withoutAdvice(carried.body), quiet, candidates)
      if (match === undefined) return NOTHING

      const rank = line.rank ?? carried.rank
      learnNode(attempt, rank, line.node ?? carried.node)
      if (rank !== undefined) attempt.reporters.add(rank)
      const source = `${rank ?? ''}|${line.localRank ?? carried.localRank ?? ''}|${carried.pid ?? ''}|${line.file ?? ''}`
      let outcome = NOTHING
      for (const row of match.events) {
        const came = readEvent(attempt, row, match, source, carried.body)
        if (came !== NOTHING) outcome = came
      }
      if (match.failure === undefined) return outcome
      attempt.lines++
      if ((line.task ?? carried.task) !== undefined) attempt.labelled++

      const evidence = evidenceOf(attempt, line, carried, match)
      readCollective(attempt, match, evidence)
      if (match.failure.id === 'launcher.srun-exit') learnTasks(attempt, match.captures)
      const category = refineCategory(match.failure, text, match.captures, tracebacks.get(source) ?? [])
      const started = addFailure(attempt, match.failure, category, templateOf(withoutAdvice(carried.body)), evidence)
      return started === undefined ? outcome : { ...outcome, started }
    },
  }
}

const isProgressOnly = (matcher: Matcher, candidates: readonly number[]): boolean => candidates.every(index => matcher.rows[index]?.role === 'progress')

/** The short way for the most frequent lines, whose prefixes do not matter; false where only the long way can tell. */
function readProgress(attempt: Attempt, matcher: Matcher, text: string, candidates: readonly number[]): boolean {
  const match = matcher.match(text, true, candidates)
  if (match === undefined) return false
  for (const row of match.events) addProgress(attempt, row, match.captures)
  return true
}

function addProgress(attempt: Attempt, row: Signature, captures: Readonly<Record<string, string>>): void {
  const step = numberOf(captures['step'])
  if (step !== undefined) addStep(attempt, row.id, step)
  else if (captures['epoch'] !== undefined) addStep(attempt, row.id, Number(captures['epoch']), false)
}

const numberOf = (text: string | undefined): number | undefined => (text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined)

/** Most tasks of one srun line that are taken for ranks. */
const MAX_TASKS = 1024

/** srun names the node of each task. Its tasks are ranks, except under torchrun, which it starts once per node. */
function learnTasks(attempt: Attempt, { node, tasks }: Readonly<Record<string, string>>): void {
  if (node === undefined || tasks === undefined || node.includes('[')) return
  if ([...attempt.groups.values()].some(group => group.signature.id.startsWith('torchelastic'))) return
  let learned = 0
  for (const [, first, last] of tasks.matchAll(/(\d{1,7})(?:-(\d{1,7}))?/g)) {
    for (let task = Number(first); task <= Number(last ?? first) && learned < MAX_TASKS; task++, learned++) learnNode(attempt, task, node)
  }
}

/** What a collective's timeout says about who waited and who was missing. */
function readCollective(attempt: Attempt, { failure, captures }: Match, evidence: Evidence): void {
  if (failure?.category !== 'nccl_timeout') return
  if (failure.id === 'nccl.lagging-rank') {
    for (const rank of captures['culprits']?.match(/\d+/g) ?? []) attempt.missing.add(Number(rank))
    return
  }
  const rank = evidence.rank ?? evidence.groupRank
  if (failure.id !== 'nccl.watchdog-timeout' || rank === undefined) return
  attempt.waiting.add(rank)
  const sequence = numberOf(captures['seq'])
  if (sequence === undefined) return
  if (attempt.lowestCollective === undefined || sequence < attempt.lowestCollective.sequence) attempt.lowestCollective = { sequence, rank }
  attempt.highestCollective = Math.max(attempt.highestCollective ?? 0, sequence)
}
