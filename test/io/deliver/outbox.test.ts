// The outbox with the real program: killed with -9 at any moment, restarted, silenced.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { AnyRecord, DeliveryRecord } from '../../../lib/record/types.generated.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-outbox-'))
const START = 1_767_225_600_000
const status = (minute: number, to: string): string =>
  `{"kind":"status","scope":"job","time":"${new Date(START + minute * 60_000).toISOString()}","to":"${to}"}\n`

interface Hook {
  readonly url: string
  readonly ids: string[]
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
      hook.ids.push(JSON.parse(text).id)
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
}

function run(job: string, state: string, input: string): Run {
  const child = spawn(process.execPath, ['dist/logmon-alert.js', '-c', job, '--state', state, '--only', '--send'], {
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
  }
}

const jobFile = (name: string, url: string, more = ''): string => {
  const path = join(folder, `${name}.yaml`)
  writeFileSync(path, `job: j\nalert: {gather: 0s, ${more} channels: [{type: webhook, url: "${url}"}]}\n`)
  return path
}

t.test('killed at any moment, the next start tells it once more or for the first time, under one identity', async t => {
  const hook = await startHook()
  const job = jobFile('killed', hook.url)
  for (let point = 0; point < 9; point++) {
    const state = join(folder, `state-${point}`)
    hook.ids.length = 0
    let current: Run | undefined
    const kill = (): void => {
      if (current !== undefined) process.kill(current.pid, 'SIGKILL')
    }
    // Before the answer, after it, and at some moment that nobody chose.
    hook.onRequest = (_count, answer) => {
      if (point % 3 === 0) return kill()
      answer()
      if (point % 3 === 1) kill()
    }
    current = run(job, state, status(0, 'HANGING'))
    if (point % 3 === 2) setTimeout(kill, point * 25)
    await current.killed()
    hook.onRequest = (_count, answer) => answer()
    // As after a restart: the same hang is seen a minute later.
    await run(job, state, status(1, 'HANGING')).end()
    t.ok(hook.ids.length >= 1, `point ${point}: told`)
    t.equal(new Set(hook.ids).size, 1, `point ${point}: ${hook.ids.length} times as one`)
  }
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
  const listed = spawn(process.execPath, ['dist/logmon-alert.js', 'pending', '--state', state], {
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
  await new Promise<void>(resolve => {
    hook.onRequest = (_count, answer) => {
      answer()
      resolve()
    }
  })
  const child = spawn(
    process.execPath,
    ['dist/logmon.js', 'silence', 'add', '-c', job, '--for', '1h', '--reason', 'new switch', '--author', 'me', 'job=j'],
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
