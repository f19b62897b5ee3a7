// Shipping to a collector of OpenTelemetry: the same core as for Loki, other bodies and other answers.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { resend } from '../../../lib/io/ship/resend.ts'
import type { AnyRecord } from '../../../lib/record/types.generated.ts'
import { fakeCollector } from '../../servers/fake-collector.ts'
import { logs, newFolder, quickWorld, settingsFor, ship } from './shipping.ts'

const endOf = (notices: readonly AnyRecord[]): AnyRecord | undefined => notices.at(-1)

t.test('lines arrive with resource, severity, attributes and times', async t => {
  const collector = await fakeCollector()
  t.teardown(() => collector.close())
  const [record] = logs(1)
  const log = { ...record, time: '2026-01-05T10:00:00.123456789Z', job: 'llama', node: 'n1', rank: 3, file: '/l/a.log' }
  const more = { level: 'ERROR', step: 7, metrics: { loss: 2.5 }, message: 'a "line"\nof two, \ud800 broken' }
  const { notices, hasFailed } = await ship(`--otlp ${collector.url}`, [
    { ...log, ...more } as AnyRecord,
    { kind: 'log', time: '2026-01-05T10:00:00.000Z', message: 'no level' },
  ])
  t.same(
    collector.lines.toSorted((one, other) => (one.body < other.body ? -1 : 1)),
    [
      {
        resource: { 'service.name': 'llama', 'host.name': 'n1', rank: '3', 'log.file.path': '/l/a.log' },
        scope: collector.lines[0]?.scope,
        timeUnixNano: '1767607200123456789',
        severityNumber: 17,
        severityText: 'ERROR',
        body: 'a "line"\nof two, \ufffd broken',
        attributes: { step: '7', loss: '2.5' },
      },
      {
        resource: { 'service.name': 'logmon' },
        scope: collector.lines[0]?.scope,
        timeUnixNano: '1767607200000000000',
        severityNumber: undefined,
        severityText: undefined,
        body: 'no level',
        attributes: {},
      },
    ],
  )
  t.match(collector.lines[0]?.scope, /^logmon \d/)
  t.equal(hasFailed, false)
  t.match(endOf(notices), { sent: 2, refused: {} })
})

t.test(
  '429, 502, 503 and 504 are tried again, no sooner than Retry-After says; all arrives once, in order',
  async t => {
    const collector = await fakeCollector()
    t.teardown(() => collector.close())
    const headers = { 'retry-after': '1' }
    collector.mishaps.push({ status: 503, headers }, { status: 429 }, { status: 502 }, { status: 504 })
    const { notices, hasFailed } = await ship(`--otlp ${collector.url}`, logs(500))
    t.same(
      collector.lines.map(({ body }) => body),
      logs(500).map(({ message }) => message),
    )
    const [first, second] = collector.requests
    t.ok((second?.at ?? 0) - (first?.at ?? 0) >= 1000, 'a second is waited for')
    t.equal(hasFailed, false)
    t.match(endOf(notices), { sent: 500, retries: 4 })
  },
)

t.test('a success that leaves lines out is told, is not asked again, and its lines can be sent again', async t => {
  const collector = await fakeCollector()
  t.teardown(() => collector.close())
  collector.mishaps.push({ rejects: 3, message: 'attribute too long' })
  const { notices, hasFailed, letters } = await ship(`--otlp ${collector.url}`, logs(100), 100)
  t.equal(collector.requests.length, 1)
  t.equal(hasFailed, true)
  t.match(endOf(notices), { sent: 97, refused: { partly_refused: 3 }, left: 0 })
  t.equal(letters.length, 100, 'nobody knows which: all of them are kept')
  t.match(letters[0], { refused: 'partly_refused', why: /^3 of 100 lines .*attribute too long/ })
  t.match(
    notices.find(({ code }) => code === 'ship_refused'),
    { count: 3 },
  )
  const path = join(newFolder(), 'letters')
  writeFileSync(path, letters.map(letter => `${JSON.stringify(letter)}\n`).join(''))
  const settings = await settingsFor(`--otlp ${collector.url}`)
  const print = async (): Promise<boolean> => true
  t.equal(await resend(settings, ['resend', path], { print }, quickWorld([])), 0)
  t.equal(new Set(collector.lines.map(({ body }) => body)).size, 100)
})

t.test('what must not be tried again goes to the file of refused lines', async t => {
  const collector = await fakeCollector()
  t.teardown(() => collector.close())
  collector.mishaps.push({ status: 500, body: '{"code":13,"message":"internal"}' })
  const { letters, notices } = await ship(`--otlp ${collector.url}`, logs(10), 10)
  t.equal(collector.requests.length, 1)
  t.equal(letters.length, 10)
  t.match(endOf(notices), { sent: 0, refused: { refused: 10 } })
})

t.test('what is too large is cut in halves, and a connection that breaks is tried again', async t => {
  const collector = await fakeCollector({ mostBytes: 20_000 })
  t.teardown(() => collector.close())
  collector.mishaps.push('reset after it was stored')
  const { notices } = await ship(`--otlp ${collector.url}`, logs(1000), 1000)
  t.equal(new Set(collector.lines.map(({ timeUnixNano }) => timeUnixNano)).size, 1000, 'each has a time of its own')
  t.match(endOf(notices), { sent: 1000 })
  t.ok(collector.requests.filter(({ lines }) => lines > 0).length > 1)
})

t.test('a login that is wrong waits: lines are not to blame', async t => {
  const collector = await fakeCollector()
  t.teardown(() => collector.close())
  collector.mishaps.push({ status: 401 })
  const { notices } = await ship(`--otlp ${collector.url} --token-env SECRET`, logs(5))
  t.equal(collector.requests[0]?.headers.authorization, 'Bearer s3cret')
  t.ok(notices.some(({ code }) => code === 'ship_blocked'))
  t.match(endOf(notices), { sent: 5 })
})
