import t from 'tap'
import { addCell, type Board, clearBoard, moveCell, newBoard, removeCell, setEnded } from '../../lib/hang/board.ts'
import type { State } from '../../lib/hang/state.ts'
import type { MatchRecord, StatusRecord } from '../../lib/record/types.generated.ts'

const START = Date.parse('2026-01-05T10:00:00Z')
const short = ({ scope, rule, rank, from, to, rules = [] }: StatusRecord): string =>
  `${[scope, rule, rank].filter(part => part !== undefined).join(' ')}: ${from}-${to}${rules.length === 0 ? '' : ` (${rules.join(', ')})`}`

const matchOf = (rank: number): MatchRecord => ({ kind: 'match', rule: 'r', verdict: 'ok', rank, file: 'a.log' })

/** A board with one cell per rule and rank given, `rule` or `rule@rank`. */
function boardOf(...names: readonly string[]): { board: Board; move: (name: string, to: State) => readonly string[] } {
  const board = newBoard()
  const cells = new Map(
    names.map(name => {
      const [rule, rank] = name.split('@') as [string, string | undefined]
      const cell = addCell(board, rule, rank === undefined ? '' : `rank ${rank}`, START)
      if (rank !== undefined) cell.match = matchOf(Number(rank))
      return [name, cell]
    }),
  )
  return {
    board,
    move: (name, to) =>
      moveCell(board, cells.get(name) as NonNullable<ReturnType<typeof cells.get>>, to, START).map(short),
  }
}

t.test('the job is as bad as its worst rule, and names all rules that are as bad', async t => {
  const { move } = boardOf('loss', 'speed')
  t.same(move('loss', 'HEALTHY'), ['rule loss: WAITING-HEALTHY', 'job: WAITING-HEALTHY (loss)'])
  t.same(move('speed', 'SLOW'), ['rule speed: WAITING-SLOW', 'job: HEALTHY-SLOW (speed)'])
  t.same(move('loss', 'SLOW'), ['rule loss: HEALTHY-SLOW'], 'the job is SLOW already')
  t.same(move('loss', 'SLOW'), [], 'no change')
  t.same(move('loss', 'HANGING'), ['rule loss: SLOW-HANGING', 'job: SLOW-HANGING (loss)'])
  t.same(move('loss', 'HEALTHY'), ['rule loss: HANGING-HEALTHY', 'job: HANGING-SLOW (speed)'])
})

t.test('a rank is as bad as its worst cell; its records come from its own match, without file and stream', async t => {
  const { board, move } = boardOf('loss@3', 'speed@3', 'loss@4')
  t.same(move('loss@3', 'SLOW'), [
    'rule loss 3: WAITING-SLOW',
    'rank 3: WAITING-SLOW (loss)',
    'job: WAITING-SLOW (loss)',
  ])
  t.same(move('loss@4', 'FAULTED'), [
    'rule loss 4: WAITING-FAULTED',
    'rank 4: WAITING-FAULTED (loss)',
    'job: SLOW-FAULTED (loss)',
  ])
  t.same(move('speed@3', 'HEALTHY'), ['rule speed 3: WAITING-HEALTHY'])
  const cell = addCell(board, 'speed', 'rank 4', START)
  t.same(removeCell(board, cell, START), [], 'it was not among the worst')
  t.notOk('file' in (moveCell(board, addCell(board, 'r', 'rank 9', START), 'SLOW', START)[0] as StatusRecord))
})

t.test('an ended job shows ENDED in place of all but a fault, with words of its own', async t => {
  const { board, move } = boardOf('loss')
  board.origin = { job: 'llama' }
  board.step = 7
  move('loss', 'HEALTHY')
  t.match(setEnded(board, true, { reason: 'over', last_match: 'done' }, START + 1000), [
    { scope: 'job', job: 'llama', from: 'HEALTHY', to: 'ENDED', reason: 'over', last_match: 'done', step: 7 },
  ])
  t.same(move('loss', 'SLOW'), ['rule loss: HEALTHY-SLOW'])
  t.match(setEnded(board, false, { reason: 'goes on' }, START + 2000), [
    { from: 'ENDED', to: 'SLOW', reason: 'goes on', since: '2026-01-05T10:00:01.000Z' },
  ])
  setEnded(board, true, { reason: 'over' }, START)
  t.same(move('loss', 'FAULTED'), ['rule loss: SLOW-FAULTED', 'job: ENDED-FAULTED (loss)'])
})

t.test('a cleared board is WAITING, and what was there counts no more', async t => {
  const { board, move } = boardOf('loss', 'speed@1')
  move('speed@1', 'FAULTED')
  t.match(clearBoard(board, 'run b began', START), [
    { scope: 'job', from: 'FAULTED', to: 'WAITING', reason: 'run b began' },
  ])
  t.equal(board.ranks.size, 0)
  t.match(moveCell(board, addCell(board, 'loss', '', START), 'HEALTHY', START).map(short), [
    'rule loss: WAITING-HEALTHY',
    'job: WAITING-HEALTHY (loss)',
  ])
})
