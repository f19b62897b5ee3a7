import t from 'tap'
import { readStamp } from '../../lib/formats/stamp.ts'
import fc from '../fast-check.ts'

/** Reads a time when the last minutes that were read are of other forms. */
function readAlone(text: string): ReturnType<typeof readStamp> {
  for (const other of ['2001.01.01 01:01:01', '2001.01.01T01:01:01', '2001.01.01_01:01:01', '2001.01.01-01:01:01'])
    readStamp(other)
  return readStamp(text)
}

const DATES = [
  '2024-05-01 10:00:',
  '2024-05-01T10:00:',
  '2024-05-01T10:01:',
  '0501 10:00:',
  '501 10:00:',
  '10:00:',
  'May  1 10:00:',
  'Wed May  1 10:00:',
  '05/01/2024 10:00:',
  '20240501 10:00:',
]
const SECONDS = ['00', '07', '59', '60', '61', '7', '']
const ENDS = [
  '',
  'Z',
  '.5',
  ',123',
  '.123456789',
  '.1234567890',
  '.123Z',
  '.Z',
  '.',
  ':123',
  '.123.456',
  ' Z',
  '+05:30',
  ' 2025',
  ' PM',
  ' AM',
  ' x',
  'ZZ',
]
const text = fc
  .tuple(fc.constantFrom(...DATES), fc.constantFrom(...SECONDS), fc.constantFrom(...ENDS))
  .map(parts => parts.join(''))

t.test('a time of a minute that was read before is read as it is by itself', async t => {
  const check = fc.check(
    fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), texts => {
      const quick = texts.map(readStamp)
      return JSON.stringify(quick) === JSON.stringify(texts.map(readAlone))
    }),
    { numRuns: 3000 },
  )
  t.same(check.counterexample, null)
})

t.test('the zone, the fraction and what is missing of the date are told', async t => {
  const seconds = Date.UTC(2024, 4, 1, 10) / 1000
  for (const _ of ['first', 'of a known minute']) {
    t.same(readStamp('2024-05-01T10:00:07.25Z'), {
      kind: 'full',
      seconds: seconds + 7,
      fraction: '25',
      zoneMinutes: 0,
      text: '2024-05-01T10:00:07.25Z',
    })
    t.same(readStamp('2024-05-01 10:00:07,123'), {
      kind: 'full',
      seconds: seconds + 7,
      fraction: '123',
      zoneMinutes: undefined,
      text: '2024-05-01 10:00:07,123',
    })
    t.same(readStamp('0501 10:00:07.000001'), {
      kind: 'no-year',
      seconds: Date.UTC(2000, 4, 1, 10) / 1000 + 7,
      fraction: '000001',
      zoneMinutes: undefined,
      text: '0501 10:00:07.000001',
    })
    t.same(readStamp('10:00:07'), {
      kind: 'time-only',
      seconds: 36_007,
      fraction: '',
      zoneMinutes: undefined,
      text: '10:00:07',
    })
  }
})
