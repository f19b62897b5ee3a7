import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { linesNear, readPieces } from '../../../lib/io/why/lines-near.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-near-'))
t.teardown(() => rmSync(folder, { recursive: true }))
function log(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

t.test('lines by their numbers, of a file and of a compressed one', async t => {
  const text = 'one\ntwo\nthree\nfour\nfive'
  for (const path of [log('a.log', text), log('a.log.gz', text)]) {
    t.same(await linesNear(path, [{ from: 2, to: 3 }]), [
      { number: 2, text: 'two' },
      { number: 3, text: 'three' },
    ])
    t.same(
      (
        await linesNear(path, [
          { from: 1, to: 1 },
          { from: 5, to: 9 },
        ])
      ).map(line => line.text),
      ['one', 'five'],
    )
  }
  t.same(await linesNear(log('b.log', 'one\n'), [{ from: 1, to: 2 }]), [{ number: 1, text: 'one' }])
  t.same(await linesNear(log('c.log', ''), [{ from: 1, to: 2 }]), [])
  t.same(await linesNear(log('d.log', 'x\n'), []), [])
})

t.test('lines of a log that is longer than what is read at once', async t => {
  const lines = Array.from({ length: 300_000 }, (_, index) => `line ${index + 1}`)
  const path = log('long.log', lines.join('\n'))
  for (const number of [1, 100_000, 123_456, 299_999, 300_000])
    t.same(await linesNear(path, [{ from: number, to: number }]), [{ number, text: `line ${number}` }])
})

t.test('of a line that was redrawn the last text counts, and numbers are those of line ends', async t => {
  t.same(await linesNear(log('bar.log', ' 1%|x\r 2%|xx\r\nend\r\n'), [{ from: 1, to: 2 }]), [
    { number: 1, text: ' 2%|xx' },
    { number: 2, text: 'end' },
  ])
})

t.test('a line without an end is bounded', async t => {
  const [line] = await linesNear(log('wide.log', `${'x'.repeat(5_000_000)}\nnext\n`), [{ from: 1, to: 1 }])
  t.ok((line?.text.length ?? 0) >= 4096 && (line?.text.length ?? 0) <= 8192)
})

t.test('standard input is gone, and what is not there is an error', async t => {
  t.same(await linesNear('-', [{ from: 1, to: 2 }]), [])
  await t.rejects(linesNear(join(folder, 'none'), [{ from: 1, to: 2 }]), { code: 'ENOENT' })
})

t.test('pieces that overlap, in any order, are each given whole; one behind the end of the log is not', async t => {
  const path = log('e.log', Array.from({ length: 9 }, (_, index) => `${index + 1}\n`).join(''))
  const given: string[][] = []
  const piece = (from: number, to: number) => ({
    from,
    to,
    take: (lines: readonly { text: string }[]) => void given.push([`${from}`, lines.map(({ text }) => text).join('')]),
  })
  await readPieces(path, [piece(3, 6), piece(1, 4), piece(4, 4), piece(8, 20), piece(10, 12)])
  t.same(given, [
    ['1', '1234'],
    ['4', '4'],
    ['3', '3456'],
    ['8', '89'],
  ])
})
