// Whether a file is still the same, what to read after a rotation, and what is saved.
import t from 'tap'
import { backOff } from '../../lib/sources/back-off.ts'
import { blockSplitter } from '../../lib/sources/block-splitter.ts'
import { formatCheckpoint, readCheckpoint } from '../../lib/sources/checkpoint.ts'
import { splitEntries } from '../../lib/sources/collected-line.ts'
import { isErrorFile, readErrorFile } from '../../lib/sources/error-file.ts'
import { isCopy, judge, type Position, TAIL_BYTES, tailLike, tailOf } from '../../lib/sources/position.ts'

const position: Position = {
  path: 'train.log',
  device: '1',
  inode: '18446744073709551615',
  head: 'h',
  headBytes: 10,
  offset: 100,
  tail: 't',
}
const seen = { device: '1', inode: '18446744073709551615', size: 150, head: 'h', tail: 't' }

t.test('a file is judged by device, inode, size, and the text that was read', async t => {
  t.equal(judge(position, seen), 'same')
  t.equal(judge(position, { ...seen, inode: '2' }), 'other')
  t.equal(judge(position, { ...seen, size: 99 }), 'shrunk')
  t.equal(judge(position, { ...seen, head: 'x' }), 'rewritten')
  t.equal(judge(position, { ...seen, tail: 'x' }), 'rewritten', 'also where it begins alike')
  t.ok(isCopy(position, seen))
  t.notOk(isCopy({ ...position, headBytes: 0 }, seen), 'an empty file is no proof')
})

t.test('what stands before a position is told by more than one line, and by less in old states', t => {
  const hash = (bytes: Buffer): string => bytes.toString()
  const before = Buffer.from(`${'a'.repeat(TAIL_BYTES - 64)}${'b'.repeat(64)}`)
  const other = Buffer.from(`${'c'.repeat(TAIL_BYTES - 64)}${'b'.repeat(64)}`)
  const tail = tailOf(before, hash)
  t.equal(tailLike(tail, before, hash), tail)
  t.not(tailLike(tail, other, hash), tail)
  t.equal(tailLike('b'.repeat(64), other, hash), 'b'.repeat(64), 'the bare hash of the last 64 bytes')
  t.end()
})

t.test('a state file gives back its positions, and a damaged one is refused', async t => {
  t.same(readCheckpoint(formatCheckpoint([position])), [position])
  t.same(readCheckpoint(formatCheckpoint([])), [])
  for (const [text, reason] of [
    ['', /is no JSON/],
    ['{}', /no state file/],
    ['null', /no state file/],
    ['{"logmon_follow":9,"files":[]}', /has version 9/],
    ['{"logmon_follow":1}', /no list/],
    ['{"logmon_follow":1,"files":[null]}', /files\[0\] is no reading position/],
    [formatCheckpoint([{ ...position, offset: -1 }]), /files\[0\]/],
  ] as const)
    t.match((readCheckpoint(text) as { reason: string }).reason, reason, text)
})

t.test('states of a bar that are drawn over are lines, with their offsets, whatever the chunks', async t => {
  const text = Buffer.from('one\r\n 1%\r 2%\r 3%\n\r 4%\r 5%\r')
  for (let size = 1; size <= text.length; size++) {
    const splitter = blockSplitter(0, 100, true)
    const lines: string[] = []
    let offset = 0
    const take = (block: ReturnType<typeof splitter.end>): void => {
      if (block === undefined) return
      t.equal(block.offset, offset)
      offset += block.bytes.length
      lines.push(...block.bytes.toString().slice(0, -1).split('\n'))
    }
    for (let at = 0; at < text.length; at += size)
      for (const block of splitter.push(text.subarray(at, at + size))) take(block)
    t.equal(splitter.offset(), offset)
    take(splitter.end())
    t.equal(lines.join('\r').replace(/\r+/g, '\r'), 'one\r 1%\r 2%\r 3%\r 4%\r 5%\r', `by ${size}`)
    t.equal(lines.at(-1), ' 5%\r')
  }
  const last = blockSplitter(0, 100, true)
  t.same(last.push(Buffer.from(' 1%\r')), [], 'a newline may follow')
  t.same(
    last.push(Buffer.from('\n')).map(({ bytes }) => bytes.toString()),
    [' 1%\r\n'],
  )
})

t.test('blocks have the offsets of their lines, whatever the chunks', async t => {
  const text = Buffer.from(`a\n\nlonger line\n${'x'.repeat(50)}\nend`)
  for (const size of [1, 2, 7, 30, 1000]) {
    const splitter = blockSplitter(5, 20)
    const lines: [number, string, boolean][] = []
    const take = (block: ReturnType<typeof splitter.end>): void => {
      if (block === undefined) return
      let offset = block.offset
      for (const line of block.bytes.toString().replace(/\n$/, '').split('\n')) {
        lines.push([offset, line, block.cut])
        offset += line.length + 1
      }
    }
    for (let at = 0; at < text.length; at += size)
      for (const block of splitter.push(text.subarray(at, at + size))) take(block)
    take(splitter.end())
    const whole = size === 1000
    t.same(
      lines,
      [
        [5, 'a', false],
        [7, '', false],
        [8, 'longer line', false],
        [20, 'x'.repeat(whole ? 50 : 20), !whole],
        [71, 'end', false],
      ],
      `chunks of ${size}`,
    )
  }
})

t.test("torchelastic's error files become records once they are whole", async t => {
  t.ok(isErrorFile('run/attempt_0/3/error.json'))
  t.notOk(isErrorFile('error.json'))
  const fields = { file: 'f' }
  t.equal(readErrorFile('{"message":', fields), undefined)
  t.match(readErrorFile('{"message":"plain text"}', fields), { message: 'plain text', level: 'ERROR', file: 'f' })
  t.notOk('time' in (readErrorFile('{"message":{"message":"m","extraInfo":{"timestamp":"soon"}}}', fields) as object))
  t.match(
    readErrorFile(
      '{"message":{"message":"m","extraInfo":{"py_callstack":"Traceback\\nValueError\\n","timestamp":99999999999999}}}',
      fields,
    ),
    {
      time: '9999-12-31T23:59:59.999Z',
      message: 'Traceback\nValueError\nm',
    },
  )
  for (const odd of ['null', '3', '{}', '{"message":[1]}']) t.match(readErrorFile(odd, fields), { message: odd })
})

t.test('entries of a message file begin at headers; what is before the first goes on an earlier one', async t => {
  const header = '2026-01-02 03:04:05,678 [INFO] [n-1] [workload:3(1) infra:?(?)] a-b.py:1 '
  const block = Buffer.from(
    `rest\n${header}one\n more\n\n${header}\n{"kind":"log","time":"2026-01-02T03:04:05Z","message":"m"}\n`,
  )
  const entries = splitEntries(block, 50, {
    localTime: civil => Date.parse(`${civil.replace(' ', 'T')}Z`),
    areRecords: true,
  })
  t.same(
    entries.map(({ head, bytes, offset }) => [head?.is, head?.time, offset, bytes.toString()]),
    [
      [undefined, undefined, 50, 'rest\n'],
      ['entry', 1767323045678, 55, `${header}one\n more\n\n`],
      ['entry', 1767323045678, 55 + header.length + 11, `${header}\n`],
      [
        'record',
        1767323045000,
        55 + 2 * header.length + 12,
        '{"kind":"log","time":"2026-01-02T03:04:05Z","message":"m"}\n',
      ],
    ],
  )
  t.match(entries[1]?.head, { node: 'n-1', rank: 3, local_rank: 1 })
})

t.test('tries are spread and never further apart than allowed', async t => {
  t.same(
    [backOff(1, 500, 60_000, 0), backOff(1, 500, 60_000, 1), backOff(3, 500, 60_000, 1), backOff(1000, 500, 60_000, 1)],
    [250, 500, 2000, 60_000],
  )
})
