// Servers that do what no server should: the built program ends when `drain` says so, and every alert is accounted for.
import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { AnyRecord, DeliveryRecord } from '../../../lib/record/types.generated.ts'

type Behave = (socket: Socket) => void

const folder = mkdtempSync(join(tmpdir(), 'logmon-misbehaving-'))

async function listen(behave: Behave): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => {})
    behave(socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return (server.address() as { port: number }).port
}

/** Writes a text again and again: as fast as it is taken, or one every so many milliseconds. */
const endless =
  (head: string, text: string, everyMs = 0): Behave =>
  socket => {
    socket.resume()
    socket.write(head)
    if (everyMs > 0) {
      const timer = setInterval(() => socket.write(text), everyMs)
      socket.on('close', () => clearInterval(timer))
      return
    }
    const more = (): void => {
      while (!socket.destroyed && socket.write(text));
    }
    socket.on('drain', more)
    more()
  }
const answer =
  (text: string): Behave =>
  socket =>
    void socket.on('data', () => socket.write(text))

const CRLF = '\r\n'
const OK = `HTTP/1.1 200 OK${CRLF}`
const WEB: Readonly<Record<string, Behave>> = {
  silent: socket => void socket.resume(),
  'reads nothing': socket => void socket.pause(),
  'closes at once': socket => void socket.destroy(),
  'closes when asked': socket => void socket.on('data', () => socket.destroy()),
  'a header without end': endless(OK, `x-pad: ${'x'.repeat(1000)}`),
  'headers without end': endless(OK, `x-pad: ${'x'.repeat(1000)}${CRLF}`),
  'a byte at a time': endless('', 'H', 100),
  'a header at a time': endless(OK, `x: y${CRLF}`, 100),
  'an error without end': endless(`HTTP/1.1 500 no${CRLF}${CRLF}`, 'x'.repeat(10_000)),
  'an error a byte at a time': endless(`HTTP/1.1 500 no${CRLF}content-length: 400${CRLF}${CRLF}`, 'x', 100),
  'not yet, for ever': answer(`HTTP/1.1 100 Continue${CRLF}${CRLF}`),
  garbage: answer(`\0\xff\x1b]0;title\x07${CRLF}${CRLF}`),
  'later, much later': answer(`HTTP/1.1 429 no${CRLF}retry-after: 999999999${CRLF}content-length: 0${CRLF}${CRLF}`),
  busy: answer(`HTTP/1.1 503 no${CRLF}content-length: 0${CRLF}${CRLF}`),
  'sends elsewhere': answer(`HTTP/1.1 307 x${CRLF}location: /${CRLF}content-length: 0${CRLF}${CRLF}`),
}
const MAIL: Readonly<Record<string, Behave>> = {
  'mail: silent': socket => void socket.resume(),
  'mail: closes at once': socket => void socket.destroy(),
  'mail: a greeting without end': endless('', `220-hello${CRLF}`),
  'mail: a line without end': endless('', 'x'.repeat(10_000)),
  'mail: a byte at a time': endless('', '2', 100),
  'mail: later': endless(`220 x${CRLF}`, `451 later${CRLF}`, 50),
  'mail: silent after its greeting': socket => void socket.resume().write(`220 x${CRLF}`),
}

interface Ended {
  readonly code: number | null
  readonly records: readonly AnyRecord[]
}

/** Runs logmon-alert on statuses that make so many alerts. */
async function alertThrough(section: object, alerts: number, nodeOptions = ''): Promise<Ended> {
  const job = join(folder, `${Math.random()}.json`)
  writeFileSync(
    job,
    JSON.stringify({ job: 'j', alert: { gather: '0s', flap_window: '0s', max_per_hour: 1_000_000, ...section } }),
  )
  const child = spawn(process.execPath, ['bin/logmon-alert.js', '-c', job, '--only', '--send'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, LOGMON_CLOCK: 'record', NODE_V8_COVERAGE: '', NODE_OPTIONS: nodeOptions },
  })
  const status = (index: number): string =>
    `{"kind":"status","scope":"job","time":"${new Date(1_767_225_600_000 + index * 1000).toISOString()}","to":"${index % 2 === 0 ? 'HANGING' : 'HEALTHY'}"}\n`
  child.stdin.end(Array.from({ length: alerts }, (_, index) => status(index)).join(''))
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { code, records: text.split('\n').flatMap(line => (line === '' ? [] : JSON.parse(line))) }
}

const isDelivery = (record: AnyRecord): record is DeliveryRecord => record.kind === 'delivery'

t.test('whatever servers do, the end comes at drain, and each alert has a record of each channel', async t => {
  const channels = [
    ...(await Promise.all(
      Object.entries(WEB).map(async ([name, behave]) => ({
        type: 'webhook',
        name,
        url: `http://127.0.0.1:${await listen(behave)}/`,
      })),
    )),
    ...(await Promise.all(
      Object.entries(MAIL).map(async ([name, behave]) => ({
        type: 'email',
        name,
        to: ['a@example.com'],
        from: 'b@example.com',
        smtp: { host: '127.0.0.1', port: await listen(behave), security: 'none' },
      })),
    )),
    // Ends for nobody who asks.
    { type: 'exec', name: 'deaf', command: ['sh', '-c', "trap '' TERM; while :; do sleep 0.1; done"] },
  ]
  const long = channels.map(channel => ({ ...channel, timeout: '1h', retry_for: '24h' }))
  const { code, records } = await alertThrough({ drain: '1s', channels: long }, 3)
  t.equal(code, 1)
  for (const { name } of channels) {
    // That other channels fail is told through each, too.
    const deliveries = records
      .filter(isDelivery)
      .filter(one => one.channel === name && !one.alert.startsWith('channel/'))
    t.same(
      deliveries.map(({ outcome }) => outcome),
      ['failed', 'failed', 'failed'],
      `${name}: ${deliveries[0]?.error?.slice(0, 100)}`,
    )
  }
})

t.test('what waits for a server that hangs is counted in the stream, however much it is', async t => {
  const url = `http://127.0.0.1:${await listen(socket => void socket.resume())}/`
  const { code, records } = await alertThrough(
    { drain: '100ms', channels: [{ type: 'webhook', url, timeout: '1h', retry_for: '24h' }] },
    3000,
  )
  t.equal(code, 1)
  t.equal(records.filter(({ kind }) => kind === 'alert').length, 3000)
  const errors = records.filter(isDelivery).map(({ error = '' }) => error)
  t.equal(errors.length, 3000)
  t.equal(errors.filter(error => error === '1000 alerts are waiting already').length, 1999)
  t.equal(errors.filter(error => error.startsWith('not delivered within 100 ms of the end of input')).length, 1001)
})

t.test('a name that is looked up for ever holds up nobody', async t => {
  // As the system's resolver does it: a job of a thread, which nothing can call off.
  const lookup = join(folder, 'lookup.cjs')
  writeFileSync(
    lookup,
    `require('node:dns').lookup = (_host, _options, done) =>
      void require('node:crypto').pbkdf2('a', 'b', 2_000_000_000, 64, 'sha512', () => done(new Error('late')))\n`,
  )
  const channels = [
    { type: 'webhook', url: 'http://hook.example/', timeout: '1h', retry_for: '24h' },
    { type: 'webhook', name: 'tls', url: 'https://hook.example/', timeout: '1h', retry_for: '24h' },
  ]
  const { code, records } = await alertThrough({ drain: '100ms', channels }, 1, `--require=${lookup}`)
  t.equal(code, 1)
  t.same(
    records.filter(isDelivery).map(({ outcome }) => outcome),
    ['failed', 'failed'],
  )
})
