// The states of every rule, every rank and the job, and the status records that report their changes.
import { type Origin, originOf } from '../record/origin.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type { MatchRecord, StatusRecord } from '../record/types.generated.ts'
import { NONE } from '../stage.ts'
import { type Cell, textOf } from './cell.ts'
import {
  empty,
  enter,
  firstIn,
  type Group,
  leave,
  MAX_RULES,
  newGroup,
  recount,
  rulesIn,
  setInOrder,
  worstOf,
} from './group.ts'
import type { State } from './state.ts'

export interface Board {
  readonly job: Group
  readonly ranks: Map<string, Group>
  /** True where the job is reported as ENDED in place of its cells' worst state, unless that is FAULTED. */
  hasEnded: boolean
  /** Where the job's own records come from, and the last step seen. */
  origin: Origin
  step: number | undefined
  /** Changes of cells until now. */
  changes: number
}

export const newBoard = (): Board => ({
  job: newGroup('job', 0),
  ranks: new Map(),
  hasEnded: false,
  origin: {},
  step: undefined,
  changes: 0,
})

/** Adds a cell in WAITING. */
export function addCell(board: Board, rule: string, rank: string, now: Millis): Cell {
  const cell: Cell = {
    rule,
    rank,
    state: 'WAITING',
    since: now,
    entered: board.changes++,
    reason: '',
    lastMatch: undefined,
    waitingSince: now,
    limitMs: 0,
    match: undefined,
    due: undefined,
    queuedFor: undefined,
  }
  enter(board.job, cell)
  if (rank !== '') {
    const group = board.ranks.get(rank) ?? newGroup('rank', now)
    board.ranks.set(rank, group)
    enter(group, cell)
  }
  return cell
}

/**
 * Moves a cell to another state at an instant; returns the changes that this makes to the rule, its rank and the job.
 * The reason reported is the one that stands in the cell.
 */
export function moveCell(board: Board, cell: Cell, to: State, at: Millis): readonly StatusRecord[] {
  const from = cell.state
  if (from === to) return NONE
  cell.state = to
  cell.entered = board.changes++
  recount(board.job, cell, from)
  recount(board.ranks.get(cell.rank), cell, from)
  const ruleChange = statusRecord(
    board,
    cell.rank === '' ? board.origin : originOfMatch(cell.match),
    { scope: 'rule', rule: cell.rule, from, to, ...wordsOf(cell) },
    { at, since: cell.since },
  )
  cell.since = at
  return [ruleChange, ...changesOf(board, cell, at)]
}

/** Takes a cell away, as if it had never been; returns the changes that this makes. */
export function removeCell(board: Board, cell: Cell, now: Millis): readonly StatusRecord[] {
  leave(board.job, cell)
  const group = board.ranks.get(cell.rank)
  if (group !== undefined) {
    leave(group, cell)
    if (group.cells.size === 0) board.ranks.delete(cell.rank)
  }
  return changesOf(board, cell, now)
}

/** Ends the job, or resumes it; returns the change, with words of its own. */
export function setEnded(
  board: Board,
  hasEnded: boolean,
  words: { readonly reason: string; readonly last_match?: string },
  at: Millis,
): readonly StatusRecord[] {
  board.hasEnded = hasEnded
  return jobChange(board, undefined, at).map(change => ({ ...change, ...words }))
}

/** Forgets every cell; the job is WAITING again. */
export function clearBoard(board: Board, reason: string, now: Millis): readonly StatusRecord[] {
  empty(board.job)
  board.ranks.clear()
  return setEnded(board, false, { reason }, now)
}

/** How the job and the ranks were told last, as plain JSON. */
export const groupState = ({ job, ranks, hasEnded, origin, step, changes }: Board) => ({
  job: reportedState(job),
  rules: [...job.rules.keys()],
  changes,
  ranks: [...ranks].map(([rank, group]) => [rank, reportedState(group)] as const),
  hasEnded,
  origin,
  ...(step === undefined ? {} : { step }),
})

const reportedState = ({ state, since }: Group): Pick<Group, 'state' | 'since'> => ({ state, since })

/** Takes what `groupState` gave, when all cells stand on the board in the states that they had. */
export function restoreGroup(
  board: Board,
  { job, rules, changes, ranks, hasEnded, origin, step }: ReturnType<typeof groupState>,
): void {
  for (const group of board.ranks.values()) setInOrder(group)
  setInOrder(board.job, rules)
  board.changes = changes
  Object.assign(board.job, job)
  for (const [rank, group] of ranks) Object.assign(board.ranks.get(rank) ?? {}, group)
  board.hasEnded = hasEnded
  board.origin = origin
  board.step = step
}

/** Puts a cell back into a state that it had, without a word. */
export function setBack(board: Board, cell: Cell, known: Partial<Cell> & Pick<Cell, 'state'>): Cell {
  const { state: from } = cell
  Object.assign(cell, known)
  recount(board.job, cell, from)
  recount(board.ranks.get(cell.rank), cell, from)
  return cell
}

/** The changes of the groups that a cell belongs to. */
function changesOf(board: Board, cell: Cell, at: Millis): readonly StatusRecord[] {
  const group = cell.rank === '' ? undefined : board.ranks.get(cell.rank)
  const rankChanges = group === undefined ? NONE : report(board, group, worstOf(group), { cell, at })
  return [...rankChanges, ...jobChange(board, cell, at)]
}

function jobChange(board: Board, cell: Cell | undefined, at: Millis): readonly StatusRecord[] {
  const worst = worstOf(board.job)
  return report(board, board.job, board.hasEnded && worst !== 'FAULTED' ? 'ENDED' : worst, { cell, at })
}

/** Reports the new state of a group; the words are those of the cell that changed, where that is among the worst. */
function report(
  board: Board,
  group: Group,
  to: State,
  { cell: changed, at }: { readonly cell: Cell | undefined; readonly at: Millis },
): readonly StatusRecord[] {
  const { scope, state: from, since } = group
  if (to === from) return NONE
  group.state = to
  group.since = at
  const cause = changed?.state === to ? changed : (firstIn(group, to) ?? changed)
  const rules = [...rulesIn(group, to, MAX_RULES)]
  return [
    statusRecord(
      board,
      scope === 'job' ? board.origin : originOfMatch(changed?.match),
      { scope, from, to, ...(rules.length === 0 ? {} : { rules }), ...wordsOf(cause) },
      { at, since },
    ),
  ]
}

function statusRecord(
  { step }: Board,
  origin: Origin,
  fields: Partial<StatusRecord> & Pick<StatusRecord, 'scope' | 'to'>,
  { at, since }: { readonly at: Millis; readonly since: Millis },
): StatusRecord {
  const time = formatTime(at)
  const from = formatTime(since)
  return {
    kind: 'status',
    ...(time === undefined ? {} : { time }),
    ...origin,
    ...fields,
    ...(from === undefined ? {} : { since: from }),
    ...(step === undefined ? {} : { step }),
  }
}

function wordsOf(cell: Cell | undefined): Partial<StatusRecord> {
  if (cell === undefined) return {}
  const reason = textOf(cell.reason)
  return {
    ...(reason === '' ? {} : { reason }),
    ...(cell.lastMatch === undefined ? {} : { last_match: cell.lastMatch }),
  }
}

function originOfMatch(match: MatchRecord | undefined): Origin {
  if (match === undefined) return {}
  const { file: _file, stream: _stream, ...origin } = originOf(match)
  return origin
}
