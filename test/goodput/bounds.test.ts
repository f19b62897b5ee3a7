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
