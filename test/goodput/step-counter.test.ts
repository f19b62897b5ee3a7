import t from 'tap'
import type { LastLog } from '../../lib/goodput/kept-history.ts'
import { stepCounter } from '../../lib/goodput/step-counter.ts'

const of = (rank: number, epoch?: number): LastLog => ({ rank, ...(epoch === undefined ? {} : { epoch }) }) as LastLog

t.test('steps of all ranks count as they are; batches of the next epoch from the end of the one before', async t => {
  const counter = stepCounter()
  t.equal(counter.take(of(0), 10, 1), 10)
  t.equal(counter.take(of(1), 12, 1), 12)
  t.equal(counter.take(of(0, 1), 20, 2), 20)
  t.equal(counter.take(of(0, 2), 1, 3), 21)
  t.equal(counter.take(of(1, 1), 19, 3), undefined, 'a rank that is late would seem to be far ahead')
})

t.test('two steps that fell are a new epoch where no attempt is announced for them', async t => {
  const counter = stepCounter()
  for (const step of [10, 20, 30]) counter.take(of(0), step, step)
  t.equal(counter.fellTo(), undefined)
  t.equal(counter.take(of(0), 25, 40), 25, 'one interval back may be another rank')
  t.equal(counter.fellTo(), undefined)
  counter.take(of(0), 0, 50)
  t.same(counter.fellTo(), [{ step: 0, at: 50 }])
  t.same(counter.beginAnew(), [])
  counter.take(of(0), 10, 60)
  t.same(counter.fellTo(), [
    { step: 0, at: 50 },
    { step: 10, at: 60 },
  ])
  t.same(counter.beginAnew(), [
    { step: 30, at: 50 },
    { step: 40, at: 60 },
  ])
  t.same(counter.beginAnew(), [], 'once')
  t.equal(counter.take(of(0), 20, 70), 50)
})

t.test('a writer that is silent for long is taken to be gone, and another one leads', async t => {
  const counter = stepCounter()
  counter.take(of(0), 500, 1)
  for (let step = 1; step <= 66; step++) counter.take(of(1), step, step)
  counter.take(of(1), 10, 70)
  t.same(counter.fellTo(), [{ step: 10, at: 70 }], 'of the one that leads now')
})

t.test('it goes on from what was saved; an attempt begins with nothing', async t => {
  const counter = stepCounter()
  counter.take(of(0, 1), 20, 1)
  counter.take(of(0, 2), 5, 2)
  const other = stepCounter()
  other.restore(JSON.parse(JSON.stringify(counter.save())))
  t.equal(other.take(of(0, 2), 6, 3), counter.take(of(0, 2), 6, 3))
  counter.reset()
  t.equal(counter.take(of(0, 2), 6, 4), 6)
})
