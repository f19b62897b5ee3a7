// Shipping to a file: every line once, over rotation by its user, a full disk and a kill.
import { appendFileSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openFile } from '../../../lib/io/ship/file.ts'
import { resend } from '../../../lib/io/ship/resend.ts'
import { openShipper } from '../../../lib/io/ship/ship-effect.ts'
import { readLetter } from '../../../lib/ship/dead-letter.ts'
import { fakeLoki } from '../../servers/fake-loki.ts'
import { lettersIn, logs, newFolder, quickWorld, settingsFor, ship } from './shipping.ts'

const newPath = (): string => join(newFolder(), 'out.ndjson')
const entry = (stamp: number, line: string) => ({
  text: JSON.stringify([String(stamp), line]),
  bytes: 0,
  owner: { left: 1, completed() {} },
})
const NEVER = new AbortController().signal

t.test('lines stand in the file as JSON, and can be sent to a server later', async t => {
  const path = newPath()
  const { notices, hasFailed } = await ship(
    `--file ${path} --job a`,
    logs(300, index => ({ rank: index % 2, step: index })),
  )
  t.equal(hasFailed, false)
  t.match(notices.at(-1), { sent: 300 })
  t.equal(statSync(path).mode & 0o007, 0, 'not for everybody')
  const kept = lettersIn(path)
  t.equal(kept.length, 300)
  t.match(kept[0], { labels: { job: 'a', rank: '0' }, line: 'line 0', metadata: { step: '0' } })
  const loki = await fakeLoki()
  t.teardown(() => loki.close())
  const print = async (): Promise<boolean> => true
  t.equal(await resend(await settingsFor(`--loki ${loki.url}`), ['resend', path], { print }, quickWorld([])), 0)
  t.equal(loki.query().length, 300)
})

t.test('a file that is moved or removed is made anew; one that was cut short is written on', async t => {
  const path = newPath()
  const file = openFile(path)
  t.teardown(() => file.close())
  const give = (line: string) => file.give('{"job":"a"}', [entry(1, line)], NEVER)
  const linesIn = (name: string) => lettersIn(name).map(({ line }) => line)
  await give('one')
  renameSync(path, `${path}.1`)
  await give('two')
  t.same([linesIn(`${path}.1`), linesIn(path)], [['one'], ['two']])
  rmSync(path)
  await give('three')
  t.same(linesIn(path), ['three'])
  writeFileSync(path, '')
  await give('four')
  t.same(linesIn(path), ['four'], 'copytruncate')
  renameSync(path, `${path}.2`)
  writeFileSync(path, '')
  await give('five')
  t.same([linesIn(`${path}.2`), linesIn(path)], [['four'], ['five']], 'made by who rotated')
})

t.test('a line that a kill tore is ended, and no other is lost', async t => {
  const path = newPath()
  appendFileSync(path, '{"labels":{"job":"a"},"stamp":"1","line":"whole"}\n{"labels":{"jo')
  const file = openFile(path)
  await file.give('{"job":"a"}', [entry(2, 'next')], NEVER)
  file.close()
  t.same(
    readFileSync(path, 'utf8')
      .split('\n')
      .map(line => readLetter(line)?.line),
    ['whole', undefined, 'next', undefined],
  )
})

t.test('a folder that goes away holds the lines until it is there again', async t => {
  const path = join(newFolder(), 'gone', 'out')
  const file = openFile(path)
  t.match(await file.give('{}', [entry(1, 'x')], NEVER), { verdict: { is: 'retry' }, words: /cannot be written/ })
})

t.test('a link, or what is no file, is refused before anything is read', async t => {
  const path = newPath()
  symlinkSync('/etc/passwd', path)
  t.match(await openShipper(await settingsFor(`--file ${path}`), quickWorld([])), [
    { place: '--file', reason: /symbolic link/ },
  ])
  t.match(await openShipper(await settingsFor('--file /dev/null'), quickWorld([])), [{ place: '--file' }])
})
