import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import { historian } from '../../lib/goodput/history.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'

const START = Date.UTC(2026, 2, 4, 5)
const step = (second: number, number: number, more: object = {}): AnyRecord =>
  ({
    kind: 'log',
    time: new Date(START + second * 1000).toISOString(),
    time_from: 'line',
    message: 'a step',
    step: number,
    ...more,
  }) as AnyRecord

t.test('of ever more steps of an attempt some go, and the time from one to the next stays', async t => {
  const history = historian()
  const count = 3 * BOUNDS['goodput.steps'].most
  for (let number = 1; number <= count; number++) history.take(step(number, number))
  const [attempt] = history.result().attempts
  const points = attempt?.points ?? []
  t.ok(points.length > 1000 && points.length <= BOUNDS['goodput.steps'].most + 1, `${points.length} points`)
  t.same([attempt?.began, attempt?.ended], [START + 1000, START + count * 1000])
  t.ok((points.at(-1)?.at ?? 0) > START + (count - 10) * 1000, 'up to the end')
})

t.test('of ever more attempts the oldest become one', async t => {
  const history = historian()
  const { most } = BOUNDS['goodput.attempts']
  const count = most + 500
  for (let number = 0; number < count; number++) history.take(step(number, 1, { attempt: number }))
  const { attempts } = history.result()
  t.ok(attempts.length <= most && attempts.length > most / 2, `${attempts.length} attempts`)
  t.equal(attempts.at(-1)?.number, count - 1)
  t.equal(attempts[0]?.began, START, 'no time is lost')
})

t.test('steps of which each has a pause before it are bounded like any other', async t => {
  const history = historian()
  const { most } = BOUNDS['goodput.steps']
  for (let number = 1; number <= 2.5 * most; number++) {
    history.take(step(10 * number - 5, number, { step: undefined, message: 'saving checkpoint' }))
    history.take(step(10 * number, number))
  }
  const [attempt] = history.result().attempts
  const points = attempt?.points ?? []
  t.ok(points.length > most / 4 && points.length <= most, `${points.length} points`)
  t.ok(points.slice(1).every(({ pause }) => pause === 'checkpoint'))
})

t.test('thousands of attempts with a few steps each are bounded, too', async t => {
  const history = historian()
  const { most } = BOUNDS['goodput.attempts']
  for (let attempt = 0; attempt < most; attempt++)
    for (let number = 1; number <= 20; number++)
      history.take(step(attempt * 100 + number, 20 * attempt + number, { attempt }))
  const { attempts } = history.result()
  const count = attempts.reduce((sum, { points }) => sum + points.length, 0)
  t.equal(attempts.length, most)
  t.ok(count <= BOUNDS['goodput.steps'].most, `${count} points`)
  t.ok(
    attempts.every(({ points: [first, second, last] }, attempt) =>
      [first, second, last].every(
        point => point !== undefined && point.step > 20 * attempt && point.step <= 20 * attempt + 20,
      ),
    ),
  )
})
