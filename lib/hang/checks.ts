import { formatDuration } from '../record/time.ts'
import { type Cell, textOf } from './cell.ts'

/** Names of the checks that no rule of the job file declares; what a status lists among its rules. */
export const STEP_GAP = 'step gap'
export const STEP_STALL = 'step stall'
export const FIRST_STEP = 'first step'
export const ANY_RULE = 'any rule'
export const SILENCE = 'silence'

/** Returns why a cell hangs, in a sentence for a person at 3 a.m. */
export function hangReason(cell: Cell): string {
  const limit = formatDuration(cell.limitMs)
  const of = cell.rank === '' ? '' : ` on ${cell.rank}`
  switch (cell.rule) {
    case STEP_GAP:
      return `no training step for more than ${limit}: ${textOf(cell.reason)}`
    case STEP_STALL:
      return `lines come, but the step has not risen for more than ${limit}: it is still ${textOf(cell.reason)}`
    case FIRST_STEP:
      return `no training step has come in the first ${limit}`
    case ANY_RULE:
      return `no rule has matched for more than ${limit}`
    case SILENCE:
      return `no line has come for more than ${limit}`
    default:
      return cell.state === 'WAITING'
        ? `rule ${cell.rule} has not matched in the first ${limit}`
        : `rule ${cell.rule} has not matched${of} for more than ${limit}`
  }
}
