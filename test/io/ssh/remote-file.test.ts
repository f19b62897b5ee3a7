// A file on another host, read on over a shell that is played here: a bar that is drawn, and what ends its line.
import t from 'tap'
import type { Conversation } from '../../../lib/io/ssh/conversation.ts'
import { type RemoteFile, readOn, remoteFile, takeDrawn } from '../../../lib/io/ssh/remote-file.ts'
import type { Block } from '../../../lib/sources/block-splitter.ts'
import { recordFrame } from '../../../lib/sources/record-frame.ts'

const PATH = '/train.log'

/** A host with one file, and what reads it at an instant: offsets and texts of blocks, or why there are none. */
function host(begin: string) {
  let text = begin
  const conversation = {
    async ask(command: string): Promise<Buffer> {
      const [, from, count] = /^tail -c \+(\d+) .* head -c (\d+)$/.exec(command) ?? []
      if (from === undefined) return Buffer.from(`7 -rw- 1 0 0 ${text.length} Nov 30 10:00 ${PATH}\n`)
      return Buffer.from(text.slice(Number(from) - 1, Number(from) - 1 + Number(count)))
    },
  } as unknown as Conversation
  const at = { path: PATH, followedAs: PATH, frame: recordFrame({}), device: 'ssh', inode: '7', bornMs: undefined }
  const file: RemoteFile = remoteFile({ ...at, role: 'live', size: 0, modifiedMs: 0 }, 1000)
  const told = ({ offset, bytes }: Block): readonly [number, string] => [offset, bytes.toString()]
  return {
    file,
    write(more: string): void {
      text += more
    },
    async read(nowMs: number): Promise<unknown> {
      const read = await readOn(file, conversation, { nowMs, maxLineBytes: 1000 })
      return typeof read === 'string' ? read : read.map(told)
    },
    drawn(nowMs: number): unknown {
      const block = takeDrawn(file, { nowMs, maxLineBytes: 1000 })
      return block === undefined ? undefined : told(block)
    },
  }
}

t.test('the newest state of a bar is taken once it has stood for a while, and what ends it is no line', async t => {
  for (const end of ['\n', '\r']) {
    const { file, write, read, drawn } = host('one\n 1%\r 2%\r 3%')
    t.same(await read(1000), [
      [0, 'one\n'],
      [4, ' 1%\r 2%\n'],
    ])
    t.equal(drawn(1199), undefined, 'it was drawn just now')
    t.same(drawn(1200), [12, ' 3%\n'])
    t.equal(drawn(9999), undefined, 'it is taken once')
    write(`${end} 4%\r 5%\r`)
    t.same(await read(2000), [[16, ' 4%\n']])
    t.same(drawn(3000), [20, ' 5%\r\n'])
    write('\ntwo\n')
    t.same(await read(4000), [[25, 'two\n']])
    t.equal(file.offset, 29)
  }
})

t.test('a line that is written slowly is no bar, and a state that goes on is another line', async t => {
  const { write, read, drawn } = host('one\ntw')
  t.same(await read(0), [[0, 'one\n']])
  t.equal(drawn(9999), undefined)
  write('o\n 1%\r 2')
  t.same(await read(10_000), [
    [4, 'two\n'],
    [8, ' 1%\n'],
  ])
  t.same(drawn(20_000), [12, ' 2\n'])
  write('0%\n')
  t.same(await read(30_000), [[14, '0%\n']])
})
