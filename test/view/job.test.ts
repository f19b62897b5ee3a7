import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import { type JobView, newJob, pace, takeOfJob, timeLeft } from '../../lib/view/job.ts'
import { jobLines } from '../../lib/view/job-lines.ts'
import { jobSnapshot } from '../../lib/view/snapshot.ts'
import { line, START, status, step } from './told.ts'

function jobOf(records: readonly AnyRecord[]): JobView {
  const job = newJob('llama', START)
  for (const record of records) takeOfJob(job, record, Date.parse(record.time as string))
  return job
}

t.test('the time left is by how fast steps came lately, whatever lies between them', async t => {
  const fast = Array.from({ length: 30 }, (_, index) => step(index, index + 1))
  const slow = Array.from({ length: 20 }, (_, index) => step(40 + 10 * index, index + 31))
  const job = jobOf([...fast, ...slow, status(1, 'HEALTHY')])
  t.equal(pace(job), 10_000)
  t.equal(timeLeft(job), 500_000)
  t.equal(timeLeft(jobOf([...fast, status(1, 'HANGING')])), undefined, 'a job that does not move has no end')
  const single = jobOf([step(0, 50), status(1, 'HEALTHY')])
  t.equal(timeLeft(single), 200_000, 'a single step says how long it took')
  t.equal(timeLeft(jobOf([line(0, { step: 3 }), status(1, 'HEALTHY')])), undefined)
})

t.test('a rank that is behind does not take the job back, a restart does', async t => {
  const steps = (...numbers: number[]): readonly AnyRecord[] => numbers.map((number, index) => step(index, number))
  t.equal(jobOf(steps(10, 11, 10, 9)).step, 11)
  t.same(
    jobOf(steps(10, 11, 1)).points.map(point => point.step),
    [1],
  )
  const restarted = jobOf([
    line(0, { attempt: 0, step: 10 }),
    line(1, { attempt: 1, step: 8 }),
    line(2, { attempt: 0, step: 11 }),
  ])
  t.match(restarted, { attempt: 1, restarts: 1 })
  t.same(
    jobOf([{ kind: 'notice', time: step(0, 1).time as string, code: 'attempt_started', message: 'x', attempt: 2 }])
      .attempt,
    2,
  )
})

t.test('numbers of one step that several ranks report are put together', async t => {
  const job = jobOf([step(0, 1, { loss: 3 }), { ...step(0, 1), metrics: { tokens_per_second: 5 } }])
  t.match(job.metrics, { loss: 3, tokens_per_second: 5 })
})

t.test('what is firing and silenced or muted is listed with why, as long as it is', async t => {
  const time = step(0, 1).time as string
  const alert = (key: string, more: object = {}): AnyRecord =>
    ({ kind: 'alert', time, key, state: 'firing', summary: `[SLOW] ${key}`, ...more }) as AnyRecord
  const delivery = (key: string, outcome: string, error?: string): AnyRecord =>
    ({ kind: 'delivery', time, alert: key, channel: 'c', outcome, error }) as AnyRecord
  const untoldOf = (...records: readonly AnyRecord[]): readonly string[] =>
    [...jobOf(records).untold.values()].map(({ summary, why }) => `${summary} ${why}`)
  const silenced = [alert('a'), delivery('a', 'silenced', 'silence 1')]
  t.same(untoldOf(...silenced, alert('b'), delivery('b', 'sent')), ['[SLOW] a silence 1', '[SLOW] b '])
  t.same(untoldOf(...silenced, alert('a', { reminder: 1 }), delivery('a', 'inhibited', 'w')), ['[SLOW] a w'])
  t.same(untoldOf(...silenced, delivery('a', 'sent')), ['[SLOW] a '], 'the silence is over')
  t.same(untoldOf(...silenced, alert('a', { state: 'resolved' })), [])
  t.same(untoldOf(alert('a', { once: true }), delivery('a', 'silenced', 'silence 1')), [])
  t.equal(untoldOf(...Array.from({ length: 300 }, (_, index) => alert(`k${index}`))).length, 100)
  const lines = jobLines(jobOf(silenced), { width: 200, now: START, wrap: text => [text] })
  t.match(
    lines.map(line => line.map(span => span.text).join('|')),
    ['step|no step seen yet', 'alerts|1 in all, 1 kept quiet', 'not told|[SLOW] a (silence 1)'],
  )
  const [, told] = jobLines(jobOf([alert('a')]), { width: 200, now: START, wrap: text => [text] })
  t.equal(told?.[1]?.text, '1 told', 'where no channel says what became of it')
  const many = ['a', 'b', 'c', 'd', 'e'].flatMap(key => [alert(key), delivery(key, 'silenced', 's')])
  t.equal(jobLines(jobOf(many), { width: 200, now: START, wrap: text => [text] }).at(-1)?.[1]?.text, 'and 2 more')
})

t.test('alerts, deliveries and verdicts are counted and kept', async t => {
  const time = step(0, 1).time as string
  const job = jobOf([
    { kind: 'alert', time, key: 'k', state: 'firing', summary: 's' },
    { kind: 'delivery', time, alert: 'k', channel: 'c', outcome: 'sent' },
    { kind: 'delivery', time, alert: 'k', channel: 'd', outcome: 'failed' },
    { kind: 'delivery', time, alert: 'k', channel: 'd', outcome: 'silenced', error: 'silence 1' },
    { kind: 'delivery', time, alert: 'k', channel: 'd', outcome: 'acknowledged', error: 'acknowledged by a@b' },
    { kind: 'verdict', time, action: 'stop' },
  ])
  t.same(job.alerts, { reported: 1, sent: 1, failed: 1, quiet: 2 })
  t.equal(job.seenTo, 'acknowledged by a@b')
  t.equal(jobSnapshot(job).acknowledged, 'acknowledged by a@b')
  takeOfJob(job, { kind: 'alert', time, key: 'k', state: 'resolved', summary: 's' }, 0)
  t.equal(job.seenTo, '', 'which is over with what was seen to')
  t.equal(job.verdict?.action, 'stop')
})

t.test('ten times as many lines and steps as it keeps', async t => {
  const many = 10 * BOUNDS['view.steps'].most
  const job = jobOf(
    Array.from({ length: many }, (_, index) => ({ ...step(index, index + 1), level: 'ERROR' as const })),
  )
  t.same(
    [job.points.length, job.lines.length, job.errors.length],
    [BOUNDS['view.steps'].most, BOUNDS['view.lines'].most, BOUNDS['view.lines'].most],
  )
  t.equal(job.points.at(-1)?.step, many)
})
