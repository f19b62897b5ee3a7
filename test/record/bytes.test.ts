import fc from 'fast-check'
import t from 'tap'
import { addLine, addMessage, addNumber, addQuoted, byteSink, NUMBER_BYTES, reserve, takeBytes } from '../../lib/record/bytes.ts'

const sink = byteSink()
const number = (value: number): string => {
  reserve(sink, NUMBER_BYTES)
  addNumber(sink, value)
  return String(takeBytes(sink))
}

t.test('every number is written as JSON.stringify writes it', async t => {
  const decimal = fc.tuple(fc.integer(), fc.integer({ min: -12, max: 12 })).map(([digits, exponent]) => Number(`${digits}e${exponent}`))
  fc.assert(
    fc.property(fc.oneof(fc.double(), decimal, fc.maxSafeInteger(), fc.float()), value => number(value) === JSON.stringify(value)),
    { numRuns: 20_000 },
  )
  for (const value of [0, -0, 0.1 + 0.2, 1e15, 1e15 - 1, 999_999_999_999_999.9, 0.1, 1e-6, 1e-7, 9.999999e-7, 123.456, -0.5, 1e21, 5e-324, 2 ** 53, 1.005, 4.35])
    t.equal(number(value), JSON.stringify(value))
  t.equal(number(Number.NaN), 'null')
  t.equal(number(Number.NEGATIVE_INFINITY), 'null')
})

t.test('every text is quoted as JSON.stringify quotes it', async t => {
  for (let code = 0; code < 0x300; code++) {
    for (const text of [String.fromCharCode(code), `a long text with one character ${String.fromCharCode(code)} in it`]) {
      addQuoted(sink, text)
      t.equal(String(takeBytes(sink)), JSON.stringify(text))
    }
  }
})

t.test('a huge line makes room for itself, and nothing is lost before or behind it', async t => {
  const huge = 'é'.repeat(5_000_000)
  for (const line of ['before', huge, 'behind']) addLine(sink, line)
  t.ok(String(takeBytes(sink)) === `before\n${huge}\nbehind\n`)
  t.equal(takeBytes(sink), undefined)
  addLine(sink, 'later')
  t.equal(String(takeBytes(sink)), 'later\n')
})

t.test('a message that comes again is written again, also after the bytes were taken and after they grew', async t => {
  const messages = ['one', 'one', 'a "quoted" one', 'a "quoted" one', 'x'.repeat(600_000), 'x'.repeat(600_000), '', '']
  for (const message of messages) addMessage(sink, message)
  t.ok(String(takeBytes(sink)) === messages.map(message => JSON.stringify(message)).join(''))
  addMessage(sink, 'one')
  takeBytes(sink)
  addLine(sink, 'between')
  addMessage(sink, 'one')
  t.equal(String(takeBytes(sink)), 'between\n"one"')
})
