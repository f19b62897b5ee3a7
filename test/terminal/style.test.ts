import t from 'tap'
import { ellipsisOf, shown, toned } from '../../lib/terminal/style.ts'

const plain = { width: 80, hasColour: false, hasUnicode: false }
const rich = { width: 80, hasColour: true, hasUnicode: true }

t.test('a tone is a colour, or nothing', async t => {
  t.equal(toned('x', 'bad', rich), '\u001b[31m\u001b[1mx\u001b[22m\u001b[39m')
  t.equal(toned('x', 'good', rich), '\u001b[32mx\u001b[39m')
  t.equal(toned('x', 'plain', rich), 'x')
  t.equal(toned('', 'bad', rich), '')
  t.equal(toned('x', 'bad', plain), 'x')
})

t.test('without UTF-8 every character is ASCII', async t => {
  t.equal(shown('naïve → “日本” 😀…', plain), 'na?ve -> "??" ?...')
  t.equal(shown('naïve → 😀…', rich), 'naïve → 😀…')
  t.equal(ellipsisOf(plain), '...')
  t.equal(ellipsisOf(rich), '…')
})
