// Lines -> what an attempt knows. The same for raw lines and for parsed records, so that both ways give one verdict.
import { CATEGORIES } from '../signatures/categories.ts'
import { MAX_TEXT, type Match, type Matcher } from '../signatures/matcher.ts'
import { restartsDone } from '../signatures/restart-lines.ts'
import type { Signature } from '../signatures/signature.ts'
import { withoutAdvice } from './advice.ts'
import { type Attempt, addFailure, addSeen, addStep, hasProgress, isOpen, learnNode } from './attempt.ts'
import type { IsCommon } from './compare.ts'
import { evidenceOf, type Sight } from './evidence.ts'
import { addNodeOf, learnCommunicator, learnOnlyNode, learnTasks, numberOf, readCollective } from './facts.ts'
import { type FailureTable, startFailureTable } from './failure-table.ts'
import { addCandidate } from './generic/candidates.ts'
import { type Telling, tellingOf } from './generic/telling.ts'
import type { WordIndex } from './generic/words.ts'
import { addNamed, type Evidence, type Group } from './group.ts'
import { type HarmlessShapes, startHarmless } from './harmless.ts'
import { type IgnoredExceptions, startIgnored } from './ignored.ts'
import { addKernelLine, type KernelLog } from './kernel.ts'
import { lineHead, readLineHead, type Spoken, spokenOf } from './line-head.ts'
import { learnProcess } from './places.ts'
import { refineCategory } from './refine.ts'
import type { SourceLine } from './source-line.ts'
import { watchLoss } from './spike.ts'
import { templateOf } from './template.ts'
import { startTracebacks, type Tracebacks } from './tracebacks.ts'

/** What came of a line, beyond the attempt's own state. */
export interface Outcome {
  /** A failure that was not known yet. */
  readonly started?: Group
  /** A new attempt begins with this line; its number where the line has one. */
  readonly attempt?: { readonly number: number | undefined }
}

const NOTHING: Outcome = {}
/** Of a line of which nothing was kept, whoever wrote it. */
const TOLD_NOTHING: Outcome = {}
const NO_MATCH: Match = { events: [], captures: {} }
/** Functions of frameworks and scripts that do one step of training. */
const STEP_FUNCTION = /^(?:train(?:ing)?_(?:step|batch|loop|one_epoch|epoch)|_?inner_training_loop|train_one_step)$/
/** Longest line that is looked at, in characters. */
const MAX_LINE = 16_384

export interface Reader {
  read(attempt: Attempt, line: SourceLine, candidates: readonly number[]): Outcome
}

/** What is known across lines, whatever attempt they are of. */
interface Reading {
  readonly matcher: Matcher
  readonly kernel: KernelLog
  readonly words: WordIndex
  /** Index of the row of the lines whose words alone may speak of a failure. */
  readonly generic: number
  readonly tracebacks: Tracebacks
  readonly ignored: IgnoredExceptions
  readonly harmless: HarmlessShapes
  readonly table: FailureTable
  readonly isCommon: IsCommon | undefined
  /** Place of the line in everything that was read. */
  sequence: number
}

export function lineReader(matcher: Matcher, kernel: KernelLog, words: WordIndex, isCommon?: IsCommon): Reader {
  const reading: Reading = {
    matcher,
    kernel,
    words,
    generic: matcher.rows.findIndex(row => row.role === 'candidate'),
    tracebacks: startTracebacks(),
    ignored: startIgnored(),
    harmless: startHarmless(),
    table: startFailureTable(),
    isCommon,
    sequence: 0,
  }
  return {
    read(attempt, line, candidates) {
      reading.sequence++
      const looked = line.text.length > MAX_LINE ? { ...line, text: line.text.slice(0, MAX_LINE) } : line
      const barEnd = endOfBar(looked.text)
      if (barEnd === undefined) return readPart(reading, attempt, looked, candidates)
      const { head: _, ...unread } = looked
      const [bar, behind] = [looked.text.slice(0, barEnd), looked.text.slice(barEnd).trimStart()]
      readPart(reading, attempt, { ...unread, text: bar }, matcher.candidates(bar))
      return readPart(reading, attempt, { ...unread, text: behind }, matcher.candidates(behind))
    },
  }
}

/**
 * A bar that is drawn anew in its line: what a dying process writes then stands right behind it, or behind the sequence
 * that moves the cursor.
 */
const BAR_BEFORE =
  /(?:%\|[^|]{0,400}\| {0,40}[\d.]{1,12}[kMG]?\/[\d.]{1,12}[kMG]?|\d(?:it|ba|ex)) \[[\d:]{4,20}(?:<[\d:?]{1,20})?[^\]]{0,2000}\](?:[^\w\s\]]\[[\d;]{0,12}[A-Za-z]){0,8}(?=[A-Za-z[(*<]| +(?:Traceback \(|terminate called|\[(?:rank\d|E )|[\w.]{0,200}(?:Error|Exception)\b|(?:ERROR|FATAL)\b))/

/** Returns where the bar ends that a line begins with, where something else stands behind it. */
function endOfBar(text: string): number | undefined {
  if (!text.includes('%|') && !text.includes('it [')) return undefined
  const match = BAR_BEFORE.exec(text)
  return match === null ? undefined : match.index + match[0].length
}

/** Reads a line, or what stands in it beside a bar. */
function readPart(reading: Reading, attempt: Attempt, line: SourceLine, candidates: readonly number[]): Outcome {
  if (candidates.length === 0 || passProgress(reading, attempt, line, candidates)) return NOTHING
  // A level that stands beside the line says more than its text.
  const isGeneric = candidates.length === 1 && candidates[0] === reading.generic && line.level === undefined
  const shape = isGeneric ? reading.harmless.shapeOf(line.text) : undefined
  if (shape === undefined) return readLine(reading, attempt, line, candidates)
  if (reading.harmless.has(shape)) return NOTHING
  const outcome = readLine(reading, attempt, line, candidates)
  if (outcome === TOLD_NOTHING) reading.harmless.add(shape)
  return outcome
}

/** Rows of the most frequent lines. */
const PASSED: ReadonlySet<string> = new Set(['progress', 'checkpoint', 'candidate'])
/** Beyond this many characters a pattern sees less of a line than of what stands behind its heads. */
const MAX_PASSED = MAX_TEXT / 2

/** True where what stands behind the heads of a line is a part of it as it is: nothing is taken out of its middle. */
const isPlain = (text: string): boolean => text.length < MAX_PASSED && !text.includes('\u001b')

/** The short way for the most frequent lines, whose heads do not matter; false where only the long way can tell. */
function passProgress(
  { matcher, kernel, sequence }: Reading,
  attempt: Attempt,
  line: SourceLine,
  candidates: readonly number[],
): boolean {
  if (!candidates.every(index => PASSED.has(matcher.rows[index]?.role ?? ''))) return false
  const match = matcher.match({ body: line.text, isQuiet: true, isOwn: false }, candidates)
  if (match === undefined) return isPlain(line.text) && candidates.every(index => matcher.rows[index]?.anywhere)
  if (match.events.some(row => row.role === 'checkpoint')) return false
  const isFirstStep = !hasProgress(attempt)
  for (const row of match.events) addProgress(attempt, row, match.captures)
  if (line.isLossSeen !== true) watchLoss(attempt, line, sequence)
  // When a step was completed matters only beside another log, but for the first, from which the attempt counts.
  if (kernel.groups.size > 0 || isFirstStep) {
    const { clock } = readLineHead(line)
    addSeen(attempt, line.file, clock)
    attempt.stepClock = clock ?? attempt.stepClock
  }
  return true
}

function readLine(reading: Reading, attempt: Attempt, line: SourceLine, candidates: readonly number[]): Outcome {
  const { matcher, generic, sequence } = reading
  const spoken = spokenOf(line)
  const { level } = spoken
  // A program that hands on another's output calls all of it information, tracebacks too.
  const isQuiet =
    (level === 'INFO' && !reading.tracebacks.isPrinting(sequence)) || level === 'WARNING' || level === 'DEBUG'
  const body = withoutAdvice(spoken.body)
  const match = matcher.match({ body, isQuiet, isOwn: line.isOwn === true }, candidates)
  const isKnown = match?.failure !== undefined || !candidates.includes(generic)
  const telling = isKnown ? undefined : tellingOfWords(reading, spoken, body, match)
  if (match === undefined && telling === undefined) return TOLD_NOTHING

  const head = lineHead(line, spoken)
  const source = `${head.rank ?? ''}|${head.localRank ?? ''}|${head.pid ?? ''}|${line.file ?? ''}`
  const sight = { attempt, line, head, body, source }
  if (match?.isNoise === true) reading.ignored.saw(source, body, sequence)
  else if ((match?.failure ?? telling) !== undefined && reading.ignored.takes(source, sequence)) return NOTHING
  if (telling !== undefined) noteCandidate(reading, sight, telling, match ?? NO_MATCH)
  if (match === undefined) return NOTHING
  learnWriter(sight)
  let outcome = NOTHING
  for (const row of match.events) {
    const came = readEvent(reading, sight, row, match)
    if (came !== NOTHING) outcome = came
  }
  const started = match.failure === undefined ? undefined : readFailure(reading, sight, match, match.failure)
  return started === undefined ? outcome : { ...outcome, started }
}

const ERRORS: ReadonlySet<string> = new Set(['ERROR', 'CRITICAL', 'FATAL'])

/** What the words of a line tell that no row takes for a failure; undefined where they tell nothing. */
function tellingOfWords(
  { matcher, generic, words }: Reading,
  { level, heads }: Spoken,
  body: string,
  match: Match | undefined,
): Telling | undefined {
  if (match?.events.some(row => row.role !== 'fact')) return undefined
  // The words of its head (the keys of an object) are none of the line's. But what its logger calls an error, in words
  // that stand in its message, is one whatever else it says; how a launcher's prefix calls it does not count.
  const message = level !== undefined && ERRORS.has(level) ? heads[0]?.message : body
  if (!matcher.candidates(message ?? body).includes(generic)) return undefined
  return tellingOf(body, level, words, match?.isNoise === true)
}

function noteCandidate(reading: Reading, sight: Sight, telling: Telling, match: Match): void {
  const { attempt, body } = sight
  const finding = {
    signature: reading.matcher.rows[reading.generic] as Signature,
    category: telling.category,
    template: templateOf(body),
    evidence: evidenceOf(sight, match, reading),
  }
  if (reading.isCommon?.(finding) === true) {
    attempt.common++
    return
  }
  addCandidate(
    attempt.candidates,
    { telling, finding },
    { advances: attempt.advances, isOpen: group => isOpen(attempt, group) },
  )
}

/** Takes note of who wrote a line, and where. */
function learnWriter({ attempt, line, head }: Sight): void {
  const { rank, node, pid } = head
  if (!head.isKernel) {
    addSeen(attempt, line.file, head.clock)
    learnNode(attempt, rank, node)
    learnProcess(attempt.places, node, pid, rank)
  }
  if (rank !== undefined) attempt.reporters.add(rank)
}

function readEvent(reading: Reading, sight: Sight, row: Signature, { captures, failure }: Match): Outcome {
  const { attempt, head } = sight
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
      attempt.finishedAt = reading.sequence
      attempt.finishText = head.body
      return NOTHING
    case 'recovery':
      for (const group of attempt.groups.values()) if (row.clears?.includes(group.signature.id)) group.recovered = true
      return NOTHING
    case 'attempt':
      return { attempt: { number: numberOf(captures['attempt']) ?? restartsDone(captures) } }
    default:
      readFact(reading, sight, row, captures)
      // After the scheduler's end only a requeued job tells its size again, into the same file.
      return row.effect === 'world-size' && attempt.endedByScheduler ? { attempt: { number: undefined } } : NOTHING
  }
}

function readFact(
  { tracebacks, table, sequence }: Reading,
  { attempt, head, source }: Sight,
  row: Signature,
  captures: Readonly<Record<string, string>>,
): void {
  switch (row.effect) {
    case 'traceback':
      tracebacks.begin(source)
      return
    case 'frame':
      tracebacks.add(source, captures, sequence)
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
      table.beginRoot()
      return
    case 'table-host':
      table.beginRow(captures['node'] as string)
      return
    case 'table-rank':
      table.setRank(Number(captures['rank']))
      learnNode(attempt, table.row().rank, table.row().node)
  }
}

/** Adds a line that a row takes for a failure; returns its group where it is a new one. */
function readFailure(reading: Reading, sight: Sight, match: Match, signature: Signature): Group | undefined {
  const { kernel, tracebacks, table } = reading
  const { attempt, line, head, body, source } = sight
  const { captures } = match
  attempt.lines++
  if (head.task !== undefined) attempt.labelled++
  const evidence: Evidence = evidenceOf(sight, match, reading)
  readCollective(attempt, match, evidence, head.processGroup)
  if (signature.effect === 'table-exit') {
    learnProcess(attempt.places, table.row().node, evidence.pid, table.row().rank)
    table.endRow()
  }
  if (signature.effect === 'tasks') learnTasks(attempt, captures)
  const category = refineCategory(signature, line.text, captures, tracebacks.of(source))
  const finding = { signature, category, template: templateOf(body), evidence }
  if (reading.isCommon?.(finding) === true) {
    attempt.common++
    return undefined
  }
  // A kernel log in a file of its own is no part of the attempt that happens to be read: who and when decide later.
  const isApart = head.isKernel && !attempt.files.has(line.file ?? '')
  const started = isApart ? addKernelLine(kernel, finding) : addFailure(attempt, finding)
  if (signature.role === 'initiator' && CATEGORIES[category].side === 'scheduler') attempt.endedByScheduler = true
  return started
}

function addProgress(attempt: Attempt, row: Signature, captures: Readonly<Record<string, string>>): void {
  const step = numberOf(captures['step'])
  if (step !== undefined) {
    addStep(attempt, row.id, step)
    const last = numberOf(captures['lastStep'])
    if (last !== undefined) attempt.reached = last > 0 && step >= last ? last : undefined
  } else if (captures['epoch'] !== undefined) addStep(attempt, row.id, Number(captures['epoch']), false)
}
