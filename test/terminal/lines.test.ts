import t from 'tap'
import { linePainter } from '../../lib/terminal/lines.ts'

const look = { width: 20, hasColour: false, hasUnicode: true }

t.test('pieces are filled, cut and aligned by the columns that they take', async t => {
  const { paint } = await linePainter(look)
  t.equal(paint([{ text: 'ab', width: 4 }, { text: 'cd', width: 4, align: 'right' }, { text: '!' }]), 'ab    cd!')
  t.equal(paint([{ text: '日本語', width: 5 }, { text: '|' }]), '日本…|')
  t.equal(paint([{ text: 'x'.repeat(30) }, { text: 'never' }]), `${'x'.repeat(19)}…`)
  t.equal(paint([]), '')
})

t.test('a curve shows its last values, and none where there is none', async t => {
  const { paint } = await linePainter(look)
  t.equal(paint([{ text: '', curve: [9, 1, 2, undefined, 8], width: 4 }]), '▁▂ █')
  const ascii = await linePainter({ ...look, hasUnicode: false })
  t.equal(ascii.paint([{ text: '', curve: [1, 8], width: 4 }]), '_#')
})

t.test('colours take no columns', async t => {
  const { paint } = await linePainter({ ...look, hasColour: true })
  t.equal(paint([{ text: 'ab', tone: 'good', width: 3 }, { text: 'c' }]), '\u001b[32mab\u001b[39m c')
})
