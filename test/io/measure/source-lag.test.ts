import t from 'tap'
import { sourceLag } from '../../../lib/io/measure/source-lag.ts'

t.test('bytes of all parts, and the time of the one that has been behind for longest', async t => {
  let now = 1000
  const lag = sourceLag(() => now)
  const unread = { here: 0, there: 0 }
  const [here, there] = [lag.part(), lag.part()]
  here.unread(() => unread.here)
  there.unread(() => unread.there)
  const measured = (): readonly number[] => lag.measures().map(({ value }) => value)
  t.same(measured(), [0, 0])
  unread.here = 10
  t.same(measured(), [10, 0], 'seen when it is asked, where nothing is noted')
  now = 3000
  unread.there = 5
  there.note()
  here.note()
  t.same(measured(), [15, 2], 'as long as there is more')
  unread.here = 0
  here.note()
  now = 4000
  t.same(measured(), [5, 1])
  unread.there = 0
  there.note()
  t.same(measured(), [0, 0])
})

t.test('what cannot be looked at is behind until it can', async t => {
  let now = 0
  const lag = sourceLag(() => now)
  const part = lag.part()
  lag.measures()
  part.lost()
  now = 5000
  part.lost()
  t.same(
    lag.measures().map(({ name, value }) => [name, value]),
    [
      ['source_unread_bytes', 0],
      ['source_lag_seconds', 5],
    ],
  )
  part.note()
  t.equal(lag.measures()[1]?.value, 0)
})

t.test('nothing is counted before somebody asks', async t => {
  const lag = sourceLag(() => 0)
  const part = lag.part()
  let counted = 0
  part.unread(() => ++counted)
  part.note()
  t.equal(counted, 0)
})
