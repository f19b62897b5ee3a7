// Who is alive, and since when not: rule, step and silence limits kept over log and match records.
import { rankKey } from '../record/origin.ts'
import { recencyMap } from '../record/recency-map.ts'
import type { Millis } from '../record/time.ts'
import type { AnyRecord, LogRecord, MatchRecord, NoticeRecord, StatusRecord } from '../record/types.generated.ts'
import { type Machine, NONE } from '../stage.ts'
import { type Cell, short, startBoard, type Words } from './board.ts'
import { ANY_RULE, FIRST_STEP, hangReason, SILENCE, STEP_GAP, STEP_STALL } from './checks.ts'
import { endOfTraining } from './end-markers.ts'
import { isAttemptStart, notice } from './notices.ts'
import type { HangSettings, RuleSpec } from './settings.ts'
import { EXIT_CODE_OF, type State } from './state.ts'
import { watchSteps } from './step-watch.ts'
import { timerQueue } from './timers.ts'

type Out = StatusRecord | NoticeRecord

export function hangMachine(settings: HangSettings): Machine<AnyRecord | string, Out> {
  const board = startBoard()
  const timers = timerQueue<Cell>()
  const steps = watchSteps(settings.stepGap ?? { factor: 1, floorMs: 0, unknownMs: 0 })
  const isEnd = endOfTraining(settings.endPatterns)
  /** Cells of the whole job by rule, and of single ranks by rank and rule, the rank silent longest first. */
  const jobCells = new Map<string, Cell>()
  let rankCells = recencyMap<string, Map<string, Cell>>()
  /** Rules of scope rank that a rank has matched; at most as many as there are rules. */
  const rankedRules = new Set<string>()
  let hasStarted = false
  let hasEnded = false
  let stepsAfterEnd = 0
  let run: string | undefined
  let attempt: number | undefined
  let forgottenRanks = 0

  function stopTimers(): void {
    for (const cells of [jobCells, ...rankCells.values()])
      for (const cell of cells.values()) timers.set(cell, undefined)
  }

  /** Declared rules and the first step may be late from the very start. */
  function begin(now: Millis): void {
    for (const [name, spec] of settings.rules)
      if (spec.startWithinMs !== undefined) wait(jobCell(name, now), spec.startWithinMs, now)
    if (settings.firstStepWithinMs !== undefined) wait(jobCell(FIRST_STEP, now), settings.firstStepWithinMs, now)
    if (settings.silenceMs !== undefined) wait(jobCell(SILENCE, now), settings.silenceMs, now)
  }

  function jobCell(rule: string, now: Millis): Cell {
    let cell = jobCells.get(rule)
    if (cell === undefined) {
      cell = board.add(rule, '', now)
      jobCells.set(rule, cell)
    }
    return cell
  }

  function rankCell(rule: string, rank: string, now: Millis, out: Out[]): Cell {
    let cells = rankCells.get(rank)
    if (cells === undefined) {
      cells = new Map()
      if (rankCells.size() >= settings.maxRanks) forgetOldest(now, out)
    }
    rankCells.set(rank, cells)
    let cell = cells.get(rule)
    if (cell === undefined) {
      cell = board.add(rule, rank, now)
      cells.set(rule, cell)
    }
    return cell
  }

  function forgetOldest(now: Millis, out: Out[]): void {
    for (const cell of rankCells.takeOldest()?.values() ?? []) {
      timers.set(cell, undefined)
      out.push(...board.remove(cell, now))
    }
    forgottenRanks++
    if (forgottenRanks === 1)
      out.push(
        notice(
          'ranks_forgotten',
          `More than ${settings.maxRanks} ranks are watched; those silent longest are forgotten.`,
          now,
        ),
      )
  }

  /**
   * Starts a limit. Strictly more than the limit is a hang: the first millisecond beyond it. Before any clock, nothing
   * runs.
   */
  function wait(cell: Cell, limitMs: Millis, now: Millis): void {
    cell.waitingSince = now
    cell.limitMs = limitMs
    timers.set(cell, hasStarted && !hasEnded && cell.state !== 'FAULTED' ? now + limitMs + 1 : undefined)
  }

  /** A new run, or a later attempt, is a new job: nothing of the old one counts, not even a fault. */
  function noticeRestart(record: LogRecord | MatchRecord | NoticeRecord, now: Millis, out: Out[]): void {
    const isNewRun = record.run !== undefined && run !== undefined && record.run !== run
    const isNewAttempt = record.attempt !== undefined && attempt !== undefined && record.attempt > attempt
    if (record.run !== undefined) run = record.run
    if (record.attempt !== undefined && !(attempt !== undefined && record.attempt < attempt)) attempt = record.attempt
    if (!isNewRun && !isNewAttempt) return
    if (isNewRun) attempt = record.attempt
    stopTimers()
    jobCells.clear()
    rankCells = recencyMap()
    rankedRules.clear()
    steps.forget()
    hasEnded = false
    out.push(...board.clear(now, isNewRun ? `run ${run} began` : `attempt ${attempt} began`))
    if (hasStarted) begin(now)
  }

  /** The last record that says anything of its job says it all. */
  function noticeOrigin({ job, run, attempt }: LogRecord | MatchRecord): void {
    if (job === undefined && run === undefined && attempt === undefined) return
    const { origin } = board.context
    if (origin.job === job && origin.run === run && origin.attempt === attempt) return
    board.context.origin = {
      ...(job === undefined ? {} : { job }),
      ...(run === undefined ? {} : { run }),
      ...(attempt === undefined ? {} : { attempt }),
    }
  }

  /** Most moves change nothing. */
  function move(cell: Cell, to: State, now: Millis, reason: Words, out: Out[]): void {
    if (cell.state === to) cell.reason = reason
    else out.push(...board.move(cell, to, now, reason))
  }

  function onMatch(record: MatchRecord, now: Millis, out: Out[]): void {
    const spec = settings.rules.get(record.rule)
    const started = jobCells.get(record.rule)
    const rank = spec?.isPerRank === true ? rankKey(record) : ''
    if (rank !== '') rankedRules.add(record.rule)
    // Where ranks match a rule of scope rank, a line of nobody's is nobody's sign of life. A fault is one whoever has
    // it.
    else if (rankedRules.has(record.rule) && record.verdict !== 'fault') {
      noteAnyRule(record, now, out)
      return
    }
    const cell = rank === '' ? jobCell(record.rule, now) : rankCell(record.rule, rank, now, out)
    cell.match = record
    cell.lastMatch = short(record.message)
    judge(cell, record, spec, now, out)
    // The cut-off of a rule of scope rank is the job's: the first rank that matches has met it.
    if (started !== undefined && started !== cell && started.state !== 'FAULTED') {
      timers.set(started, undefined)
      jobCells.delete(record.rule)
      out.push(...board.move(started, cell.state, now, `${rank} was the first to match`), ...board.remove(started, now))
    }
    noteAnyRule(record, now, out)
  }

  function noteAnyRule(record: MatchRecord, now: Millis, out: Out[]): void {
    if (settings.matchWithinMs === undefined) return
    const any = jobCell(ANY_RULE, now)
    any.lastMatch = short(record.message)
    move(any, 'HEALTHY', now, `rule ${record.rule} matched`, out)
    wait(any, settings.matchWithinMs, now)
  }

  function judge(cell: Cell, record: MatchRecord, spec: RuleSpec | undefined, now: Millis, out: Out[]): void {
    if (cell.state === 'FAULTED') return
    const reason = record.reason ?? `rule ${record.rule} matched`
    const isEnough = (record.streak ?? 1) >= (record.consecutive ?? 1)
    const isBad = isEnough && (record.verdict === 'fault' || record.verdict === 'slow')
    // A value that could not be judged is a sign of life, but no reason to call a slow rule healthy.
    const to = isBad
      ? record.verdict === 'fault'
        ? 'FAULTED'
        : 'SLOW'
      : record.verdict === 'unjudged' && cell.state === 'SLOW'
        ? 'SLOW'
        : 'HEALTHY'
    move(cell, to, now, reason, out)
    if (record.verdict === 'stopped' || to === 'FAULTED' || spec?.repeatWithinMs === undefined)
      timers.set(cell, undefined)
    else wait(cell, spec.repeatWithinMs, now)
  }

  function onLog(record: LogRecord, now: Millis, out: Out[]): void {
    if (settings.silenceMs !== undefined) {
      const cell = jobCell(SILENCE, now)
      cell.lastMatch = short(record.message)
      if (cell.state !== 'WAITING') out.push(...board.move(cell, 'WAITING', now, 'a line came again'))
      wait(cell, settings.silenceMs, now)
    }
    if (isEnd(record.message)) {
      stepsAfterEnd = 0
      if (!hasEnded) end(now, 'the log says that training is over', short(record.message), out)
    } else if (record.step !== undefined) onStep(record as LogRecord & { step: number }, now, out)
  }

  function onStep(record: LogRecord & { step: number }, now: Millis, out: Out[]): void {
    const news = steps.see(record, now)
    board.context.step = record.step
    if (hasEnded) {
      // One step may be told late, or in the summary of the run; training that goes on shows two.
      if (!news.isProgress || ++stepsAfterEnd < 2) return
      hasEnded = false
    }
    const line = short(record.message)
    const alive = (name: string, limitMs: Millis, reason: Words): void => {
      const cell = jobCell(name, now)
      cell.lastMatch = line
      if (cell.state !== 'HEALTHY') out.push(...board.move(cell, 'HEALTHY', now, `step ${record.step} came`))
      cell.reason = reason
      wait(cell, limitMs, news.at)
    }
    // A reporter that tells of every tenth step must not give the one that tells of each ten times as long.
    const gap = jobCells.get(STEP_GAP)
    const isAwaited =
      gap?.state === 'HEALTHY' && !news.isProgress && now + news.limitMs > gap.waitingSince + gap.limitMs
    if (settings.stepGap !== undefined && !isAwaited) alive(STEP_GAP, news.limitMs, news.expectation)
    if (settings.stepStallMs !== undefined && news.isProgress)
      alive(STEP_STALL, settings.stepStallMs, `step ${record.step}`)
    const first = jobCells.get(FIRST_STEP)
    if (first !== undefined) {
      timers.set(first, undefined)
      if (first.state !== 'HEALTHY')
        out.push(...board.move(first, 'HEALTHY', now, `the first step came: ${record.step}`))
    }
    if (stepsAfterEnd > 0) out.push(...board.override(undefined, now, `training goes on at step ${record.step}`))
    stepsAfterEnd = 0
  }

  function end(now: Millis, reason: string, lastMatch: string | undefined, out: Out[], stamp: Millis = now): void {
    hasEnded = true
    stopTimers()
    out.push(...board.override('ENDED', now, reason, lastMatch, stamp))
  }

  function hang(cell: Cell, now: Millis, out: Out[]): void {
    const stamp = cell.waitingSince + cell.limitMs
    if (steps.isComplete()) end(now, 'the last step of the run was reached', cell.lastMatch, out, stamp)
    else out.push(...board.move(cell, 'HANGING', now, hangReason(cell), stamp))
  }

  return {
    onStart(now) {
      hasStarted = true
      board.begin(now)
      begin(now)
      // What was seen before any clock counts from its first reading.
      for (const cells of [jobCells, ...rankCells.values()])
        for (const cell of cells.values()) if (cell.limitMs > 0) wait(cell, cell.limitMs, now)
    },
    onRecord(record, now) {
      if (typeof record === 'string' || (record.kind !== 'log' && record.kind !== 'match' && !isAttemptStart(record)))
        return NONE
      const out: Out[] = []
      noticeRestart(record, now, out)
      if (record.kind === 'notice') return out
      // a line of an attempt that is over
      if (attempt !== undefined && record.attempt !== undefined && record.attempt < attempt) return out
      noticeOrigin(record)
      if (record.kind === 'log') onLog(record, now, out)
      else onMatch(record, now, out)
      return out.length === 0 ? NONE : out
    },
    deadline: timers.earliest,
    onDeadline(now) {
      const out: Out[] = []
      for (let cell = timers.takeDue(now); cell !== undefined; cell = timers.takeDue(now)) hang(cell, now, out)
      return out
    },
    onEnd(now) {
      const out: Out[] = []
      const isWell = board.jobState() === 'HEALTHY' || board.jobState() === 'SLOW'
      if (!hasEnded && isWell && steps.isComplete())
        end(now, 'the last step of the run was reached, and the log ends', undefined, out)
      if (forgottenRanks > 1)
        out.push({
          ...notice('ranks_forgotten', `${forgottenRanks} ranks were forgotten.`, now),
          count: forgottenRanks,
        })
      stopTimers()
      return out
    },
    exitCode: () => (settings.usesExitCode ? EXIT_CODE_OF[board.jobState()] : 0),
  }
}
