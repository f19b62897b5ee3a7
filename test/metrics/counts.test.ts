import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import { countsOf, labelText } from '../../lib/metrics/counts.ts'

const { most } = BOUNDS['metrics.series']

t.test('each set of labels has its count, in the order in which they came', async t => {
  const counts = countsOf('deliveries_total', 'channel', 'outcome')
  for (const [channel, outcome] of [
    ['mail', 'sent'],
    ['slack', 'failed'],
    ['mail', 'sent'],
  ] as const)
    counts.add(channel, outcome)
  t.same(counts.measures(), [
    { name: 'deliveries_total', labels: { channel: 'mail', outcome: 'sent' }, value: 2 },
    { name: 'deliveries_total', labels: { channel: 'slack', outcome: 'failed' }, value: 1 },
  ])
})

t.test('ten times as many sets of labels as there may be: the later ones share one, and none is lost', async t => {
  const counts = countsOf('notices_total', 'code')
  for (let index = 0; index < 10 * most; index++) counts.add(`code_${index}`)
  counts.add('code_0')
  const measures = counts.measures()
  t.equal(measures.length, most)
  t.equal(
    measures.reduce((sum, { value }) => sum + value, 0),
    10 * most + 1,
  )
  t.same(measures.at(-1), { name: 'notices_total', labels: { code: 'other' }, value: 9 * most + 1 })
  t.equal(measures[0]?.value, 2, 'what has a series keeps it')
})

t.test('a label is short, on one line, without control characters and secrets', async t => {
  const long = labelText('x'.repeat(10 * BOUNDS['metrics.label'].most))
  t.equal(long.length, BOUNDS['metrics.label'].most)
  t.match(long, /^x+…$/)
  t.equal(labelText('a\u001b[31m\nb\u0000"\\'), 'a b"\\')
  t.notMatch(labelText('job password=hunter2-Xyz1234567'), /hunter2/)
})
