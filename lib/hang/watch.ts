// What the hang stage knows while it runs: its cells, their limits, and which run they are of.
import { BOUNDS } from '../bounds.ts'
import { type RecencyMap, recencyMap } from '../record/recency-map.ts'
import type { Millis } from '../record/time.ts'
import { type TimerQueue, timerQueue } from '../record/timers.ts'
import type { NoticeRecord, StatusRecord } from '../record/types.generated.ts'
import { addCell, type Board, moveCell, newBoard, removeCell, setEnded } from './board.ts'
import type { Cell, Words } from './cell.ts'
import { FIRST_STEP, SILENCE } from './checks.ts'
import { endOfTraining } from './end-markers.ts'
import { type Instant, newInstant } from './instant.ts'
import { notice } from './notices.ts'
import { newOldLines, type OldLines } from './old-lines.ts'
import type { Phase, RunningPhase } from './phase.ts'
import type { HangSettings } from './settings.ts'
import type { State } from './state.ts'
import { type StepWatch, watchSteps } from './step-watch.ts'

export interface Watch {
  readonly settings: HangSettings
  readonly board: Board
  /** What the instant at hand has brought about of the job and of ranks. */
  readonly instant: Instant
  readonly timers: TimerQueue<Cell>
  readonly steps: StepWatch
  readonly isEnd: (message: string) => boolean
  /** Cells of the whole job: of the checks, and of rules of the job file, by name. */
  readonly jobCells: Map<string, Cell>
  /** Cells of rules that the job file does not name, the one silent longest first; at most MAX_OTHER_RULES. */
  otherCells: RecencyMap<string, Cell>
  /** Cells of single ranks by rank and rule, the rank silent longest first. */
  rankCells: RecencyMap<string, Map<string, Cell>>
  /** Rules of scope rank that a rank has matched; at most as many as there are rules. */
  readonly rankedRules: Set<string>
  /** True once the time is known: until then no limit runs. */
  hasStarted: boolean
  /** True once training is over: then no limit runs. */
  hasEnded: boolean
  /** True where training went on after the last fault. */
  goesOnFaulted: boolean
  stepsAfterEnd: number
  /** True while no limit rings and no match counts. */
  isSuspended: boolean
  /** True once a step came in this attempt, and once one came in any. */
  hasStepped: boolean
  hasTrained: boolean
  /** What the job does that is no step; undefined while it trains. */
  phase: RunningPhase | undefined
  /** How long what came before the first step took: it is no measure before that has come. */
  opened: Readonly<Partial<Record<Phase, Millis>>>
  /** How long each phase took at most, over all attempts. */
  readonly longest: Map<Phase, Millis>
  /** How long the next step may take. */
  stepLimitMs: Millis
  /** When the files of the job were written last, where they were there before any line of them came. */
  lastWritten: Millis | undefined
  /** Whether what comes by the wall clock was written long ago: then no limit runs. */
  old: OldLines
  /** True once a source upstream has said that it ended, or somebody that it broke off. */
  isEndTold: boolean
  /** True once it has taken a record of a job. */
  hasSeen: boolean
  run: string | undefined
  attempt: number | undefined
  forgottenRanks: number
  forgottenRules: number
  /** The instant of the call that is being answered, and the answer so far. */
  now: Millis
  out: (StatusRecord | NoticeRecord)[]
}

export const newWatch = (settings: HangSettings, board = newBoard()): Watch => ({
  settings,
  board,
  instant: newInstant(board),
  timers: timerQueue(),
  steps: watchSteps(settings.stepGap ?? { factor: 1, floorMs: 0, unknownMs: 0 }),
  isEnd: endOfTraining(settings.endPatterns),
  jobCells: new Map(),
  otherCells: recencyMap(),
  rankCells: recencyMap(),
  rankedRules: new Set(),
  hasStarted: false,
  hasEnded: false,
  goesOnFaulted: false,
  stepsAfterEnd: 0,
  isSuspended: false,
  hasStepped: false,
  hasTrained: false,
  phase: undefined,
  opened: {},
  longest: new Map(),
  stepLimitMs: 0,
  lastWritten: undefined,
  old: newOldLines(),
  isEndTold: false,
  hasSeen: false,
  run: undefined,
  attempt: undefined,
  forgottenRanks: 0,
  forgottenRules: 0,
  now: 0,
  out: [],
})

/**
 * Most rules that the job file does not name: their matches come from a stage upstream, whose names may be anything.
 */
const MAX_OTHER_RULES = BOUNDS['hang.rules'].most

/** Returns the cell of a check, or of a rule of the job file, for the whole job; a new one where there is none. */
export function jobCell({ board, jobCells, now }: Watch, rule: string): Cell {
  let cell = jobCells.get(rule)
  if (cell === undefined) {
    cell = addCell(board, rule, '', now)
    jobCells.set(rule, cell)
  }
  return cell
}

/** Returns the cell of any rule for the whole job, a new one where there is none; may forget another rule for it. */
export function ruleCell(watch: Watch, rule: string): Cell {
  const { board, otherCells, settings, now } = watch
  if (settings.rules.has(rule)) return jobCell(watch, rule)
  let cell = otherCells.get(rule)
  if (cell === undefined) {
    if (otherCells.size() >= MAX_OTHER_RULES) forgetOldestRule(watch)
    cell = addCell(board, rule, '', now)
  }
  otherCells.set(rule, cell)
  return cell
}

function forgetOldestRule(watch: Watch): void {
  forget(watch, watch.otherCells.takeOldest() as Cell)
  watch.forgottenRules++
  if (watch.forgottenRules > 1) return
  const message = `More than ${MAX_OTHER_RULES} rules match that the job file does not name; those silent longest are forgotten.`
  watch.out.push(notice('rules_forgotten', message, watch.now))
}

/** Returns the cell of a rule for a rank, a new one where there is none; may forget another rank for it. */
export function rankCell(watch: Watch, rule: string, rank: string): Cell {
  const { board, rankCells, settings } = watch
  let cells = rankCells.get(rank)
  if (cells === undefined) {
    cells = new Map()
    if (rankCells.size() >= settings.maxRanks) forgetOldestRank(watch)
  }
  rankCells.set(rank, cells)
  let cell = cells.get(rule)
  if (cell === undefined) {
    cell = addCell(board, rule, rank, watch.now)
    cells.set(rule, cell)
  }
  return cell
}

function forgetOldestRank(watch: Watch): void {
  const { settings, now, out } = watch
  for (const cell of watch.rankCells.takeOldest()?.values() ?? []) forget(watch, cell)
  watch.forgottenRanks++
  if (watch.forgottenRanks > 1) return
  const message = `More than ${settings.maxRanks} ranks are watched; those silent longest are forgotten.`
  out.push(notice('ranks_forgotten', message, now))
}

function forget({ board, timers, out, now }: Watch, cell: Cell): void {
  timers.set(cell, undefined)
  out.push(...removeCell(board, cell, now))
}

export function allCells({ jobCells, otherCells, rankCells }: Watch): readonly Cell[] {
  return [jobCells, otherCells, ...rankCells.values()].flatMap(cells => [...cells.values()])
}

/**
 * Starts a limit. Strictly more than the limit is a hang: the first millisecond beyond it. Before any clock, and
 * while a log of long ago is read, nothing runs.
 */
export function startLimit(watch: Watch, cell: Cell, limitMs: Millis, from: Millis = watch.now): void {
  cell.waitingSince = from
  cell.limitMs = limitMs
  const runs = watch.hasStarted && !watch.hasEnded && !watch.old.isOld && cell.state !== 'FAULTED'
  watch.timers.set(cell, runs ? from + limitMs + 1 : undefined)
}

/** Declared rules and the first step may be late from the very start. */
export function startFirstLimits(watch: Watch): void {
  const { rules, firstStepWithinMs, silenceMs } = watch.settings
  for (const [name, { startWithinMs }] of rules)
    if (startWithinMs !== undefined) startLimit(watch, jobCell(watch, name), startWithinMs)
  if (firstStepWithinMs !== undefined) startLimit(watch, jobCell(watch, FIRST_STEP), firstStepWithinMs)
  if (silenceMs !== undefined) startLimit(watch, jobCell(watch, SILENCE), silenceMs)
}

/** All that was to ring has its whole time again: who was held up may need it. */
export function startLimitsAnew(watch: Watch): void {
  for (const cell of allCells(watch)) if (cell.due !== undefined) startLimit(watch, cell, ownLimit(watch, cell))
}

/** What was silent before the first line came had a longer limit, with all of that time. */
const ownLimit = ({ settings, lastWritten }: Watch, { rule, lastMatch, limitMs }: Cell): Millis =>
  rule === SILENCE && lastMatch === undefined && lastWritten !== undefined ? (settings.silenceMs ?? limitMs) : limitMs

export function stopLimits(watch: Watch): void {
  for (const cell of allCells(watch)) watch.timers.set(cell, undefined)
}

/** Gives a cell a reason, and the state where it has another: most calls change none. */
export function setState(watch: Watch, cell: Cell, to: State, reason: Words): void {
  cell.reason = reason
  if (cell.state !== to) watch.out.push(...moveCell(watch.board, cell, to, watch.now))
}

/** Ends the job at an instant that is not later than now: from then on silence is no hang. */
export function endJob(watch: Watch, reason: string, lastMatch: string | undefined, at: Millis): void {
  watch.hasEnded = true
  stopLimits(watch)
  const words = { reason, ...(lastMatch === undefined ? {} : { last_match: lastMatch }) }
  const { board, out } = watch
  out.push(...setEnded(board, true, words, at))
  // A fault stays, but that training went on and is over must not stay untold.
  if (board.job.state === 'FAULTED' && watch.goesOnFaulted)
    out.push({
      ...notice('ended_faulted', `Training is over, and went on after a fault: ${reason}.`, at),
      ...board.origin,
      ...(board.step === undefined ? {} : { step: board.step }),
      ...words,
    })
}

/** Longest last line that a status carries, in characters. */
const MAX_LINE_CHARS = 2000

/** Returns a line as a status carries it. */
export const short = (text: string | undefined): string | undefined =>
  text !== undefined && text.length > MAX_LINE_CHARS ? text.slice(0, MAX_LINE_CHARS) : text
