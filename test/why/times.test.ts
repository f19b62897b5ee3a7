import t from 'tap'
import { UTC, zoneOf } from '../../lib/record/zone.ts'
import { timesOf, toldOf } from '../../lib/why/times.ts'

const written = Date.UTC(2026, 10, 29, 12)
const iso = (text: string, zone = UTC): readonly string[] | undefined => {
  const times = timesOf(text, zone, written)
  return times && [new Date(times.first).toISOString(), new Date(times.last).toISOString()]
}

t.test('the first and the last time that lines state', async t => {
  t.same(iso('no time\n[2026-03-04 05:06:11] a\nnone\n[2026-03-04 05:07:00] b\nnone\n'), [
    '2026-03-04T05:06:11.000Z',
    '2026-03-04T05:07:00.000Z',
  ])
  t.equal(iso('no time\nat all\n'), undefined)
  t.equal(iso(''), undefined)
})

t.test('times that name no zone are of the zone that is given', async t => {
  t.same(iso('2026-03-04 05:06:11,000 INFO x\n', zoneOf('+05:30') as typeof UTC), [
    '2026-03-03T23:36:11.000Z',
    '2026-03-03T23:36:11.000Z',
  ])
})

t.test('a time without a year is of the year before the log was written, never after it', async t => {
  const glog = (day: string): readonly string[] | undefined => iso(`E${day} 15:15:14.787000 1 a.py:1] x\n`)
  t.same(glog('0519'), ['2026-05-19T15:15:14.787Z', '2026-05-19T15:15:14.787Z'])
  t.same(glog('1129'), ['2026-11-29T15:15:14.787Z', '2026-11-29T15:15:14.787Z'], 'a zone may be meant')
  t.same(glog('1201'), ['2025-12-01T15:15:14.787Z', '2025-12-01T15:15:14.787Z'])
  t.same(iso('I1231 23:59:59.5 1 a.cc:1] old\nI0101 00:00:00.5 1 a.cc:1] new\n'), [
    '2025-12-31T23:59:59.500Z',
    '2026-01-01T00:00:00.500Z',
  ])
})

t.test('a time of day alone does not say which day it was', async t => {
  t.equal(iso('12:04:33 INFO step 5\n12:05:33 INFO step 6\n'), undefined)
})

t.test('the end is the latest time, whoever wrote the last line', async t => {
  t.same(iso('[2026-03-04 05:06:11] a\n[2026-03-04 06:00:00] b\n[2026-03-04 05:06:12] of a rank that tells late\n'), [
    '2026-03-04T05:06:11.000Z',
    '2026-03-04T06:00:00.000Z',
  ])
})

t.test('the last step is told in any form that is known', async t => {
  const step = (text: string): number | undefined => toldOf(text, UTC, written).lastStep
  t.equal(step('s:8 trl:3.2\ns:9 trl:3.1\nno step\n'), 9)
  t.equal(step('epoch 1 of 2\n'), undefined)
  t.same(toldOf('', UTC, written), {})
})
