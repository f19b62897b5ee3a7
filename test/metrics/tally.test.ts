import t from 'tap'
import type { Measure } from '../../lib/metrics/families.ts'
import { measuresOf, newTally, tallyRecord } from '../../lib/metrics/tally.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'

const START = Date.parse('2026-01-01T00:00:00.000Z')
const at = (second: number): string => new Date(START + second * 1000).toISOString()

function tallied(records: readonly AnyRecord[], settings: { tellsStates?: boolean; isLive?: boolean } = {}) {
  const tally = newTally({ job: 'llama', tellsStates: false, isLive: true, ...settings }, START)
  for (const [index, record] of records.entries()) tallyRecord(tally, record, START + index * 1000)
  return measuresOf(tally)
}
const value = (measures: readonly Measure[], name: string, labels: object = {}): number | undefined =>
  measures.find(
    each => each.name === name && Object.entries(labels).every(([key, value]) => each.labels?.[key] === value),
  )?.value
const step = (number: number, more: object = {}): AnyRecord => ({
  kind: 'log',
  time: at(number),
  time_from: 'line',
  message: 'm',
  step: number,
  metrics: { step_time_ms: 1500, loss: 2 },
  ...more,
})

t.test('a job that nothing was heard of is WAITING where a stage tells states, and unknown elsewhere', async t => {
  t.equal(value(tallied([], { tellsStates: true }), 'job_state', { job: 'llama', state: 'WAITING' }), 1)
  t.same(tallied([]), [])
  t.equal(value(tallied([step(1)]), 'job_state'), undefined)
})

t.test('the last state is 1, and all others are 0', async t => {
  const measures = tallied([
    { kind: 'status', time: at(0), scope: 'job', to: 'HEALTHY' },
    { kind: 'status', time: at(0), scope: 'rank', rank: 1, to: 'FAULTED' },
    { kind: 'status', time: at(2), scope: 'job', to: 'HANGING', reason: 'r' },
  ])
  const states = measures.filter(({ name }) => name === 'job_state')
  t.same(Object.fromEntries(states.map(({ labels, value }) => [labels?.['state'], value])), {
    WAITING: 0,
    HEALTHY: 0,
    SLOW: 0,
    HANGING: 1,
    FAULTED: 0,
    ENDED: 0,
  })
  t.equal(value(measures, 'job_state_since_timestamp_seconds'), START / 1000 + 2)
})

t.test('steps in seconds, a loss that is not finite as NaN, attempts and restarts', async t => {
  const measures = tallied([
    step(5, { attempt: 0, total_steps: 100 }),
    { kind: 'notice', code: 'attempt_started', message: 'm', attempt: 1 },
    step(6, { attempt: 1, metrics: { step_time_ms: 2500, loss: null } }),
  ])
  t.equal(value(measures, 'job_step'), 6)
  t.equal(value(measures, 'job_planned_steps'), 100)
  t.equal(value(measures, 'job_step_duration_seconds'), 2.5)
  t.ok(Number.isNaN(value(measures, 'job_loss')))
  t.equal(value(measures, 'job_attempt'), 1)
  t.equal(value(measures, 'job_restarts_total'), 1)
  t.equal(value(measures, 'job_last_step_timestamp_seconds'), START / 1000 + 2)
  t.equal(value(measures, 'notices_total', { code: 'attempt_started' }), 1)
  t.equal(value(measures, 'records_total', { kind: 'log' }), 2)
})

t.test('the lag is how old a line was when it was read; a replay has none', async t => {
  const late: AnyRecord = { kind: 'log', time: at(-30), time_from: 'line', message: 'm' }
  const guessed: AnyRecord = { kind: 'log', time: at(-500), time_from: 'inferred', message: 'm' }
  t.equal(value(tallied([late, guessed]), 'lag_seconds'), 30)
  t.equal(value(tallied([late], { isLive: false }), 'lag_seconds'), undefined)
})

t.test('alerts, deliveries and verdicts by their labels; kinds that nobody knows together', async t => {
  const measures = tallied([
    { kind: 'alert', key: 'k', state: 'firing', severity: 'critical', summary: 's' },
    { kind: 'delivery', alert: 'k', channel: 'mail', outcome: 'failed' },
    { kind: 'delivery', alert: 'k', channel: 'mail', outcome: 'sent' },
    { kind: 'verdict', action: 'restart' },
    { kind: 'theirs' } as unknown as AnyRecord,
  ])
  t.equal(value(measures, 'alerts_total', { state: 'firing', severity: 'critical' }), 1)
  t.equal(value(measures, 'deliveries_total', { channel: 'mail', outcome: 'failed' }), 1)
  t.equal(value(measures, 'deliveries_total', { channel: 'mail', outcome: 'sent' }), 1)
  t.equal(value(measures, 'verdicts_total', { action: 'restart' }), 1)
  t.equal(value(measures, 'records_total', { kind: 'other' }), 1)
})
