import t from 'tap'
import { CANONICAL } from '../../lib/formats/metric-names.ts'
import { metricTitle, sayMetric, sayPlainly } from '../../lib/record/metric-words.ts'

t.test('every canonical quantity has words, and a name that is not known stays', async t => {
  for (const name of CANONICAL) t.notMatch(metricTitle(name), /_/, name)
  t.equal(metricTitle('my_reward'), 'my_reward')
  t.equal(metricTitle('constructor'), 'constructor')
})

t.test('values have their unit, times as many digits as tell them apart', async t => {
  for (const [name, one, other, expected] of [
    ['step_time_ms', 1325.9, 769.6, '1.33 s, 770 ms'],
    ['step_time_ms', 999.4, 1000.4, '999 ms, 1 s'],
    ['step_time_ms', 1234, 1233, '1.234 s, 1.233 s'],
    ['step_time_ms', 0.1234, 125_000, '0.123 ms, 125 s'],
    ['step_time_ms', 500, 500, '500 ms, 500 ms'],
    ['sec_per_iter', 1.5, 0.25, '1.5 s, 250 ms'],
    ['tokens_per_second', 1200, 1500.25, '1200 tokens/s, 1500.25 tokens/s'],
    ['mfu_percent', 35.1, 40, '35.1 %, 40 %'],
    ['loss', 8.25, 5, '8.25, 5'],
    ['my_reward', 0.1, 0.2, '0.1, 0.2'],
  ] as const) {
    const say = sayMetric(name, one, other)
    t.equal(`${say(one)}, ${say(other)}`, expected, name)
  }
  t.equal(sayMetric('step_time_ms', 1234.5, undefined)(1234.5), '1.23 s')
  t.equal(sayPlainly(1234.5), '1234.5')
})
