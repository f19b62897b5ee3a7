// The steps of a job over its whole life, in few points.
import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import type { TrackedJob } from '../../lib/serve/events.ts'
import { newHistory, takeStep } from '../../lib/serve/history.ts'
import { serveState } from '../../lib/serve/state.ts'

const MOST = BOUNDS['serve.pointsOfAJob'].most
const line = (step: number, metrics: Record<string, number | null> = {}, more: object = {}) => ({
  kind: 'log' as const,
  message: '',
  step,
  metrics,
  ...more,
})
const taken = (records: readonly ReturnType<typeof line>[]) => {
  const history = newHistory()
  for (const [index, record] of records.entries()) takeStep(history, { record, number: index + 1, at: 1000 * index })
  return history
}

t.test('reports of one step are one point: means, and the longest', async t => {
  const { points } = taken([
    line(1, { step_time_ms: 10, loss: 4 }),
    line(1, { step_time_ms: 20 }),
    line(1, { step_time_ms: 60, loss: null }),
    line(2, { loss: 2 }),
  ])
  t.match(points, [
    { step: 1, at: 0, steps: 1, stepTimeMs: 30, longestMs: 60, loss: 4 },
    { step: 2, at: 3000, steps: 1, loss: 2 },
  ])
  t.equal(points[1]?.stepTimeMs, undefined)
})

t.test('times never go back, and lines state them', async t => {
  const { points } = taken([
    line(10, {}, { time: '2026-03-04T05:06:07Z' }),
    line(11, {}, { time: '2026-03-04T05:06:05Z' }),
    line(1, {}, { time: '2026-03-04T05:07:00Z' }),
  ])
  t.same(
    points.map(({ step, at }) => [step, at % 60_000]),
    [
      [10, 7000],
      [11, 7000],
      [1, 0],
    ],
    'an attempt that began anew is a point of its own',
  )
})

t.test('ranks that are behind add to their steps, and take nobody back; a new attempt does', async t => {
  const { points } = taken([
    line(1, { loss: 1 }, { attempt: 0 }),
    line(2, { loss: 2 }, { attempt: 0 }),
    line(3, { loss: 3 }, { attempt: 0 }),
    line(2, { step_time_ms: 7 }, { attempt: 0 }),
    line(3, { loss: 5 }),
    line(3, { loss: 9 }, { attempt: 1 }),
    line(4, { loss: 8 }, { attempt: 0 }),
  ])
  t.match(points, [
    { step: 1, loss: 1 },
    { step: 2, loss: 2, stepTimeMs: 7 },
    { step: 3, loss: 4 },
    { step: 3, loss: 9 },
  ])
  t.equal(points.length, 4, 'what an attempt that is over says late is not taken')
})

t.test('a long run becomes few points that say the same', async t => {
  const steps = 5 * MOST
  const history = taken(
    Array.from({ length: steps }, (_, index) =>
      line(index + 1, { step_time_ms: index === 2500 ? 9000 : 100, loss: 1 }),
    ),
  )
  t.ok(history.points.length <= MOST && history.points.length >= MOST / 2, `${history.points.length} points`)
  t.equal(history.stepsOfAPoint, 8)
  t.equal(
    history.points.reduce((sum, point) => sum + point.steps, 0),
    steps,
    'no step is lost',
  )
  t.equal(history.points.at(-1)?.step, steps)
  t.equal(Math.max(...history.points.map(({ longestMs = 0 }) => longestMs)), 9000, 'a spike is still seen')
  const all = history.points.reduce((sum, { stepTimeMs = 0, counts }) => sum + stepTimeMs * counts[0], 0)
  t.equal(Math.round(all / steps), Math.round((100 * (steps - 1) + 9000) / steps), 'and the mean is the mean')
})

t.test('steps that always begin anew are bounded, too', async t => {
  const history = taken(Array.from({ length: 3 * MOST }, (_, index) => line(index % 2 === 0 ? 5 : 1)))
  t.ok(history.points.length <= MOST)
})

t.test('throughput is one quantity, the most telling of the first that is told', async t => {
  const history = taken([
    line(1, { mfu_percent: 40, samples_per_second: 9 }),
    line(2, { mfu_percent: 41, samples_per_second: 8 }),
  ])
  t.equal(history.throughputName, 'samples_per_second')
  t.match(history.points, [{ throughput: 9 }, { throughput: 8 }])
})

const job = (number: number): TrackedJob => ({
  number,
  owner: '',
  user: '',
  path: '',
  jobId: `job-${number}`,
  cycleId: undefined,
  intent: 'progressive',
  mode: 'single',
  logsDir: undefined,
  schedulerRestarts: 0,
  createdMs: 1,
})

t.test('it outlasts its records, in a snapshot, and no line is taken twice', async t => {
  const state = serveState()
  state.apply({ number: 1, at: 1, event: { is: 'job', job: job(1) } })
  const count = BOUNDS['serve.recordsOfAJob'].most + 10
  for (let index = 1; index <= count; index++)
    state.apply({ number: index + 1, at: index, event: { is: 'record', job: 1, record: line(index, { loss: 1 }) } })
  const other = serveState()
  other.reset(state.next())
  for (const event of JSON.parse(JSON.stringify([...state.snapshot()]))) other.apply(event, true)
  const steps = (of: typeof state): number => (of.history(1)?.points ?? []).reduce((sum, point) => sum + point.steps, 0)
  t.equal(steps(state), count)
  t.same(other.history(1), JSON.parse(JSON.stringify(state.history(1))))
  state.apply({ number: state.next(), at: 1, event: { is: 'forgotten', job: 1 } })
  t.equal(state.history(1), undefined)
})

t.test('of all jobs together, those that were silent longest lose theirs', async t => {
  const state = serveState()
  const jobs = BOUNDS['serve.points'].most / MOST + 1
  let number = 0
  for (let each = 1; each <= jobs; each++) {
    state.apply({ number: ++number, at: 1, event: { is: 'job', job: { ...job(each), number: each } } })
    const history = {
      ...newHistory(),
      points: Array.from({ length: MOST }, (_, index) => ({
        step: index,
        at: 1,
        steps: 1,
        counts: [0, 0, 0] as const,
      })),
    }
    state.apply({ number: ++number, at: 1, event: { is: 'history', job: each, history } })
  }
  t.equal(state.history(1), undefined)
  t.equal(state.history(2)?.points.length, MOST)
  t.equal(state.history(jobs)?.points.length, MOST)
})
