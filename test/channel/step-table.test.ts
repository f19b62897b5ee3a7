import t from 'tap'
import { stepTable } from '../../lib/channel/step-table.ts'

t.test('the last steps, columns aligned, each number as short as a person needs it', async t => {
  t.equal(
    stepTable([
      {
        time: '2026-01-05T10:00:00.123Z',
        step: 9,
        metrics: { loss: 2.123456, step_time_ms: 9999.4, learning_rate: 0.00015 },
      },
      { time: '2026-01-05T10:00:12.500Z', step: 10, metrics: { loss: null, step_time_ms: 12_345, grad_norm: 0.5 } },
      { step: 11, metrics: { loss: 12_345_678.5 } },
    ]),
    [
      '    time  step      loss  step time  grad norm        lr',
      '10:00:00     9    2.1235    9999 ms             1.500e-4',
      '10:00:12    10       nan     12.3 s        0.5',
      '            11  1.235e+7',
    ].join('\n'),
  )
})

t.test('nothing for no steps; a column of ranks where there are several; at most seven columns of metrics', async t => {
  t.equal(stepTable([]), '')
  t.equal(
    stepTable([
      { step: 1, rank: 0, metrics: { loss: 1 } },
      { step: 1, rank: 13, metrics: { loss: 2 } },
      { step: 2, metrics: { loss: 3 } },
    ]),
    ['time  step  rank  loss', '         1     0     1', '         1    13     2', '         2           3'].join('\n'),
  )
  const metrics = {
    loss: 1,
    step_time_ms: 1,
    tflops_per_gpu: 1,
    tokens_per_second: 1,
    tokens_per_second_per_gpu: 1,
    samples_per_second: 1,
    grad_norm: 1,
    learning_rate: 1,
    unknown: 1,
  }
  t.equal(
    stepTable([{ step: 1, metrics }]).split('\n')[0],
    'time  step  loss  step time  TFLOP/s/GPU  tokens/s  tokens/s/GPU  samples/s  grad norm',
  )
})
