import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { findLogs, sizeOf, writtenAt } from '../../../lib/io/why/find-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-find-'))
t.teardown(() => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'runs/deep'), { recursive: true })
mkdirSync(join(folder, 'empty'))
for (const name of ['a.log', 'b.out.gz', 'model.bin', 'deep/c.txt', '.hidden.log', 'odd[1].log'])
  writeFileSync(join(folder, 'runs', name), 'x')
const inside = (...names: string[]): readonly string[] => names.map(name => join(folder, 'runs', name))

t.test('a directory stands for the logs in it, a pattern for the files that fit it', async t => {
  t.same(findLogs([join(folder, 'runs')]).paths, inside('a.log', 'b.out.gz', 'deep/c.txt', 'odd[1].log'))
  t.same(findLogs([join(folder, 'runs/*.{log,bin}')]).paths, inside('a.log', 'odd[1].log', 'model.bin'))
  t.same(findLogs([join(folder, '**/c.txt')]).paths, inside('deep/c.txt'))
  t.same(findLogs([join(folder, 'runs/odd[1].log')]).paths, inside('odd[1].log'), 'a name before a pattern')
})

t.test('files stand as they were named, each once', async t => {
  const [a] = inside('a.log') as [string]
  t.same(findLogs([a, '-', join(folder, 'runs/a*'), a]), { paths: [a, '-'], missing: [] })
  t.same(findLogs(['/no/such.log']).paths, ['/no/such.log'], 'whoever reads it says that it is not there')
})

t.test('what names nothing is told', async t => {
  const [none, empty] = [join(folder, '*.none'), join(folder, 'empty')] as const
  t.same(findLogs([none, empty]), {
    paths: [],
    missing: [
      { file: none, reason: 'no file fits it' },
      { file: empty, reason: 'no log is in it' },
    ],
  })
})

t.test('size and age of what is there', async t => {
  t.equal(sizeOf([...inside('a.log', 'model.bin'), '/no/such.log']), 2)
  t.ok(Math.abs((writtenAt(inside('a.log')[0] as string) ?? 0) - Date.now()) < 600_000)
  t.equal(writtenAt('/no/such.log'), undefined)
})
