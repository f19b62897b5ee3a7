// What a line says: somebody is alive, training has got further, or it is over.
import type { Millis } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import { setEnded } from './board.ts'
import type { Words } from './cell.ts'
import { FIRST_STEP, SILENCE, STEP_GAP, STEP_STALL } from './checks.ts'
import { endOpening, endPhase, silenceLimit, takePhaseLine } from './phases.ts'
import type { StepNews, StepRecord } from './step-watch.ts'
import { endJob, jobCell, setState, short, startLimit, type Watch } from './watch.ts'

export function takeLog(watch: Watch, record: LogRecord): void {
  const { silenceMs } = watch.settings
  if (silenceMs !== undefined) {
    const cell = jobCell(watch, SILENCE)
    cell.lastMatch = short(record.message)
    if (cell.state !== 'WAITING') setState(watch, cell, 'WAITING', 'a line came again')
    startLimit(watch, cell, silenceLimit(watch, silenceMs))
  }
  if (watch.isEnd(record.message)) {
    watch.stepsAfterEnd = 0
    if (!watch.hasEnded) endJob(watch, 'the log says that training is over', short(record.message), watch.now)
  } else if (record.step !== undefined) takeStep(watch, record as StepRecord)
  else takePhaseLine(watch, record)
}

function takeStep(watch: Watch, record: StepRecord): void {
  const { board, settings, now } = watch
  const news = watch.steps.take(record, now)
  endPhase(watch)
  if (!watch.hasStepped) endOpening(watch)
  watch.hasStepped = true
  watch.hasTrained = true
  board.step = record.step
  if (news.isProgress && board.job.state === 'FAULTED') watch.goesOnFaulted = true
  if (watch.hasEnded) {
    // One step may be reported late, or in the summary of the run; training that goes on shows two.
    if (!news.isProgress || ++watch.stepsAfterEnd < 2) return
    watch.hasEnded = false
  }
  const line = short(record.message)
  const isAlive = (name: string, limitMs: Millis, reason: Words): void => {
    const cell = jobCell(watch, name)
    cell.lastMatch = line
    if (cell.state !== 'HEALTHY') setState(watch, cell, 'HEALTHY', `step ${record.step} came`)
    cell.reason = reason
    startLimit(watch, cell, limitMs, news.at)
  }
  if (settings.stepGap !== undefined && !isAwaited(watch, news)) {
    watch.stepLimitMs = news.limitMs
    isAlive(STEP_GAP, news.limitMs, news.expectation)
  }
  if (settings.stepStallMs !== undefined && news.isProgress)
    isAlive(STEP_STALL, settings.stepStallMs, `step ${record.step}`)
  takeFirstStep(watch, record.step)
  if (watch.stepsAfterEnd > 0)
    watch.out.push(...setEnded(board, false, { reason: `training goes on at step ${record.step}` }, now))
  watch.stepsAfterEnd = 0
}

/**
 * True where a step that is no progress would move the limit back: who reports every tenth step must not give who
 * reports every step ten times as long.
 */
function isAwaited({ jobCells, now }: Watch, news: StepNews): boolean {
  const gap = jobCells.get(STEP_GAP)
  return gap?.state === 'HEALTHY' && !news.isProgress && now + news.limitMs > gap.waitingSince + gap.limitMs
}

function takeFirstStep(watch: Watch, step: number): void {
  const first = watch.jobCells.get(FIRST_STEP)
  if (first === undefined) return
  watch.timers.set(first, undefined)
  if (first.state !== 'HEALTHY') setState(watch, first, 'HEALTHY', `the first step came: ${step}`)
}
