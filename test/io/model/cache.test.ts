import { mkdtempSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { answerCache } from '../../../lib/io/model/cache.ts'

const keyOf = (number: number): string => number.toString(16).padStart(64, '0')

t.test('a thousand answers are kept; beyond that the oldest tenth goes, and what a killed process left', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-cache-'))
  const at = (name: string, second: number): void => {
    writeFileSync(join(folder, name), '{}')
    utimesSync(join(folder, name), second, second)
  }
  for (let number = 0; number < 1000; number++) at(`${keyOf(number)}.json`, 1000 + number)
  at(`${keyOf(7)}.99.part`, 1000)
  at('notes.txt', 1)
  const cache = answerCache(folder)
  cache.write(keyOf(5000), { answer: 1 })
  t.same(
    readdirSync(folder).sort(),
    [
      ...Array.from({ length: 899 }, (_, index) => `${keyOf(index + 101)}.json`),
      `${keyOf(5000)}.json`,
      'notes.txt',
    ].sort(),
  )
  t.same([cache.read(keyOf(5000)), cache.read(keyOf(0)), cache.read(keyOf(999))], [{ answer: 1 }, undefined, {}])
})

t.test('a folder that others may read is made ours alone only where we make it; the answer always is', async t => {
  const folder = join(mkdtempSync(join(tmpdir(), 'logmon-cache-')), 'a', 'b')
  const before = process.umask(0)
  answerCache(folder).write(keyOf(1), {})
  process.umask(before)
  t.same([statSync(folder).mode & 0o777, statSync(join(folder, `${keyOf(1)}.json`)).mode & 0o777], [0o700, 0o600])
})

t.test('an answer that is longer than any is not read', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-cache-'))
  writeFileSync(join(folder, `${keyOf(1)}.json`), `"${'x'.repeat(70_000)}"`)
  t.equal(answerCache(folder).read(keyOf(1)), undefined)
})
