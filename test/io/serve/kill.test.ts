// The service is killed while it is written to, at points that are drawn with a seed: what it had said yes to is there
// when it is started again.
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { environment } from '../../cases/shell.ts'
import { ask as askService, newFolder, OOM } from './serving.ts'

/** Each takes a second, while it follows logs two: more of them with LOGMON_KILLS=50. */
const KILLS = Number(process.env['LOGMON_KILLS'] ?? 15)
const KILLS_FOLLOWING = Number(process.env['LOGMON_KILLS'] ?? 6)

/** How many requests are asked at most before the kill: five make one step. */
const REQUESTS = 20

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

const root = newFolder()
const data = join(newFolder(), 'data')
const socket = join(newFolder(), 'socket')
const url = `unix://${socket}`

/** Starts the service; resolves when it listens. */
function start(): Promise<ChildProcess> {
  const words = [
    'serve',
    '--root',
    root,
    '--data',
    data,
    '--listen',
    url,
    '--settle-least',
    '0ms',
    '--settle-quiet',
    '0ms',
  ]
  const child = spawn('bin/logmon.js', words, { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve(child))
    child.once('exit', code => reject(new Error(`ended with ${code}`)))
  })
}
const gone = (child: ChildProcess): Promise<void> => new Promise(resolve => child.once('close', () => resolve()))

/** What the service has said yes to. */
const accepted = { jobs: new Set<string>(), records: new Map<string, number>(), lines: 0, verdicts: new Set<string>() }

/** Asks one thing after the other until the service is gone; `beforeRequest` is told how many were answered. */
async function load(id: string, round: number, beforeRequest: (answered: number) => void): Promise<void> {
  let answered = 0
  const ask = (...request: Parameters<typeof askService>): ReturnType<typeof askService> => {
    beforeRequest(answered++)
    return askService(...request)
  }
  for (let step = 0; ; step++) {
    const job = `job-${step % 3}`
    const number = accepted.records.get(job) ?? 0
    const record = { kind: 'notice', code: 'x', message: `${number}` }
    const fed = await ask(url, `/api/v1/records?job=${job}`, {
      body: `${JSON.stringify(record)}\n`,
      headers: { 'content-type': 'application/x-ndjson' },
    })
    if (fed.status === 200) accepted.records.set(job, number + 1)
    const append = await ask(url, '/attributions/logs', { body: { attribution_id: id, log_stream: 'a line\n' } })
    if (append.status === 200) accepted.lines = (append.body as { lines_len: number }).lines_len
    const path = join(root, `${round}-${step}.log`)
    writeFileSync(path, OOM)
    if ((await ask(url, '/logs', { body: { log_path: path, user: 'x' } })).status === 200) accepted.jobs.add(path)
    if ((await ask(url, `/logs?log_path=${path}`)).status === 200) accepted.verdicts.add(path)
  }
}

t.test(`killed ${KILLS} times, it forgets nothing`, async t => {
  t.setTimeout(400_000)
  const random = randomFrom(20_260_304)
  let child = await start()
  const opened = await askService(url, '/attributions', { body: { job_id: '1' } })
  const { attribution_id: id } = opened.body as { attribution_id: string }
  for (let round = 0; round < KILLS; round++) {
    const ended = gone(child)
    // The kill falls into one of the first requests: how many were answered by then is the same on every machine.
    const last = Math.floor(random() * REQUESTS)
    const delayMs = random() * 4
    // Its requests fail when the service is gone.
    await load(id, round, answered => {
      if (answered === last) setTimeout(() => child.kill('SIGKILL'), delayMs)
    }).catch(() => undefined)
    await ended
    child = await start()
    const { body } = await askService(url, `/attributions/${id}/logs`)
    const lines = (body as { log_lines: string[] }).log_lines
    // The last one may have been written and not said yes to.
    t.ok(lines.length === accepted.lines || lines.length === accepted.lines + 1, `lines of round ${round}`)
    accepted.lines = lines.length
  }
  const { jobs } = (await askService(url, '/jobs?limit=10000')).body as {
    jobs: { id: number; log_path: string | null; job_id: string; action: string | null }[]
  }
  const known = new Map(jobs.map(job => [job.log_path ?? job.job_id, job]))
  for (const path of accepted.jobs) if (!known.has(path)) t.fail(`${path} is forgotten`)
  for (const path of accepted.verdicts)
    if (known.get(path)?.action !== 'stop') t.fail(`the verdict on ${path} is forgotten`)
  for (const [name, count] of accepted.records) {
    const job = known.get(name)?.id
    const { records } = (await askService(url, `/api/v1/records?job=${job}&limit=10000`)).body as {
      records: { record: { message: string } }[]
    }
    const messages = new Set(records.map(({ record }) => record.message))
    for (let number = 0; number < count; number++)
      if (!messages.has(`${number}`)) t.fail(`record ${number} of ${name} is forgotten`)
  }
  t.ok(accepted.jobs.size > KILLS, `${accepted.jobs.size} jobs, ${accepted.lines} lines`)
  const ended = gone(child)
  child.kill('SIGTERM')
  await ended
  t.equal(child.exitCode, 0, 'asked to stop it ends by itself')
})

interface Watched {
  /** Numbers of the events that were seen, in order, and the jobs of the records among them. */
  readonly ids: number[]
  readonly records: { readonly id: number; readonly job: number; readonly message: string }[]
  resets: number
  /** Resolves once it has seen so many records. */
  until(count: number): Promise<void>
  close(): void
}

/** Watches as a page does: over and over, each time from behind the last event that it has seen. */
function watchEvents(path: string): Watched {
  let wake = (): void => undefined
  let isClosed = false
  let request: http.ClientRequest | undefined
  const watched: Watched = {
    ids: [],
    records: [],
    resets: 0,
    async until(count) {
      while (watched.records.length < count) await new Promise<void>(resolve => (wake = resolve))
    },
    close() {
      isClosed = true
      request?.destroy()
    },
  }
  function take(text: string): void {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]
    const id = field('id')
    if (id !== undefined) watched.ids.push(Number(id))
    if (field('event') === 'reset') watched.resets++
    if (field('event') === 'record') {
      const { job, record } = JSON.parse(field('data') as string) as { job: number; record: { message: string } }
      watched.records.push({ id: Number(id), job, message: record.message })
    }
    wake()
  }
  function connect(): void {
    const headers = watched.ids.length === 0 ? {} : { 'last-event-id': `${watched.ids.at(-1)}` }
    request = http.get({ socketPath: socket, path, headers }, response => {
      let held = ''
      response.on('data', (part: Buffer) => {
        const messages = (held + part.toString()).split('\n\n')
        held = messages.pop() as string
        for (const message of messages) take(message)
      })
      response.on('error', () => undefined)
    })
    request.on('error', () => undefined)
    request.on('close', () => void (isClosed || setTimeout(connect, 20)))
  }
  connect()
  return watched
}

/** What a log of a job says next: lines that are entries of their own, and tracebacks, which are one. */
const TEXTS = [
  (count: number) => [`step ${count} is done`],
  (count: number) => [
    'Traceback (most recent call last):',
    `  File "train.py", line ${count}, in <module>`,
    '    train()',
    `RuntimeError: the step ${count} has failed`,
  ],
]

t.test(`killed ${KILLS_FOLLOWING} times while it follows logs, it reads each line once`, async t => {
  t.setTimeout(400_000)
  const random = randomFrom(20_260_305)
  let child = await start()
  const paths = ['a', 'b', 'c'].map(name => join(root, `followed-${name}.log`))
  for (const path of paths) {
    writeFileSync(path, '')
    await askService(url, '/logs', { body: { log_path: path, user: 'x', analysis_intent: 'progressive' } })
  }
  const { jobs } = (await askService(url, '/jobs?limit=10000')).body as { jobs: { id: number; log_path: string }[] }
  const ids = paths.map(path => jobs.find(({ log_path }) => log_path === path)?.id as number)
  const watched = ids.map(id => watchEvents(`/api/v1/events?job=${id}`))
  let count = 0
  /** Writes some lines to each log, torn anywhere. */
  function write(): void {
    for (const path of paths) {
      const text = (TEXTS[random() < 0.3 ? 1 : 0] as (typeof TEXTS)[0])(++count).map(line => `${line}\n`)
      const all = text.join('')
      const cut = Math.floor(random() * all.length)
      appendFileSync(path, all.slice(0, cut))
      appendFileSync(path, all.slice(cut))
    }
  }
  for (let round = 0; round < KILLS_FOLLOWING; round++) {
    const ended = gone(child)
    const [first] = watched as [Watched, ...Watched[]]
    const wanted = first.records.length + Math.floor(random() * 3)
    const writing = setInterval(write, 5)
    await first.until(wanted)
    setTimeout(() => child.kill('SIGKILL'), random() * 300)
    await ended
    clearInterval(writing)
    child = await start()
  }
  for (const path of paths) appendFileSync(path, 'the last line\n')
  for (const [index, id] of ids.entries()) {
    const one = watched[index] as Watched
    for (let seen = 1; one.records.at(-1)?.message !== 'the last line'; seen++) await one.until(seen)
    const { records } = (await askService(url, `/api/v1/records?job=${id}&limit=10000`)).body as {
      records: { id: number; record: { kind: string; message: string } }[]
    }
    const said = records.filter(({ record }) => record.kind === 'log').map(({ record }) => record.message)
    t.equal(`${said.join('\n')}\n`, readFileSync(paths[index] as string, 'utf8'), 'each line is there once')
    t.same(
      one.records.map(each => each.id),
      records.map(each => each.id),
      'and the page that came back was sent each event once',
    )
    t.equal(one.resets, 0)
    t.same(
      one.ids,
      [...one.ids].sort((a, b) => a - b),
    )
    one.close()
  }
  const ended = gone(child)
  child.kill('SIGTERM')
  await ended
  t.equal(child.exitCode, 0)
})
