import { appendFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { descriptorPool } from '../../../lib/io/follow/descriptors.ts'
import { nameLister } from '../../../lib/io/follow/directory-names.ts'
import { fileSystemHand } from '../../../lib/io/follow/file-system.ts'
import { followedFile, isDrawing, readBlock, readDrawn, readLastLine } from '../../../lib/io/follow/followed-file.ts'
import { recordFrame } from '../../../lib/sources/record-frame.ts'
import { temporaryFolder } from './process.ts'

const MAX_LINE = 1000

function newFile(name: string, text = '') {
  const path = join(temporaryFolder('file'), name)
  writeFileSync(path, text)
  const { dev: device, ino: inode } = statSync(path, { bigint: true })
  return followedFile({
    path,
    followedAs: path,
    device: String(device),
    inode: String(inode),
    size: text.length,
    modifiedMs: 0,
    frame: recordFrame({ file: name }),
    role: 'live',
  })
}

t.test('a file that grows byte by byte, read after each: whole lines, no character cut', async t => {
  const pool = descriptorPool(10)
  const file = newFile('train.log')
  const bytes = Buffer.from('à\n漢字\n🙂 done\nplain\n')
  const lines: [number, string][] = []
  for (const byte of bytes) {
    appendFileSync(file.path, Buffer.from([byte]))
    for (let read = readBlock(file, pool, MAX_LINE); read !== 'end'; read = readBlock(file, pool, MAX_LINE))
      if (typeof read === 'object') lines.push([read.offset, read.bytes.toString()])
  }
  t.same(lines, [
    [0, 'à\n'],
    [3, '漢字\n'],
    [10, '🙂 done\n'],
    [20, 'plain\n'],
  ])
  pool.close()
})

t.test('a line longer than the limit is cut, the next one is whole', async t => {
  const pool = descriptorPool(10)
  const file = newFile('train.log', `${'x'.repeat(300_000)}\nnext\n`)
  const blocks = []
  for (let read = readBlock(file, pool, MAX_LINE); read !== 'end'; read = readBlock(file, pool, MAX_LINE))
    if (typeof read === 'object') blocks.push({ ...read, bytes: read.bytes.toString() })
  t.same(blocks, [
    { bytes: 'x'.repeat(MAX_LINE), offset: 0, cut: true },
    { bytes: 'next\n', offset: 300_001, cut: false },
  ])
  pool.close()
})

t.test('of a line that is redrawn each state is a line, and the last one waits for its end', async t => {
  const pool = descriptorPool(10)
  const file = newFile('train.log', ' 1%\r 2%\r')
  const first = readBlock(file, pool, MAX_LINE)
  t.same(typeof first === 'object' && first.bytes.toString(), ' 1%\n')
  t.equal(readBlock(file, pool, MAX_LINE), 'partial')
  appendFileSync(file.path, '\n')
  const second = readBlock(file, pool, MAX_LINE)
  t.same(typeof second === 'object' && [second.offset, second.bytes.toString()], [4, ' 2%\r\n'])
  t.equal(readLastLine(file, pool, MAX_LINE), undefined)
  pool.close()
})

t.test('a state of a bar that stood for a while is given, once, and what ends its line is none', async t => {
  const pool = descriptorPool(10)
  for (const end of ['\n', '\r']) {
    const file = newFile('train.log', ' 1%\r 2%')
    t.type(readBlock(file, pool, MAX_LINE), 'object')
    t.notOk(isDrawing(file, 1e6), 'not read yet')
    t.equal(readBlock(file, pool, MAX_LINE), 'partial')
    file.partialAtMs = 1000
    t.same([isDrawing(file, 1199), isDrawing(file, 1200)], [false, true])
    t.same(readDrawn(file, pool, MAX_LINE)?.bytes.toString(), ' 2%\n')
    t.notOk(isDrawing(file, 1e6))
    appendFileSync(file.path, `${end}next\n`)
    t.equal(readBlock(file, pool, MAX_LINE), 'partial')
    const next = readBlock(file, pool, MAX_LINE)
    t.same(typeof next === 'object' && [next.offset, next.bytes.toString()], [8, 'next\n'])
  }
  const plain = newFile('plain.log', 'one\ntwo')
  for (let read = readBlock(plain, pool, MAX_LINE); read !== 'end'; ) read = readBlock(plain, pool, MAX_LINE)
  t.notOk(isDrawing(plain, 1e6), 'a line that is being written is no bar')
  pool.close()
})

t.test('text that changes before the position is noticed, also while the file was closed', async t => {
  const pool = descriptorPool(1)
  const file = newFile('train.log', 'one\ntwo\n')
  t.type(readBlock(file, pool, MAX_LINE), 'object')
  writeFileSync(file.path, 'eins\nzwei\ndrei\n')
  t.equal(readBlock(file, pool, MAX_LINE), 'rewritten')
  pool.release(file)
  t.equal(readBlock(file, pool, MAX_LINE), 'rewritten')
  const other = newFile('other.log', 'a\n')
  t.type(readBlock(other, pool, MAX_LINE), 'object')
  t.notOk(pool.isOpen(file), 'no more files are open than allowed')
  pool.close()
})

t.test(
  'a file that was closed and begins otherwise is not read on, though it is the same before the position',
  async t => {
    const pool = descriptorPool(1)
    const end = `${'x'.repeat(98)}\n`.repeat(20)
    const file = newFile('train.log', `job one\n${end}`)
    t.type(readBlock(file, pool, MAX_LINE), 'object')
    pool.release(file)
    t.type(pool.acquire(file), 'number', 'nothing has changed')
    pool.release(file)
    writeFileSync(file.path, `job two\n${end}`)
    t.equal(pool.acquire(file), 'rewritten')
    pool.close()
  },
)

t.test('a file of a long banner that is written anew between its first look and its first read is noticed', async t => {
  const banner = 'the same lines begin every file\n'.repeat(40)
  for (const text of ['short\n', 'eins\nzwei\n', 'longer than what stood there when it was looked at\n']) {
    const pool = descriptorPool(10)
    const file = newFile('train.log', `${banner}one\ntwo\n`)
    const answer = fileSystemHand(
      pool,
      nameLister(() => 0),
      () => t.fail(),
    )
    t.equal(answer({ is: 'seek', file, offset: 0 }), undefined)
    writeFileSync(file.path, `${banner}${text}`)
    t.equal(readBlock(file, pool, MAX_LINE), 'rewritten', text)
    pool.close()
  }
})

t.test('a line that began before the file was written anew is not made of two texts', async t => {
  const pool = descriptorPool(10)
  const file = newFile('train.log', 'one\ntw')
  t.type(readBlock(file, pool, MAX_LINE), 'object')
  t.equal(readBlock(file, pool, MAX_LINE), 'partial')
  writeFileSync(file.path, 'ein\nzwei\n')
  t.equal(readBlock(file, pool, MAX_LINE), 'rewritten')
  t.equal(readLastLine(file, pool, MAX_LINE), undefined)
  const other = newFile('other.log', 'one\ntw')
  for (let read = readBlock(other, pool, MAX_LINE); read !== 'end'; ) read = readBlock(other, pool, MAX_LINE)
  writeFileSync(other.path, 'ein\nzw')
  t.equal(readBlock(other, pool, MAX_LINE), 'rewritten', 'as long as before')
  pool.close()
})
