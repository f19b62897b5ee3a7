// Everything that writes JSON writes only JSON, whatever texts, numbers and names it is given, and what it writes means
// the same as what JSON.stringify writes.
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import type { AnyRecord, LogRecord, MatchRecord } from '../../lib/record/types.generated.ts'
import { recordText, sharedText } from '../../lib/record/write.ts'
import { formatCheckpoint, readCheckpoint } from '../../lib/sources/checkpoint.ts'
import { lineEncoder } from '../../lib/sources/line-encoder.ts'
import { recordFrame } from '../../lib/sources/record-frame.ts'
import fc from '../fast-check.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('__proto__', 'constructor', '"', '\\', '\ud800', '\udc00x', '\u2028', '\u0000', '9'.repeat(400)),
)
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0, 1e21, 1e-7, 5e-324, 2 ** 53),
)

interface Given {
  readonly texts: readonly string[]
  readonly numbers: readonly number[]
}

/** Own keys, also one that is called as an object's prototype is. */
const named = <V>(names: readonly string[], values: readonly V[]): Readonly<Record<string, V>> =>
  Object.fromEntries(names.map((name, index) => [name, values[index % values.length] as V]))

const log = ({ texts, numbers }: Given): LogRecord => {
  const [time, node, file, message] = texts as [string, string, string, string]
  const [rank, step, epoch, offset] = numbers as [number, number, number, number]
  return Object.assign(
    { kind: 'log', time, time_from: 'observed', job: undefined, run: undefined, attempt: undefined, node, rank },
    { local_rank: undefined, task: undefined, stream: undefined, file, level: undefined, logger: undefined },
    { code: undefined, format: 'raw', step, total_steps: undefined, epoch, metrics: named(texts, numbers) },
    { non_finite: undefined, progress: undefined, message, lines: undefined, truncated: undefined, offset },
    { fields: named(texts, [...texts, ...numbers]) },
  ) as LogRecord
}
const match = ({ texts, numbers }: Given): MatchRecord => {
  const [time, rule, reason, message] = texts as [string, string, string, string]
  const [rank, value, threshold, step] = numbers as [number, number, number, number]
  const what = { kind: 'match', time, rank, rule, verdict: 'fault', value, threshold, reason, step, message }
  return what as MatchRecord
}
/** What a reader makes of what JSON.stringify writes. */
const meant = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const WRITERS: Readonly<Record<string, (given: Given) => readonly [written: string, means: unknown]>> = {
  'a record of any kind': given => {
    const record = { ...log(given), kind: 'notice' } as unknown as AnyRecord
    return [recordText(record, undefined), meant(record)]
  },
  'a log record': given => [recordText(log(given), 'log'), meant(log(given))],
  'a log record that shares its text': given => {
    const record = log(given)
    return [recordText(record, sharedText(record.message as string)), meant(record)]
  },
  'a match record': given => [recordText(match(given), 'match'), meant(match(given))],
  'a line that is followed': ({ texts, numbers }) => {
    const line = (texts[0] as string).replaceAll('\n', ' ')
    const labels = named(texts, [...texts, ...numbers])
    const encoder = lineEncoder()
    encoder.lines(Buffer.from(`${line}\n`), 7, recordFrame({ file: texts[1] as string, ...labels }))
    const message = Buffer.from(line).toString('utf8')
    return [
      encoder.take().toString(),
      meant({ kind: 'log', format: 'raw', message, file: texts[1], ...labels, offset: 7 }),
    ]
  },
  'a line of which only the start is at hand': ({ texts, numbers }) => {
    const encoder = lineEncoder()
    const bytes = Buffer.from(texts[0] as string)
    encoder.block(
      { bytes, offset: 9, cut: true },
      recordFrame({ file: texts[1] as string, rank: numbers[0] as number }),
      false,
    )
    const more = { message: bytes.toString('utf8'), file: texts[1], rank: numbers[0], offset: 9, truncated: true }
    return [encoder.take().toString(), meant({ kind: 'log', format: 'raw', ...more })]
  },
}

for (const [writer, write] of Object.entries(WRITERS))
  t.test(`${writer} is written as JSON, and means what it is`, async t => {
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 4, maxLength: 6 }),
        fc.array(number, { minLength: 4, maxLength: 6 }),
        (texts, numbers) => {
          const [written, means] = write({ texts, numbers })
          if (!written.endsWith('\n') || written.slice(0, -1).includes('\n')) return false
          return JSON.stringify(JSON.parse(written)) === JSON.stringify(means)
        },
      ),
      { numRuns: 400 },
    )
    t.pass()
  })

t.test('reading positions are read as they were written, whatever the files are called', async t => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), fc.nat(), (paths, offset) => {
      const positions = paths.map(path => ({
        ...{
          path,
          device: '1',
          inode: path,
          offset,
          head: path,
          headBytes: 1,
          tail: '',
          size: offset,
          modifiedMs: 0.5,
        },
      }))
      return isDeepStrictEqual(readCheckpoint(formatCheckpoint(positions)), meant(positions))
    }),
  )
  t.pass()
})
