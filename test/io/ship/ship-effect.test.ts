// Requirements of shipping, each against a Loki that enforces what real ones do.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { resend } from '../../../lib/io/ship/resend.ts'
import type { AnyRecord } from '../../../lib/record/types.generated.ts'
import { letterText } from '../../../lib/ship/dead-letter.ts'
import { type FakeLoki, fakeLoki, type LokiLimits } from '../../servers/fake-loki.ts'
import { lettersIn, logs, newFolder, openFor, quickWorld, settingsFor, ship } from './shipping.ts'

async function loki(limits: Partial<LokiLimits> = {}): Promise<FakeLoki> {
  const server = await fakeLoki(limits)
  t.teardown(() => server.close())
  return server
}
const linesOf = (server: FakeLoki): readonly string[] => server.query().map(({ line }) => line)
const codesOf = (notices: readonly AnyRecord[]): readonly unknown[] =>
  notices.map(notice => (notice.kind === 'notice' ? notice.code : notice.kind))

const print = async (): Promise<boolean> => true

t.test('lines arrive with labels, metadata and times, and the end tells how many', async t => {
  const server = await loki()
  const records = logs(3, index => ({ rank: index, job: 'llama', step: index, metrics: { loss: 0.5 }, level: 'INFO' }))
  const { notices, hasFailed } = await ship(`--loki ${server.url} --tenant t1`, records)
  t.equal(hasFailed, false)
  t.match(server.query()[1], {
    labels: { job: 'llama', rank: '1', level: 'INFO' },
    line: 'line 1',
    metadata: { step: '1', loss: '0.5' },
    stamp: `${Date.parse(records[1]?.time as string)}000000`,
  })
  t.match(server.pushes[0]?.headers, { 'x-scope-orgid': 't1', 'content-encoding': 'gzip' })
  t.match(notices, [{ code: 'ship_ended', count: 3, sent: 3, taken: 3, left: 0 }])
})

t.test('10,000 lines of one second arrive in their order, whatever the server does with equal times', async t => {
  const server = await loki()
  const time = new Date(Date.now() - 60_000).toISOString()
  const records = logs(10_000, index => ({ time, file: 'train.log', offset: index * 70 }))
  await ship(`--loki ${server.url}`, records)
  t.same(
    linesOf(server),
    records.map(({ message }) => message),
  )
})

t.test('a replay from anywhere gives the same times: the server keeps each line once', async t => {
  const server = await loki()
  const time = new Date(Date.now() - 60_000).toISOString()
  const records = logs(2000, index => ({ time, file: 'train.log', offset: index * 70, message: 'the same' }))
  for (const from of [0, 700, 1, 1999]) await ship(`--loki ${server.url}`, records.slice(from))
  t.equal(server.query().length, 2000)
  t.ok(server.received > 4000)
})

t.test('one of eight streams is limited in its rate: no line of any is lost, and each stays in order', async t => {
  const server = await loki({ streamRate: 2_000_000, streamBurst: 30_000 })
  const records = logs(4000, index => ({
    rank: index % 8,
    message: index % 8 === 3 ? `${index} ${'x'.repeat(500)}` : `${index}`,
  }))
  const { notices, hasFailed } = await ship(`--loki ${server.url}`, records)
  t.equal(hasFailed, false)
  t.ok(codesOf(notices).includes('ship_limited'))
  for (let rank = 0; rank < 8; rank++) {
    const numbers = server
      .query(labels => labels['rank'] === String(rank))
      .map(({ line }) => Number(line.split(' ')[0]))
    t.same(
      numbers,
      Array.from({ length: 500 }, (_, index) => index * 8 + rank),
    )
  }
  t.ok(
    server.pushes.every(({ labels }) => !labels.includes('},{')),
    'one stream per push',
  )
})

t.test('20 MiB in one burst arrive, no push above 1 MiB', async t => {
  const server = await loki({ tenantRate: 40_000_000, tenantBurst: 1_500_000 })
  const records = logs(1000, index => ({ message: `${index} ${'y'.repeat(20_000)}` }))
  const { hasFailed } = await ship(`--loki ${server.url}`, records)
  t.equal(hasFailed, false)
  t.equal(server.query().length, 1000)
  t.ok(server.pushes.every(({ bytes }) => bytes < 1.1 * 1024 * 1024))
})

t.test('what the server finds too large is cut in halves until it is not', async t => {
  const server = await loki({ maxMessageBytes: 10_000 })
  const { hasFailed, letters } = await ship(
    `--loki ${server.url}`,
    logs(100, index => ({ message: `${index} ${'z'.repeat(index === 50 ? 20_000 : 1000)}` })),
  )
  t.same([server.query().length, letters.map(({ refused }) => refused), hasFailed], [99, ['too_large'], true])
})

t.test('what the server does while lines are on their way loses none and doubles none', async t => {
  const server = await loki()
  server.mishaps.push(
    { status: 503 },
    'reset before it was read',
    'reset after it was stored',
    { status: 500, body: 'rpc error' },
    { status: 429, headers: { 'retry-after': '0' } },
    'reset after it was stored',
    { status: 401, body: 'no org id' },
    { status: 260, body: 'blocked' },
    { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
  )
  const records = logs(5000, index => ({ rank: index % 4 }))
  const { notices, hasFailed } = await ship(`--loki ${server.url}`, records)
  t.equal(hasFailed, false)
  t.same(
    linesOf(server),
    records.map(({ message }) => message),
  )
  t.ok(codesOf(notices).includes('ship_waits') && codesOf(notices).includes('ship_goes_on'))
})

t.test('only what is refused goes to the file, with its reason, and the exit code tells', async t => {
  const server = await loki()
  const day = 86_400_000
  const at = (millis: number): string => new Date(Date.now() + millis).toISOString()
  const records: AnyRecord[] = [
    ...logs(50, () => ({ time: at(-8 * day), message: 'old' })),
    ...logs(50),
    ...logs(1, () => ({ time: at(3_600_000), message: 'new' })),
    ...logs(1, () => ({ message: 'L'.repeat(262_145) })),
    ...logs(1, () => ({ message: 'l'.repeat(262_144) })),
    ...logs(1, () => ({ time: '9999-01-01T00:00:00.000Z', message: 'far' })),
  ]
  const { letters, hasFailed, notices } = await ship(`--loki ${server.url}`, records)
  t.equal(hasFailed, true)
  t.equal(server.query().length, 51)
  const counts: Record<string, number> = {}
  for (const { refused } of letters) counts[refused] = (counts[refused] ?? 0) + 1
  t.same(counts, { too_old: 50, too_new: 1, too_long: 1 })
  t.match(notices.at(-1), { sent: 51, refused: { too_old: 50, too_new: 1, too_long: 1, bad_time: 1 }, taken: 104 })
})

t.test('lines too far behind are found among those that are not', async t => {
  const server = await loki()
  const at = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()
  await ship(
    `--loki ${server.url}`,
    logs(1, () => ({ time: at(0) })),
  )
  const records = logs(40, index => ({ time: at(index % 4 === 0 ? 90 : 30), message: `mixed ${index}` }))
  const { letters } = await ship(`--loki ${server.url}`, records)
  t.equal(server.query().length, 31)
  t.same(
    letters.map(({ line, refused }) => `${refused} ${line}`).sort(),
    records
      .filter((_, index) => index % 4 === 0)
      .map(({ message }) => `too_far_behind ${message}`)
      .sort(),
  )
})

t.test('--old says what becomes of old lines', async t => {
  const old = logs(4, () => ({ time: new Date(Date.now() - 9 * 86_400_000).toISOString() }))
  const server = await loki()
  const dropped = await ship(`--loki ${server.url} --old drop`, old)
  t.same([server.pushes.length, dropped.letters.length], [0, 4], 'refused without asking')
  const { hasFailed } = await ship(`--loki ${server.url} --old rewrite`, old)
  t.equal(hasFailed, false)
  t.match(server.query()[3], { line: 'line 3', metadata: { original_time: old[3]?.time } })
  const taking = await loki({ maxAgeMs: 365 * 86_400_000 })
  await ship(`--loki ${taking.url} --old send`, old)
  t.equal(taking.query().length, 4, 'the server judges')
})

t.test('nasty text arrives, or as U+FFFD, and never has a push refused', async t => {
  const nasty = ['a\ud800b', 'NUL \u0000', '\udfff', '\ud83d\ude42', '"\\\n\t\u2028', '', '\u001b[31m', '{"a":1}']
  const server = await loki()
  const { hasFailed } = await ship(
    `--loki ${server.url}`,
    nasty.map((message, index) => ({
      ...(logs(1)[0] as AnyRecord),
      time: new Date(Date.now() - 1000 + index).toISOString(),
      message,
      fields: { 'a-b.c d': 'x\ud800' },
    })),
  )
  t.equal(hasFailed, false)
  t.same(linesOf(server), ['a\ufffdb', 'NUL \u0000', '\ufffd', ...nasty.slice(3)])
  t.same(server.query()[0]?.metadata, { a_b_c_d: 'x\ufffd' })
})

t.test('ranks that say the same in the same instant are all kept', async t => {
  for (const version of ['2.9', '3.4', '3.7'] as const) {
    const server = await loki({ version })
    const time = new Date().toISOString()
    await ship(
      `--loki ${server.url}`,
      logs(3, index => ({ time, rank: index, message: 'same', step: index })),
    )
    await ship(
      `--loki ${server.url}`,
      logs(3, () => ({ time, message: 'no rank' })),
    )
    t.equal(server.query().length, 6, version)
  }
})

t.test('a Loki 2 gets no metadata, once it has said so', async t => {
  const server = await loki({ version: '2.9' })
  const { notices, hasFailed } = await ship(
    `--loki ${server.url}`,
    logs(10, index => ({ step: index })),
  )
  t.equal(hasFailed, false)
  t.equal(server.query().length, 10)
  t.ok(codesOf(notices).includes('ship_without_metadata'))
})

t.test('states, verdicts and alerts go along as JSON; matches and the frames of sources do not', async t => {
  const server = await loki()
  const time = new Date().toISOString()
  await ship(`--loki ${server.url}`, [
    { kind: 'status', time, scope: 'job', to: 'HANGING', job: 'llama' },
    { kind: 'match', time, rule: 'r', verdict: 'seen' },
    { kind: 'notice', code: 'stream_begins', message: 'x' },
  ])
  const [only] = server.query()
  t.equal(server.query().length, 1)
  t.match(only, { labels: { job: 'llama', component: 'logmon' }, metadata: { kind: 'status' } })
  t.match(JSON.parse(only?.line as string), { kind: 'status', to: 'HANGING' })
})

t.test('--line record sends the whole record', async t => {
  const server = await loki()
  const [record] = logs(1, () => ({ rank: 3 }))
  await ship(`--loki ${server.url} --line record`, [record as AnyRecord])
  t.same(JSON.parse(linesOf(server)[0] as string), record)
})

t.test('too many sets of labels share streams, and the labels go along as metadata', async t => {
  const server = await loki()
  const records = logs(50, index => ({ rank: index }))
  const { notices } = await ship(`--loki ${server.url} --max-streams 10`, records)
  t.equal(server.query().length, 50)
  t.equal(new Set(server.query().map(({ labels }) => JSON.stringify(labels))).size, 11)
  t.ok(server.query().some(({ metadata }) => metadata['rank'] === '40'))
  t.equal(codesOf(notices).filter(code => code === 'ship_streams').length, 1)
})

t.test('a server that is down: the end comes, and what is left can be sent again', async t => {
  const words = '--loki http://127.0.0.1:9 --drain 50ms'
  const { letters, notices, hasFailed, said } = await ship(words, logs(20))
  t.same([letters.length, hasFailed], [20, true])
  t.ok(letters.every(({ refused }) => refused === 'not_sent'))
  t.match(notices.at(-1), { code: 'ship_ended', left: 20 })
  t.ok(said.some(line => /refuses the connection/.test(line)))
  const path = join(newFolder(), 'letters')
  writeFileSync(path, `${letters.map(letterText).join('')}no letter\n{"half":`)
  const server = await loki()
  const settings = await settingsFor(`--loki ${server.url}`)
  t.equal(await resend(settings, ['resend', path], { print }, quickWorld([])), 1, 'lines that are none are told')
  t.same(
    linesOf(server),
    letters.map(({ line }) => line),
  )
  t.match(await resend(settings, ['resend', settings.deadLetters], { print }, quickWorld([])), [
    { reason: /rename it/ },
  ])
  t.match(await resend(settings, ['again'], { print }, quickWorld([])), [{ reason: /resend FILE/ }])
})

t.test('lines are done with when the server has them, and not before', async t => {
  const server = await loki()
  server.always = { status: 503 }
  const settings = await settingsFor(`--loki ${server.url} --drain 20ms`)
  const shipper = await openFor(settings)
  let isDone = false
  for (const record of logs(3)) await shipper.take(record, true, () => {})
  const done = shipper.done?.().then(() => {
    isDone = true
  })
  const held = shipper.done?.()
  t.not(held, undefined)
  await new Promise(resolve => setImmediate(resolve))
  t.equal(isDone, false)
  server.always = undefined
  await done
  t.equal(server.query().length, 3)
  server.always = { status: 503 }
  for (const record of logs(2)) await shipper.take(record, true, () => {})
  let isLastDone = false
  void shipper.done?.().then(() => {
    isLastDone = true
  })
  shipper.ending?.()
  await shipper.finish()
  t.equal(isLastDone, false, 'what was given up is not done')
  t.same(lettersIn(settings.deadLetters), [], 'its files are read again')
  t.equal(shipper.failed(), true)
})

t.test('more than fits on the way holds the input, and a shipper that is asked to end lets go of it', async t => {
  const server = await loki()
  server.always = 'no answer'
  const shipper = await openFor(await settingsFor(`--loki ${server.url} --drain 20ms`))
  let holding: Promise<void> | undefined
  let taken = 0
  for (const record of logs(200, () => ({ message: 'm'.repeat(100_000) }))) {
    taken++
    holding = shipper.take(record, true, () => {}) ?? undefined
    if (holding !== undefined) break
  }
  t.ok(taken > 40 && taken < 45, `${taken} of 100 kB`)
  shipper.ending?.()
  await holding
  await shipper.finish()
  t.equal(shipper.failed(), true)
})

t.test('secrets come from files and variables, and stand in nothing that is told', async t => {
  const server = await loki({ authorization: `Basic ${Buffer.from('me:s3cret').toString('base64')}` })
  const words = `--loki ${server.url} --user me --password-env SECRET`
  t.equal((await ship(words, logs(1))).hasFailed, false)
  const quoting = await loki()
  quoting.always = { status: 401, body: 'no such login: s3cret' }
  const { said } = await ship(`--loki ${quoting.url} --token-env SECRET --drain 20ms`, logs(1))
  t.match(said.join(), /no such login: \[redacted\]/)
})
