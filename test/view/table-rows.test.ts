import t from 'tap'
import { TABLE_HEAD, tableRow } from '../../lib/view/table-rows.ts'
import { at, line, status, step } from './told.ts'

const rowOf = (record: Parameters<typeof tableRow>[0]): Record<string, unknown> | undefined => {
  const row = tableRow(record)
  if (row === undefined) return undefined
  t.equal(row.length, TABLE_HEAD.length)
  return Object.fromEntries(
    TABLE_HEAD.map((name, index) => [name, row[index]] as const).filter(([, cell]) => cell !== ''),
  )
}

t.test('a step is a row with its numbers, also those that are not finite', async t => {
  t.same(rowOf({ ...step(1, 7, { loss: null }), rank: 0, non_finite: ['loss'] }), {
    ...{ time: at(1), job: 'llama', rank: 'rank 0', what: 'step', step: 7, total_steps: 100 },
    ...{ step_time_ms: 4000, loss: 'nan' },
  })
})

t.test('an event is a row with its words; what is neither is none', async t => {
  t.same(rowOf(status(1, 'SLOW', { reason: 'late', step: 7 })), {
    time: at(1),
    job: 'llama',
    what: 'SLOW',
    step: 7,
    text: 'late',
  })
  t.equal(rowOf(line(1, {})), undefined)
})
