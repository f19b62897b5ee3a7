// The outbox with the real program: killed with -9 at any moment, restarted, silenced.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { AnyRecord, DeliveryRecord } from '../../../lib/record/types.generated.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-outbox-'))
const START = 1_767_225_600_000
const status = (minute: number, to: string, job?: string): string =>
  `{"kind":"status","scope":"job",${job === undefined ? '' : `"job":"${job}",`}"time":"${new Date(START + minute * 60_000).toISOString()}","to":"${to}"}\n`

interface Hook {
  readonly url: string
  readonly ids: string[]
  readonly keys: string[]
  /** Called with the number of a request before it is answered. */
  onRequest: (count: number, answer: () => void) => void
}

async function startHook(): Promise<Hook> {
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => {
      text += chunk
    })
    request.on('end', () => {
      const { id, key } = JSON.parse(text) as { id: string; key: string }
      hook.ids.push(id)
      hook.keys.push(key)
      hook.onRequest(hook.ids.length, () => response.end())
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const hook: Hook = {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/`,
    ids: [],
    keys: [],
    onRequest: (_count, answer) => answer(),
  }
  return hook
}

interface Run {
  readonly pid: number
  write(input: string): void
  /** Ends its input, and resolves to all that it wrote. */
  end(): Promise<readonly AnyRecord[]>
  killed(): Promise<void>
  /** Resolves when its output matches. */
  wrote(pattern: RegExp): Promise<void>
}

function run(job: string, state: string, input: string): Run {
  const child = spawn(process.execPath, ['bin/logmon-alert.js', '-c', job, '--state', state, '--only', '--send'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, LOGMON_CLOCK: 'record', NODE_V8_COVERAGE: '' },
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const closed = new Promise<void>(resolve => child.on('close', () => resolve()))
  child.stdin.on('error', () => {})
  child.stdin.write(input)
  return {
    pid: child.pid as number,
    write: more => void child.stdin.write(more),
    async end() {
      child.stdin.end()
      await closed
      return text.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as AnyRecord]))
    },
    killed: () => closed,
    wrote: pattern =>
      new Promise(resolve => {
        const look = (): void => {
          if (pattern.test(text)) resolve()
        }
        child.stdout.on('data', look)
        look()
      }),
  }
}

const jobFile = (name: string, url: string, more = ''): string => {
  const path = join(folder, `${name}.yaml`)
  writeFileSync(path, `job: j\nalert: {gather: 0s, ${more} channels: [{type: webhook, url: "${url}"}]}\n`)
  return path
}

/** Kills; `LOGMON_KILLS=1000` kills more often. Two chains of them at once take half as long. */
const KILLS = Number(process.env['LOGMON_KILLS'] ?? 100)
const CHAINS = 2

/** Kills so often, each time in another step; gives the ids that each key was told under. */
async function killAndTell(chain: number, kills: number): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const hook = await startHook()
  // However many there are, each is told by itself.
  const job = jobFile(`killed${chain}`, hook.url, 'max_per_hour: 1000,')
  const state = join(folder, `killed-state${chain}`)
  let current: Run | undefined
  const kill = (): void => {
    try {
      if (current !== undefined) process.kill(current.pid, 'SIGKILL')
    } catch {
      // ESRCH: a request of a process that is gone has only come now.
    }
  }
  // As after a restart: every hang until then is seen again, a minute later.
  const seen = (point: number): string =>
    Array.from({ length: Math.min(point + 1, kills) }, (_, index) => status(point, 'HANGING', `j${index}`)).join('')
  // Each start finds what the one before has left, and has something new to tell: one process for each kill.
  for (let point = 0; point < kills; point++) {
    // Before the first answer, after it, or at some moment that nobody chose.
    hook.onRequest = (_count, answer) => {
      if (point % 3 !== 0) answer()
      if (point % 3 !== 2) kill()
    }
    current = run(job, state, seen(point))
    const chosen = point % 3 === 2 ? setTimeout(kill, (point % 30) * 10) : undefined
    await current.killed()
    clearTimeout(chosen)
  }
  hook.onRequest = (_count, answer) => answer()
  await run(job, state, seen(kills)).end()
  const idsOf = new Map<string, Set<string>>()
  for (const [index, key] of hook.keys.entries())
    idsOf.set(key, (idsOf.get(key) ?? new Set()).add(hook.ids[index] as string))
  return idsOf
}

t.test(
  `killed ${KILLS} times, the next start tells it once more or for the first time, under one identity`,
  async t => {
    const kills = Math.ceil(KILLS / CHAINS)
    const chains = await Promise.all(Array.from({ length: CHAINS }, (_, chain) => killAndTell(chain, kills)))
    for (const idsOf of chains) {
      t.equal(idsOf.size, kills, 'each is told')
      for (const [key, ids] of idsOf) t.equal(ids.size, 1, `${key} under one identity`)
    }
  },
)

t.test('two programs on one state: the second is told, and ends with 2', async t => {
  const hook = await startHook()
  const job = jobFile('two', hook.url)
  const state = join(folder, 'two-state')
  const first = run(job, state, status(0, 'HANGING'))
  await new Promise<void>(resolve => {
    hook.onRequest = (_count, answer) => {
      answer()
      resolve()
    }
  })
  const second = spawnSync(process.execPath, ['bin/logmon-alert.js', '-c', job, '--state', state], {
    input: '',
    encoding: 'utf8',
  })
  t.equal(second.status, 2)
  t.match(second.stderr, new RegExp(`--state: .*two-state is in use by process ${first.pid}: each program needs`))
  await first.end()
  await run(job, state, status(1, 'HEALTHY')).end()
  t.equal(hook.ids.length, 2, 'and goes on after the first has ended')
})

t.test('a restart loop of 20: one message of an episode, and one of its recovery', async t => {
  const hook = await startHook()
  const job = jobFile('loop', hook.url)
  const state = join(folder, 'loop-state')
  for (let round = 0; round < 19; round++) await run(job, state, status(round, 'HANGING')).end()
  t.equal(hook.ids.length, 1)
  const records = await run(job, state, status(19, 'HANGING') + status(20, 'HEALTHY')).end()
  t.match(
    records.filter(({ kind }) => kind === 'alert'),
    [{ state: 'resolved', episode: 1, sequence: 2, starts_at: '2026-01-01T00:00:00.000Z' }],
  )
  t.equal(hook.ids.length, 2)
  t.equal(hook.ids[1]?.replace(/-2$/, '-1'), hook.ids[0], 'of the same episode')
})

t.test('killed 20 times: one message of 300 ranks in as many ranges, and one when all are well', async t => {
  const hook = await startHook()
  const job = join(folder, 'crowd.yaml')
  writeFileSync(job, `alert: {scope: rank, channels: [{type: webhook, url: "${hook.url}"}]}\n`)
  const state = join(folder, 'crowd-state')
  const ofRank = (second: number, job: string, rank: number, to: string): string =>
    status(second / 60, to, job)
      .replace('"job"', '"rank"')
      .replace('}', `,"rank":${rank},"rule":"step"}`)
  const all = (second: number, to: string): string =>
    Array.from({ length: 300 }, (_, index) => ofRank(second, 'llama', 3 * index, to)).join('')
  let current: Run | undefined
  // What fails alone is told after the crowd: when it comes, all that is to be said of the crowd was.
  hook.onRequest = (_count, answer) => {
    if (hook.keys.at(-1)?.startsWith('job/alone') === true) process.kill(current?.pid as number, 'SIGKILL')
    answer()
  }
  for (let round = 0; round < 20; round++) {
    const alone = `alone${round}`
    const second = round * 60
    current = run(
      job,
      state,
      all(second, 'HANGING') + ofRank(second + 5, alone, 0, 'FAULTED') + ofRank(second + 10, alone, 1, 'HEALTHY'),
    )
    await current.killed()
  }
  const ofCrowd = (): readonly string[] => hook.ids.filter((_, index) => hook.keys[index]?.startsWith('job/llama'))
  t.equal(hook.keys.filter(key => key.startsWith('job/alone')).length >= 20, true)
  t.equal(ofCrowd().length, 1)
  hook.onRequest = (_count, answer) => answer()
  const records = await run(job, state, all(1500, 'HANGING') + all(1600, 'HEALTHY')).end()
  t.match(
    records.filter(({ kind, job }) => kind === 'alert' && job === 'llama'),
    [{ state: 'resolved', episode: 1, sequence: 2, starts_at: '2026-01-01T00:00:00.000Z' }],
  )
  t.same(ofCrowd()[1]?.replace(/-2$/, '-1'), ofCrowd()[0], 'of the same episode')
  t.equal(ofCrowd().length, 2)
})

t.test('what could not be sent before the end is sent at the next start', async t => {
  const hook = await startHook()
  const job = jobFile('left', hook.url, 'drain: 50ms,')
  const state = join(folder, 'left-state')
  hook.onRequest = () => {}
  const first = await run(job, state, status(0, 'FAULTED')).end()
  t.match(
    first.filter(({ kind }) => kind === 'delivery'),
    [{ outcome: 'pending', error: /^not delivered within 50 ms of the end of input/ }],
  )
  const listed = spawn(process.execPath, ['bin/logmon-alert.js', 'pending', '--state', state], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  listed.stdout.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  await new Promise(resolve => listed.on('close', resolve))
  t.match(text, /^webhook: not sent yet: 2026-01-01T00:00:00\.000Z \[FAULTED\] j\nfiring since .*: \[FAULTED\] j\n$/)
  hook.onRequest = (_count, answer) => answer()
  const job2 = jobFile('left', hook.url)
  await run(job2, state, '').end()
  t.equal(new Set(hook.ids).size, 1)
  t.equal(hook.ids.length, 2)
})

t.test('a silence is noticed at once by a program that runs, and is no failure', async t => {
  const hook = await startHook()
  const silences = join(folder, 'silences')
  const job = jobFile('quiet', hook.url, `silences: ${silences},`)
  const running = run(job, join(folder, 'quiet-state'), status(0, 'SLOW'))
  // What is told of it comes only after the answer: what is silenced is reported at once, and may overtake it.
  await running.wrote(/"outcome":"sent"/)
  const child = spawn(
    process.execPath,
    ['bin/logmon.js', 'silence', 'add', '-c', job, '--for', '1h', '--reason', 'new switch', '--author', 'me', 'job=j'],
    { stdio: 'ignore' },
  )
  t.equal(await new Promise(resolve => child.on('close', resolve)), 0)
  t.ok(existsSync(silences))
  running.write(status(1, 'HANGING'))
  const deliveries = (await running.end()).filter((record): record is DeliveryRecord => record.kind === 'delivery')
  t.match(deliveries, [
    { outcome: 'sent' },
    { outcome: 'silenced', error: /^silence [0-9a-f]{8} until .*, by me: new switch$/ },
  ])
  t.equal(hook.ids.length, 1)
  t.match(readFileSync(silences, 'utf8'), /"matchers":\["job=j"\]/)
})

t.test('killed with something held back by max_per_hour: pending names it, and the next start tells it', async t => {
  const hook = await startHook()
  const job = jobFile('storm', hook.url, 'max_per_hour: 1,')
  const state = join(folder, 'storm-state')
  const first = run(job, state, status(0, 'HANGING', 'one') + status(1, 'HANGING', 'two') + status(2, 'HEALTHY', 'x'))
  await first.wrote(/"code":"alert_held_back"[^\n]*two/)
  process.kill(first.pid, 'SIGKILL')
  await first.killed()
  const listed = spawnSync(process.execPath, ['bin/logmon-alert.js', 'pending', '--state', state], { encoding: 'utf8' })
  t.match(listed.stdout, /^waits for the next digest: .*\[HANGING\] two$/m)
  const told = await run(job, state, status(3, 'HANGING', 'two') + status(100, 'HEALTHY', 'x')).end()
  t.match(
    told.filter(({ kind }) => kind === 'alert'),
    [{ labels: { reason: 'AlertDigest' }, body: /1 alert was held back[\s\S]*\[HANGING\] two/ }],
  )
  t.match(hook.keys.at(-1), 'digest')
})

t.test('logmon run --state keeps what is silenced, too: killed, it is told by the next start', async t => {
  const hook = await startHook()
  const dir = t.testdir()
  const silences = join(dir, 'silences')
  const state = join(dir, 'state')
  const job = join(dir, 'job.yaml')
  const now = Date.now()
  const [starts_at, ends_at] = [now, now + 3_600_000].map(time => new Date(time).toISOString())
  const matchers = ['job=j']
  writeFileSync(
    silences,
    `${JSON.stringify({ silence: { id: 's', matchers, author: 'me', reason: 'r', starts_at, ends_at } })}\n`,
  )
  writeFileSync(
    job,
    `job: j\nalert: {gather: 0s, silences: ${silences}, channels: [{type: webhook, url: "${hook.url}"}]}\n`,
  )
  const start = () =>
    spawn(process.execPath, ['bin/logmon.js', 'run', '-c', job, '--state', state, '--output', 'ndjson'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, NODE_V8_COVERAGE: '' },
    })
  const first = start()
  first.stdin.write('step 1 loss: 2.5\nstep 2 loss: nan\nstep 3 loss: nan\n')
  let text = ''
  for await (const chunk of first.stdout) {
    text += chunk
    if (text.includes('"outcome":"silenced"')) break
  }
  first.kill('SIGKILL')
  await new Promise(resolve => first.on('close', resolve))
  t.equal(hook.ids.length, 0)
  const listed = spawnSync(process.execPath, ['bin/logmon-alert.js', 'pending', '--state', `${state}.alerts`], {
    encoding: 'utf8',
  })
  t.match(listed.stdout, /^not told \(silence s until .*, by me: r\): .*\[FAULTED\] j/)
  writeFileSync(silences, '')
  const told = new Promise<void>(resolve => {
    hook.onRequest = (_count, answer) => {
      answer()
      resolve()
    }
  })
  const second = start()
  await told
  second.kill('SIGKILL')
  await new Promise(resolve => second.on('close', resolve))
  t.equal(hook.ids.length, 1)
})
