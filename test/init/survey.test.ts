import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import { type Survey, surveyor } from '../../lib/init/survey.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import { line, step } from '../view/told.ts'

function surveyOf(records: Iterable<AnyRecord>): Survey {
  const looking = surveyor()
  for (const record of records) looking.take(record)
  return looking.result()
}

t.test('steps, how their numbers spread, and how long it took between them', async t => {
  const survey = surveyOf([
    line(0, {}),
    { ...step(20, 1, { loss: 9 }), format: 'megatron', rank: 0 },
    { ...step(20, 1, { loss: 9.5 }), format: 'megatron', rank: 1 },
    { ...step(24, 2, { loss: 8, step_time_ms: 6000 }), format: 'megatron' },
    { ...step(34, 3, { loss: null }), non_finite: ['loss'], format: 'megatron' },
  ])
  t.match(survey, {
    entries: 5,
    format: 'megatron',
    steps: 3,
    lastStep: 3,
    totalSteps: 100,
    ranks: 2,
    nonFinite: ['loss'],
  })
  t.same(survey.metrics.get('loss'), { count: 3, middle: 9, least: 8, most: 9.5 })
  t.same(survey.gapMs, { count: 2, middle: 10_000, least: 4000, most: 10_000 })
  t.same([survey.firstStepMs, survey.hasTimes], [20_000, true])
})

t.test('a log without steps or times', async t => {
  const survey = surveyOf([
    { kind: 'log', message: 'x' },
    { kind: 'notice', code: 'x', message: 'y' },
  ])
  t.match(survey, { entries: 1, steps: 0, hasTimes: false })
  t.same([survey.gapMs, survey.firstStepMs, survey.lastStep], [undefined, undefined, undefined])
})

t.test('without times the gap is what a step takes times the steps between two lines', async t => {
  const untimed = [10, 20, 30, 30].map(number => ({ ...step(0, number), time_from: 'observed' as const }))
  const survey = surveyOf(untimed)
  t.same(survey.gapMs, { count: 4, middle: 40_000, least: 40_000, most: 40_000 })
  t.equal(survey.steps, 3)
})

t.test('of bars that are drawn over the log holds the last state alone: the gap is what a step takes', async t => {
  const steps = [step(0, 0), step(900, 16, { step_time_ms: 57_000 })]
  const redraws = (count: number): AnyRecord => ({ kind: 'notice', code: 'progress_redraws', message: 'x', count })
  const whole = { count: 1, middle: 900_000, least: 900_000, most: 900_000 }
  t.match(surveyOf([...steps, redraws(2), { ...redraws(9), code: 'blank_lines' } as AnyRecord]), {
    gapMs: whole,
    isRedrawn: false,
  })
  t.match(surveyOf([...steps, redraws(3)]), { gapMs: { middle: 57_000 }, isRedrawn: true })
  // Where no step says how long it took, the lines are all that is known.
  const untold = steps.map(({ metrics: _, ...rest }) => rest as AnyRecord)
  t.match(surveyOf([...untold, redraws(3)]), { gapMs: whole, isRedrawn: false })
})

t.test('ten times as many numbers and values as it looks at', async t => {
  const names = Array.from({ length: 10 * BOUNDS['init.metrics'].most }, (_, index) =>
    step(0, index + 1, { [`m${index}`]: 1 }),
  )
  t.equal(surveyOf(names).metrics.size, BOUNDS['init.metrics'].most)
  const { most } = BOUNDS['init.values']
  const many = Array.from({ length: 10 * most }, (_, index) => step(index, index + 1))
  t.equal(surveyOf(many).metrics.get('step_time_ms')?.count, most)
})
