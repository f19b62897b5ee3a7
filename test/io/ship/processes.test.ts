// The built program: signals, secrets, TLS, a disk that is full.
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { environment } from '../../cases/shell.ts'
import { makeCertificates } from '../../servers/certificates.ts'
import { fakeLoki } from '../../servers/fake-loki.ts'
import { newFolder } from './shipping.ts'

const start = (command: string, folder: string): ChildProcess =>
  spawn('/bin/bash', ['-c', command], {
    cwd: folder,
    env: { ...environment(), LOGMON_CLOCK: 'wall', TOKEN: 't0ken' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
const ended = (child: ChildProcess): Promise<number | null> => new Promise(resolve => child.on('close', resolve))
const record = (index: number, message = `line ${index}`): string =>
  `${JSON.stringify({ kind: 'log', time: new Date(Date.now() - 5000 + index).toISOString(), message })}\n`
const records = (count: number): string => Array.from({ length: count }, (_, index) => record(index)).join('')

t.test('SIGTERM while the server is down ends it soon; what is in the spool is sent at the next start', async t => {
  const folder = newFolder()
  const child = start('exec logmon-ship --loki http://127.0.0.1:9 --spool spool --drain 200ms', folder)
  const said = text(child.stderr as NonNullable<ChildProcess['stderr']>)
  child.stdin?.write(records(100))
  let seen = ''
  await new Promise<void>(resolve =>
    child.stdout?.on('data', chunk => {
      seen += chunk
      if (seen.includes('line 99')) resolve()
    }),
  )
  const began = process.hrtime.bigint()
  child.kill('SIGTERM')
  t.equal(await ended(child), 1)
  t.ok(Number(process.hrtime.bigint() - began) / 1e9 < 60, 'and not after the pauses between tries')
  t.match(await said, /100 left in the spool/)
  const server = await fakeLoki()
  t.teardown(() => server.close())
  const next = start(`exec logmon-ship --loki ${server.url} --spool spool --metrics-file ship.prom < /dev/null`, folder)
  t.equal(await ended(next), 0)
  t.equal(server.query().length, 100)
  const metrics = readFileSync(join(folder, 'ship.prom'), 'utf8')
  t.match(metrics, /^logmon_ship_lines_found_total\{program="ship",name="ship"\} 100$/m)
  t.match(metrics, /^logmon_ship_lines_sent_total\{program="ship",name="ship"\} 100$/m)
  t.match(metrics, /^logmon_ship_lines_open\{program="ship",name="ship"\} 0$/m)
})

t.test('a followed job whose server is down: the position stays, and the next run sends all', async t => {
  const folder = newFolder()
  writeFileSync(join(folder, 'train.log'), Array.from({ length: 50 }, (_, index) => `line ${index}\n`).join(''))
  writeFileSync(join(folder, 'job.yaml'), 'job: llama\n')
  const run = (url: string, drain = '60s'): ChildProcess =>
    start(
      `exec logmon run -c job.yaml --ship --loki ${url} --ship-drain ${drain} --from start --once --state state.json train.log`,
      folder,
    )
  t.equal(await ended(run('http://127.0.0.1:9', '200ms')), 1)
  const server = await fakeLoki()
  t.teardown(() => server.close())
  t.equal(await ended(run(server.url)), 0)
  t.equal(server.query(({ component }) => component !== 'logmon').length, 50)
  t.equal(await ended(run(server.url)), 0)
  t.equal(server.query(({ component }) => component !== 'logmon').length, 50, 'and no run after it')
})

t.test('a disk that is full holds the input until there is room, and loses nothing that was passed on', async t => {
  const folder = newFolder()
  const server = await fakeLoki()
  t.teardown(() => server.close())
  server.always = { status: 503 }
  // Files may have 64 KiB: what comes second does not fit.
  const child = start(`ulimit -f 64; exec logmon-ship --loki ${server.url} --spool spool`, folder)
  let said = ''
  let passed = ''
  const sees = (wanted: string): Promise<void> =>
    new Promise(resolve => {
      const look = (): void => {
        if ((said + passed).includes(wanted)) resolve()
      }
      child.stdout?.on('data', look)
      child.stderr?.on('data', look)
    })
  child.stdout?.on('data', chunk => {
    passed += chunk
  })
  child.stderr?.on('data', chunk => {
    said += chunk
  })
  const write = (from: number): boolean | undefined =>
    child.stdin?.write(
      Array.from({ length: 10 }, (_, index) => record(index, `${from + index} ${'x'.repeat(4000)}`)).join(''),
    )
  const first = sees('"9 x')
  write(0)
  await first
  const full = sees('cannot be written')
  write(10)
  await full
  server.always = undefined
  child.stdin?.end()
  t.equal(await ended(child), 0)
  t.match(said, /the file would be larger than allowed/)
  t.equal(server.query(({ job }) => job === 'logmon').length, 20, 'with their labels')
})

t.test(
  'TLS: a certificate that is not trusted is told, one that is named is, and a token is in no argument',
  async t => {
    const folder = newFolder()
    const { caFile, certificateFile, keyFile } = makeCertificates(folder)
    const files = { ca: readFileSync(caFile), cert: readFileSync(certificateFile), key: readFileSync(keyFile) }
    const asking = { ...files, requestCert: true, rejectUnauthorized: true }
    const server = await fakeLoki({ authorization: 'Bearer t0ken' }, { tls: asking })
    t.teardown(() => server.close())
    const command = `exec logmon-ship --loki ${server.url} --token-env TOKEN`
    const own = `--cert-file ${certificateFile} --key-file ${keyFile}`
    const wrong = start(`${command} ${own} --drain 100ms`, folder)
    wrong.stdin?.write(records(1))
    // The end of input comes once it has been told.
    let said = ''
    wrong.stderr?.on('data', chunk => {
      said += chunk
      if (/certificate|signature|verify/.test(said)) wrong.stdin?.end()
    })
    t.equal(await ended(wrong), 1)
    const right = start(`${command} --ca-file ${caFile} ${own} --drain 60s`, folder)
    right.stdin?.end(records(1))
    t.equal(await ended(right), 0)
    t.equal(server.query().length, 1)
    const nameless = start(`${command} --ca-file ${caFile} --drain 100ms`, folder)
    nameless.stdin?.end(records(1))
    t.equal(await ended(nameless), 1, 'the server asks who we are')
    const missing = start(`${command} --ca-file none.pem`, folder)
    missing.stdin?.end()
    t.equal(await ended(missing), 2)
  },
)

t.test('--file on a disk that is full has whole lines only; what it does not take is kept', async t => {
  const folder = newFolder()
  // Files may have 16 KiB: the lines of one stream, not those of both.
  const child = start('ulimit -f 16; exec logmon-ship --only --file out --label job=node --drain 100ms', folder)
  const of = (node: string): string =>
    Array.from({ length: 100 }, (_, index) =>
      record(index, `${node} ${index}`).replace('{', `{"node":"${node}",`),
    ).join('')
  child.stdin?.end(of('a') + of('b'))
  t.equal(await ended(child), 1)
  const linesIn = (name: string): string[] => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n')
  const [kept, left] = [linesIn('out'), linesIn('logmon-refused.ndjson')]
  t.equal(kept.length, 100, 'no part of the others')
  t.same(new Set([...kept, ...left].map(line => JSON.parse(line).line)).size, 200, 'each line is in one of the files')
})
