import { parser } from '@grafana/lezer-logql'
import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import { countIn, countQueries } from '../../lib/ship/count-query.ts'
import { openTally } from '../../lib/ship/tally.ts'
import fc from '../fast-check.ts'

const SECOND = 1_000_000_000n

t.test('the ranges of a stream join, from its last line back to just before its first', async () => {
  const instant = fc.bigInt(0n, 9_223_372_035n * SECOND)
  fc.assert(
    fc.property(instant, fc.bigInt(0n, 40n * 86_400n * SECOND), (first, span) => {
      // A range begins behind its first instant, and ends with its last.
      let begin = first + span
      for (const { query, time } of countQueries({ labels: { job: 'a' }, count: 1, first, last: first + span }, [])) {
        const seconds = BigInt(/\[(\d+)s\]/.exec(query)?.[1] ?? 0)
        if (time !== begin || seconds < 1n || seconds > 7n * 86_400n) return false
        begin = time - seconds * SECOND
      }
      return begin < first && begin >= first - SECOND
    }),
  )
})

t.test('a selector is exact, and LogQL whatever stands in a label', async t => {
  const labels = { job: 'a "b" \\ c\n{}[5m]))', rank: '1' }
  const [only, ...more] = countQueries({ labels, count: 1, first: 1n, last: 1n }, ['job', 'host', 'rank'])
  t.same(more, [])
  t.equal(only?.query, 'sum(count_over_time({job="a \\"b\\" \\\\ c\\n{}[5m]))", rank="1", host=""}[1s]))')
  let errors = 0
  parser.parse(only?.query ?? '').iterate({
    enter: node => {
      if (node.type.isError) errors++
    },
  })
  t.equal(errors, 0)
})

t.test('what is no answer is none', async t => {
  const answer = (result: unknown): string =>
    JSON.stringify({ status: 'success', data: { resultType: 'vector', result } })
  t.equal(countIn(answer([])), 0)
  t.equal(countIn(answer([{ metric: {}, value: [1, '42'] }])), 42)
  for (const text of ['', 'null', '[]', '{"status":"error"}', answer([{ value: [1, 'many'] }]), answer({})])
    t.equal(countIn(text), undefined, text)
})

t.test('streams are counted up to a number, and the lines of others are told', async t => {
  const tally = openTally()
  const entry = (stamp: number) => ({ text: `["${stamp}","x"]`, bytes: 1, owner: { left: 1, completed() {} } })
  tally.add('{"a":"0"}', [entry(5), entry(3), entry(9)])
  t.match(tally.streams.get('{"a":"0"}'), { labels: { a: '0' }, count: 3, first: 3n, last: 9n })
  const most = BOUNDS['ship.verify'].most
  for (let index = 1; index < most + 10; index++) tally.add(`{"a":"${index}"}`, [entry(1), entry(2)])
  t.equal(tally.streams.size, most)
  t.equal(tally.uncounted, 20)
  tally.add('{"a":"1"}', [entry(3)])
  t.equal(tally.streams.get('{"a":"1"}')?.count, 3)
})
