// Which entry a line of a file goes on: told from the lines before it, of its own writer alone.
import t from 'tap'
import { readHead } from '../../../lib/formats/read-head.ts'
import { entryFinder } from '../../../lib/io/classify/entry-finder.ts'

/** The message of the entry that the last of some lines goes on. */
function entryOfLast(lines: readonly string[]): string | undefined {
  const buffer = Buffer.from(`${lines.join('\n')}\n`)
  const text = lines.at(-1) as string
  const from = buffer.length - 1 - Buffer.byteLength(text)
  const finder = entryFinder((bytes, start, end) => bytes.toString('utf8', start, end))
  finder.begin(buffer, 0)
  return finder.entryOf(readHead(text), { text, from, to: buffer.length - 1 })?.message
}
const ERROR = '2026-01-01 00:00:00,000 - root - ERROR - it failed:'
const TRACEBACK = 'Traceback (most recent call last):'
const FRAME = '  File "a.py", line 1, in f'

t.test('a traceback goes on the line of its writer that announced it', async t => {
  t.equal(entryOfLast([ERROR, TRACEBACK, FRAME]), ERROR)
  t.equal(entryOfLast([`[rank0]: ${ERROR}`, `[rank0]: ${TRACEBACK}`, `[rank1]: x`, `[rank0]: ${FRAME}`]), ERROR)
  t.equal(entryOfLast([`[rank0]: ${ERROR}`, `[rank1]: ${TRACEBACK}`, `[rank1]: ${FRAME}`]), TRACEBACK)
})

t.test('a writer is known by the shortest prefix that names it', async t => {
  t.equal(entryOfLast([`[rank0]:${ERROR}`, `[rank0]:[rank0]: ${TRACEBACK}`, `[rank0]:[rank0]: ${FRAME}`]), ERROR)
})
