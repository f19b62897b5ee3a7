import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import { newView, takeRecord, tellView } from '../../lib/view/model.ts'
import { at, START, status, step, viewOf } from './told.ts'

t.test('each job has its own state; what speaks of an unknown one is an event alone', async t => {
  const view = viewOf(
    [
      step(0, 1),
      { ...step(0, 1), job: 'qwen' },
      status(1, 'SLOW'),
      { kind: 'alert', time: at(1), job: 'who', key: 'k', state: 'firing', summary: 's' },
    ],
    2,
  )
  t.same(
    [...view.jobs].map(([name, { state }]) => [name, state]),
    [
      ['llama', 'SLOW'],
      ['qwen', 'WAITING'],
    ],
  )
  t.same(
    view.events.map(({ word }) => word),
    ['SLOW', 'alert'],
  )
})

t.test('a run names a job that has no name', async t => {
  const view = viewOf([{ kind: 'log', time: at(0), run: '4242', message: 'x' }], 0)
  t.same([...view.jobs.keys()], ['4242'])
})

t.test('time does not go back', async t => {
  const view = newView(START)
  takeRecord(view, step(10, 1), START + 10_000)
  takeRecord(view, step(5, 2), START + 5000)
  t.equal(view.now, START + 10_000)
})

t.test('ranks that go the same way at once are one event', async t => {
  const ranks = Array.from({ length: 5 }, (_, rank) =>
    status(1, 'HANGING', { scope: 'rank', rank, from: 'HEALTHY', reason: 'late' }),
  )
  const view = viewOf([step(0, 1), ...ranks], 2)
  t.same(
    view.events.map(({ who, more }) => [who, more]),
    [['rank 0', 4]],
  )
})

t.test('ten times as many jobs and events as it keeps', async t => {
  const { most } = BOUNDS['view.jobs']
  const jobs = Array.from({ length: 10 * most }, (_, index) => ({ ...step(0, 1), job: `job ${index}` }))
  t.same([...viewOf(jobs, 0).jobs.keys()].at(0), `job ${9 * most}`)
  const view = newView(START)
  for (let index = 0; index < 10 * BOUNDS['view.events'].most; index++) tellView(view, `${index}`)
  t.equal(view.events.length, BOUNDS['view.events'].most)
})

t.test('a job that turns out to be another one is shown no more', async t => {
  const view = newView(START)
  const log = (job: string): AnyRecord => ({ kind: 'log', job, message: 'x' })
  for (const record of [log('a'), log('b')]) takeRecord(view, record, 1)
  takeRecord(view, { kind: 'notice', code: 'job_known', message: 'b is a', job: 'a', replaces: 'b' }, 2)
  takeRecord(view, log('a'), 3)
  t.same([...view.jobs.keys()], ['a'])
})
