import t from 'tap'
import { gatherEvidence } from '../../lib/alert/evidence.ts'
import type { LogRecord } from '../../lib/record/types.generated.ts'

const log = (message: string, more: Partial<LogRecord> = {}): LogRecord => ({ kind: 'log', message, ...more })

t.test('lines of one step share a row, in which who spoke first keeps its values; the last ten steps stay', async t => {
  const evidence = gatherEvidence()
  evidence.takeLog(log('a', { step: 1, rank: 0, time: '2026-01-05T10:00:00Z', metrics: { loss: 2 } }))
  evidence.takeLog(log('b', { step: 2, metrics: { loss: 1.5 } }))
  evidence.takeLog(log('c', { step: 1, rank: 1, metrics: { loss: 9, grad_norm: 1 } }))
  evidence.takeLog(log('no metrics', { step: 3 }))
  t.same(evidence.steps(), [
    { time: '2026-01-05T10:00:00Z', step: 1, rank: 0, metrics: { loss: 2, grad_norm: 1 } },
    { step: 2, metrics: { loss: 1.5 } },
  ])
  for (let step = 3; step < 12; step++) evidence.takeLog(log('d', { step, metrics: { loss: 1 } }))
  t.same(
    evidence.steps().map(({ step }) => step),
    [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  )
})

t.test(
  'a flood of one error is one entry with its count; the first error stays, of later ones the newest nine',
  async t => {
    const evidence = gatherEvidence()
    for (let pid = 0; pid < 100; pid++)
      evidence.takeLog(log(`worker ${pid} died`, { level: 'ERROR', rank: 3, node: 'n1' }))
    t.same(evidence.errors(), [{ time: undefined, who: 'rank 3 on n1', text: 'worker 0 died', count: 100 }])
    for (const name of 'abcdefghijkl') evidence.takeLog(log(`error ${name}`, { level: 'CRITICAL' }))
    t.same(
      evidence.errors().map(({ text }) => text),
      ['worker 0 died', ...[...'defghijkl'].map(name => `error ${name}`)],
    )
    evidence.forgetErrors()
    t.same(evidence.errors(), [])
  },
)

t.test('a long error keeps its head and its last lines, which say what went wrong', async t => {
  const evidence = gatherEvidence()
  evidence.takeLog(log(`Traceback${'.'.repeat(3000)}ValueError: x`, { level: 'ERROR' }))
  const text = evidence.errors()[0]?.text ?? ''
  t.match(text, /^Traceback\.{991}\n… 1022 characters left out …\n\.{987}ValueError: x$/)
})

t.test('the last line stands alone, unless it is an error, which stands above already', async t => {
  const evidence = gatherEvidence()
  t.equal(evidence.lastLine(), undefined)
  evidence.takeLog(log('fine', { local_rank: 2, node: 'n1' }))
  t.same(evidence.lastLine(), { time: undefined, who: 'local rank 2 of n1', text: 'fine', count: 1 })
  evidence.takeLog(log('broken', { level: 'ERROR' }))
  t.equal(evidence.lastLine(), undefined)
})

t.test('the worst state of a rank, and the ranks in each state', async t => {
  const evidence = gatherEvidence()
  t.equal(evidence.worst(), undefined)
  evidence.takeRank({ rank: 4 }, 'SLOW')
  evidence.takeRank({ rank: 2 }, 'SLOW')
  evidence.takeRank({ file: 'a.log' }, 'SLOW')
  t.equal(evidence.worst(), 'SLOW')
  evidence.takeRank({ rank: 4 }, 'FAULTED')
  t.equal(evidence.worst(), 'FAULTED')
  t.same(evidence.ranksIn('SLOW'), { numbered: [2], keys: ['a.log'], unnamed: 0 })
  t.same(evidence.ranksIn('FAULTED'), { numbered: [4], keys: [], unnamed: 0 })
  evidence.takeRank({ rank: 4 }, undefined)
  t.equal(evidence.worst(), 'SLOW')
  evidence.forgetRanks()
  t.equal(evidence.worst(), undefined)
  t.same(evidence.ranksIn('SLOW'), { numbered: [], keys: [], unnamed: 0 })
})
