// Lines -> what an attempt knows. The same for raw lines and for parsed records, so that both ways give one verdict.
import { CATEGORIES } from '../signatures/categories.ts'
import type { Match, Matcher } from '../signatures/matcher.ts'
import type { Signature } from '../signatures/signature.ts'
import { withoutAdvice } from './advice.ts'
import { type Attempt, addFailure, addSeen, addStep, hasProgress, isOpen, learnNode } from './attempt.ts'
import {
  addNodeOf,
  isDefaultGroup,
  learnCommunicator,
  learnOnlyNode,
  learnTasks,
  numberOf,
  readCollective,
} from './facts.ts'
import { addCandidate } from './generic/candidates.ts'
import { tellingOf } from './generic/telling.ts'
import type { WordIndex } from './generic/words.ts'
import { addNamed, type Evidence, type Group } from './group.ts'
import { addKernelLine, type KernelLog } from './kernel.ts'
import { type LineHead, readLineHead } from './line-head.ts'
import { learnProcess } from './places.ts'
import { type Frame, refineCategory } from './refine.ts'
import type { SourceLine } from './source-line.ts'
import { watchLoss } from './spike.ts'
import { templateOf } from './template.ts'

/** A traceback whose last frame is at most this many telling lines back is still being printed. */
const TRACEBACK_GAP = 3

/** What came of a line, beyond the attempt's own state. */
export interface Outcome {
  /** A failure that was not known yet. */
  readonly started?: Group
  /** A new attempt begins with this line; its number where the line has one. */
  readonly attempt?: { readonly number: number | undefined }
}

const NOTHING: Outcome = {}
const NO_MATCH: Match = { events: [], captures: {} }
const MAX_SOURCES = 256
/** Functions of frameworks and scripts that do one step of training. */
const STEP_FUNCTION = /^(?:train(?:ing)?_(?:step|batch|loop|one_epoch|epoch)|_?inner_training_loop|train_one_step)$/
const MAX_FRAMES = 8
/** Longest line that is looked at, in characters. */
const MAX_LINE = 16_384
/** A syslog line quoted inside another line. */
const QUOTED_SYSLOG = /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d ([\w.-]+) kernel:/

export interface Reader {
  read(attempt: Attempt, line: SourceLine, candidates: readonly number[]): Outcome
}

export function lineReader(matcher: Matcher, kernel: KernelLog, words: WordIndex): Reader {
  const generic = matcher.rows.findIndex(row => row.role === 'candidate')
  /** Frames of the traceback that each source is printing. */
  const tracebacks = new Map<string, Frame[]>()
  let sequence = 0
  /** Sequence of the newest line of a traceback. */
  let lastFrame = Number.NEGATIVE_INFINITY
  /** The row of torchelastic's failure table that is being read. */
  let table: { node?: string; rank?: number } = {}
  /** True behind the table's heading of the worker that failed first. */
  let isRootTable = false

  function framesOf(source: string): Frame[] {
    let frames = tracebacks.get(source)
    if (frames === undefined) {
      if (tracebacks.size >= MAX_SOURCES) tracebacks.delete(tracebacks.keys().next().value as string)
      frames = []
      tracebacks.set(source, frames)
    }
    return frames
  }

  function evidenceOf(attempt: Attempt, line: SourceLine, head: LineHead, match: Match): Evidence {
    const { captures } = match
    const fromTable = match.failure?.effect === 'table-exit'
    const rank = numberOf(captures['rank']) ?? (fromTable ? table.rank : undefined) ?? head.rank
    const node =
      captures['node'] ?? (fromTable ? table.node : undefined) ?? head.node ?? QUOTED_SYSLOG.exec(line.text)?.[1]
    return {
      sequence,
      text: line.text,
      lineNumber: line.lineNumber,
      file: line.file,
      timeMs: head.timeMs,
      clock: head.clock,
      rank,
      localRank: head.localRank ?? numberOf(captures['localRank']),
      task: head.task ?? numberOf(captures['tasks']),
      // The ranks of other groups count from 0 each: they say nothing of the job's.
      groupRank: isDefaultGroup(head.processGroup) ? head.groupRank : undefined,
      node,
      gpu: captures['gpu'] ?? head.gpu,
      pid: numberOf(captures['pid']) ?? head.pid,
      captures: fromTable && isRootTable ? { ...captures, ...rootOf(table) } : captures,
      step: attempt.lastStep,
    }
  }

  function readEvent(
    attempt: Attempt,
    row: Signature,
    { captures, failure }: Match,
    source: string,
    head: LineHead,
  ): Outcome {
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
        attempt.finishText = head.body
        return NOTHING
      case 'recovery':
        for (const group of attempt.groups.values())
          if (row.clears?.includes(group.signature.id)) group.recovered = true
        return NOTHING
      case 'attempt':
        return { attempt: { number: numberOf(captures['attempt']) ?? restartsDone(captures) } }
      default:
        readFact(attempt, row, captures, source, head)
        // After the scheduler's end only a requeued job tells its size again, into the same file.
        return row.effect === 'world-size' && attempt.endedByScheduler ? { attempt: { number: undefined } } : NOTHING
    }
  }

  function readFact(
    attempt: Attempt,
    row: Signature,
    captures: Readonly<Record<string, string>>,
    source: string,
    head: LineHead,
  ): void {
    switch (row.effect) {
      case 'traceback':
        tracebacks.delete(source)
        return
      case 'frame':
        lastFrame = sequence
        addFrame(framesOf(source), captures)
        if (STEP_FUNCTION.test(captures['function'] ?? '')) attempt.isTraining = true
        return
      case 'world-size':
        attempt.world = Math.max(attempt.world ?? 0, numberOf(captures['world']) ?? 0)
        return
      case 'only-node':
        learnOnlyNode(attempt, captures['onlyNode'])
        return
      case 'communicator':
        learnCommunicator(attempt, captures, head)
        return
      case 'node-of':
        addNodeOf(attempt, row.about ?? [], captures['node'])
        return
      case 'culprit-of':
        for (const group of attempt.groups.values())
          if (row.about?.includes(group.signature.id)) addNamed(group, captures)
        return
      case 'table-root':
        isRootTable = true
        return
      case 'table-host':
        table = { node: captures['node'] as string }
        return
      case 'table-rank':
        table = { ...table, rank: Number(captures['rank']) }
        learnNode(attempt, table.rank, table.node)
    }
  }

  /** A line that no row takes for a failure: whether its words do. */
  function readCandidate(
    attempt: Attempt,
    line: SourceLine,
    head: LineHead,
    body: string,
    match: Match | undefined,
  ): void {
    if (match?.events.some(row => row.role !== 'fact')) return
    // The words of its head (a level, the keys of an object) are none of the line's.
    if (!matcher.candidates(body).includes(generic)) return
    const telling = tellingOf(body, head.level, words, match?.isNoise === true)
    if (telling === undefined) return
    const evidence = evidenceOf(attempt, line, head, match ?? NO_MATCH)
    const candidate = { telling, template: templateOf(body), evidence }
    addCandidate(attempt.candidates, matcher.rows[generic] as Signature, candidate, attempt.advances, group =>
      isOpen(attempt, group),
    )
  }

  return {
    read(attempt, line, candidates) {
      sequence++
      const text = line.text.length > MAX_LINE ? line.text.slice(0, MAX_LINE) : line.text
      const isFirstStep = !hasProgress(attempt)
      if (isProgressOnly(matcher, candidates) && readProgress(attempt, matcher, text, candidates)) {
        // When a step was completed matters only beside another log, but for the first, from which the attempt counts.
        if (line.isLossSeen !== true) watchLoss(attempt, line, text, sequence)
        if (kernel.groups.size > 0 || isFirstStep) addStepClock(attempt, line, text)
        return NOTHING
      }
      const head = readLineHead(line, text)
      const { level, rank, node, isKernel } = head
      // A program that hands on another's output calls all of it information, tracebacks too.
      const quiet =
        (level === 'INFO' && sequence - lastFrame > TRACEBACK_GAP) || level === 'WARNING' || level === 'DEBUG'
      const body = withoutAdvice(head.body)
      const match = matcher.match({ body, isQuiet: quiet, isOwn: line.isOwn === true }, candidates)
      if (match?.failure === undefined && candidates.includes(generic)) readCandidate(attempt, line, head, body, match)
      if (match === undefined) return NOTHING

      if (!isKernel) {
        addSeen(attempt, line.file, head.clock)
        learnNode(attempt, rank, node)
        learnProcess(attempt.places, node, head.pid, rank)
      }
      if (rank !== undefined) attempt.reporters.add(rank)
      const source = `${rank ?? ''}|${head.localRank ?? ''}|${head.pid ?? ''}|${line.file ?? ''}`
      let outcome = NOTHING
      for (const row of match.events) {
        const came = readEvent(attempt, row, match, source, head)
        if (came !== NOTHING) outcome = came
      }
      if (match.failure === undefined) return outcome
      attempt.lines++
      if (head.task !== undefined) attempt.labelled++

      const evidence = evidenceOf(attempt, line, head, match)
      readCollective(attempt, match, evidence, head.processGroup)
      if (match.failure.effect === 'table-exit') {
        learnProcess(attempt.places, table.node, evidence.pid, table.rank)
        isRootTable = false
      }
      if (match.failure.effect === 'tasks') learnTasks(attempt, match.captures)
      const category = refineCategory(match.failure, text, match.captures, tracebacks.get(source) ?? [])
      // A kernel log in a file of its own is no part of the attempt that happens to be read: who and when decide later.
      const isApart = isKernel && !attempt.files.has(line.file ?? '')
      const template = templateOf(withoutAdvice(head.body))
      const started = isApart
        ? addKernelLine(kernel, match.failure, category, template, evidence)
        : addFailure(attempt, match.failure, category, template, evidence)
      if (match.failure.role === 'initiator' && CATEGORIES[category].side === 'scheduler')
        attempt.endedByScheduler = true
      return started === undefined ? outcome : { ...outcome, started }
    },
  }
}

/** Whom torchrun's table names as the first that failed, as captures. */
const rootOf = ({ rank, node }: { node?: string; rank?: number }): Readonly<Record<string, string>> => ({
  ...(rank === undefined ? {} : { culpritRank: String(rank) }),
  ...(node === undefined ? {} : { culpritNode: node }),
})

function addFrame(frames: Frame[], captures: Readonly<Record<string, string>>): void {
  if (frames.length >= MAX_FRAMES) frames.shift()
  frames.push({ path: captures['path'] ?? '', function: captures['function'] ?? '' })
}

const isProgressOnly = (matcher: Matcher, candidates: readonly number[]): boolean =>
  candidates.every(index => ['progress', 'candidate'].includes(matcher.rows[index]?.role ?? ''))

/** The short way for the most frequent lines, whose prefixes do not matter; false where only the long way can tell. */
function readProgress(attempt: Attempt, matcher: Matcher, text: string, candidates: readonly number[]): boolean {
  const match = matcher.match({ body: text, isQuiet: true, isOwn: false }, candidates)
  if (match === undefined) return false
  for (const row of match.events) addProgress(attempt, row, match.captures)
  return true
}

function addProgress(attempt: Attempt, row: Signature, captures: Readonly<Record<string, string>>): void {
  const step = numberOf(captures['step'])
  if (step !== undefined) addStep(attempt, row.id, step)
  else if (captures['epoch'] !== undefined) addStep(attempt, row.id, Number(captures['epoch']), false)
}

function addStepClock(attempt: Attempt, line: SourceLine, text: string): void {
  const { clock } = readLineHead(line, text)
  addSeen(attempt, line.file, clock)
  attempt.stepClock = clock ?? attempt.stepClock
}

/** torchelastic tells how many restarts are left before it does the next one. */
function restartsDone({ left, allowed }: Readonly<Record<string, string>>): number | undefined {
  return left === undefined || allowed === undefined ? undefined : Number(allowed) - Number(left) + 1
}
