import t from 'tap'
import { type Column, fitColumns, GAP } from '../../lib/terminal/columns.ts'
import fc from '../fast-check.ts'

const column = (natural: number, least: number, dropFirst = 0, growLast = 0): Column => ({
  natural,
  least,
  dropFirst,
  growLast,
})

t.test('where there is room, each has what it would like', async t => {
  t.same(fitColumns([column(5, 3), column(30, 10)], 80), [5, 30])
  t.same(fitColumns([column(5, 3), column(30, 10)], 37), [5, 30])
  t.same(fitColumns([], 80), [])
})

t.test('where there is less, those that grow first get it first', async t => {
  t.same(fitColumns([column(20, 10, 0, 2), column(30, 10, 0, 1)], 42), [10, 30])
  t.same(fitColumns([column(20, 10, 0, 1), column(30, 10, 0, 2)], 42), [20, 20])
})

t.test('where there is too little, the columns of the highest number go', async t => {
  const columns = [column(20, 20), column(20, 20, 1), column(20, 20, 2), column(20, 20)]
  t.same(fitColumns(columns, 86), [20, 20, 20, 20])
  t.same(fitColumns(columns, 85), [20, 20, 0, 20])
  t.same(fitColumns(columns, 63), [20, 0, 0, 20])
  t.same(fitColumns(columns, 10), [20, 0, 0, 20], 'what must stay stays')
})

t.test('no table is wider than it may be, as long as what must stay fits', async t => {
  const columns = fc.array(
    fc.record({
      natural: fc.integer({ min: 1, max: 60 }),
      least: fc.integer({ min: 1, max: 20 }),
      dropFirst: fc.integer({ min: 1, max: 4 }),
      growLast: fc.integer({ min: 0, max: 4 }),
    }),
    { maxLength: 10 },
  )
  const fits = (): void =>
    fc.assert(
      fc.property(columns, fc.integer({ min: 20, max: 200 }), (columns, width) => {
        const kept = fitColumns(columns, width).filter(each => each > 0)
        const total = kept.reduce((sum, each) => sum + each, 0) + GAP * Math.max(0, kept.length - 1)
        return (
          total <= width && fitColumns(columns, width).every((each, index) => each <= (columns[index]?.natural ?? 0))
        )
      }),
    )
  t.doesNotThrow(fits)
})
