// A rank or the job: how many of its cells are in each state, and whose they are, without a look at all of them.
import type { Millis } from '../record/time.ts'
import type { Cell } from './cell.ts'
import { type State, WORST_FIRST } from './state.ts'

/** Most rule names that a status lists. */
export const MAX_RULES = 100

/** As bad as its worst cell. */
export interface Group {
  readonly scope: 'rank' | 'job'
  readonly cells: Set<Cell>
  /** The cells in each state by their rules, of each rule the one that has been in it longest first. */
  readonly inState: Readonly<Record<State, Map<string, Set<Cell>>>>
  /** How many cells each rule has; the rule that came first stands first. */
  readonly rules: Map<string, number>
  /** The state that was reported last. */
  state: State
  since: Millis
}

export const newGroup = (scope: Group['scope'], now: Millis): Group => ({
  scope,
  cells: new Set(),
  inState: {
    ...{ FAULTED: new Map(), HANGING: new Map(), SLOW: new Map() },
    ...{ HEALTHY: new Map(), WAITING: new Map(), ENDED: new Map() },
  },
  rules: new Map(),
  state: 'WAITING',
  since: now,
})

export function enter(group: Group, cell: Cell): void {
  group.cells.add(cell)
  group.rules.set(cell.rule, (group.rules.get(cell.rule) ?? 0) + 1)
  putIn(group, cell)
}

export function leave(group: Group, cell: Cell): void {
  if (!group.cells.delete(cell)) return
  const left = (group.rules.get(cell.rule) ?? 1) - 1
  if (left > 0) group.rules.set(cell.rule, left)
  else group.rules.delete(cell.rule)
  takeOut(group, cell, cell.state)
}

/** To be called when a cell has come into its state from another one. */
export function recount(group: Group | undefined, cell: Cell, from: State): void {
  if (group === undefined) return
  takeOut(group, cell, from)
  putIn(group, cell)
}

/** Forgets all cells. */
export function empty(group: Group): void {
  group.cells.clear()
  group.rules.clear()
  for (const byRule of Object.values(group.inState)) byRule.clear()
}

export const worstOf = ({ inState }: Group): State => WORST_FIRST.find(state => inState[state].size > 0) ?? 'WAITING'

/** The rules that have cells in a state, the one that came first first; at most `most` of them. */
export function rulesIn({ inState, rules }: Group, state: State, most: number): readonly string[] {
  const byRule = inState[state]
  if (byRule.size < 2) return [...byRule.keys()]
  const some: string[] = []
  for (const rule of rules.keys()) {
    if (byRule.has(rule)) some.push(rule)
    if (some.length >= most || some.length === byRule.size) break
  }
  return some
}

/** The cell that stands for a state: of the first rule that is in it the one that has been so longest. */
export function firstIn(group: Group, state: State): Cell | undefined {
  const [rule] = rulesIn(group, state, 1)
  return rule === undefined ? undefined : group.inState[state].get(rule)?.values().next().value
}

/** Puts the cells of each state into the order in which they came into it, and the rules into the order given. */
export function setInOrder(group: Group, order: readonly string[] = []): void {
  const cells = [...group.cells].sort((one, other) => one.entered - other.entered)
  for (const byRule of Object.values(group.inState)) byRule.clear()
  for (const cell of cells) putIn(group, cell)
  const counts = new Map(group.rules)
  group.rules.clear()
  for (const rule of [...order, ...counts.keys()]) {
    const count = counts.get(rule)
    if (count !== undefined) group.rules.set(rule, count)
  }
}

function putIn({ inState }: Group, cell: Cell): void {
  const byRule = inState[cell.state]
  const known = byRule.get(cell.rule)
  if (known === undefined) byRule.set(cell.rule, new Set([cell]))
  else known.add(cell)
}

function takeOut({ inState }: Group, cell: Cell, from: State): void {
  const byRule = inState[from]
  const known = byRule.get(cell.rule)
  if (known?.delete(cell) === true && known.size === 0) byRule.delete(cell.rule)
}
