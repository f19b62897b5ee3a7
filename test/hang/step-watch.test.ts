import t from 'tap'
import { textOf } from '../../lib/hang/cell.ts'
import { type StepRecord, watchSteps } from '../../lib/hang/step-watch.ts'

const GAP = { factor: 2, floorMs: 1000, unknownMs: 60_000 }
const step = (number: number, more: Partial<StepRecord> = {}): StepRecord => ({
  kind: 'log',
  message: '',
  step: number,
  ...more,
})

t.test(
  'the next record is expected after step time x steps; without a step time after as long as the last took',
  async t => {
    const steps = watchSteps(GAP)
    const rows: readonly (readonly [now: number, record: StepRecord, limitMs: number, isProgress: boolean])[] = [
      [0, step(10), 60_000, true], // nothing is known yet
      [30_000, step(20), 60_000, true], // 30 s for ten steps
      [40_000, step(20), 60_000, false],
      [50_000, step(25, { metrics: { step_time_ms: 3000 } }), 30_000, true], // five steps of 3 s
      [50_000, step(26, { metrics: { step_time_ms: 100 } }), 1000, true], // the floor
      [51_000, step(3), 60_000, true], // training began again
    ]
    for (const [index, [now, record, limitMs, isProgress]] of rows.entries())
      t.match(steps.take(record, now), { limitMs, isProgress, at: now }, `row ${index}`)
  },
)

t.test('each rank has a step of its own; only what is further than all is progress', async t => {
  const steps = watchSteps(GAP)
  t.equal(steps.take(step(5, { rank: 0 }), 0).isProgress, true)
  t.match(steps.take(step(5, { rank: 1 }), 10_000), { isProgress: false, limitMs: 60_000 })
  t.match(steps.take(step(6, { rank: 1 }), 15_000), { isProgress: true, limitMs: 10_000 })
  t.equal(steps.take(step(6, { rank: 0 }), 15_000).isProgress, false)
})

t.test('a line without a stamp of its own came when its step time says, at the earliest now', async t => {
  const steps = watchSteps(GAP)
  steps.take(step(1), 1000)
  const metrics = { step_time_ms: 5000 }
  t.equal(steps.take(step(2, { time_from: 'inferred', metrics }), 1000).at, 6000)
  t.equal(steps.take(step(3, { time_from: 'inferred', metrics }), 90_000).at, 90_000)
})

t.test('the words say what was expected, and which limit holds', async t => {
  const steps = watchSteps(GAP)
  t.equal(textOf(steps.take(step(1), 0).expectation), 'how long a step takes is not known yet')
  t.equal(
    textOf(steps.take(step(2, { metrics: { step_time_ms: 3000 } }), 3000).expectation),
    'the next was due after 3 s; the limit is 2 x that, 6 s',
  )
  t.equal(
    textOf(steps.take(step(3, { metrics: { step_time_ms: 10 } }), 3010).expectation),
    'the next was due after 10 ms; the limit is the floor, 1 s',
  )
})

t.test('the run is complete with its last step, until a step is done again or everything is forgotten', async t => {
  const steps = watchSteps(GAP)
  const rows: readonly (readonly [record: StepRecord, isComplete: boolean])[] = [
    [step(9, { total_steps: 10 }), false],
    [step(10, { total_steps: 10 }), true],
    [step(10, { total_steps: 10 }), true],
    [step(1, { total_steps: 10 }), false],
    [step(5, { total_steps: 0 }), false],
    [step(11, { total_steps: 10 }), true],
  ]
  for (const [record, isComplete] of rows) {
    steps.take(record, 0)
    t.equal(steps.isComplete(), isComplete, `${record.step} of ${record.total_steps}`)
  }
  steps.forget()
  t.equal(steps.isComplete(), false)
})
