import t from 'tap'
import { flat, namedNumber, namedValue, numeral, quoted, repeated, repeatedNumber } from '../../lib/record/json-text.ts'
import fc from '../fast-check.ts'

const decimal = fc
  .tuple(fc.integer(), fc.integer({ min: -12, max: 12 }))
  .map(([digits, exponent]) => Number(`${digits}e${exponent}`))
const anyNumber = fc.oneof(fc.double(), decimal, fc.maxSafeInteger(), fc.float())

t.test('every number is written as JSON.stringify writes it', async t => {
  fc.assert(
    fc.property(anyNumber, value => numeral(value) === JSON.stringify(value)),
    { numRuns: 20_000 },
  )
  for (const value of [
    0,
    -0,
    0.1 + 0.2,
    1e15,
    1e15 - 1,
    999_999_999_999_999.9,
    0.1,
    1e-6,
    1e-7,
    9.999999e-7,
    123.456,
    -0.5,
    1e21,
    5e-324,
    2 ** 53,
    1.005,
    4.35,
    10.00001,
  ])
    t.equal(numeral(value), JSON.stringify(value))
  t.equal(numeral(Number.NaN), 'null')
  t.equal(numeral(Number.NEGATIVE_INFINITY), 'null')
})

t.test('every text is quoted as JSON.stringify quotes it', async t => {
  for (let code = 0; code < 0x300; code++) {
    for (const text of [String.fromCharCode(code), `a long text with one character ${String.fromCharCode(code)} in it`])
      t.equal(quoted(text), JSON.stringify(text))
  }
})

t.test('a text that comes again is the same, whatever came between', async t => {
  const node = repeated('node')
  const text = fc.oneof(
    fc.constantFrom('', 'node-1', 'node-2', 'a "quoted" one', 'x'.repeat(300)),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(text, name => node(name) === `,"node":${JSON.stringify(name)}`),
    { numRuns: 5000 },
  )
  t.pass()
})

t.test('a number that comes again is the same, whatever came between', async t => {
  const rank = repeatedNumber('rank')
  const value = fc.oneof(fc.constantFrom(0, -0, 1, 1023, 1024, -1, 0.5, 1e21), fc.nat(3000), fc.maxSafeInteger())
  fc.assert(
    fc.property(value, value => rank(value) === `,"rank":${JSON.stringify(value)}`),
    { numRuns: 5000 },
  )
  t.pass()
})

t.test('a name and its number, first or not, whatever number was written with it last', async t => {
  const name = fc.constantFrom('loss', 'a "quoted" one', 'grad_norm', '')
  const value = fc.oneof(fc.constantFrom(0, -0, 1.5, null, Number.NaN, Number.POSITIVE_INFINITY), anyNumber)
  fc.assert(
    fc.property(
      name,
      value,
      fc.boolean(),
      (name, value, isFirst) =>
        namedNumber(isFirst, name, value) === `${isFirst ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`,
    ),
    { numRuns: 5000 },
  )
  t.pass()
})

t.test('a value that JSON has no form for is left out with its name', async t => {
  t.equal(namedValue(false, 'field', undefined), '')
  t.equal(namedValue(true, 'field', [1, 'two']), '"field":[1,"two"]')
  t.equal(namedValue(false, 'field', 'text'), ',"field":"text"')
})

t.test('a text in one piece is the same text', async t => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), text => flat(text) === text))
  t.pass()
})
