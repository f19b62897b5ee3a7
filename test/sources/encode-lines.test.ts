import fc from 'fast-check'
import t from 'tap'
import { encodeCutLine, encodeLines, recordFrame } from '../../lib/sources/encode-lines.ts'

const FIELDS = { file: 'logs/é "x".log', rank: 3 }
const frame = recordFrame(FIELDS)

/** What the encoder does, said slowly. */
function slowly(block: Buffer, offset: number): unknown[] {
  const records: unknown[] = []
  for (let start = 0; start < block.length; ) {
    const end = block.indexOf(10, start)
    const message = block.toString('utf8', start, end)
    records.push({ kind: 'log', format: 'raw', message: offset + start === 0 ? message.replace(/^\ufeff/, '') : message, ...FIELDS, offset: offset + start })
    start = end + 1
  }
  return records
}
const decode = (encoded: Buffer): unknown[] =>
  encoded
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line))

t.test('any bytes become records of their lines, whatever their place in memory', async t => {
  const byte = fc.oneof(fc.constantFrom(10, 13, 34, 92, 0, 9, 127, 110, 0xff), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 32, max: 126 }))
  const plain = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 32, max: 126 }) }, { weight: 1, arbitrary: fc.constant(10) })
  const line = fc.oneof(
    fc.array(byte, { maxLength: 40 }),
    fc.array(plain, { maxLength: 80 }),
    fc.string({ unit: 'grapheme' }).map(text => [...Buffer.from(text)]),
  )
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 7 }), fc.constantFrom(0, 1, 5_000_000_000), (lines, shift, offset) => {
        const bytes = Buffer.from(lines.flatMap(codes => [...codes, 10]))
        const room = Buffer.alloc(shift + bytes.length)
        bytes.copy(room, shift)
        const block = room.subarray(shift)
        return JSON.stringify(decode(encodeLines(block, offset, frame))) === JSON.stringify(slowly(block, offset))
      }),
      { numRuns: 2000 },
    ),
  )
})

t.test('a byte order mark is dropped at the start of a file only', async t => {
  const block = Buffer.from('\ufeffa\n')
  t.same((decode(encodeLines(block, 0, frame))[0] as { message: string }).message, 'a')
  t.same((decode(encodeLines(block, 9, frame))[0] as { message: string }).message, '\ufeffa')
})

t.test('a large block and a cut line are records too', async t => {
  const block = Buffer.from(`${'x'.repeat(100_000)}\n${'y'.repeat(100_000)}\n`)
  t.same(
    decode(encodeLines(block, 0, frame)).map(record => (record as { offset: number }).offset),
    [0, 100_001],
  )
  t.same(decode(encodeCutLine(Buffer.from('cut "'), 7, frame)), [{ kind: 'log', format: 'raw', message: 'cut "', ...FIELDS, offset: 7, truncated: true }])
})
