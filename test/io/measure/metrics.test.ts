// The built programs: the file, the listener, and that neither costs or holds anything.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { environment, runShell } from '../../cases/shell.ts'
import { skipUnless } from '../../skip.ts'

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'logmon-metrics-'))
const hasPromtool = skipUnless(existsSync('/usr/bin/promtool'), 'promtool is not installed')
const LINES = ['follow', 'tee', 'collect', 'parse', 'rules', 'hang', 'classify', 'redact', 'alert', 'ship']

/** A stream in which everything has a hostile name, and a loss is not finite. */
const HOSTILE = [
  { kind: 'log', time: '2026-01-01T00:00:00.000Z', job: 'a"b\\c\nd\u001b[2J', message: 'm', step: 3, total_steps: 9 },
  {
    kind: 'log',
    time: '2026-01-01T00:00:01.000Z',
    job: 'a"b\\c\nd\u001b[2J',
    message: 'm',
    step: 4,
    metrics: { loss: null },
  },
  { kind: 'status', job: '{}="', scope: 'job', to: 'HANGING', reason: 'r' },
  { kind: 'notice', code: 'x"} 1\nlogmon_evil 1', message: 'm' },
  { kind: 'delivery', alert: 'k', channel: '#"\n', outcome: 'sent' },
]

t.test(
  'what is written is what Prometheus reads, of a whole job and of hostile names',
  { skip: hasPromtool },
  async t => {
    const folder = newFolder()
    writeFileSync(join(folder, 'hostile'), HOSTILE.map(record => `${JSON.stringify(record)}\n`).join(''))
    const job = `-c ${process.cwd()}/examples/demo/job.yaml`
    const log = `${process.cwd()}/examples/logs/train.log`
    runShell(`logmon run ${job} --classify --status-file off --metrics-file run.prom < ${log}`, '', folder)
    runShell('logmon view --metrics-file view.prom < hostile', '', folder)
    runShell(`logmon-follow --once --metrics-file follow.prom ${log}`, '', folder)
    runShell(`logmon-tee --dir t --metrics-file tee.prom < ${log}`, '', folder)
    for (const name of ['run', 'view', 'follow', 'tee']) {
      const written = readFileSync(join(folder, `${name}.prom`), 'utf8')
      const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: written, encoding: 'utf8' })
      t.equal(status, 0, `${name}: ${stderr}`)
      t.match(written, new RegExp(`^logmon_running\\{program="${name}",name="${name}"\\} 0$`, 'm'))
      t.match(written, /^logmon_read_lines_total\{[^}]*\} [1-9]\d*$/m)
    }
    const hostile = readFileSync(join(folder, 'view.prom'), 'utf8')
    t.notMatch(hostile, /^logmon_evil/m)
    t.notMatch(hostile, '\u001b')
    t.match(hostile, /^logmon_job_loss\{.*\} nan$/im)
    t.match(hostile, /^logmon_job_state\{.*state="HANGING".*\} 1$/m)
    t.match(readFileSync(join(folder, 'run.prom'), 'utf8'), /^logmon_verdicts_total\{action="stop".*\} 1$/m)
    t.same(
      readdirSync(folder).filter(name => name.includes('.tmp')),
      [],
      'nothing half written is left',
    )
  },
)

t.test('every program has the options, and refuses what cannot be before it reads', async t => {
  const folder = newFolder()
  mkdirSync(join(folder, 'folder.prom'))
  symlinkSync('/etc/passwd', join(folder, 'link.prom'))
  for (const name of LINES) t.match(runShell(`logmon-${name} --help`, '', '.').stdout, '--metrics-listen', name)
  for (const [words, reason] of [
    ['--metrics-file folder.prom', /--metrics-file: folder\.prom is no regular file/],
    ['--metrics-file no/such.prom', /--metrics-file: no\/such\.prom cannot be written: there is no folder no/],
    ['--metrics-file link.prom', /--metrics-file: link\.prom is a symbolic link/],
    ['--metrics-listen unix:///x', /--metrics-listen: metrics are asked for over TCP/],
    ['--metrics-listen 1:2:3', /--metrics-listen: "1:2:3" is no address; write PORT or HOST:PORT/],
  ] as const) {
    const ran = runShell(`logmon-parse ${words}`, 'line\n', folder)
    t.match(ran, { status: 2, stdout: '' }, words)
    t.match(ran.stderr, reason)
  }
  t.match(runShell('logmon-classify --metrics-file a.prom log', '', folder), { status: 2, stdout: '' })
})

t.test('a port that is taken is told in words, with exit code 2', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const child = start(['--metrics-listen', `${port}`])
  t.equal((await once(child, 'close'))[0], 2)
  t.match(await saidBy(child), `127.0.0.1:${port} cannot be listened to: another program listens there already`)
})

t.test('a file that cannot be written is told once; records go on', async t => {
  // Its name fits, the one of the file beside it does not.
  const ran = runShell(`logmon-parse --metrics-file ${'x'.repeat(250)}`, 'line\n', newFolder())
  t.match(ran, { status: 0, stdout: /"message":"line"/ })
  t.equal(ran.stderr.match(/ is not written: its name is too long/g)?.length, 1)
})

t.test('the listener answers while lines come, by names that are ours alone, and holds nothing at the end', async t => {
  const child = start(['--metrics-listen', '0'])
  const url = await urlOf(child)
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.match(await ask(`${url}/healthz`), { status: 200, body: 'ok\n' })
  await until(async () => (await ask(`${url}/readyz`)).status === 200)
  child.stdin?.write('one\ntwo\n')
  await until(async () => /^logmon_read_lines_total\{program="parse"\} 2$/m.test((await ask(`${url}/metrics`)).body))
  t.match((await ask(`${url}/metrics?name=x`)).type, /^text\/plain; version=0\.0\.4/)
  t.match(await ask(`${url}/metrics`, { headers: { host: 'evil.example.org' } }), { status: 421 })
  t.match(await ask(`${url}/metrics`, { headers: { host: 'localhost:9464' } }), { status: 200 })
  t.match(await ask(`${url}/metrics`, { method: 'POST' }), { status: 405 })
  t.match(await ask(`${url}/metrics`, { method: 'HEAD' }), { status: 200, body: '' })
  t.match(await ask(`${url}/../etc/passwd`), { status: 404 })
  // A scraper keeps its connection: the program ends all the same.
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  await ask(`${url}/metrics`, { agent })
  child.stdin?.end()
  t.equal((await once(child, 'close'))[0], 0)
  await t.rejects(ask(`${url}/healthz`))
})

t.test('a source tells how far it is behind: what nobody takes, and how long it has waited', async t => {
  const folder = newFolder()
  const lines = Array.from({ length: 40_000 }, (_, index) => `line ${index} ${'x'.repeat(90)}\n`)
  const bytes = lines.join('').length
  writeFileSync(join(folder, 'big.log'), lines.join(''))
  mkdirSync(join(folder, 'ranks'))
  writeFileSync(join(folder, 'ranks', 'rank_0.msg.1767225600000'), lines.join(''))
  for (const [program, words] of [
    ['logmon-follow', ['--from', 'start', join(folder, 'big.log')]],
    ['logmon-collect', ['--keep', join(folder, 'ranks')]],
  ] as const) {
    const child = start(['--metrics-listen', '0', ...words], program, 'pipe')
    const url = await urlOf(child)
    const measured = async (name: string): Promise<number> =>
      Number(new RegExp(`^logmon_source_${name}\\{.*\\} (.*)$`, 'm').exec((await ask(`${url}/metrics`)).body)?.[1])
    // Nobody reads: the pipe is full, and time passes.
    await until(async () => (await measured('lag_seconds')) > 0.3)
    const behind = await measured('unread_bytes')
    t.ok(behind > bytes / 2 && behind <= bytes, `${program}: ${behind} of ${bytes} bytes`)
    child.stdout?.resume()
    await until(async () => (await measured('unread_bytes')) === 0 && (await measured('lag_seconds')) === 0)
    if (hasPromtool === false) {
      const { status } = spawnSync('promtool', ['check', 'metrics'], { input: (await ask(`${url}/metrics`)).body })
      t.equal(status, 0)
    }
    child.kill()
    await once(child, 'close')
  }
})

t.test('nobody who asks for no metrics loads them', async t => {
  const spy = join(newFolder(), 'spy.cjs')
  writeFileSync(
    spy,
    `const fs = require('node:fs'), read = fs.readFileSync
fs.readFileSync = (path, ...more) => { if (String(path).includes('prom-client')) console.error('loaded'); return read(path, ...more) }`,
  )
  const run = (words: string): string =>
    runShell(`NODE_OPTIONS='--require ${spy}' logmon-parse ${words}`, 'x\n', newFolder()).stderr
  t.notMatch(run(''), 'loaded')
  t.match(run('--metrics-file a.prom'), 'loaded')
})

function start(words: readonly string[], program = 'logmon-parse', output: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
  const child = spawn(program, words, {
    env: { ...environment(), LOGMON_CLOCK: 'wall' },
    stdio: ['pipe', output, 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  said.set(child, text(child.stderr as NonNullable<ChildProcess['stderr']>))
  return child
}
const said = new Map<ChildProcess, Promise<string>>()
const saidBy = (child: ChildProcess): Promise<string> => said.get(child) as Promise<string>

const urlOf = (child: ChildProcess): Promise<string> =>
  new Promise(resolve => {
    let heard = ''
    child.stderr?.on('data', chunk => {
      heard += chunk
      const url = /metrics are at (\S+)\/metrics\n/.exec(heard)?.[1]
      if (url !== undefined) resolve(url)
    })
  })

/** Asks again and again until it is so; the test's own time limit ends it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(resolve => setImmediate(resolve))
}

interface Answer {
  readonly status: number | undefined
  readonly type: string | undefined
  readonly body: string
}
const ask = (url: string, options: object = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(url, options, async response => {
      resolve({ status: response.statusCode, type: response.headers['content-type'], body: await text(response) })
    })
    asked.on('error', reject)
    asked.end()
  })
