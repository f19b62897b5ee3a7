import t from 'tap'
import { logEnds } from '../../../lib/io/why/log-ends.ts'
import fc from '../../fast-check.ts'

t.test('of a short log all is kept, however it came', async t => {
  const isKept = (): void =>
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 50 }), { maxLength: 30 }), texts => {
        const ends = logEnds()
        for (const text of texts) ends.add(Buffer.from(text))
        const whole = Buffer.from(texts.join('')).toString()
        return ends.tail() === whole && [...ends.head()].join('') === whole
      }),
    )
  t.doesNotThrow(isKept)
})

t.test('of a long log the last whole lines are kept, and many of the first', async t => {
  const lines = Array.from({ length: 60_000 }, (_, index) => `line ${index}`)
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  for (const size of [1000, 40_000, 1 << 20]) {
    const ends = logEnds()
    for (let at = 0; at < bytes.length; at += size) ends.add(bytes.subarray(at, at + size))
    t.ok(bytes.toString().endsWith(ends.tail()))
    t.match(ends.tail(), /^line \d+\n/)
    t.ok(ends.tail().length > 32_000)
    const pieces = [...ends.head()]
    t.ok(bytes.toString().startsWith(pieces.join('')))
    t.equal(pieces.join('').length, 262_144)
    for (const piece of pieces.slice(1)) t.match(piece, /^line/)
  }
})

t.test('a log of one line is kept as it is, and the next log begins anew', async t => {
  const ends = logEnds()
  ends.add(Buffer.alloc(100_000, 'x'))
  t.equal([...ends.head()].join('').length, 100_000)
  t.equal(ends.tail().length, 32_768)
  ends.reset()
  ends.add(Buffer.from('next\n'))
  t.same([...ends.head()], ['next\n'])
  t.equal(ends.tail(), 'next\n')
})
