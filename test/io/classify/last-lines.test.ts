import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { startOfLast } from '../../../lib/io/classify/last-lines.ts'

t.test('where the last lines begin, whatever the size and the end of the file', async t => {
  const path = join(t.testdir(), 'x.log')
  const long = 'x'.repeat(400_000)
  for (const [what, text] of [
    ['an empty file', ''],
    ['one line', 'a'],
    ['lines with an end', 'a\nb\nc\n'],
    ['a last line without an end', 'a\nb\nc'],
    ['empty lines', '\n\n\n\n'],
    ['lines over several chunks', `${[long, long, long, 'd', long, long].join('\n')}\n`],
    ['a chunk that ends with a line', `${'y'.repeat(1024 * 1024 - 1)}\nz\n`],
  ] as const) {
    await writeFile(path, text)
    const lines = text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined)
    const file = await open(path)
    for (const count of [1, 2, 3, 7]) {
      const { offset, line } = await startOfLast(file, count)
      const first = Math.max(0, lines.length - count)
      t.equal(line, text === '' ? 1 : first + 1, `${what}: number of the first of ${count}`)
      t.equal(
        offset,
        Buffer.byteLength(
          lines
            .slice(0, first)
            .map(each => `${each}\n`)
            .join(''),
        ),
        `${what}: its place`,
      )
    }
    await file.close()
  }
})
