// Faults that several rules see in one line are one alert, with all of them, whether the job has states or not.
import t from 'tap'
import { alertMachine } from '../../lib/alert/machine.ts'
import { alertSettings } from '../../lib/alert/settings.ts'
import { drive } from '../../lib/drive.ts'
import { isProblems } from '../../lib/problem.ts'
import type { AlertRecord, AnyRecord } from '../../lib/record/types.generated.ts'
import { type Driven, driven } from '../driven.ts'

const START = Date.UTC(2026, 0, 1)
const stamp = (seconds: number): string => new Date(START + seconds * 1000).toISOString()

function start(mode: 'record' | 'wall' = 'record'): Driven {
  const settings = alertSettings({ alert: { gather: '0s' } })
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  return driven(drive(alertMachine(settings), mode, true))
}

const log = (seconds: number): AnyRecord => ({ kind: 'log', time: stamp(seconds), message: 'broken' })
const fault = (rule: string, more: object = {}): AnyRecord => ({
  ...{ kind: 'match', time: stamp(0), rule, verdict: 'fault', reason: `${rule} saw it`, message: 'broken' },
  ...more,
})
const status = (to: string, rules: readonly string[], more: object = {}): AnyRecord =>
  ({ kind: 'status', time: stamp(0), scope: 'job', to, rules, ...more }) as AnyRecord

const alertsOf = (records: readonly AnyRecord[]): readonly string[] =>
  records
    .filter((record): record is AlertRecord => record.kind === 'alert')
    .map(({ state, facts }) => `${state} ${facts?.find(({ name }) => /^Rules?$/.test(name))?.value ?? ''}`)
const run = (records: readonly AnyRecord[], driver = start()): readonly string[] =>
  alertsOf([...records.flatMap(record => driver.take(record, START)), ...driver.end(START)])

t.test('all rules that saw a fault in a line are named, with and without a status', async t => {
  const faults = [log(0), fault('X'), fault('Y')]
  t.same(run([...faults, log(0)]), ['firing X, Y'])
  t.same(run(faults), ['firing X, Y'], 'at the end of the input, too')
  t.same(run([...faults, status('FAULTED', ['X', 'Y', 'Z'])]), ['firing X, Y, Z'])
  t.same(run([...faults, status('SLOW', ['S'])]).slice(0, 1), ['firing X, Y'], 'whatever the job is said to be')
})

t.test('the faults of two jobs, and those of two lines, are not mixed', async t => {
  t.same(run([fault('X', { job: 'a' }), fault('Y', { job: 'b' })]), ['firing X', 'firing Y'])
  const [first] = alertsOf([fault('X'), fault('Y', { time: stamp(5) })].flatMap(each => start().take(each, START)))
  t.equal(first, undefined, 'held until it is known')
  t.same(run([fault('X'), fault('Y', { time: stamp(5) })]), ['firing X'], 'the second is of the same episode')
})

t.test('live, an alert waits a moment for further rules and no longer', async t => {
  const driver = start('wall')
  t.same(alertsOf(driver.take(fault('X'), START)), [])
  t.same(alertsOf(driver.take(fault('Y'), START + 3)), [])
  const due = driver.deadline() as number
  t.equal(due, START + 43)
  t.same(alertsOf(driver.tick(due)), ['firing X, Y'])
})

t.test('a line with hundreds of faults names a hundred', async t => {
  const rules = Array.from({ length: 150 }, (_, index) => `r${index}`)
  const [told] = run(rules.map(rule => fault(rule)))
  t.equal(told?.split(', ').length, 100)
})
