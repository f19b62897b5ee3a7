import t from 'tap'
import { drive } from '../../lib/drive.ts'
import * as formats from '../../lib/formats/index.ts'
import { lineSplitter } from '../../lib/io/lines.ts'
import { isProblems } from '../../lib/problem.ts'
import { parse } from '../../lib/programs/parse.ts'
import { isRecord } from '../../lib/record/read.ts'
import type { AnyRecord, LogRecord } from '../../lib/record/types.generated.ts'
import { driven } from '../driven.ts'
import fc from '../fast-check.ts'
import { parseLines, parseLogs } from '../parse-lines.ts'

/** Runs byte chunks through the splitter and the parser, as the program does; records as JSON shows them. */
function parseBytes(chunks: readonly Buffer[], maxBytes = 1 << 20): readonly AnyRecord[] {
  const settings = parse.settle({} as never, { config: undefined, environment: {} })
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  const driver = driven(drive(parse.start(settings), 'record', false))
  const splitter = lineSplitter(maxBytes)
  const lines = [...chunks.flatMap(chunk => splitter.push(chunk)), ...splitter.end()]
  const records = [...lines.flatMap(line => driver.take(line, 0)), ...driver.end(0)]
  return records.map(record => JSON.parse(JSON.stringify(record)) as AnyRecord)
}

const samples = Object.values(formats).flatMap(format => format.samples.map(sample => sample.line))

/** Pieces that logs are made of, and pieces that break readers of logs. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...samples).map(line => Buffer.from(line)) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom('\n', '\n', '\r', '\r\n', ' ', '  ', '\u001b[31m', '\0', '\b', '\ufeff', '{', '}', '[', ':', '|')
      .map(text => Buffer.from(text)),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('[rank3]: ', '[default1]:', ' 4: ', '(W pid=1) ', 'Traceback (most recent call last):\n')
      .map(text => Buffer.from(text)),
  },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 20 }).map(bytes => Buffer.from(bytes)) },
)
const input = fc.array(piece, { maxLength: 25 }).map(pieces => Buffer.concat(pieces))

t.test('arbitrary bytes never throw and always give valid records', async t => {
  fc.assert(
    fc.property(input, bytes => {
      for (const record of parseBytes([bytes])) if (!isRecord(record)) throw new Error(JSON.stringify(record))
    }),
    { numRuns: 600 },
  )
  t.pass('600 inputs')
})

t.test('where the input is split changes nothing', async t => {
  fc.assert(
    fc.property(input, fc.array(fc.nat(), { maxLength: 6 }), (bytes, cuts) => {
      const places = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
      const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place))
      const [whole, split] = [parseBytes([bytes]), parseBytes(chunks)]
      if (JSON.stringify(whole) !== JSON.stringify(split))
        throw new Error(`${JSON.stringify(whole)}\n${JSON.stringify(split)}`)
    }),
    { numRuns: 600 },
  )
  t.pass('600 inputs')
})

t.test('every line is in exactly one record, or counted', async t => {
  const prefix = fc.constantFrom('', '[rank3]: ', '[default1]:', ' 4: ', '(W pid=1) ', '[rank2]:[rank2]: ')
  const text = fc.constantFrom(
    '',
    '  ',
    '    at frame ',
    'ValueError: ',
    '2024-05-01 10:00:00 INFO ',
    'Traceback (most recent call last):',
    '=====================',
    'x FAILED',
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(prefix, text, fc.boolean()), { maxLength: 40 }), parts => {
      const lines = parts.map(([head, body, blank], index) => (blank ? '' : `${head}${body}<${index}>`))
      const records = parseLines(lines)
      const all = records.flatMap(record => (record.kind === 'log' ? record.message.match(/<\d+>/g) : [])) as string[]
      t.same([...all].sort(), lines.flatMap(line => line.match(/<\d+>/g) ?? []).sort(), lines.join('\n'))
      const blanksKept = records.reduce(
        (sum, record) =>
          sum + (record.kind === 'log' ? record.message.split('\n').filter(line => line === '').length : 0),
        0,
      )
      const blanksTold = records.reduce(
        (sum, record) => sum + (record.kind === 'notice' && record.code === 'blank_lines' ? (record.count ?? 0) : 0),
        0,
      )
      t.equal(blanksKept + blanksTold, lines.filter(line => line === '').length, 'blank lines')
    }),
    { numRuns: 300 },
  )
})

t.test('states of a bar that were drawn over are counted', async t => {
  const bar = (step: number): string =>
    `${String(step * 10).padStart(3)}%|█         | ${step}/10 [00:0${step}<00:10,  1.00s/it]`
  const records = parseLines([[1, 2, 3, 4].map(bar).join('\r')])
  const last = records.find((record): record is LogRecord => record.kind === 'log')
  t.match(last, { step: 4, total_steps: 10 })
  t.match(records.at(-1), { kind: 'notice', code: 'progress_redraws', count: 3 })
})

t.test("ranks told apart by a prefix never get each other's lines, in whatever order their lines come", async t => {
  const block = (rank: number): string[] => [
    `[rank${rank}]: 2024-05-01 10:00:00 ERROR failed <${rank}>`,
    `[rank${rank}]: Traceback (most recent call last):`,
    `[rank${rank}]:   File "a.py", line ${rank}, in f <${rank}>`,
    `[rank${rank}]: ValueError: <${rank}>`,
    `[rank${rank}]: done <${rank}>`,
  ]
  const alone = [1, 2, 3].map(rank => parseLogs(block(rank)))
  fc.assert(
    fc.property(fc.shuffledSubarray([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3], { minLength: 15 }), order => {
      const left = [1, 2, 3].map(block)
      const records = parseLogs(order.map(rank => left[rank - 1]?.shift() as string))
      t.same(
        [1, 2, 3].map(rank => records.filter(record => record.rank === rank).map(record => record.message)),
        alone.map(own => own.map(record => record.message)),
      )
    }),
    { numRuns: 100 },
  )
})

t.test('what several writers wrote into one line is cut apart where their prefixes show it', async t => {
  const read = (lines: readonly string[]) => parseLogs(lines).map(record => [record.local_rank, record.message])
  t.same(read(['[default1]:hello', '[default3]:foo[default5]:bar']), [
    [1, 'hello'],
    [3, 'foo'],
    [5, 'bar'],
  ])
  t.same(
    read(['[default3]:first ha[default3]:lf']),
    [[3, 'first half']],
    "the same writer's: its launcher read half of the line",
  )
  t.same(read(['loss [default5]:bar']), [[undefined, 'loss [default5]:bar']], 'a source that never used the prefix')
  t.same(read(['[default3]:see [default5]: there']), [[3, 'see [default5]: there']], 'a mention')
  const [first, second] = parseLogs(['[1,0]<stdout>:foo[1,1]<stdout>:bar'])
  t.same([first?.rank, first?.message, second?.rank, second?.message], [0, 'foo', 1, 'bar'])
  const pods = parseLogs(['[pod/a/main] [default3]:foo[default5]:bar'])
  t.same(
    pods.map(record => [record.local_rank, record.fields?.['pod'], record.message]),
    [
      [3, 'a', 'foo'],
      [5, 'a', 'bar'],
    ],
  )
})

t.test(
  'a line into which more lines ran than a node has ranks is cut 256 times; the last piece keeps the rest',
  async t => {
    const records = parseLogs(['[default3]:hello', '[default3]:a[default5]:b'.repeat(500)])
    t.equal(records.length, 258)
    t.match(records.at(-2), { local_rank: 5, message: 'b' })
    t.equal(records.at(-1)?.message, `a${'[default5]:b[default3]:a'.repeat(371)}[default5]:b`)
  },
)

t.test('a line that never ends is a record after 256 parts', async t => {
  const records = parseLogs(Array.from({ length: 600 }, () => '2023-06-20T23:59:59.1Z stderr P xy'))
  t.same(
    records.map(record => record.message),
    ['xy'.repeat(256), 'xy'.repeat(256), 'xy'.repeat(88)],
  )
})

t.test('a record glued to the end of a bar: the step is the bar’s, time and level are its own', async t => {
  const [record] = parseLogs([
    '100%|██████████| 4/4 [14:29<00:00, 219.64s/it][INFO|trainer.py:1339] 2021-05-25 06:45:27,011 >> ',
  ])
  t.match(record, {
    step: 4,
    total_steps: 4,
    level: 'INFO',
    code: 'trainer.py:1339',
    time: '2021-05-25T06:45:27.011Z',
    progress: { percent: 100 },
  })
})

t.test("the launcher's time dates a line whose own has no year or no date", async t => {
  const [glog] = parseLogs(['2023-06-20T23:59:59.123456789Z stderr F [rank0]:[E620 23:59:58.000000001 a.cpp:1] boom'])
  t.equal(glog?.time, '2023-06-20T23:59:58.000000001Z')
  const [kernel] = parseLogs(
    ['May 19 07:08:57 gpu-3 kernel: [680111.646286] NVRM: Xid (PCI:0000:9b:00): 79, GPU has fallen off the bus.'],
    { date: '2024-05-01' },
  )
  t.match(kernel, { time: '2024-05-19T07:08:57.000Z', node: 'gpu-3', fields: { xid: 79, uptime_s: 680111.646286 } })
})

t.test('a numeric label is peeled only where most lines of a source carry one', async t => {
  const read = (lines: readonly string[]) => parseLogs(lines).map(record => record.task)
  t.same(read(['0: a', '1: b', 'plain', '0: c']), [0, 1, undefined, 0])
  t.same(read(['plain one', 'plain two', 'plain three', '12: not a label']), [
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

t.test('lines, blocks and writers are bounded, and what is cut says so', async t => {
  const [long] = parseLogs(['x'.repeat(50)], { 'max-line-characters': 20 })
  t.match(long, { message: 'x'.repeat(20), truncated: true })
  const [block, after] = parseLogs([
    'Traceback (most recent call last):',
    ...Array.from({ length: 3000 }, (_, index) => `  frame ${index}`),
    'ValueError: bad',
    'next',
  ])
  t.match(block, { truncated: true, lines: 3002 })
  t.equal(block?.message.split('\n').length, 2000)
  t.equal(after?.message, 'next')
  const writers = parseLogs(Array.from({ length: 20_000 }, (_, rank) => `[rank${rank}]: waiting`))
  t.equal(writers.length, 20_000, 'more writers than may wait')
})
