import t from 'tap'
import {
  civilToMillis,
  formatDuration,
  formatSeconds,
  formatTime,
  parseDuration,
  parseTime,
} from '../../lib/record/time.ts'
import fc from '../fast-check.ts'

t.test('a duration needs its unit', async t => {
  t.equal(parseDuration('200ms'), 200)
  t.equal(parseDuration('1.5h'), 5_400_000)
  t.equal(parseDuration('1m30s'), 90_000)
  for (const wrong of ['60', '', 's', '-5s', '5 s', '1e3s', '5x']) t.equal(parseDuration(wrong), undefined, wrong)
})

t.test('a duration is said in the words of a person', async t => {
  t.same([850, 12_000, 1500, 125_000, 60_000, 12_000_000].map(formatDuration), [
    '850 ms',
    '12 s',
    '1.5 s',
    '2 min 5 s',
    '1 min',
    '3 h 20 min',
  ])
})

t.test('texts of instants are those of Date, and none stands for no clock', async t => {
  const instants = fc.integer({ min: 1, max: 253_402_300_799_999 })
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(instants, millis => formatTime(millis) === new Date(millis).toISOString()),
      { numRuns: 300 },
    ),
  )
  t.same([0, -1, Number.NaN, 253_402_300_800_000].map(formatTime), [undefined, undefined, undefined, undefined])
  t.equal(formatSeconds(1_714_905_600), '2024-05-05T10:40:00')
})

t.test('instants are read as Date reads them, whatever was read before', async t => {
  const start = Date.parse('2026-03-04T05:59:58.000Z')
  const texts = fc.array(
    fc.oneof(
      fc.integer({ min: 0, max: 5000 }).map(offset => new Date(start + offset).toISOString()),
      fc.integer({ min: 0, max: 5000 }).map(offset => new Date(start + offset).toISOString().replace('Z', '456789Z')),
      fc.constantFrom(
        '2026-03-04T05:59:99.000Z',
        '2026-03-04T05:59:58.0x0Z',
        'no time',
        '2026-03-04T07:59:58.500+02:00',
        '2026-03-04T05:59:58Z',
        '',
      ),
    ),
  )
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(texts, list =>
        list.every(text => Object.is(parseTime(text), Number.isNaN(Date.parse(text)) ? undefined : Date.parse(text))),
      ),
      { numRuns: 300 },
    ),
  )
})

t.test('a civil date is read as UTC', async t => {
  t.equal(civilToMillis(2024, 2, 29, 12, 0, 1, 5), Date.parse('2024-02-29T12:00:01.005Z'))
  // Date.UTC takes the years 0 to 99 for those of the 20th century.
  t.equal(civilToMillis(0, 2, 29), Date.parse('0000-02-29T00:00:00.000Z'))
  t.equal(civilToMillis(99, 12, 31, 23, 59, 59, 999), Date.parse('0099-12-31T23:59:59.999Z'))
})
