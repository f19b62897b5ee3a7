import t from 'tap'
import { paintTable, type TableColumn } from '../../lib/terminal/table.ts'

const look = { width: 40, hasColour: false, hasUnicode: true }
const columns: readonly TableColumn[] = [
  { title: 'name', least: 6, dropFirst: 0, growLast: 1, cut: 'start', most: 12 },
  { title: 'step', align: 'right', least: 5, dropFirst: 1, growLast: 0 },
  { title: 'cause', least: 10, dropFirst: 0, growLast: 2 },
]
const row = (...texts: string[]): { text: string }[] => texts.map(text => ({ text }))

t.test('cells stand under their titles, wrapped at words', async t => {
  t.same(
    await paintTable(columns, [row('a.log', '7', 'GPU memory ran out while it was warm'), row('b', '1200', 'x')], look),
    ['name   step  cause', 'a.log     7  GPU memory ran out while it', '             was warm', 'b      1200  x'],
  )
})

t.test('what is cut goes at its beginning; words that are too long are broken', async t => {
  t.same(await paintTable(columns, [row('runs/of/yesterday.log', '7', 'x'.repeat(25))], look), [
    'name          step  cause',
    '…sterday.log     7  xxxxxxxxxxxxxxxxxxxx',
    '                    xxxxx',
  ])
  t.same(await paintTable(columns, [row('runs/of/yesterday.log', '7', 'x')], { ...look, hasUnicode: false }), [
    'name          step  cause',
    '...erday.log     7  x',
  ])
})

t.test('characters of two columns count as two', async t => {
  t.same(await paintTable(columns, [row('日本語日本語日本語', '7', '日本語')], look), [
    'name          step  cause',
    '…本語日本語      7  日本語',
  ])
})

t.test('a column that does not fit is left out', async t => {
  t.same(await paintTable(columns, [row('abcdef', '12345', '0123456789')], { ...look, width: 20 }), [
    'name    cause',
    'abcdef  0123456789',
  ])
})

t.test('every line of a cell has its colour, and nothing else has one', async t => {
  const cells = [{ text: 'a' }, { text: '1' }, { text: 'out of memory here', tone: 'bad' as const }]
  const lines = await paintTable(columns, [cells], { width: 24, hasColour: true, hasUnicode: true })
  t.same(lines.slice(1), [
    'a        1  \u001b[31m\u001b[1mout of\u001b[22m\u001b[39m',
    '            \u001b[31m\u001b[1mmemory here\u001b[22m\u001b[39m',
  ])
})
