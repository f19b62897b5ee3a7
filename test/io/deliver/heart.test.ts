// The heartbeat, and a channel whose failure is told through the others.
import { createServer } from 'node:http'
import t from 'tap'
import { alertSettings } from '../../../lib/alert/settings.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { loadJob } from '../../../lib/config/load.ts'
import { deliverAlerts, realWorld } from '../../../lib/io/deliver/deliver.ts'
import type { Effect } from '../../../lib/io/effect.ts'
import { isProblems } from '../../../lib/problem.ts'
import type { AlertRecord, AnyRecord } from '../../../lib/record/types.generated.ts'

const received: string[] = []
let onReceived = (): void => {}
/** By the first part of a path, the status that is answered. */
const status: Record<string, number> = {}
const server = createServer((request, response) => {
  let text = ''
  request.on('data', chunk => {
    text += chunk
  })
  request.on('end', () => {
    const said = text.startsWith('{') ? (JSON.parse(text) as { summary: string }).summary : text
    received.push(`${request.method} ${request.url}${said === '' ? '' : ` ${said}`}`)
    response.writeHead(status[request.url?.split(/[/?]/)[1] ?? ''] ?? 200).end()
    onReceived()
  })
})
t.before(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
t.teardown(() => server.close())

async function heard(count: number): Promise<string[]> {
  while (received.length < count)
    await new Promise<void>(resolve => {
      onReceived = resolve
    })
  return received.splice(0)
}

const base = (): string => `http://127.0.0.1:${(server.address() as { port: number }).port}`

/** Longest time of one try. */
const TIMEOUT_MS = 10_000

async function start(alert: object) {
  const config = await loadJob({ path: 'job.yaml', text: JSON.stringify({ alert }) })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  let now = Date.parse('2026-01-05T10:00:00Z')
  const timers = new Map<object, { readonly when: number; readonly delay: number; readonly fn: () => void }>()
  const clock = {
    now: () => now,
    at(when: number, fn: () => void) {
      const key = {}
      timers.set(key, { when, delay: when - now, fn })
      return () => void timers.delete(key)
    },
  }
  const said: string[] = []
  const world = { ...realWorld, clock, say: (line: string) => void said.push(line) }
  const effect = (await deliverAlerts(alertSettings(config as JobConfig), world)) as Effect
  const records: AnyRecord[] = []
  return {
    effect,
    said,
    records,
    /** Resolves to what was heard since, once nothing is on its way. */
    async settled() {
      do await new Promise(resolve => setImmediate(resolve))
      while ([...timers.values()].some(({ delay }) => delay === TIMEOUT_MS))
      return received.splice(0)
    },
    take: (record: AnyRecord) => void effect.take(record, true, own => records.push(own)),
    /** Virtual time that goes on before an answer has come would end what is on its way. */
    async pass(seconds: number) {
      while ([...timers.values()].some(({ delay }) => delay === TIMEOUT_MS))
        await new Promise(resolve => setImmediate(resolve))
      now += seconds * 1000
      for (const [key, { when, fn }] of [...timers]) if (when <= now && timers.delete(key)) fn()
    },
  }
}

const BROKE_OFF: AnyRecord = { kind: 'notice', code: 'upstream_ended', message: 'The input broke off' }

t.test('every service is told in its own form that all is well, that it is not, and again that it is', async t => {
  const rows: readonly [format: string, path: string, well: RegExp, wrong: RegExp | undefined, end: RegExp][] = [
    ['plain', '/p', /^GET \/p$/, undefined, /^GET \/p$/],
    [
      'healthchecks',
      '/h/',
      /^POST \/h\/ watching$/,
      /^POST \/h\/fail The input broke off$/,
      /^POST \/h\/ the watching has ended$/,
    ],
    [
      'cronitor',
      '/c',
      /^GET \/c\?state=ok&message=watching$/,
      /^GET \/c\?state=fail&message=The\+input/,
      /ok&message=the\+watching\+has/,
    ],
    [
      'uptime-kuma',
      '/k?status=up&msg=OK&ping=',
      /^GET \/k\?status=up&msg=watching&ping=$/,
      /status=down&msg=The\+input/,
      /status=up&msg=the/,
    ],
    ['snitch', '/s', /^GET \/s\?m=watching$/, /^GET \/s\?s=1&m=The\+input\+broke\+off$/, /^GET \/s\?m=the\+watching/],
  ]
  for (const [format, path, well, wrong, end] of rows) {
    const run = await start({ heartbeat: { url: `${base()}${path}`, format, every: '30s' } })
    t.match(await heard(1), [well], format)
    await run.pass(30)
    t.match(await heard(1), [well], `${format}, after every`)
    run.take(BROKE_OFF)
    if (wrong === undefined) await run.pass(30)
    else t.match(await heard(1), [wrong], `${format}, at once`)
    run.take({ kind: 'log', message: 'it goes on' })
    t.match(await heard(1), [well], `${format}, well again`)
    await run.effect.finish()
    t.match(await heard(1), [end], `${format}, at the end`)
    await run.pass(60)
    t.equal(received.length, 0, 'nothing after it')
    t.same(run.said, [])
  }
})

t.test('nothing that comes is wrong until something does; a service that fails is told of once', async t => {
  const run = await start({ heartbeat: { url: `${base()}/h`, format: 'healthchecks' } })
  await heard(1)
  const nothing: AlertRecord = {
    kind: 'alert',
    key: 'job/input',
    state: 'firing',
    summary: 'nothing',
    labels: { reason: 'NoInput' },
  }
  run.take(nothing)
  t.same(await heard(1), ['POST /h/fail nothing'])
  run.take({ kind: 'log', message: 'of another job' })
  run.take({ ...nothing, state: 'resolved' })
  t.same(await heard(1), ['POST /h watching'])
  status['h'] = 500
  for (let beat = 0; beat < 2; beat++) {
    await run.pass(60)
    await heard(1)
    await new Promise(resolve => setImmediate(resolve))
  }
  await run.effect.finish()
  delete status['h']
  t.match(run.said, [/^heartbeat: HTTP 500$/])
  received.length = 0
})

t.test('what is wrong with a heartbeat is told before anything is read', async t => {
  const config = await loadJob({ path: 'job.yaml', text: 'alert: { heartbeat: { every: 1m } }' })
  t.match(config, [{ place: 'alert.heartbeat.url', reason: /is missing: give url, url_file or url_env/ }])
})

const alertOf = (key: string): AlertRecord => ({
  kind: 'alert',
  key,
  state: 'firing',
  severity: 'critical',
  summary: `[HANGING] ${key}`,
})

t.test('a channel that fails is told through the others, once an hour, and nothing goes round in a circle', async t => {
  status['bad'] = 400
  const channel = (name: string, more: object = {}) => ({ type: 'webhook', url: `${base()}/${name}`, name, ...more })
  const run = await start({
    channels: [
      channel('bad'),
      channel('good'),
      channel('other', { match: 'job=other' }),
      channel('spare', { standby: true }),
    ],
  })
  run.take(alertOf('a'))
  t.same((await heard(3)).sort(), [
    'POST /bad [HANGING] a',
    'POST /good [HANGING] a',
    'POST /good [UNTOLD] training job: bad could not be told of an alert',
  ])
  run.take(alertOf('b'))
  t.same((await heard(2)).sort(), ['POST /bad [HANGING] b', 'POST /good [HANGING] b'], 'not again so soon')
  await new Promise(resolve => setImmediate(resolve))
  await run.pass(3600)
  run.take(alertOf('c'))
  t.equal((await heard(3)).filter(text => text.includes('UNTOLD')).length, 1)
  await run.effect.finish()
  const told = run.records.find((record): record is AlertRecord => record.kind === 'alert')
  t.match(told, {
    key: 'channel/bad',
    severity: 'critical',
    once: true,
    body: /Untold: \[HANGING\] a\nWhy: {4}HTTP 400/,
  })

  status['good'] = 400
  const both = await start({ channels: [channel('bad'), channel('good')] })
  both.take(alertOf('d'))
  await both.effect.finish()
  const counts = await heard(4)
  t.equal(counts.filter(text => text.includes('UNTOLD')).length, 2, 'each is told of the other, and that is all')
})

t.test('one failure of a channel is told at once, ever less often after that, and counts for an hour', async t => {
  const run = await start({
    heartbeat: { url: `${base()}/h/`, format: 'healthchecks', every: '2s' },
    channels: [{ type: 'webhook', name: 'hook', url: `${base()}/refuses` }],
  })
  await heard(1)
  run.take({ kind: 'delivery', alert: 'k', channel: 'hook', outcome: 'failed' })
  t.match(await heard(1), [/fail hook could not be told/])
  const said: string[] = []
  for (let second = 0; second < 3600; second += 2) {
    await run.pass(2)
    said.push(...(await run.settled()))
  }
  t.ok(said.length <= 14, `${said.length} in an hour`)
  t.match(said.at(-1), /^POST \/h\/ watching$/, 'then nobody knows that it is still so')
  t.same(
    said.slice(0, -1).filter(line => !line.startsWith('POST /h/fail')),
    [],
  )
  run.take({ kind: 'delivery', alert: 'k', channel: 'hook', outcome: 'failed' })
  t.match(await heard(1), [/fail/], 'at once again')
  run.take({ kind: 'delivery', alert: 'k', channel: 'hook', outcome: 'sent' })
  t.match(await heard(1), [/watching/])
  run.effect.stop?.()
})
