// Who is alive, and since when not: rule, step and silence limits kept over log and match records.
import { recencyMap } from '../record/recency-map.ts'
import { suspends } from '../record/suspension.ts'
import { type Millis, parseTime } from '../record/time.ts'
import type { AnyRecord, LogRecord, MatchRecord, NoticeRecord, StatusRecord } from '../record/types.generated.ts'
import { type Machine, NONE } from '../stage.ts'
import { clearBoard, moveCell } from './board.ts'
import type { Cell } from './cell.ts'
import { hangReason } from './checks.ts'
import { takeLastWritten } from './last-written.ts'
import { takeLog } from './log.ts'
import { takeMatch } from './match.ts'
import { isAttemptStart, notice, oldLinesMessage, tellsEnd, tellsLastWritten } from './notices.ts'
import { noteLineTime } from './old-lines.ts'
import { beginRestart, phaseReason } from './phases.ts'
import { restoreWatch, type SavedWatch, saveWatch } from './saved.ts'
import type { HangSettings } from './settings.ts'
import { EXIT_CODE_OF } from './state.ts'
import {
  allCells,
  endJob,
  newWatch,
  startFirstLimits,
  startLimit,
  startLimitsAnew,
  stopLimits,
  type Watch,
} from './watch.ts'

type Out = StatusRecord | NoticeRecord

/** Reads `log` and `match` records and notices of new attempts; adds `status`, and a `notice` for ranks forgotten. */
export function hangMachine(settings: HangSettings): Machine<AnyRecord | string, Out> {
  const watch = newWatch(settings)
  const { board, timers, instant } = watch
  /** Input has ended: no limit rings any more, and all stand for another run. */
  let isOver = false
  /** True where records alone move time: then no line is old. */
  let isReplay = false
  const answer = (now: Millis): Out[] => {
    watch.now = now
    watch.out = []
    return watch.out
  }
  return {
    onClock(replays) {
      isReplay = replays
    },
    onStart(now) {
      answer(now)
      watch.hasStarted = true
      board.job.since = now
      startFirstLimits(watch)
      // What was seen before any clock counts from its first reading.
      for (const cell of allCells(watch)) if (cell.limitMs > 0) startLimit(watch, cell, cell.limitMs)
    },
    onRecord(record, now) {
      if (typeof record === 'string') return NONE
      if (record.kind === 'notice' && tellsEnd(record)) watch.isEndTold = true
      if (suspends(record) !== undefined) return suspend(watch, suspends(record) === true, now)
      if (tellsLastWritten(record)) {
        if (!isReplay) takeLastWritten(watch, record, now)
        return NONE
      }
      if (record.kind !== 'log' && record.kind !== 'match' && !isAttemptStart(record)) return NONE
      const out = answer(now)
      takeRecord(watch, record, isReplay)
      return out.length === 0 ? NONE : instant.take(out, now, record)
    },
    beforeRecord: (record, now) =>
      typeof record !== 'string' && instant.isOver(record, now) ? instant.release() : NONE,
    deadline: () => (isOver ? undefined : least(watch.isSuspended ? undefined : timers.earliest(), instant.deadline())),
    onDeadline(now) {
      const held = (instant.deadline() ?? now) <= now ? instant.release() : NONE
      const out = answer(now)
      if (!watch.isSuspended)
        for (let cell = timers.takeDue(now); cell !== undefined; cell = timers.takeDue(now)) passLimit(watch, cell)
      return [...held, ...instant.take(out, now), ...instant.release()]
    },
    onEnd(now, ending) {
      const held = instant.release()
      const out = answer(now)
      const { state } = board.job
      const isWell = state === 'HEALTHY' || state === 'SLOW' || (state === 'FAULTED' && watch.goesOnFaulted)
      if (!watch.hasEnded && isWell && watch.steps.isComplete())
        endJob(watch, 'the last step of the run was reached, and the log ends', undefined, now)
      const { forgottenRanks: ranks, forgottenRules: rules } = watch
      if (ranks > 1) out.push({ ...notice('ranks_forgotten', `${ranks} ranks were forgotten.`, now), count: ranks })
      if (rules > 1) out.push({ ...notice('rules_forgotten', `${rules} rules were forgotten.`, now), count: rules })
      if (settings.isWatching && ending === 'ended' && !watch.isEndTold && !watch.hasEnded)
        out.push(notice('upstream_ended', endedBefore(board), now))
      isOver = true
      return [...held, ...out]
    },
    save: () => saveWatch(watch),
    restore: saved => restoreWatch(watch, saved as SavedWatch),
    exitCode: () => (settings.usesExitCode ? EXIT_CODE_OF[board.job.state] : 0),
  }
}

function suspend(watch: Watch, isSuspended: boolean, now: Millis): readonly Out[] {
  watch.now = now
  if (watch.isSuspended && !isSuspended) startLimitsAnew(watch)
  watch.isSuspended = isSuspended
  return NONE
}

function takeRecord(watch: Watch, record: LogRecord | MatchRecord | NoticeRecord, isReplay: boolean): void {
  restartWhereNew(watch, record)
  // a line of an attempt that is over
  const isPast = watch.attempt !== undefined && record.attempt !== undefined && record.attempt < watch.attempt
  if (record.kind === 'notice' || isPast || (watch.isSuspended && record.kind === 'match')) return
  takeOrigin(watch, record)
  if (!isReplay && record.kind === 'log') takeAge(watch, record)
  if (record.kind === 'log') takeLog(watch, record)
  else takeMatch(watch, record)
}

const least = (one: Millis | undefined, other: Millis | undefined): Millis | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one

/** By the wall clock, the lines of a log of long ago are no sign that a job lives, nor is their end that it hangs. */
function takeAge(watch: Watch, { time, time_from: from }: LogRecord): void {
  const at = from === 'line' && time !== undefined ? parseTime(time) : undefined
  if (at === undefined) return
  const { old, now, out } = watch
  noteLineTime(old, at, now)
  if (!old.isOld) return
  stopLimits(watch)
  if (old.wasTold) return
  old.wasTold = true
  out.push(notice('old_lines', oldLinesMessage(at), now))
}

/** A new run, or a later attempt, is a new job: nothing of the old one counts, not even a fault. */
function restartWhereNew(watch: Watch, record: LogRecord | MatchRecord | NoticeRecord): void {
  const { run, attempt } = watch
  const isNewRun = record.run !== undefined && run !== undefined && record.run !== run
  // What names no attempt is of the first: only a log that starts again numbers what follows.
  const isNewAttempt = record.attempt !== undefined && record.attempt > (attempt ?? (watch.hasSeen ? 0 : Infinity))
  watch.hasSeen = true
  if (record.run !== undefined) watch.run = record.run
  if (record.attempt !== undefined && !(attempt !== undefined && record.attempt < attempt))
    watch.attempt = record.attempt
  if (!isNewRun && !isNewAttempt) return
  if (isNewRun) watch.attempt = record.attempt
  stopLimits(watch)
  watch.jobCells.clear()
  watch.otherCells = recencyMap()
  watch.rankCells = recencyMap()
  watch.rankedRules.clear()
  watch.steps.forget()
  watch.phase = undefined
  watch.hasStepped = false
  watch.opened = {}
  watch.hasEnded = false
  const reason = isNewRun ? `run ${watch.run} began` : `attempt ${watch.attempt} began`
  watch.out.push(...clearBoard(watch.board, reason, watch.now))
  if (watch.hasStarted) startFirstLimits(watch)
  if (isNewAttempt) beginRestart(watch)
}

/** The last record that says anything of its job says it all. */
function takeOrigin({ board }: Watch, { job, run, attempt }: LogRecord | MatchRecord): void {
  if (job === undefined && run === undefined && attempt === undefined) return
  const { origin } = board
  if (origin.job === job && origin.run === run && origin.attempt === attempt) return
  board.origin = {
    ...(job === undefined ? {} : { job }),
    ...(run === undefined ? {} : { run }),
    ...(attempt === undefined ? {} : { attempt }),
  }
}

function endedBefore({ job, step }: Watch['board']): string {
  const where = step === undefined ? '' : ` at step ${step}`
  return `The input ended${where} while the job was ${job.state}: nothing in it says that training is over.`
}

/** A limit has passed: its cell hangs, unless the last step of the run was reached. */
function passLimit(watch: Watch, cell: Cell): void {
  const at = cell.waitingSince + cell.limitMs
  if (watch.steps.isComplete()) {
    endJob(watch, 'the last step of the run was reached', cell.lastMatch, at)
    return
  }
  cell.reason = phaseReason(watch, cell, at) ?? hangReason(cell)
  watch.out.push(...moveCell(watch.board, cell, 'HANGING', at))
}
