import t from 'tap'
import { stepPlot } from '../../lib/channel/step-plot.ts'

const rows = (...values: readonly (number | null | undefined)[]) =>
  values.map((loss, step) => ({ step, ...(loss === undefined ? {} : { metrics: { loss } }) }))

t.test('a bar for each step, from the lowest to the highest value', async t => {
  t.equal(stepPlot(rows(8, 7, 6, 5, 4, 3, 2, 1)), 'loss       █▇▆▅▄▃▂▁  8 to 1')
  t.equal(stepPlot(rows(1, undefined, null)), 'loss       █ ×  1 to nan')
  t.equal(
    stepPlot([1000, 1000, 4000].map((time, step) => ({ step, metrics: { step_time_ms: time } }))),
    'step time  ▃▃█  1000 ms to 4000 ms',
    'times begin at 0',
  )
})

t.test('the highest value is said where it is neither the first nor the last', async t => {
  t.equal(stepPlot(rows(2, 9, 2)), 'loss       ▁█▁  2 to 2, at most 9')
  t.equal(stepPlot(rows(2, 9, null)), 'loss       ▁█×  2 to nan, at most 9')
  t.equal(stepPlot(rows(2, 1, 9)), 'loss       ▂▁█  2 to 9')
})

t.test('nothing where there is nothing to see', async t => {
  for (const none of [rows(), rows(1, 2), rows(3, 3, 3), rows(undefined, undefined, undefined)])
    t.equal(stepPlot(none), '')
})
