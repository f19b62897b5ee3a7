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

t.test('lines that are asked about one after the other are told as each alone is', async t => {
  const lines: string[] = []
  // Entries of three ranks, together no more lines than are looked back, and then other lines for a while.
  for (let group = 0; group < 4; group++) {
    for (let entry = 0; entry < 6; entry++) {
      const rank = `[rank${entry % 3}]:`
      lines.push(`${rank} ${ERROR}`, `${rank} ${TRACEBACK}`)
      for (let frame = 0; frame < 3 + group; frame++) lines.push(`${rank} ${FRAME}${frame}`)
      lines.push(`[rank${(entry + 1) % 3}]: text`)
    }
    for (let other = 0; other < 100; other++) lines.push('x'.repeat(group * 150))
  }
  const ends = ['\n', '\r', '\r\n']
  const places: { text: string; from: number; to: number }[] = []
  let whole = ''
  for (const [index, text] of lines.entries()) {
    places.push({ text, from: whole.length, to: whole.length + text.length })
    whole += text + ends[index % 3]
  }
  const buffer = Buffer.from(whole)
  const newFinder = () => {
    const finder = entryFinder((bytes, start, end) => bytes.toString('utf8', start, end))
    finder.begin(buffer, 0)
    return finder
  }
  const shared = newFinder()
  for (const place of places.filter(({ text }) => text.includes('File "') || text.endsWith('text'))) {
    const head = readHead(place.text)
    t.same(shared.entryOf(head, place), newFinder().entryOf(head, place), `${place.from}: ${place.text}`)
  }
})

t.test('only the last lines before one are looked at', async t => {
  const others = (count: number): string[] => Array.from({ length: count }, () => '[rank1]: x')
  const frame = `[rank0]: ${FRAME}`
  t.equal(entryOfLast([`[rank0]: ${ERROR}`, `[rank0]: ${TRACEBACK}`, ...others(62), frame]), ERROR)
  t.equal(entryOfLast([`[rank0]: ${ERROR}`, `[rank0]: ${TRACEBACK}`, ...others(63), frame]), TRACEBACK)
  t.equal(entryOfLast([`[rank0]: ${ERROR}`, `[rank0]: ${TRACEBACK}`, ...others(64), frame]), undefined)
})

t.test('of another buffer no line of the one before is looked at', async t => {
  const finder = entryFinder((bytes, start, end) => bytes.toString('utf8', start, end))
  const ask = (lines: readonly string[]) => {
    const buffer = Buffer.from(lines.join('\n'))
    finder.begin(buffer, 0)
    const text = lines.at(-1) as string
    return finder.entryOf(readHead(text), { text, from: buffer.length - text.length, to: buffer.length })?.message
  }
  t.equal(ask(['text', 'text']), undefined)
  t.equal(ask([ERROR, TRACEBACK, FRAME]), ERROR)
})
