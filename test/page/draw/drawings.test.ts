// What drawings reckon before they draw; how they look and answer is seen in a browser (test/page/page.test.ts).
import t from 'tap'
import { thinned } from '../../../lib/page/draw/data-table.ts'
import { rankGrid } from '../../../lib/page/draw/rank-grid.ts'
import { curveThrough } from '../../../lib/page/draw/sparkline.ts'
import { lookOf, toneOfAction } from '../../../lib/page/draw/states.ts'
import { instant, timeTicks } from '../../../lib/page/draw/time-axis.ts'
import { rankRows, rowHeight } from '../../../lib/page/report/rank-rows.ts'

const at = (text: string): number => Date.parse(text)

t.test('ticks of time stand at whole minutes, hours and days, and a new day is named', async t => {
  const night = timeTicks(at('2026-03-04T22:10:00Z'), at('2026-03-05T02:10:00Z'), 6)
  t.same(
    night.map(({ label }) => label),
    ['23:00', '5 Mar', '01:00', '02:00'],
  )
  const seconds = timeTicks(at('2026-03-04T05:06:07.500Z'), at('2026-03-04T05:06:20Z'), 6)
  t.same(
    seconds.map(({ label }) => label),
    ['05:06:10', '05:06:15', '05:06:20'],
  )
  t.same(timeTicks(5, 5, 6), [], 'no time, no ticks')
  t.ok(timeTicks(0, 1e15, 6).length <= 13, 'a range of thousands of years is not filled with ticks')
  t.equal(instant(at('2026-03-04T05:06:07Z')), '4 Mar 05:06:07 UTC')
})

t.test('a curve fills its height, and values that hardly differ are flat', async t => {
  t.equal(curveThrough([1, 2, 3], 100, 20), 'M2.0 18.0L50.0 10.0L98.0 2.0')
  t.equal(curveThrough([1000, 1001], 100, 20), 'M2.0 10.1L98.0 9.9')
  t.equal(curveThrough([0, 0], 100, 20), 'M2.0 10.0L98.0 10.0')
  t.equal(curveThrough([1]), '')
})

t.test('a long list is thinned evenly, its ends stay', async t => {
  t.same(thinned([1, 2, 3], 3), [1, 2, 3])
  t.same(thinned([0, 1, 2, 3, 4, 5, 6, 7, 8], 3), [0, 4, 8])
})

t.test('ranks stand by node: in rows while nodes are few, else in a flow that tears none', async t => {
  const ranks = (nodes: number, each: number) =>
    Array.from({ length: nodes * each }, (_, index) => ({
      node: `gpu-cluster-a-${Math.floor(index / each)}`,
      colour: 'healthy-fill',
      text: `rank ${index}`,
    }))
  const few = rankGrid(ranks(2, 3), 20)
  t.same(
    few.cells.map(({ column, row }) => [column, row]),
    [6, 7, 8].map(column => [column, 0]).concat([6, 7, 8].map(column => [column, 1])),
  )
  t.same(few.labels, [
    { column: 0, row: 0, text: '…u-cluster-a-0' },
    { column: 0, row: 1, text: '…u-cluster-a-1' },
  ])
  t.equal(few.rows, 2)
  const many = rankGrid(ranks(30, 4), 11)
  t.same(many.labels, [])
  t.same(
    many.cells.slice(0, 12).map(({ column, row }) => [column, row]),
    [...[0, 1, 2, 3, 5, 6, 7, 8].map(column => [column, 0]), ...[0, 1, 2, 3].map(column => [column, 1])],
  )
  t.equal(many.rows, 15)
  t.equal(rankGrid(ranks(1, 9), 4).rows, 3, 'a node of more ranks than there are columns goes on below')
  t.same(rankGrid([], 10), { rows: 0, cells: [], labels: [] })
})

t.test('words that are no state look like none', async t => {
  t.equal(lookOf('HANGING').tone, 'hanging')
  t.equal(lookOf('constructor').sign, '·')
  t.equal(lookOf(null).tone, 'waiting')
  t.equal(toneOfAction('toString'), 'waiting')
  t.equal(toneOfAction('stop'), 'faulted')
})

t.test('ranks over time fill the width, however many there are; some names stand beside low rows', async t => {
  const rows = (count: number, signs: string, width = 1000) =>
    rankRows(
      {
        from: at('2026-03-04T05:00:00Z'),
        bucketMs: 1000,
        left: 0,
        ranks: Array.from({ length: count }, (_, index) => ({ name: `rank ${index}`, node: 'n1', signs })),
      },
      width,
      rowHeight(count),
    )
  const few = rows(2, '.wF')
  t.same(few.spread, { columns: 3, labelPx: 90 })
  t.same(
    few.labels.map(({ text }) => text),
    ['rank 0', 'rank 1'],
  )
  t.match(few.cells[2], { column: 2, row: 0, text: 'rank 0 of n1, 4 Mar 05:00:02 UTC: FAULTED' })
  const many = rows(512, `${'w'.repeat(198)}S`)
  // 910 pixels have room for 182 cells: each stands for two buckets, of which the worse one is told.
  t.same(many.spread, { columns: 100, labelPx: 90 })
  t.match(many.cells[99], { column: 99, row: 0, text: /SLOW/ })
  t.same([many.rows * rowHeight(512), many.labels.length, many.labels[1]?.text], [1536, 32, 'rank 16'])
  t.match(rows(100, 'w').labels[1], { text: 'rank 4' })
  t.same(rows(2, 'w'.repeat(100), 300), {
    ...rows(2, 'w'.repeat(100), 300),
    labels: [],
    spread: { columns: 50, labelPx: 0 },
  })
})
