import t from 'tap'
import { roundToDigits } from '../../lib/formats/numbers.ts'
import { clockSeconds, countOf, purposeOf } from '../../lib/formats/progress.ts'
import fc from '../fast-check.ts'

t.test('durations in all the forms of bars', async t => {
  const durations: readonly (readonly [string, number | undefined])[] = [
    ['02:03', 123],
    ['1:02:03', 3723],
    ['317:00:58', 1_141_258],
    ['90:00', 5400],
    ['1 day, 02:03:04', 93_784],
    ['02:03.5', 123.5],
    ['12s', 12],
    ['1.2s', 1.2],
    ['?', undefined],
    ['-:--:--', undefined],
    ['1:2', undefined],
    [':02', undefined],
    ['1:2:03:04', undefined],
    ['1234567:00', undefined],
    ['12', undefined],
    ['', undefined],
  ]
  t.same(
    durations.map(([text]) => clockSeconds(text)),
    durations.map(([, seconds]) => seconds),
  )
})

t.test('counts with and without a scale', async t => {
  t.same(['97', '1.2k', '3.4M', '2G', '0.5'].map(countOf), [97, 1200, 3.4e6, 2e9, 0.5])
  t.ok(Number.isNaN(countOf('1.2.3')))
})

t.test('what bars count', async t => {
  t.same(['', 'Epoch 0:', 'Validation DataLoader 0', 'Map', 'something'].map(purposeOf), [
    'training',
    'training',
    'evaluation',
    'chore',
    'chore',
  ])
})

t.test('rounding gives what rounding by text gives', async t => {
  const value = fc.oneof(
    fc.double(),
    fc.double({ min: 0.01, max: 1e17 }),
    fc.integer().map(number => number / 1000),
    fc.integer({ min: 1, max: 1e6 }).map(number => 1000 / number),
  )
  const check = fc.check(
    fc.property(value, fc.constantFrom(6, 15), (number, digits) =>
      Object.is(roundToDigits(number, digits), Number(number.toPrecision(digits))),
    ),
    { numRuns: 5000 },
  )
  t.same(check.counterexample, null)
})
