import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { cleanLine } from '../../lib/formats/clean.ts'
import * as all from '../../lib/formats/index.ts'
import type { LogRecord } from '../../lib/record/types.generated.ts'
import fc from '../fast-check.ts'
import { parseLogs } from '../parse-lines.ts'

const time = '2024-05-01T10:00:00.123456789Z'

/** One way to wrap a line for each carrier, and what the wrapping tells. */
const WRAPPINGS: Readonly<
  Record<string, { readonly wrap: (line: string) => string; readonly gives: Partial<LogRecord> }>
> = {
  'ci-stamp': { wrap: line => `${time} ${line}`, gives: {} },
  'compose-label': { wrap: line => `trainer-1  | ${line}`, gives: {} },
  cri: { wrap: line => `${time} stderr F ${line}`, gives: { stream: 'stderr' } },
  'docker-json': {
    wrap: line => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time }),
    gives: { stream: 'stderr' },
  },
  'google-cloud': { wrap: line => `ERROR ${time} [resource.labels.containerName: jax] ${line}`, gives: {} },
  'host-label': { wrap: line => `worker-3: ${line}`, gives: { node: 'worker-3' } },
  'host-local-rank': { wrap: line => `[lrdn3321:3]: ${line}`, gives: { node: 'lrdn3321', local_rank: 3 } },
  'journald-json': {
    wrap: line =>
      JSON.stringify({ __REALTIME_TIMESTAMP: '1714557600123456', PRIORITY: '6', _HOSTNAME: 'worker-3', MESSAGE: line }),
    gives: { node: 'worker-3' },
  },
  'kubectl-prefix': { wrap: line => `[pod/train-0/main] ${time} ${line}`, gives: {} },
  'mpi-tag': { wrap: line => `[1,7]<stderr>:${line}`, gives: { rank: 7, stream: 'stderr' } },
  'ray-actor': { wrap: line => `(Worker pid=77) ${line}`, gives: {} },
  'srun-label': { wrap: line => ` 9: ${line}`, gives: { task: 9 } },
  syslog: { wrap: line => `<11>Jun 14 15:16:01 worker-3 trainer[77]: ${line}`, gives: { node: 'worker-3' } },
  'syslog-5424': { wrap: line => `<11>1 ${time} worker-3 trainer 77 - - ${line}`, gives: { node: 'worker-3' } },
  'torchelastic-tee': { wrap: line => `[default5]:${line}`, gives: { local_rank: 5 } },
}

const carriers = Object.values(all).filter(format => format.part === 'carrier')
const lines = Object.values(all)
  .filter(format => format.part !== 'carrier')
  .flatMap(format => format.samples.map(sample => ({ format: format.name, line: sample.line })))
  // A report of several lines is several lines of a launcher; a redrawn bar is cut at its `\r` first.
  // No launcher labels a line twice.
  .filter(({ line }) => !/[\r\n]|^\d+: /.test(line))

/** What a header or a payload says, which no carrier may change. */
const SAID = ['level', 'logger', 'code', 'step', 'total_steps', 'epoch', 'metrics', 'non_finite', 'progress'] as const

/** What the stack must leave as it was. Where the line is silent about something, a carrier may say it. */
function said(bare: LogRecord, record: LogRecord | undefined): object {
  const kept = Object.fromEntries(SAID.filter(name => bare[name] !== undefined).map(name => [name, record?.[name]]))
  return {
    ...kept,
    format: bare.format === 'raw' ? 'raw' : record?.format,
    message: record?.message.trim(),
    ...(bare.time_from === 'line' ? { time: record?.time } : {}),
    fields: Object.fromEntries(Object.keys(bare.fields ?? {}).map(name => [name, record?.fields?.[name]])),
  }
}

t.test('every carrier has a wrapping here', async t => {
  t.same(Object.keys(WRAPPINGS).sort(), carriers.map(carrier => carrier.name).sort())
})

/** What a stack changed of what the line alone says: nothing, or both of them. */
function harm(line: string, wrapped: string, gives: Partial<LogRecord> = {}): readonly unknown[] {
  const [bare] = parseLogs([line]) as [LogRecord]
  const [record] = parseLogs([wrapped])
  const [wanted, got] = [
    { ...said(bare, bare), ...gives },
    { ...said(bare, record), ...Object.fromEntries(Object.keys(gives).map(name => [name, record?.[name as 'node']])) },
  ]
  return isDeepStrictEqual(wanted, got) ? [] : [{ wrapped, wanted, got }]
}

t.test('any line of any format survives any carrier alone', async t => {
  for (const [name, { wrap, gives }] of Object.entries(WRAPPINGS)) {
    t.same(
      lines.flatMap(({ line }) => harm(line, wrap(line), gives)),
      [],
      name,
    )
  }
})

t.test('any line of any format survives any stack of carriers', async t => {
  fc.assert(
    fc.property(
      fc.constantFrom(...lines),
      fc.shuffledSubarray(Object.keys(WRAPPINGS), { minLength: 2, maxLength: 4 }),
      ({ line }, stack) => {
        const wrapped = stack.reduce(
          (text, name) => (WRAPPINGS[name] as { wrap: (line: string) => string }).wrap(text),
          line,
        )
        const [broken] = harm(line, wrapped)
        if (broken !== undefined) throw new Error(JSON.stringify(broken))
      },
    ),
    { numRuns: 1500 },
  )
  t.pass('1500 stacks')
})

t.test('colours around and inside a stack change nothing', async t => {
  const [record] = parseLogs([
    '\u001b[36m(Worker pid=77)\u001b[0m [default5]:\u001b[32m[2024-02-11 18:28:23,320]\u001b[0m [INFO] [logging.py:96:log_dist] [Rank 0] x',
  ])
  t.match(record, {
    time: '2024-02-11T18:28:23.320Z',
    local_rank: 5,
    rank: 0,
    level: 'INFO',
    fields: { actor: 'Worker', pid: 77 },
  })
  t.equal(cleanLine(record?.message ?? ''), record?.message)
})
