// A log of long ago, read by the wall clock: one notice says how to replay it, and nothing is said to hang.
import t from 'tap'
import { drive } from '../../lib/drive.ts'
import { hangSettings } from '../../lib/hang/settings.ts'
import { hang } from '../../lib/programs/hang.ts'
import { formatTime } from '../../lib/record/time.ts'
import type { AnyRecord, LogRecord } from '../../lib/record/types.generated.ts'
import { driven } from '../driven.ts'

const OPTIONS = {
  ...{ 'step-factor': 2, 'step-floor': 20_000, 'step-stall': undefined, 'first-step': 600_000, silence: undefined },
  ...{ 'max-ranks': 10, 'exit-code': false, without: [] },
}
const NOW = Date.UTC(2026, 10, 30)
const YEAR = 365 * 24 * 3_600_000

const machine = (mode: 'wall' | 'record') =>
  driven(drive(hang.start(hangSettings(OPTIONS, { config: undefined })), mode, false, 'hang'))
const step = (at: number, number: number): LogRecord => ({
  ...{ kind: 'log', time: formatTime(at) as string, time_from: 'line', step: number, message: `step ${number}` },
})
const short = (records: readonly AnyRecord[]): readonly string[] =>
  records.flatMap(record =>
    record.kind === 'notice' ? [record.code] : record.kind === 'status' && record.scope === 'job' ? [record.to] : [],
  )

/** Steps whose times are `every` ms apart and which come `wait` ms apart, then silence by the wall clock. */
function told(from: number, every: number, wait: number, silence = 3_600_000): readonly string[] {
  const driver = machine('wall')
  const out: AnyRecord[] = []
  let now = NOW
  for (let index = 0; index < 20; index++) {
    out.push(...driver.take(step(from + index * every, index + 1), now))
    now += wait
  }
  const last = now + silence
  for (let due = driver.deadline(); due !== undefined && due < last; due = driver.deadline())
    out.push(...driver.tick(due))
  return short([...out, ...driver.end(last)])
}

t.test('a log of a year ago that is read at once', async t => {
  t.same(told(NOW - YEAR, 30_000, 0), ['HEALTHY', 'old_lines'])
  t.same(told(NOW - YEAR, 30_000, 5), ['HEALTHY', 'old_lines'], 'nor one that is read slowly')
})

t.test('the same as a replay', async t => {
  const driver = machine('record')
  const out = [1, 2, 3, 40].flatMap(number => driver.take(step(NOW - YEAR + number * 5000, number), NOW))
  t.same(short([...out, ...driver.end(NOW)]), ['HEALTHY', 'HANGING', 'HEALTHY'])
})

t.test('a log of today is watched, also where its first part is read at once', async t => {
  t.same(told(NOW - 600_000, 5000, 0), ['HEALTHY', 'HANGING'])
  t.same(told(NOW, 5000, 5000), ['HEALTHY', 'HANGING'])
})

t.test('a machine whose clock is a year behind is watched as well', async t => {
  t.same(told(NOW - YEAR, 5000, 5000), ['HEALTHY', 'HANGING'])
})

t.test('an old log that goes on is watched from then on', async t => {
  const driver = machine('wall')
  const out: AnyRecord[] = []
  for (let index = 0; index < 20; index++) out.push(...driver.take(step(NOW - 2 * YEAR + index * 30_000, index), NOW))
  for (let index = 20; index < 23; index++)
    out.push(...driver.take(step(NOW + index * 5000, index), NOW + index * 5000))
  for (let due = driver.deadline(); due !== undefined && due < NOW + 9e6; due = driver.deadline())
    out.push(...driver.tick(due))
  t.same(short(out), ['HEALTHY', 'old_lines', 'HANGING'])
})
