// What a board reports, kept up to date with every change, is what a look at all its cells would give.
import t from 'tap'
import { addCell, moveCell, newBoard, removeCell } from '../../lib/hang/board.ts'
import type { Cell } from '../../lib/hang/cell.ts'
import { firstIn, type Group, rulesIn, setInOrder, worstOf } from '../../lib/hang/group.ts'
import { type State, WORST_FIRST } from '../../lib/hang/state.ts'
import fc from '../fast-check.ts'

const RULES = ['a', 'b', 'c', 'd']
const RANKS = ['', 'rank 0', 'rank 1', 'rank 2']

/** The slow way: the rules of the worst state, in the order in which the group got to know them. */
function lookedAt({ cells, rules }: Group): { readonly worst: State; readonly rules: readonly string[] } {
  const worst = WORST_FIRST.find(state => [...cells].some(cell => cell.state === state)) ?? 'WAITING'
  const bad = new Set([...cells].filter(({ state }) => state === worst).map(({ rule }) => rule))
  return { worst, rules: [...rules.keys()].filter(rule => bad.has(rule)) }
}

t.test('the worst state and its rules, over any changes', async t => {
  const change = fc.tuple(fc.nat(3), fc.nat(3), fc.constantFrom<State | 'gone'>(...WORST_FIRST, 'gone'))
  let reported = 0
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), changes => {
      const board = newBoard()
      const known = new Map<string, Cell>()
      for (const [index, [ruleIndex, rankIndex, to]] of changes.entries()) {
        const [rule, rank] = [RULES[ruleIndex] as string, RANKS[rankIndex] as string]
        const key = `${rule} ${rank}`
        const cell = known.get(key) ?? addCell(board, rule, rank, index)
        known.set(key, cell)
        const statuses = to === 'gone' ? removeCell(board, cell, index) : moveCell(board, cell, to, index)
        if (to === 'gone') known.delete(key)
        for (const group of [board.job, ...board.ranks.values()]) {
          const slow = lookedAt(group)
          const fast = { worst: worstOf(group), rules: rulesIn(group, worstOf(group), 100) }
          if (JSON.stringify(slow) !== JSON.stringify(fast))
            throw new Error(`${JSON.stringify(fast)} is not ${JSON.stringify(slow)}`)
        }
        const status = statuses.find(({ scope }) => scope === 'job')
        if (status === undefined) continue
        reported++
        const { worst, rules } = lookedAt(board.job)
        if (status.to !== worst || JSON.stringify(status.rules ?? []) !== JSON.stringify(rules))
          throw new Error(`${JSON.stringify(status)}: ${worst} of ${rules}`)
      }
      const firsts = WORST_FIRST.map(state => firstIn(board.job, state))
      setInOrder(board.job, [...board.job.rules.keys()])
      if (!WORST_FIRST.every((state, index) => firstIn(board.job, state) === firsts[index]))
        throw new Error('taken up again it has another order')
    }),
  )
  t.ok(reported > 100)
})

t.test('a change among 100,000 ranks looks at few of them', async t => {
  const board = newBoard()
  const cells = Array.from({ length: 100_000 }, (_, rank) => addCell(board, 'loss', `rank ${rank}`, 0))
  for (const cell of cells) moveCell(board, cell, 'HEALTHY', 1)
  let looked = 0
  for (const cell of cells) {
    const { state } = cell
    let now = state
    Object.defineProperty(cell, 'state', {
      get: () => {
        looked++
        return now
      },
      set: (to: State) => {
        now = to
      },
    })
  }
  for (let turn = 0; turn < 100; turn++)
    for (const to of ['HANGING', 'HEALTHY'] as const) moveCell(board, cells[turn] as Cell, to, turn + 2)
  t.ok(looked < 10_000, `${looked} looks at 200 changes of the job`)
})
