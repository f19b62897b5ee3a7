import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import { collector } from '../../lib/report/collector.ts'
import type { JobReport } from '../../lib/report/data.ts'

const START = Date.UTC(2026, 2, 4, 5)
const NOTHING = { attempts: [], unread: [], records: [] }
const time = (seconds: number): string => new Date(START + seconds * 1000).toISOString()
const line = (seconds: number, more: object): AnyRecord =>
  ({ kind: 'log', time: time(seconds), time_from: 'line', message: 'a line', ...more }) as AnyRecord
const status = (seconds: number, to: string, more: object = {}): AnyRecord =>
  ({ kind: 'status', scope: 'job', time: time(seconds), to, reason: 'so \u001b[31mit is', ...more }) as AnyRecord

function reportOf(records: readonly AnyRecord[], most = 1000): JobReport {
  const collecting = collector()
  for (const record of records) collecting.take(record)
  return collecting.report('train.log', NOTHING, most).report
}

t.test('states follow each other to the end of the job, their reasons are harmless', async t => {
  const { states } = reportOf([
    line(0, { step: 1 }),
    status(10, 'HEALTHY'),
    status(60, 'HANGING'),
    line(90, { step: 2 }),
  ])
  t.same(states, [
    { from: START + 10_000, to: START + 60_000, state: 'HEALTHY', reason: 'so it is' },
    { from: START + 60_000, to: START + 90_000, state: 'HANGING', reason: 'so it is' },
  ])
})

t.test('curves of many steps stand for several each, and break between attempts', async t => {
  const steps = (from: number, count: number, attempt: number): readonly AnyRecord[] =>
    Array.from({ length: count }, (_, index) =>
      line(from + index, { attempt, step: index + 1, metrics: { step_time_ms: 1000 + index, loss: 2 } }),
    )
  const { plot } = reportOf([...steps(0, 6, 0), ...steps(100, 2, 1)], 4)
  t.same(plot, {
    at: [1, 3, 5, 5.001, 101].map(seconds => START + seconds * 1000),
    step: [2, 4, 6, 6, 2],
    stepMs: [1000.5, 1002.5, 1004.5, null, 1000.5],
    longestMs: [1001, 1003, 1005, null, 1001],
    loss: [2, 2, 2, null, 2],
  })
})

t.test('a rank has a sign for each time: the worst of what happened then; times grow with the job', async t => {
  const { ranks } = reportOf([
    line(0, { rank: 10, node: 'gpu-2' }),
    line(0, { rank: 2, step: 7 }),
    line(1, { rank: 2, level: 'ERROR' }),
    status(2, 'HANGING', { scope: 'rank', rank: 10 }),
    line(4, { rank: 2 }),
  ])
  t.same(ranks, {
    ...{ from: START, bucketMs: 1000, left: 0 },
    ranks: [
      { name: 'rank 2', node: '', signs: 'wE..w', step: 7 },
      { name: 'rank 10', node: 'gpu-2', signs: 'w.HHH' },
    ],
  })
  const long = reportOf([line(0, { rank: 0 }), line(1, { rank: 1, level: 'ERROR' }), line(10_000, { rank: 1 })]).ranks
  t.equal(long?.bucketMs, 64_000)
  t.same(
    long?.ranks.map(({ signs }) => [signs.length, signs.charAt(0), signs.at(-1)]),
    [
      [157, 'w', '.'],
      [157, 'E', 'w'],
    ],
  )
  t.equal(reportOf([line(0, { rank: 0 }), line(1, { rank: 0 })]).ranks, undefined, 'one rank is no map')
})

t.test('of very many events the newest are kept, and the others counted', async t => {
  const records = Array.from({ length: 600 }, (_, index) => status(index, index % 2 === 0 ? 'SLOW' : 'HEALTHY'))
  const { events, eventsLeft } = reportOf(records)
  t.equal(events.length, 500)
  t.equal(eventsLeft, 100)
  t.match(events.at(-1), { at: START + 599_000, word: 'HEALTHY', text: 'so it is' })
})

t.test('of very many ranks and states some are drawn, and none is passed over in silence', async t => {
  const ranks = BOUNDS['report.ranks'].most
  const map = reportOf(Array.from({ length: ranks + 20 }, (_, rank) => line(1, { rank }))).ranks
  t.same([map?.ranks.length, map?.left], [ranks, 20])
  const most = BOUNDS['report.states'].most
  const count = 2 * most
  const { states } = reportOf([
    ...Array.from({ length: count }, (_, second) => status(second, second % 2 === 0 ? 'SLOW' : 'HEALTHY')),
    line(count, {}),
  ])
  t.ok(states.length <= most && states.length > most / 2, `${states.length} states`)
  t.same([states[0]?.from, states.at(-1)?.to], [START, START + count * 1000], 'no time is lost')
})
