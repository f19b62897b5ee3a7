// Lines -> what an attempt knows. The same for raw lines and for parsed records, so that both ways give one verdict.
import type { Millis } from '../record/time.ts'
import type { Match, Matcher } from '../signatures/matcher.ts'
import type { Signature } from '../signatures/signature.ts'
import { withoutAdvice } from './advice.ts'
import { ADVANCES_PAST, type Attempt, addFailure, addSeen, addStep, hasProgress, learnNode } from './attempt.ts'
import { type Carried, readCarrier } from './carrier.ts'
import { clockOf } from './clock.ts'
import type { Evidence, Group } from './group.ts'
import { addKernelLine, type KernelLog } from './kernel.ts'
import { busOf, learnDevice, learnProcess } from './places.ts'
import { type Frame, refineCategory } from './refine.ts'
import { templateOf } from './template.ts'
import { addReport } from './wave.ts'

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
  /** True where the line's carrier, which is no part of `text`, was the kernel's. */
  readonly isKernel?: boolean
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

export function lineReader(matcher: Matcher, kernel: KernelLog): Reader {
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
      clock: line.timeMs === undefined ? carried.clock : clockOf(line.timeMs),
      rank,
      localRank: line.localRank ?? carried.localRank ?? numberOf(captures['localRank']),
      task: line.task ?? carried.task ?? numberOf(captures['tasks']),
      // The ranks of other groups count from 0 each: they say nothing of the job's.
      groupRank: isDefaultGroup(carried.processGroup) ? carried.groupRank : undefined,
      node,
      gpu: captures['gpu'] ?? carried.gpu,
      pid: numberOf(captures['pid']) ?? carried.pid,
      captures,
      step: attempt.lastStep,
    }
  }

  function readEvent(attempt: Attempt, row: Signature, { captures, failure }: Match, source: string, carried: Carried): Outcome {
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
        attempt.finishText = carried.body
        return NOTHING
      case 'recovery':
        for (const group of attempt.groups.values()) if (row.clears?.includes(group.signature.id)) group.recovered = true
        return NOTHING
      case 'attempt':
        return { attempt: { number: numberOf(captures['attempt']) } }
      default:
        readFact(attempt, row, captures, source, carried)
        return NOTHING
    }
  }

  function readFact(attempt: Attempt, row: Signature, captures: Readonly<Record<string, string>>, source: string, carried: Carried): void {
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
    } else if (row.id === 'fact.nccl-device') learnCommunicator(attempt, captures, carried)
  }

  return {
    read(attempt, line, candidates) {
      sequence++
      const text = line.text.length > MAX_LINE ? line.text.slice(0, MAX_LINE) : line.text
      const isFirstStep = !hasProgress(attempt)
      if (isProgressOnly(matcher, candidates) && readProgress(attempt, matcher, text, candidates)) {
        // When a step was completed matters only beside another log, but for the first, from which the attempt counts.
        if (kernel.groups.size > 0 || isFirstStep) addStepClock(attempt, line, text)
        return NOTHING
      }
      const carried = readCarrier(text)
      const level = line.level ?? carried.level
      const quiet = level === 'INFO' || level === 'WARNING' || level === 'DEBUG'
      const match = matcher.match(withoutAdvice(carried.body), quiet, candidates)
      if (match === undefined) return NOTHING

      const rank = line.rank ?? carried.rank
      const node = line.node ?? carried.node
      const isKernel = line.isKernel === true || carried.isKernel === true || carried.body.startsWith('NVRM: ')
      if (!isKernel) {
        addSeen(attempt, line.file, line.timeMs === undefined ? carried.clock : clockOf(line.timeMs))
        learnNode(attempt, rank, node)
        learnProcess(attempt.places, node, carried.pid, rank)
      }
      if (rank !== undefined) attempt.reporters.add(rank)
      const source = `${rank ?? ''}|${line.localRank ?? carried.localRank ?? ''}|${carried.pid ?? ''}|${line.file ?? ''}`
      let outcome = NOTHING
      for (const row of match.events) {
        const came = readEvent(attempt, row, match, source, carried)
        if (came !== NOTHING) outcome = came
      }
      if (match.failure === undefined) return outcome
      attempt.lines++
      if ((line.task ?? carried.task) !== undefined) attempt.labelled++

      const evidence = evidenceOf(attempt, line, carried, match)
      readCollective(attempt, match, evidence, carried.processGroup)
      if (match.failure.id.startsWith('torchelastic.table-exit')) learnProcess(attempt.places, table.node, evidence.pid, table.rank)
      if (match.failure.id === 'launcher.srun-exit') learnTasks(attempt, match.captures)
      const category = refineCategory(match.failure, text, match.captures, tracebacks.get(source) ?? [])
      // A kernel log in a file of its own is no part of the attempt that happens to be read: who and when decide later.
      const isApart = isKernel && line.file !== undefined && !attempt.files.has(line.file)
      const template = templateOf(withoutAdvice(carried.body))
      const started = isApart ? addKernelLine(kernel, match.failure, category, template, evidence) : addFailure(attempt, match.failure, category, template, evidence)
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

function addStepClock(attempt: Attempt, { file, timeMs }: SourceLine, text: string): void {
  const clock = timeMs === undefined ? readCarrier(text).clock : clockOf(timeMs)
  addSeen(attempt, file, clock)
  attempt.stepClock = clock ?? attempt.stepClock
}

const isDefaultGroup = (group: string | undefined): boolean => group === undefined || group === '0'

/** NCCL's word on who uses which GPU. A rank that a prefix states is the job's; the communicator's own may be a part's. */
function learnCommunicator(attempt: Attempt, captures: Readonly<Record<string, string>>, { node, pid, rank }: Carried): void {
  const { busId, commRank, commSize } = captures
  if (busId === undefined) return
  const device = { rank, commRank: numberOf(commRank), commSize: numberOf(commSize) ?? 0, index: captures['nvmlDev'] ?? captures['cudaDev'] }
  learnDevice(attempt.places, node, busOf(busId), device)
  learnProcess(attempt.places, node, pid, rank)
  attempt.world = Math.max(attempt.world ?? 0, device.commSize)
}

/** What a collective's timeout says about who waited and who was missing. */
function readCollective(attempt: Attempt, { failure, captures }: Match, evidence: Evidence, processGroup: string | undefined): void {
  if (failure?.category !== 'nccl_timeout') return
  if (captures['culprits'] !== undefined) {
    for (const rank of captures['culprits'].match(/\d+/g) ?? []) attempt.missing.add(Number(rank))
    return
  }
  if (failure.id !== 'nccl.watchdog-timeout' && failure.id !== 'nccl.watchdog-failure') return
  if (attempt.wave !== undefined && attempt.advances - attempt.waveAdvances >= ADVANCES_PAST) attempt.wave = undefined
  attempt.waveAdvances = attempt.advances
  attempt.wave = addReport(attempt.wave, {
    rank: evidence.rank ?? evidence.groupRank,
    group: isDefaultGroup(processGroup) ? '0' : (processGroup as string),
    sequence: numberOf(captures['seq']),
    enqueued: numberOf(captures['enqueued']),
    timeoutMs: numberOf(captures['timeoutMs']),
    clock: evidence.clock,
    line: evidence.lineNumber ?? evidence.sequence,
  })
}
