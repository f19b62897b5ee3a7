// Events on disk: read again after a kill, a torn end, and a compaction that was cut off.
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { textsOf } from '../../../lib/io/serve/frame-file.ts'
import { type Journal, openJournal } from '../../../lib/io/serve/journal.ts'
import { type ServeState, serveState } from '../../../lib/serve/state.ts'
import { newFolder } from './serving.ts'

function opened(directory: string): { state: ServeState; journal: Journal; said: string[] } {
  const state = serveState()
  const said: string[] = []
  const journal = openJournal({ directory, state, now: () => 1, tell: line => void said.push(line), written() {} })
  return { state, journal, said }
}
const attribution = (id: string) =>
  ({ is: 'opened', attribution: { id, owner: '', jobId: '1', createdMs: 1 } }) as const
const ids = (state: ServeState): readonly string[] => state.attributions().map(({ id }) => id)
const files = (directory: string): readonly string[] => readdirSync(directory).sort()

t.test('what was written is there, and numbers go on', async t => {
  const directory = newFolder()
  const one = opened(directory)
  for (const id of ['a', 'b']) one.journal.write(attribution(id))
  // Not closed: a kill does not, either.
  const two = opened(directory)
  t.same(ids(two.state), ['a', 'b'])
  t.equal(two.journal.write({ is: 'closed', id: 'a' }).number, 3)
  t.same(ids(opened(directory).state), ['b'])
})

t.test('at whatever byte it is torn, all that was whole before is there', async t => {
  const directory = newFolder()
  const { journal } = opened(directory)
  const ends: number[] = []
  const path = join(directory, files(directory)[0] as string)
  for (let index = 0; index < 5; index++) {
    journal.write(attribution(`${index}`))
    ends.push(readFileSync(path).length)
  }
  const bytes = readFileSync(path)
  for (let length = 0; length <= bytes.length; length++) {
    const torn = newFolder()
    copyFileSync(path, join(torn, files(directory)[0] as string))
    truncateSync(join(torn, files(directory)[0] as string), length)
    const found = ids(opened(torn).state).length
    const whole = ends.filter(end => end <= length).length
    if (found !== whole) t.fail(`${length} bytes: ${found} events in the place of ${whole}`)
  }
  t.pass(`${bytes.length} places`)
})

t.test('what could not be read again is not written', async t => {
  const directory = newFolder()
  const { journal, state } = opened(directory)
  journal.write(attribution('a'))
  t.throws(() => journal.write(attribution('x'.repeat(70_000_000))), { message: /too long to be kept/ })
  t.same(ids(state), ['a'])
  journal.write(attribution('b'))
  t.same(ids(opened(directory).state), ['a', 'b'])
})

t.test('what is damaged is told', async t => {
  const directory = newFolder()
  opened(directory).journal.write(attribution('a'))
  appendFileSync(join(directory, files(directory)[0] as string), 'garbage that is no event at all')
  const { state, said } = opened(directory)
  t.same(ids(state), ['a'])
  t.match(said, [/31 bytes behind the last whole event were cut off/])
})

t.test('a compaction: the state, in fewer files; events go on while it is made', async t => {
  const directory = newFolder()
  const { journal, state } = opened(directory)
  for (let index = 0; index < 1000; index++) journal.write(attribution(`${index}`))
  for (let index = 0; index < 990; index++) journal.write({ is: 'closed', id: `${index}` })
  const compacted = journal.compact()
  journal.write(attribution('meanwhile'))
  await compacted
  journal.write(attribution('later'))
  const again = opened(directory)
  t.same(ids(again.state).length, 12)
  t.same(ids(again.state), ids(state))
  t.equal(again.state.next(), state.next())
  t.same(files(directory).length, 3, 'the snapshot, what came behind it, and the one that was opened')
  const texts = files(directory).flatMap(name => [...textsOf(join(directory, name))])
  t.ok(texts.length < 20, `${texts.length} events`)
})

t.test('one that was cut off before it was whole changes nothing', async t => {
  const directory = newFolder()
  const { journal } = opened(directory)
  journal.write(attribution('a'))
  writeFileSync(join(directory, '000000000002.spool.tmp'), 'half a snapshot')
  t.same(ids(opened(directory).state), ['a'])
  await opened(directory).journal.compact()
  t.same(ids(opened(directory).state), ['a'])
  mkdirSync(join(directory, 'other'))
  t.same(ids(opened(directory).state), ['a'], 'what is not ours is left alone')
})
