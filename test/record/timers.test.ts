import t from 'tap'
import { type Timer, timerQueue } from '../../lib/record/timers.ts'
import fc from '../fast-check.ts'

t.test('whatever is set, moved, cancelled and taken, the earliest is the earliest', async t => {
  const call = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }))
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), calls => {
        const queue = timerQueue<Timer>()
        const timers = Array.from({ length: 6 }, (): Timer => ({ due: undefined, queuedFor: undefined }))
        for (const [index, due] of calls) {
          queue.set(timers[index] as Timer, due)
          const expected = timers.map(timer => timer.due ?? Number.POSITIVE_INFINITY).reduce((a, b) => Math.min(a, b))
          if ((queue.earliest() ?? Number.POSITIVE_INFINITY) !== expected)
            throw new Error(`${queue.earliest()} is not ${expected}`)
          if (due === 25)
            for (let timer = queue.takeDue(25); timer !== undefined; timer = queue.takeDue(25))
              if (timer.due !== undefined) throw new Error('still set')
        }
        const left = timers.filter(timer => timer.due !== undefined).length
        let taken = 0
        while (queue.takeDue(1000) !== undefined) taken++
        if (taken !== left) throw new Error(`${taken} of ${left} taken`)
      }),
      { numRuns: 500 },
    ),
  )
})

t.test('timers of one instant ring in the order in which they were set', async t => {
  const queue = timerQueue<Timer & { name: string }>()
  for (const name of ['a', 'b', 'c', 'd', 'e']) queue.set({ name, due: undefined, queuedFor: undefined }, 7)
  t.same(
    Array.from({ length: 5 }, () => queue.takeDue(7)?.name),
    ['a', 'b', 'c', 'd', 'e'],
  )
})

t.test('a timer that is dropped neither rings nor is kept', t => {
  const queue = timerQueue<Timer>()
  const gone: Timer = { due: undefined, queuedFor: undefined }
  queue.set(gone, 5)
  queue.drop(gone)
  t.equal(queue.earliest(), undefined)
  t.same(queue.queued(), [])
  t.end()
})
