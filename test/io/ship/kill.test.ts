// The shipper is killed at a hundred points, drawn with a seed, while the server comes and goes: every line is there,
// and none twice.
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { environment } from '../../cases/shell.ts'
import { type FakeLoki, fakeLoki } from '../../servers/fake-loki.ts'
import { newFolder } from './shipping.ts'

const KILLS = 50

/** Numbers from 0 to 1, the same in each run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const start = (command: string, folder: string): ChildProcess =>
  spawn('/bin/bash', ['-c', `exec ${command}`], {
    cwd: folder,
    env: { ...environment(), LOGMON_CLOCK: 'wall' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
const ended = (child: ChildProcess): Promise<number | null> => new Promise(resolve => child.on('close', resolve))

/** Has the server do one of the things that servers do, and the process killed at one of the next pushes. */
function disturb(server: FakeLoki, child: ChildProcess, random: () => number): void {
  const phase = random() < 0.5 ? 'came' : 'stored'
  let pushes = Math.floor(random() * 4)
  server.onPush = seen => {
    if (seen === phase && pushes-- === 0) child.kill('SIGKILL')
  }
  server.mishaps.length = 0
  for (let count = Math.floor(random() * 3); count > 0; count--)
    server.mishaps.push(
      random() < 0.3 ? { status: 503 } : random() < 0.5 ? 'reset before it was read' : 'reset after it was stored',
    )
}

const began = Date.now() - 3_600_000 / 2
/** A line of SmolCluster's with its own millisecond, or that of the lines around it. */
const logLine = (index: number): string => {
  const time = new Date(began + (index >> 2)).toISOString().replace('T', ' ').replace('Z', '').replace('.', ',')
  return `${time} | INFO | rank:${index % 3} | line ${index}`
}
/** The numbers of the log's lines, in the order of a query; what `run` itself tells is shipped too, and left out. */
const numbersIn = (server: FakeLoki): readonly number[] =>
  server
    .query()
    .flatMap(({ line }) => /line (\d+)/.exec(line)?.[1] ?? [])
    .map(Number)
const byRank = (numbers: readonly number[]): readonly (readonly number[])[] =>
  [0, 1, 2].map(rank => numbers.filter(number => number % 3 === rank))

t.test('followed files', async t => {
  const server = await fakeLoki()
  t.teardown(() => server.close())
  const random = randomFrom(20_260_101)
  const folder = newFolder()
  writeFileSync(join(folder, 'job.yaml'), `ship: { loki: '${server.url}', wait: 5ms, drain: 20s }\n`)
  const command = 'logmon run -c job.yaml --from start --once --state state.json --only train.log > /dev/null'
  let written = 0
  let kills = 0
  for (let round = 0; round < KILLS; round++) {
    const more = 100 + Math.floor(random() * 2000)
    for (let text = ''; ; text += `${logLine(written++)}\n`)
      if (written % more === 0 && text !== '') {
        appendFileSync(join(folder, 'train.log'), text)
        break
      }
    const child = start(command, folder)
    disturb(server, child, random)
    if ((await ended(child)) === null) kills++
  }
  server.onPush = undefined
  server.mishaps.length = 0
  t.equal(await ended(start(command, folder)), 0)
  t.ok(kills > KILLS / 4, `it was killed ${kills} times`)
  const numbers = numbersIn(server)
  t.equal(numbers.length, written, 'none is lost, and none is there twice')
  for (const [rank, own] of byRank(numbers).entries())
    t.same(own, byRank(Array.from({ length: written }, (_, index) => index))[rank], 'in order')
})

t.test('a pipe with a spool: what was passed on is there', async t => {
  const server = await fakeLoki()
  t.teardown(() => server.close())
  const random = randomFrom(7)
  const folder = newFolder()
  const command = `logmon-ship --loki ${server.url} --spool spool --wait 5ms --drain 20s`
  const passed = new Set<number>()
  let next = 0
  let kills = 0
  for (let round = 0; round < KILLS; round++) {
    const child = start(command, folder)
    disturb(server, child, random)
    let seen = ''
    child.stdout?.on('data', chunk => {
      seen += chunk
    })
    child.stdin?.on('error', () => {}) // it was killed
    const most = next + 1 + Math.floor(random() * 1500)
    for (let index = next; index < most; index++)
      child.stdin?.write(
        `${JSON.stringify({ kind: 'log', time: new Date(began + index).toISOString(), rank: index % 3, message: `line ${index}` })}\n`,
      )
    child.stdin?.end()
    if ((await ended(child)) === null) kills++
    for (const [, number] of seen.matchAll(/"message":"line (\d+)"\}\n/g)) passed.add(Number(number))
    while (passed.has(next)) next++
  }
  server.onPush = undefined
  server.mishaps.length = 0
  const last = start(command, folder)
  last.stdin?.end()
  t.equal(await ended(last), 0)
  t.ok(kills > KILLS / 4, `it was killed ${kills} times`)
  const numbers = numbersIn(server)
  t.equal(new Set(numbers).size, numbers.length, 'none is there twice')
  const there = new Set(numbers)
  t.same(
    [...passed].filter(number => !there.has(number)),
    [],
    'none is lost',
  )
  for (const own of byRank(numbers))
    t.same(
      own,
      [...own].sort((one, other) => one - other),
      'in order',
    )
})
