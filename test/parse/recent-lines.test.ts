import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import { parser } from '../../lib/parse/parser.ts'
import { recentLines, restoreLines } from '../../lib/parse/recent-lines.ts'
import { isProblems } from '../../lib/problem.ts'
import { parse } from '../../lib/programs/parse.ts'

const settled = parse.settle({ 'keep-labels': false } as Parameters<typeof parse.settle>[0], {
  config: undefined,
  environment: {},
})
if (isProblems(settled)) throw new Error(JSON.stringify(settled))
const settings = settled as Parameters<typeof parser>[0]

t.test('the last lines are kept, and those of an entry that waits, however far it goes back', async t => {
  const first = parser(settings)
  const recent = recentLines()
  const give = (line: string, now: number): void => {
    recent.add(line, now)
    first.line(line, now)
  }
  for (let count = 0; count < 20_000; count++) give(`2026-01-01 10:00:00,000 INFO line ${count}`, count)
  t.equal(recent.save(first).lines.length, BOUNDS['state.lines'].most)
  give('Traceback (most recent call last):', 20_000)
  for (let count = 0; count < 300; count++) give(`  File "train.py", line ${count}, in f`, 20_000)
  const saved = recent.save(first)
  t.equal(saved.lines.length, 301, 'more than the last ones, for the entry is not whole')
  const second = parser(settings)
  restoreLines(second, recentLines(), JSON.parse(JSON.stringify(saved)))
  const [whole] = [...second.line('ValueError: bad', 20_001), ...second.releaseAll()]
  t.match(whole, { lines: 302, level: 'ERROR', time: '2026-01-01T10:00:00.000Z', time_from: 'inferred' })
})

t.test('what left at the end of input does not come again', async t => {
  const first = parser(settings)
  const recent = recentLines()
  recent.add('ValueError: bad', 0)
  t.equal([...first.line('ValueError: bad', 0), ...first.releaseAll()].length, 1)
  recent.released()
  const second = parser(settings)
  restoreLines(second, recentLines(), JSON.parse(JSON.stringify(recent.save(first))))
  t.same(second.releaseAll(), [])
})

t.test('lines that are huge do not pile up', async t => {
  const first = parser(settings)
  const recent = recentLines()
  for (let count = 0; count < 100; count++) recent.add('x'.repeat(200_000), count)
  t.ok(JSON.stringify(recent.save(first)).length < 5_000_000)
})
