import t from 'tap'
import { addLine, addText, byteSink, takeBytes } from '../../lib/record/bytes.ts'

const sink = byteSink()

t.test('lines come out in order, once', async t => {
  t.equal(takeBytes(sink), undefined)
  addLine(sink, 'one')
  addText(sink, 'two\n')
  t.equal(String(takeBytes(sink)), 'one\ntwo\n')
  t.equal(takeBytes(sink), undefined)
})

t.test('a huge line makes room for itself, and nothing is lost before or behind it', async t => {
  const huge = 'é'.repeat(5_000_000)
  for (const line of ['before', huge, 'behind']) addLine(sink, line)
  t.ok(String(takeBytes(sink)) === `before\n${huge}\nbehind\n`)
  t.equal(takeBytes(sink), undefined)
  addLine(sink, 'later')
  t.equal(String(takeBytes(sink)), 'later\n')
})

t.test('texts of every width are encoded, also where one block holds them all', async t => {
  const lines = Array.from(
    { length: 3000 },
    (_, index) => ['plain', 'naïve', '██ 12%', '\u{1f600}'][index % 4] + String(index),
  )
  for (const line of lines) addLine(sink, line)
  t.ok(String(takeBytes(sink)) === `${lines.join('\n')}\n`)
})

t.test('the bytes that were taken stay as they are', async t => {
  addLine(sink, 'first')
  const taken = takeBytes(sink)
  addLine(sink, 'other')
  takeBytes(sink)
  t.equal(String(taken), 'first\n')
})
