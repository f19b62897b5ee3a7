import t from 'tap'
import { addCell, newBoard } from '../../lib/hang/board.ts'
import type { Cell } from '../../lib/hang/cell.ts'
import { ANY_RULE, FIRST_STEP, hangReason, SILENCE, STEP_GAP, STEP_STALL } from '../../lib/hang/checks.ts'

t.test('why a cell hangs, in a sentence', async t => {
  const rows: readonly (readonly [rule: string, rank: string, more: Partial<Cell>, reason: string])[] = [
    [STEP_GAP, '', { reason: () => 'due' }, 'no training step for more than 1 min 30 s: due'],
    [
      STEP_STALL,
      '',
      { reason: 'step 7' },
      'lines come, but the step has not risen for more than 1 min 30 s: it is still step 7',
    ],
    [FIRST_STEP, '', {}, 'no training step has come in the first 1 min 30 s'],
    [ANY_RULE, '', {}, 'no rule has matched for more than 1 min 30 s'],
    [SILENCE, '', {}, 'no line has come for more than 1 min 30 s'],
    ['loss', '', {}, 'rule loss has not matched in the first 1 min 30 s'],
    ['loss', 'rank 3', { state: 'HEALTHY' }, 'rule loss has not matched on rank 3 for more than 1 min 30 s'],
    ['loss', '', { state: 'SLOW' }, 'rule loss has not matched for more than 1 min 30 s'],
  ]
  for (const [rule, rank, more, reason] of rows)
    t.equal(hangReason({ ...addCell(newBoard(), rule, rank, 0), limitMs: 90_000, ...more }), reason)
})
