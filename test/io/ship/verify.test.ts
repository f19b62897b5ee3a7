// --verify: what was sent is counted on the server, and a line that it lost is found.
import t from 'tap'
import { openShipper, type Shipper } from '../../../lib/io/ship/ship-effect.ts'
import type { ShipWorld } from '../../../lib/io/ship/world.ts'
import { isProblems } from '../../../lib/problem.ts'
import type { AnyRecord } from '../../../lib/record/types.generated.ts'
import { fakeLoki } from '../../servers/fake-loki.ts'
import { lettersIn, logs, openFor, quickWorld, settingsFor } from './shipping.ts'

/** A world in which the pauses before the server is asked again, all longer than these, take no time. */
const LONG_MS = 300
const hurried = (said: string[]): ShipWorld => {
  const { clock, ...world } = quickWorld(said)
  const at: typeof clock.at = (when, act) => clock.at(when > clock.now() + LONG_MS ? clock.now() : when, act)
  return { ...world, clock: { ...clock, at } }
}

async function shipVerified(words: string, records: readonly AnyRecord[]) {
  const said: string[] = []
  const notices: AnyRecord[] = []
  const settings = await settingsFor(`${words} --verify`)
  const shipper = await openShipper(settings, hurried(said))
  if (isProblems(shipper)) throw new Error(JSON.stringify(shipper))
  const { take, finish, failed } = shipper as Shipper
  for (const record of records) await take(record, true, notice => void notices.push(notice))
  await finish()
  return { said, notices, hasFailed: failed(), letters: lettersIn(settings.deadLetters) }
}

const coded = (notices: readonly AnyRecord[], wanted: string): readonly AnyRecord[] =>
  notices.filter(({ code }) => code === wanted)

t.test('all that was sent is there, in streams that differ in one label only, and over weeks', async t => {
  const week = 7 * 86_400_000
  const loki = await fakeLoki({ maxAgeMs: 20 * week, windowMs: 20 * week, needsTenant: true })
  t.teardown(() => loki.close())
  const [first] = logs(1)
  const at = (millis: number): string => new Date(Date.now() - millis).toISOString()
  const { notices, hasFailed } = await shipVerified(`--loki ${loki.url} --tenant t --job a`, [
    { ...first, time: at(10 * week) } as AnyRecord,
    { ...first, time: at(3 * week) } as AnyRecord,
    { ...first, time: at(week / 100) } as AnyRecord,
    { ...first, rank: 1, time: at(week / 100) } as AnyRecord,
    { ...first, rank: 1, node: 'n"1\\', time: at(week / 100) } as AnyRecord,
  ])
  t.match(coded(notices, 'ship_verified'), [{ count: 5, message: /all 5 lines of 3 streams/ }])
  t.equal(hasFailed, false)
  const ranges = loki.questions.map(({ searchParams }) => /\[(\d+)s\]/.exec(searchParams.get('query') ?? '')?.[1])
  t.ok(
    ranges.every(seconds => Number(seconds) <= 7 * 86_400),
    'no range is longer than Loki lets it be',
  )
  t.ok(loki.questions.length >= 3 + 9)
})

t.test('lines that the server said to have and has not are told, with the stream and the figures', async t => {
  const loki = await fakeLoki()
  t.teardown(() => loki.close())
  // The first push is answered, and lost.
  loki.mishaps.push({ status: 204 })
  const { notices, said, hasFailed } = await shipVerified(
    `--loki ${loki.url} --job a`,
    logs(100, index => (index % 2 === 0 ? {} : { rank: 1 })),
  )
  // The lines of the rank are of the same job and time, and stand in for none of these.
  const there = loki.query(({ rank }) => rank === undefined).length
  t.ok(there < 50)
  t.match(coded(notices, 'ship_missing'), [{ labels: { job: 'a' }, sent: 50, found: there, count: 50 - there }])
  t.ok(said.includes(`of 50 lines sent of {job="a"} the server has ${there}`))
  t.equal(coded(notices, 'ship_verified').length, 0)
  t.equal(hasFailed, true, 'exit code 1')
  t.equal(notices.at(-1)?.code, 'ship_ended', 'which stays the last')
})

t.test('one line of a thousand is missed, and what an earlier run sent is not', async t => {
  const loki = await fakeLoki()
  t.teardown(() => loki.close())
  const records = logs(1000)
  await shipVerified(`--loki ${loki.url}`, records.slice(0, 100))
  const again = await shipVerified(`--loki ${loki.url}`, records)
  t.equal(again.hasFailed, false, 'the same lines are there once')
  // A line of the server's own, of a stream that has a label more, is none of ours.
  loki.mishaps.push({ status: 204 })
  const one = await shipVerified(`--loki ${loki.url} --static-label extra=1`, records.slice(500, 501))
  t.match(coded(one.notices, 'ship_missing'), [{ sent: 1, found: 0 }])
})

t.test('a server that is down for a moment is asked again, one that refuses to be asked is told', async t => {
  const loki = await fakeLoki()
  t.teardown(() => loki.close())
  const asking = shipVerified(`--loki ${loki.url}`, logs(10))
  loki.onPush = phase => {
    if (phase === 'stored') loki.mishaps.push({ status: 503 }, { status: 429 })
  }
  t.match(coded((await asking).notices, 'ship_verified'), [{ count: 10 }])
  loki.onPush = phase => {
    if (phase === 'stored') loki.mishaps.push({ status: 403, body: 'no queries here' })
  }
  const refused = await shipVerified(`--loki ${loki.url} --job b`, logs(10))
  t.match(coded(refused.notices, 'ship_unverified'), [{ count: 10, message: /403.*no queries here/ }])
  t.equal(refused.hasFailed, true)
})

t.test('a server that is away in the end could not be asked', async t => {
  const loki = await fakeLoki()
  t.teardown(() => loki.close())
  const shipper = await openFor(await settingsFor(`--loki ${loki.url} --verify --drain 1ms`))
  const notices: AnyRecord[] = []
  for (const record of logs(10)) await shipper.take(record, true, notice => void notices.push(notice))
  await shipper.done?.()
  loki.always = { status: 503 }
  await shipper.finish()
  t.match(coded(notices, 'ship_unverified'), [{ count: 10, message: /503/ }])
  t.equal(shipper.failed(), true)
})

t.test('a server that has lost all of many streams is asked about each once when the time is over', async t => {
  const loki = await fakeLoki()
  t.teardown(() => loki.close())
  const shipper = await openFor(await settingsFor(`--loki ${loki.url} --verify --drain 0s`))
  const notices: AnyRecord[] = []
  loki.always = { status: 204 }
  for (const record of logs(40, index => ({ rank: index })))
    await shipper.take(record, true, notice => void notices.push(notice))
  await shipper.done?.()
  loki.always = undefined
  loki.mishaps.length = 0
  await shipper.finish()
  t.equal(coded(notices, 'ship_missing').length, 40)
  t.equal(loki.questions.length, 40)
})
