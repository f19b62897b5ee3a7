import t from 'tap'
import { amount, span, stepTime, throughput, toneOfState } from '../../lib/view/words.ts'

t.test('numbers as people write them', async t => {
  t.same(
    [0, 2.3144, 12_345, 3_400_000, 0.0003, -0.5, 120].map(value => amount(value)),
    ['0', '2.314', '12.3k', '3.4M', '3.00e-4', '-0.5', '120'],
  )
  t.same([246.4, 4100, 65_000].map(stepTime), ['246 ms', '4.1 s', '1 min 5 s'])
  t.same([-5, 900, 12_700, 125_000, 90_000_000].map(span), ['0 s', '0 s', '12 s', '2 min 5 s', '1d01h'])
})

t.test('the most telling of what is said of throughput', async t => {
  t.equal(
    throughput({ tflops_per_gpu: 400, tokens_per_second: 12_300, mfu_percent: 40 }),
    '12.3k tokens/s, 400 TFLOP/s per GPU',
  )
  t.equal(throughput({ loss: 2, tflops_per_gpu: null }), '')
})

t.test('a state that nobody knows is plain', async t => {
  t.equal(toneOfState('constructor'), 'plain')
})
