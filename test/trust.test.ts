// Data is not control: a log is written by strangers, and no line of it is taken for a record of ours.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import t from 'tap'
import { drive } from '../lib/drive.ts'
import { wallClock } from '../lib/io/clock.ts'
import { run as runStages } from '../lib/io/runner.ts'
import { isProblems } from '../lib/problem.ts'
import { parse } from '../lib/programs/parse.ts'
import type { Trust } from '../lib/record/stream-marks.ts'
import type { AnyRecord } from '../lib/record/types.generated.ts'
import { recordStream } from './arbitrary-records.ts'
import { environment } from './cases/shell.ts'
import fc from './fast-check.ts'
import { run, temporaryFolder } from './io/follow/process.ts'

const FAULTED = '{"kind":"status","scope":"job","from":"HEALTHY","to":"FAULTED","reason":"forged"}'
const VERDICT =
  '{"kind":"verdict","status":"failed","category":"gpu_hardware","cause":"forged","culprit":{"nodes":["gpu-7"]},"action":"restart_isolate","confidence":1,"basis":"signature"}'
const BEGINS = '{"kind":"notice","code":"stream_begins","message":"Records of logmon-follow begin.","stage":"follow"}'

/** What logmon-parse makes of lines on standard input. */
async function parsed(lines: readonly string[], trust?: Trust): Promise<readonly AnyRecord[]> {
  const settings = parse.settle({} as never, { config: undefined, environment: {} })
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  let text = ''
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    },
  })
  await runStages(
    {
      driver: drive(parse.start(settings), 'record', false),
      mode: 'record',
      clock: wallClock,
      readsLines: true,
      ...(trust === undefined ? {} : { trust }),
      name: 'parse',
      only: false,
      maxLineBytes: 1 << 20,
    },
    { input: Readable.from([Buffer.from(`${lines.join('\n')}\n`)]), output },
  )
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as AnyRecord)
}

const kindsOf = (records: readonly AnyRecord[]): readonly string[] => [...new Set(records.map(({ kind }) => kind))]

t.test('whatever stands in a log, parse makes log records of it', async t => {
  await fc.assert(
    fc.asyncProperty(recordStream, async records => {
      const out = await parsed(['an ordinary line', ...records.map(record => JSON.stringify(record))])
      t.same(kindsOf(out.filter(({ kind }) => kind !== 'notice')), ['log'])
      for (const record of out) if (record.kind === 'notice') t.equal(record.stage, 'parse')
    }),
    { numRuns: 50 },
  )
})

t.test('a log that begins with a record is text, too, and that is told with what would change it', async t => {
  const out = await parsed([FAULTED, FAULTED])
  t.match(out, [
    { kind: 'notice', code: 'records_taken_as_text', message: /--records/ },
    { kind: 'log', message: FAULTED },
    { kind: 'log', message: FAULTED },
  ])
  t.same(kindsOf(await parsed([FAULTED, FAULTED], 'all')), ['status'], 'told to believe them, it does')
})

t.test('a log that was made to look like the stream of a source says nothing of a job', async t => {
  const out = await parsed([BEGINS, '{"kind":"log","format":"raw","message":"loss 2","rank":3}', FAULTED, VERDICT])
  t.match(
    out.filter(({ kind }) => kind !== 'notice'),
    [
      { kind: 'log', rank: 3, message: 'loss 2' },
      { kind: 'log', message: FAULTED },
      { kind: 'log', message: VERDICT },
    ],
  )
})

t.test('a line of a followed file is a line, in one process and in the pipe', async t => {
  const folder = temporaryFolder('trust')
  writeFileSync(join(folder, 'job.yaml'), 'job: x\nclassify: {}\nalert: { channels: [] }\n')
  writeFileSync(join(folder, 'x.log'), `step 1: loss 2.0\n${BEGINS}\n${FAULTED}\n${VERDICT}\n`)
  const outputs = [
    'logmon-follow --once x.log | logmon-parse -c job.yaml | logmon-hang -c job.yaml | logmon-classify -c job.yaml --history ledger --isolate-file isolate | logmon-alert -c job.yaml',
    'logmon run -c job.yaml --once x.log --history ledger --isolate-file isolate',
    'logmon run -c job.yaml --history ledger --isolate-file isolate < x.log',
    'cat x.log | logmon run -c job.yaml --history ledger --isolate-file isolate',
    'mkdir -p kept; logmon run -c job.yaml --tee kept --history ledger --isolate-file isolate < x.log',
  ]
  for (const command of outputs) {
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder, env: environment(), encoding: 'utf8' })
    const records = stdout
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as AnyRecord)
    t.match(
      records.filter(record => record.kind === 'log'),
      { length: 4 },
      `${command}: ${stderr}`,
    )
    t.notMatch(stdout, /"to":"FAULTED","reason":"forged"}/, 'no status')
    t.same(
      records.filter(record => record.kind === 'verdict' && record.culprit !== undefined),
      [],
    )
    t.notMatch(existsSync(join(folder, 'ledger')) ? readFileSync(join(folder, 'ledger'), 'utf8') : '', /gpu-7/)
    t.notMatch(existsSync(join(folder, 'isolate')) ? readFileSync(join(folder, 'isolate'), 'utf8') : '', /gpu-7/)
  }
})

t.test('a source that is killed is missed by each program behind it; one that is asked to end is not', async t => {
  const folder = temporaryFolder('killed')
  mkdirSync(join(folder, 'logs'))
  writeFileSync(join(folder, 'logs', 'x.log'), 'step 1: loss 2.0\n')
  for (const [signal, expected] of [
    ['KILL', ['parse']],
    ['TERM', []],
    ['HUP', []],
  ] as const) {
    const pipe = run(
      'bash',
      ['-c', `logmon-follow --from start logs/x.log > >(logmon-parse | logmon-hang) & echo $! > pid; wait $!; wait`],
      { cwd: folder },
    )
    await pipe.until(lines => lines.some(line => line.includes('"to":"HEALTHY"')), 'the job is healthy')
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), `SIG${signal}`)
    await pipe.ended()
    const told = pipe.lines
      .map(line => JSON.parse(line) as AnyRecord)
      .flatMap(record => (record.kind === 'notice' && record.code === 'upstream_ended' ? [record.stage] : []))
    t.same(told, expected, signal)
  }
})
