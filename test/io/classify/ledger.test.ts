import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  lstatSync,
  lutimesSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { parseHistory } from '../../../lib/classify/history.ts'
import { appendLedger } from '../../../lib/io/classify/ledger.ts'
import { leaveBehind } from '../../../lib/io/classify/verdict-effects.ts'

const directory = mkdtempSync(join(tmpdir(), 'logmon-ledger-'))
t.teardown(() => rmSync(directory, { recursive: true }))
const lines = (path: string): readonly unknown[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

t.test('two programs write to one ledger, and no line of either is lost or mixed', async t => {
  const path = join(directory, 'two.ndjson')
  const log = join(directory, 'job.log')
  writeFileSync(
    log,
    Array.from(
      { length: 20 },
      (_, cycle) => `RuntimeError: CUDA error: unspecified launch failure\nCycle: ${cycle + 1}\n`,
    ).join(''),
  )
  const program = resolve('bin/logmon-classify.js')
  const runs = ['a', 'b', 'c'].map(job =>
    once(spawn(process.execPath, [program, '--history', path, '--job', job, log], { stdio: 'ignore' }), 'exit'),
  )
  t.same(await Promise.all(runs), [
    [0, null],
    [0, null],
    [0, null],
  ])
  const jobs = (lines(path) as { job: string }[]).map(entry => entry.job)
  t.same(
    ['a', 'b', 'c'].map(job => jobs.filter(name => name === job).length),
    [21, 21, 21],
  )
})

t.test('writers that are killed as they write cost no other writer a line', { timeout: 60_000 }, async t => {
  const path = join(directory, 'killed.ndjson')
  const log = join(directory, 'one.log')
  writeFileSync(log, 'RuntimeError: CUDA error: unspecified launch failure\n')
  const run = (job: string): ReturnType<typeof spawn> =>
    spawn(process.execPath, [resolve('bin/logmon-classify.js'), '--history', path, '--job', job, log], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  const rounds = 6
  for (let round = 0; round < rounds; round++) {
    const killed = run('killed')
    const other = run('other')
    // Its verdict is out: the ledger is next.
    killed.stdout?.once('data', () => killed.kill('SIGKILL'))
    other.stdout?.resume()
    await Promise.all([once(killed, 'exit'), once(other, 'exit')])
  }
  const jobs = parseHistory(readFileSync(path, 'utf8')).map(entry => entry.job)
  t.equal(jobs.filter(job => job === 'other').length, rounds)
  t.ok(jobs.length <= 2 * rounds)
})

t.test('a line that was cut short does not spoil the next one', async t => {
  const path = join(directory, 'torn.ndjson')
  writeFileSync(path, '{"job":"a","finger')
  appendLedger(path, { job: 'b' })
  t.equal(readFileSync(path, 'utf8'), '{"job":"a","finger\n{"job":"b"}\n')
})

t.test('the lock of a program that was killed is taken over', async t => {
  const path = join(directory, 'locked.ndjson')
  writeFileSync(`${path}.lock`, '')
  utimesSync(`${path}.lock`, 1, 1)
  appendLedger(path, { job: 'a' })
  t.same(lines(path), [{ job: 'a' }])
  // Also where one was killed while it removed the lock of another.
  for (const name of [`${path}.lock`, `${path}.lock.break`]) {
    writeFileSync(name, '')
    utimesSync(name, 1, 1)
  }
  appendLedger(path, { job: 'b' })
  t.same(lines(path), [{ job: 'a' }, { job: 'b' }])
  t.same(
    readdirSync(directory).filter(name => name.startsWith('locked.ndjson.')),
    [],
  )
})

t.test('a ledger does not grow without end', async t => {
  const path = join(directory, 'long.ndjson')
  writeFileSync(path, `${JSON.stringify({ job: 'old', pad: 'x'.repeat(1000) })}\n`.repeat(2200))
  appendLedger(path, { job: 'new' })
  const kept = lines(path) as { job: string }[]
  t.ok(kept.length < 1200)
  t.same(kept.at(-1), { job: 'new' })
})

t.test('a file is replaced whole, and names that are no node names never reach it', async t => {
  const path = join(directory, 'nodes')
  writeFileSync(path, 'old\n')
  const isolate = [
    { node: 'gpu-7' },
    { node: '-oProxyCommand=x' },
    { node: 'a b' },
    { node: '$(reboot)' },
    { node: 'n1.example.org' },
  ]
  leaveBehind(
    { kind: 'verdict', action: 'restart_isolate', state: 'final', isolate },
    { job: undefined, historyFile: undefined, isolateFile: path },
    0,
  )
  t.equal(readFileSync(path, 'utf8'), 'gpu-7\nn1.example.org\n')
})

t.test('a lock that is a link to nothing is stale like any other', async t => {
  const path = join(directory, 'linked.ndjson')
  symlinkSync('nowhere', `${path}.lock`)
  const before = new Date(Date.now() - 3_600_000)
  lutimesSync(`${path}.lock`, before, before)
  appendLedger(path, { job: 'new' })
  t.same(lines(path), [{ job: 'new' }])
  t.notOk(lstatSync(`${path}.lock`, { throwIfNoEntry: false }), 'and the lock is given back')
})
