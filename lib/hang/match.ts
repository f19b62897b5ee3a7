// What a match says: the rule is alive, and its value is fine, slow or a fault.
import { rankKey } from '../record/origin.ts'
import type { MatchRecord } from '../record/types.generated.ts'
import { removeCell } from './board.ts'
import type { Cell } from './cell.ts'
import { ANY_RULE } from './checks.ts'
import type { State } from './state.ts'
import { jobCell, rankCell, ruleCell, setState, short, startLimit, type Watch } from './watch.ts'

export function takeMatch(watch: Watch, record: MatchRecord): void {
  const { settings, jobCells, rankedRules } = watch
  const spec = settings.rules.get(record.rule)
  const started = jobCells.get(record.rule)
  if (record.verdict === 'fault') watch.goesOnFaulted = false
  const rank = spec?.isPerRank === true ? rankKey(record) : ''
  if (rank !== '') rankedRules.add(record.rule)
  // Where ranks match a rule of scope rank, a line that names no rank shows no rank to be alive. A fault is one whoever
  // has it.
  const counts = rank !== '' || !rankedRules.has(record.rule) || record.verdict === 'fault'
  if (counts) {
    const cell = rank === '' ? ruleCell(watch, record.rule) : rankCell(watch, record.rule, rank)
    cell.match = record
    cell.lastMatch = short(record.message)
    judge(watch, cell, record)
    if (started !== undefined && started !== cell && started.state !== 'FAULTED')
      handOver(watch, started, cell.state, rank)
  }
  if (settings.matchWithinMs === undefined) return
  const any = jobCell(watch, ANY_RULE)
  any.lastMatch = short(record.message)
  setState(watch, any, 'HEALTHY', `rule ${record.rule} matched`)
  startLimit(watch, any, settings.matchWithinMs)
}

/** The time that a rule of scope rank may take to start is the job's: the first rank that matches has met it. */
function handOver(watch: Watch, started: Cell, state: State, rank: string): void {
  const { board, jobCells, timers, out, now } = watch
  timers.set(started, undefined)
  jobCells.delete(started.rule)
  setState(watch, started, state, `${rank} was the first to match`)
  out.push(...removeCell(board, started, now))
}

function judge(watch: Watch, cell: Cell, record: MatchRecord): void {
  if (cell.state === 'FAULTED') return
  const { settings, timers } = watch
  const to = stateOf(record, cell.state)
  setState(watch, cell, to, record.reason ?? `rule ${record.rule} matched`)
  const repeatWithinMs = settings.rules.get(record.rule)?.repeatWithinMs
  if (record.verdict === 'stopped' || to === 'FAULTED' || repeatWithinMs === undefined) timers.set(cell, undefined)
  else startLimit(watch, cell, repeatWithinMs)
}

function stateOf({ verdict, streak = 1, consecutive = 1 }: MatchRecord, before: State): State {
  const isEnough = streak >= consecutive
  if (verdict === 'fault' && isEnough) return 'FAULTED'
  if (verdict === 'slow' && isEnough) return 'SLOW'
  // A value that could not be judged is a sign of life, but no reason to call a slow rule healthy.
  return verdict === 'unjudged' && before === 'SLOW' ? 'SLOW' : 'HEALTHY'
}
