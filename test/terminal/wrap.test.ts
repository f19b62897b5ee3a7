import t from 'tap'
import { textFitter, wrapperFor } from '../../lib/terminal/wrap.ts'

const look = { width: 20, hasColour: false, hasUnicode: true }

t.test('text is cut to a width, at its end or its start', async t => {
  const { cutTo } = await textFitter(look)
  t.equal(cutTo('0123456789', 10, 'end'), '0123456789')
  t.equal(cutTo('0123456789', 9, 'end'), '01234567…')
  t.equal(cutTo('0123456789', 9, 'start'), '…23456789')
  t.equal(cutTo('日本語日本語', 6, 'end'), '日本…')
  t.equal(cutTo('日本語日本語', 6, 'start'), '…本語')
  t.equal(cutTo('0123456789', 1, 'start'), '…')
  t.equal(cutTo('x'.repeat(1_000_000), 5, 'end'), 'xxxx…')
})

t.test('text stands behind what comes first, line for line', async t => {
  const { wrapped, cut } = await wrapperFor(look)
  t.same(wrapped('  - ', 'one two three four five'), ['  - one two three', '    four five'])
  t.same(wrapped('  - ', 'x'.repeat(20)), [`  - ${'x'.repeat(16)}`, '    xxxx'])
  t.same(wrapped('', ''), [''])
  t.equal(cut('  7  ', 'a line that is too long'), '  7  a line that is…')
  t.equal(cut('  7  ', ''), '  7')
})

t.test('there is room for some words, however much comes first', async t => {
  const { wrapped } = await wrapperFor(look)
  t.same(wrapped(' '.repeat(30), 'one two three'), [`${' '.repeat(30)}one two`, `${' '.repeat(30)}three`])
})

t.test('without UTF-8 the mark of a cut is ASCII and counts as wide as it is', async t => {
  const { cut } = await wrapperFor({ ...look, hasUnicode: false })
  t.equal(cut('', '0123456789012345678901'), '01234567890123456...')
})
