import t from 'tap'
import { accountOf } from '../../lib/goodput/account.ts'
import type { AttemptHistory } from '../../lib/goodput/history.ts'
import type { StepPoint } from '../../lib/goodput/step-point.ts'
import { thinned } from '../../lib/goodput/thinned.ts'

const COUNT = 20_000

/** Steps of 4 s, each twentieth half as long again; `more` says what else is of a step. */
function attemptOf(more: (step: number) => Partial<StepPoint> = () => ({})): AttemptHistory {
  let at = Date.UTC(2026, 2, 4)
  const began = at
  const points = Array.from({ length: COUNT }, (_, index): StepPoint => {
    at += index % 20 === 10 ? 6000 : 4000
    return { step: index + 1, at, hung: false, ...more(index + 1) }
  })
  return { number: 0, began, ended: at, points, hungAtEnd: false }
}

const partsOf = (attempts: readonly AttemptHistory[]) => accountOf({ attempts, isTimeless: false }, [])?.parts

t.test('what is slow is not joined with what is not: it counts to the millisecond', async t => {
  const whole = attemptOf()
  const [points = []] = thinned([whole], COUNT / 2)
  t.ok(points.length <= COUNT / 2 && points.length > COUNT / 8, `${points.length} points`)
  t.same(partsOf([{ ...whole, points }]), partsOf([whole]))
  t.same(points.slice(0, 2), whole.points.slice(0, 2), 'the first two stay')
  t.same(points.at(-1), whole.points.at(-1), 'the last one, too')
})

t.test('where little is alike, unlike steps are joined in the end', async t => {
  const whole = attemptOf(step => (step % 2 === 0 ? { pause: 'checkpoint' } : {}))
  const [points = []] = thinned([whole], COUNT / 2)
  t.ok(points.length <= COUNT / 2, `${points.length} points`)
  const few = thinned([whole, whole], 6)
  t.ok(few.every(each => each.length === 3))
})

t.test('what lines say of step time and loss is the mean of those that are joined', async t => {
  const whole = attemptOf(step => ({ stepTimeMs: step % 20 === 11 ? 6000 : 4000, loss: step }))
  const [points = []] = thinned([whole], COUNT / 2)
  const sumOf = (list: readonly StepPoint[], of: (point: StepPoint) => number | undefined): number =>
    list.slice(1).reduce((sum, point, index) => sum + (of(point) ?? 0) * (point.step - (list[index]?.step ?? 0)), 0)
  for (const of of [({ stepTimeMs }: StepPoint) => stepTimeMs, ({ loss }: StepPoint) => loss])
    t.ok(Math.abs(sumOf(points, of) / sumOf(whole.points, of) - 1) < 1e-9)
})
