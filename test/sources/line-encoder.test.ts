import t from 'tap'
import { blockSplitter } from '../../lib/sources/block-splitter.ts'
import { lineEncoder } from '../../lib/sources/line-encoder.ts'
import { recordFrame } from '../../lib/sources/record-frame.ts'
import fc from '../fast-check.ts'

const FIELDS = { file: 'logs/é "x".log', rank: 3 }
const frame = recordFrame(FIELDS)

/** What the encoder does, said slowly: the same bytes as the general writer of records. */
function slowly(block: Buffer, offset: number): string {
  let records = ''
  for (let start = 0; start < block.length; ) {
    const end = block.indexOf(10, start)
    const text = block.toString('utf8', start, end)
    const message = offset + start === 0 ? text.replace(/^\ufeff/, '') : text
    records += `${JSON.stringify({ kind: 'log', format: 'raw', message, ...FIELDS, offset: offset + start })}\n`
    start = end + 1
  }
  return records
}
function encoded(block: Buffer, offset: number): string {
  const encoder = lineEncoder()
  encoder.lines(block, offset, frame)
  return encoder.take().toString('utf8')
}

const byte = fc.oneof(
  fc.constantFrom(10, 13, 34, 92, 0, 9, 127, 110, 0xff),
  fc.integer({ min: 0, max: 255 }),
  fc.integer({ min: 32, max: 126 }),
)
const plain = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 32, max: 126 }) },
  { weight: 1, arbitrary: fc.constant(10) },
)
const line = fc.oneof(
  fc.array(byte, { maxLength: 40 }),
  fc.array(plain, { maxLength: 80 }),
  fc.string({ unit: 'grapheme' }).map(text => [...Buffer.from(text)]),
)
const offsets = fc.oneof(
  fc.constantFrom(0, 1, 5_000_000_000, 9_007_199_254_000_000),
  fc.integer({ min: 0, max: 1_000_000 }),
)

t.test(
  'any bytes become the records that the general writer makes of them, byte for byte, whatever their place in memory',
  async t => {
    t.doesNotThrow(() =>
      fc.assert(
        fc.property(
          fc.array(line, { minLength: 1, maxLength: 5 }),
          fc.integer({ min: 0, max: 7 }),
          offsets,
          (lines, shift, offset) => {
            const bytes = Buffer.from(lines.flatMap(codes => [...codes, 10]))
            const room = Buffer.alloc(shift + bytes.length)
            bytes.copy(room, shift)
            const block = room.subarray(shift)
            return encoded(block, offset) === slowly(block, offset)
          },
        ),
        { numRuns: 2000 },
      ),
    )
  },
)

t.test('however a stream is cut into chunks, the bytes that come out are the same', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 50 })),
        (lines, sizes) => {
          const bytes = Buffer.from(lines.flatMap(codes => [...codes, 10]))
          const splitter = blockSplitter(0, 1000)
          const encoder = lineEncoder()
          let out = ''
          for (let at = 0; at < bytes.length; ) {
            const size = sizes.next().value as number
            for (const block of splitter.push(bytes.subarray(at, at + size))) encoder.block(block, frame, false)
            at += size
            const taken = encoder.take()
            out += taken.toString('utf8')
            encoder.reuse(taken)
          }
          return out === slowly(bytes, 0)
        },
      ),
      { numRuns: 500 },
    ),
  )
})

t.test('a byte order mark is dropped at the start of a file only', async t => {
  const block = Buffer.from('\ufeffa\n')
  t.match(encoded(block, 0), '"message":"a"')
  t.match(encoded(block, 9), '"message":"\ufeffa"')
})

t.test(
  'what is larger than the room at hand gets more: long lines, many empty ones, many escapes, digits that grow',
  async t => {
    const blocks = [
      Buffer.from(`${'x'.repeat(100_000)}\n${'y'.repeat(1_000_000)}\n`),
      Buffer.alloc(70_000, '\n'),
      Buffer.concat([Buffer.alloc(300_000), Buffer.from('\n')]),
      Buffer.from('line\n'.repeat(30_000)),
    ]
    for (const block of blocks) t.ok(encoded(block, 3) === slowly(block, 3))
    const encoder = lineEncoder()
    for (const block of blocks) encoder.lines(block, 3, frame)
    t.ok(encoder.take().toString() === blocks.map(block => slowly(block, 3)).join(''), 'also one after the other')
  },
)

t.test('a line of which only the start is at hand is a record that says so, or with raw a line', async t => {
  const encoder = lineEncoder()
  const block = { bytes: Buffer.from('cut "'), offset: 7, cut: true }
  encoder.block(block, frame, false)
  encoder.block(block, frame, true)
  const expected = `${JSON.stringify({ kind: 'log', format: 'raw', message: 'cut "', ...FIELDS, offset: 7, truncated: true })}\ncut "\n`
  t.equal(encoder.size(), Buffer.byteLength(expected))
  t.equal(encoder.take().toString(), expected)
  t.equal(encoder.size(), 0)
})

t.test('memory that was given back is used again, and what was taken stays as it is until then', async t => {
  const encoder = lineEncoder()
  encoder.bytes(Buffer.from('one'))
  const one = encoder.take()
  encoder.bytes(Buffer.from('two'))
  const two = encoder.take()
  t.same([one.toString(), two.toString()], ['one', 'two'])
  encoder.reuse(one)
  encoder.take()
  encoder.bytes(Buffer.from('THREE'))
  const three = encoder.take()
  t.equal(three.buffer, one.buffer)
  t.equal(three.toString(), 'THREE')
  t.equal(two.toString(), 'two')
})
