// The states of every rule, every rank and the job, and the status records that tell their changes.
import { type Origin, originOf } from '../record/origin.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type { MatchRecord, StatusRecord } from '../record/types.generated.ts'
import { NONE } from '../stage.ts'
import { type State, WORST_FIRST } from './state.ts'
import type { Timer } from './timers.ts'

/** One rule's state for one rank ('' for the whole job). */
export interface Cell extends Timer {
  readonly rule: string
  readonly rank: string
  state: State
  since: Millis
  reason: Words
  lastMatch: string | undefined
  /** When the limit began to run, and the limit: what a hang says in words. */
  waitingSince: Millis
  limitMs: Millis
  /** The match that it was moved by last: says where its records come from. */
  match: MatchRecord | undefined
}

/** A text, or how to make it: most reasons are never told. */
export type Words = string | (() => string)

/** A rank, or the job: as bad as its worst cell. */
interface Group {
  readonly cells: Set<Cell>
  readonly counts: Record<State, number>
  state: State
  since: Millis
}

export interface Board {
  /** The job has been WAITING since this instant. */
  begin(now: Millis): void
  /** A new cell in WAITING. */
  add(rule: string, rank: string, now: Millis): Cell
  /** Moves a cell to a state; returns the changes that this makes to the rule, its rank and the job. */
  move(cell: Cell, to: State, now: Millis, reason: Words, stamp?: Millis): readonly StatusRecord[]
  /** Takes a cell away, as if it had never been; returns the changes that this makes. */
  remove(cell: Cell, now: Millis): readonly StatusRecord[]
  /** Ends or resumes the job: what the job shows instead of its cells' worst state, unless that is FAULTED. */
  override(
    state: 'ENDED' | undefined,
    now: Millis,
    reason: string,
    lastMatch?: string,
    stamp?: Millis,
  ): readonly StatusRecord[]
  /** Forgets every cell; the job is WAITING again. */
  clear(now: Millis, reason: string): readonly StatusRecord[]
  jobState(): State
  cellsOf(rank: string): Iterable<Cell>
  /** Where the job's own records come from, and the last step seen. */
  context: { origin: Origin; step: number | undefined }
}

/** Most rule names that a status lists. */
const MAX_RULES = 100

export function startBoard(): Board {
  let job = newGroup(0)
  let ranks = new Map<string, Group>()
  let shown: State = 'WAITING'
  let shownSince: Millis = 0
  let ended: 'ENDED' | undefined
  const context: Board['context'] = { origin: {}, step: undefined }

  function status(
    fields: Partial<StatusRecord> & Pick<StatusRecord, 'scope' | 'to'>,
    stamp: Millis,
    since: Millis,
    origin: Origin,
  ): StatusRecord {
    const time = formatTime(stamp)
    const from = formatTime(since)
    return {
      kind: 'status',
      ...(time === undefined ? {} : { time }),
      ...origin,
      ...fields,
      ...(from === undefined ? {} : { since: from }),
      ...(context.step === undefined ? {} : { step: context.step }),
    }
  }

  /** Tells a change of a group; the words are those of the cell that changed, where that is among the worst. */
  function groupChange(
    scope: 'rank' | 'job',
    from: State,
    since: Millis,
    to: State,
    group: Group,
    changed: Cell | undefined,
    stamp: Millis,
  ): StatusRecord {
    const worst = [...group.cells].filter(cell => cell.state === to)
    const cause = changed?.state === to ? changed : (worst[0] ?? changed)
    const origin = scope === 'job' ? context.origin : stateOrigin(changed?.match)
    const rules = [...new Set(worst.map(cell => cell.rule))].slice(0, MAX_RULES)
    return status(
      { scope, from, to, ...(rules.length === 0 ? {} : { rules }), ...wordsOf(cause) },
      stamp,
      since,
      origin,
    )
  }

  function changesOf(cell: Cell, stamp: Millis): StatusRecord[] {
    const out: StatusRecord[] = []
    const group = cell.rank === '' ? undefined : ranks.get(cell.rank)
    if (group !== undefined) {
      const to = worstOf(group)
      if (to !== group.state) {
        out.push(groupChange('rank', group.state, group.since, to, group, cell, stamp))
        group.state = to
        group.since = stamp
      }
    }
    out.push(...jobChange(cell, stamp))
    return out
  }

  function jobChange(cell: Cell | undefined, stamp: Millis): readonly StatusRecord[] {
    const worst = worstOf(job)
    const to = worst === 'FAULTED' ? worst : (ended ?? worst)
    if (to === shown) return []
    const change = groupChange('job', shown, shownSince, to, job, cell, stamp)
    shown = to
    shownSince = stamp
    return [change]
  }

  return {
    context,
    begin(now) {
      shownSince = now
    },
    add(rule, rank, now) {
      const cell: Cell = {
        rule,
        rank,
        state: 'WAITING',
        since: now,
        reason: '',
        lastMatch: undefined,
        waitingSince: now,
        limitMs: 0,
        match: undefined,
        due: undefined,
        queuedFor: undefined,
      }
      enter(job, cell)
      if (rank !== '') {
        const group = ranks.get(rank) ?? newGroup(now)
        ranks.set(rank, group)
        enter(group, cell)
      }
      return cell
    },
    move(cell, to, now, reason, stamp = now) {
      cell.reason = reason
      if (cell.state === to) return NONE
      const from = cell.state
      const change = (group: Group | undefined): void => {
        if (group === undefined) return
        group.counts[from]--
        group.counts[to]++
      }
      change(job)
      change(ranks.get(cell.rank))
      cell.state = to
      const told = status(
        { scope: 'rule', rule: cell.rule, from, to, ...wordsOf(cell) },
        stamp,
        cell.since,
        cell.rank === '' ? context.origin : stateOrigin(cell.match),
      )
      cell.since = stamp
      return [told, ...changesOf(cell, stamp)]
    },
    remove(cell, now) {
      leave(job, cell)
      const group = ranks.get(cell.rank)
      if (group !== undefined) {
        leave(group, cell)
        if (group.cells.size === 0) ranks.delete(cell.rank)
      }
      return changesOf(cell, now)
    },
    override(state, now, reason, lastMatch, stamp = now) {
      ended = state
      return jobChange(undefined, stamp).map(change => ({
        ...change,
        reason,
        ...(lastMatch === undefined ? {} : { last_match: lastMatch }),
      }))
    },
    clear(now, reason) {
      job = newGroup(now)
      ranks = new Map()
      ended = undefined
      return jobChange(undefined, now).map(change => ({ ...change, reason }))
    },
    jobState: () => shown,
    cellsOf: rank => ranks.get(rank)?.cells ?? [],
  }
}

const newGroup = (now: Millis): Group => ({
  cells: new Set(),
  counts: { FAULTED: 0, HANGING: 0, SLOW: 0, HEALTHY: 0, WAITING: 0, ENDED: 0 },
  state: 'WAITING',
  since: now,
})

const worstOf = (group: Group): State => WORST_FIRST.find(state => group.counts[state] > 0) ?? 'WAITING'

function enter(group: Group, cell: Cell): void {
  group.cells.add(cell)
  group.counts[cell.state]++
}

function leave(group: Group, cell: Cell): void {
  if (group.cells.delete(cell)) group.counts[cell.state]--
}

function wordsOf(cell: Cell | undefined): Partial<StatusRecord> {
  if (cell === undefined) return {}
  const reason = textOf(cell.reason)
  return {
    ...(reason === '' ? {} : { reason }),
    ...(cell.lastMatch === undefined ? {} : { last_match: cell.lastMatch }),
  }
}

export const textOf = (words: Words): string => (typeof words === 'string' ? words : words())

function stateOrigin(match: MatchRecord | undefined): Origin {
  if (match === undefined) return {}
  const { file: _file, stream: _stream, ...origin } = originOf(match)
  return origin
}

/** Longest last line that a status carries, in characters. */
const MAX_LINE_CHARS = 2000

/** Returns a line as a status carries it. */
export const short = (text: string | undefined): string | undefined =>
  text !== undefined && text.length > MAX_LINE_CHARS ? text.slice(0, MAX_LINE_CHARS) : text
