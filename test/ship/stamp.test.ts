import t from 'tap'
import { newClock, nextStamp } from '../../lib/ship/stamp.ts'
import fc from '../fast-check.ts'

const stamps = (
  lines: readonly (readonly [time: string, offset?: number | undefined])[],
): readonly (string | undefined)[] => {
  const clock = newClock()
  return lines.map(([time, offset]) => nextStamp(clock, time, offset))
}

t.test('a time is written in nanoseconds, with the digits that the source gave', async t => {
  t.same(stamps([['2026-01-05T10:00:00.123Z'], ['2026-01-05T10:00:00.123456Z'], ['2026-01-05T10:00:01.123456789Z']]), [
    '1767607200123000000',
    '1767607200123456000',
    '1767607201123456789',
  ])
})

t.test('lines of one time without a place are counted', async t => {
  const time = '2026-01-05T10:00:00.999Z'
  t.same(stamps([[time], [time], [time], ['2026-01-05T10:00:01.000Z']]), [
    '1767607200999000000',
    '1767607200999000001',
    '1767607200999000002',
    '1767607201000000000',
  ])
  const nanos = '2026-01-05T10:00:00.999999999Z'
  t.same(stamps([[nanos], [nanos]]), ['1767607200999999999', '1767607201000000000'], 'beyond the second, too')
})

t.test('a line of a file has the same one whatever was read before it', async t => {
  const lines = Array.from(
    { length: 10_000 },
    (_, index) => [`2026-01-05T10:00:0${Math.floor(index / 1000)}.000Z`, index * 61] as const,
  )
  const all = stamps(lines)
  t.equal(new Set(all).size, lines.length, 'each its own')
  t.same([...all].sort(), all, 'in order')
  for (const start of [1, 777, 1000, 5003, 9999]) t.same(stamps(lines.slice(start)), all.slice(start))
})

t.test('more lines of one instant than it has room for stay in order, each its own', async t => {
  const lines = Array.from(
    { length: 3000 },
    (_, index) => ['2026-01-05T10:00:00.000Z', 7_990_000 + index * 40] as const,
  )
  const all = stamps([...lines, ['2026-01-05T10:00:00.001Z', 8_110_000]])
  t.equal(new Set(all).size, all.length)
  t.same([...all].sort(), all)
})

t.test('times that go back are kept, and no two lines without a place have the same one', async t => {
  const [a, b, c, d] = stamps([
    ['2026-01-05T10:00:02.000Z'],
    ['2026-01-05T10:00:01.000Z'],
    ['2026-01-05T10:00:02.000Z'],
    ['2026-01-05T10:00:01.000Z'],
  ])
  t.equal(a, '1767607202000000000')
  t.match(b, /^1767607201000/)
  t.equal(c, '1767607202000000001')
  t.match(d, /^1767607201000/)
  t.not(b, d)
  const times = Array.from({ length: 4000 }, (_, index) => `2026-01-05T10:00:0${index % 2}.000000Z`)
  t.equal(new Set(stamps(times.map(time => [time]))).size, 2501, 'a microsecond has room for 500 that are late')
})

t.test('what Loki cannot hold is none', async t => {
  t.same(
    stamps([['9999-12-31T23:59:59.999Z'], ['1969-12-31T23:59:59.999Z'], ['yesterday'], ['2262-04-11T00:00:00Z']]),
    [undefined, undefined, undefined, '9223286400000000000'],
  )
})

t.test('the stamps of a stream whose times do not go back rise, with places and without', async _t => {
  const step = fc.record({ later: fc.constantFrom(0, 0, 0, 1, 5), bytes: fc.integer({ min: 8, max: 3_000_000 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, hasPlaces) => {
      let millis = 1_767_607_200_000
      let offset = 0
      const all = stamps(
        steps.map(({ later, bytes }) => {
          millis += later
          offset += bytes
          return [new Date(millis).toISOString(), hasPlaces ? offset : undefined] as const
        }),
      )
      for (const [index, stamp] of all.entries())
        if (index > 0 && BigInt(stamp as string) <= BigInt(all[index - 1] as string)) throw new Error(`${all}`)
    }),
  )
})
