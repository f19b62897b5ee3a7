// Every chat, pager and push channel against a strict stand-in of its service: the same table for all.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readOutbox } from '../../../lib/alert/outbox.ts'
import { alertSettings } from '../../../lib/alert/settings.ts'
import { HOSTILE_ALERT } from '../../../lib/channel/sample-alert.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { loadJob } from '../../../lib/config/load.ts'
import { deliverAlerts, realWorld } from '../../../lib/io/deliver/deliver.ts'
import type { Effect } from '../../../lib/io/effect.ts'
import { isProblems } from '../../../lib/problem.ts'
import type { AlertRecord, DeliveryRecord } from '../../../lib/record/types.generated.ts'
import { alertOfLeakyLog, HUGE, LEAKY, TOKEN } from '../../servers/alerts.ts'
import { RECEIVERS, type Receiver, type StandIn, startStandIn, textsOf } from '../../servers/receivers.ts'

interface Sent {
  readonly deliveries: readonly DeliveryRecord[]
  readonly said: readonly string[]
}

/** `state`: the outbox, of which each call is a start of its own. */
async function send(
  receiver: Receiver,
  url: string,
  alerts: readonly AlertRecord[],
  more = 'retry_for: 1h',
  state?: string,
): Promise<Sent> {
  const said: string[] = []
  const section = receiver.section(url).replace('}', `, ${more}}`)
  const outbox =
    state === undefined ? undefined : { path: state, text: existsSync(state) ? readFileSync(state, 'utf8') : '' }
  const text = `job: llama\nalert: {drain: ${state === undefined ? '30s' : '1s'}, channels: [${receiver.section(url).slice(0, -1)}, ${more}}]}\n`
  const config = await loadJob({ path: 'job.yaml', text })
  if (isProblems(config)) throw new Error(`${section}: ${JSON.stringify(config)}`)
  const environment = { ...process.env, ...receiver.secrets(url) }
  const world = {
    ...realWorld,
    environment,
    firstPauseMs: 1,
    longestPauseMs: 1,
    say: (line: string) => void said.push(line),
  }
  const effect = (await deliverAlerts(alertSettings(config as JobConfig, false, outbox), world)) as Effect
  const deliveries: DeliveryRecord[] = []
  for (const alert of alerts) void effect.take(alert, true, record => deliveries.push(record as DeliveryRecord))
  await effect.finish()
  return { deliveries, said }
}

const outcomes = ({ deliveries }: Sent): readonly string[] =>
  deliveries.map(({ outcome, attempts, error }) => `${outcome} ${attempts}${error === undefined ? '' : ` ${error}`}`)

const PAGE = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Log in to the network</html>' }

for (const [name, receiver] of Object.entries(RECEIVERS)) {
  t.test(name, async t => {
    const standIn: StandIn = await startStandIn(receiver)
    t.teardown(() => standIn.stop())
    const { url, next, received, wrong } = standIn
    const resolved: AlertRecord = {
      ...HOSTILE_ALERT,
      state: 'resolved',
      sequence: 2,
      ends_at: '2026-01-05T10:30:00.000Z',
    }

    t.same(outcomes(await send(receiver, url, [HOSTILE_ALERT, resolved])), ['sent 1', 'sent 1'], 'sent')
    t.same(wrong, [], 'and nothing is wrong with it, whatever a log says')

    next.push({ status: 500 }, { status: 503 })
    t.same(outcomes(await send(receiver, url, [HOSTILE_ALERT])), ['sent 3'], '5xx: tried again')

    next.push({ status: 429, headers: { 'retry-after': '7200' }, body: '{}' })
    const limited = await send(receiver, url, [HOSTILE_ALERT])
    t.match(outcomes(limited), [/^failed 1 HTTP 429.*: to be tried again only in 2 h$/], '429: not before it says so')

    if (name !== 'pagerduty') {
      next.push({ status: 429, headers: { 'retry-after': '0' }, body: '{}' })
      t.same(outcomes(await send(receiver, url, [HOSTILE_ALERT])), ['sent 2'], '429: again when it says so')
    }

    const before = received.length
    // A server may quote a secret, or the part of an address that is one.
    const quoted = Object.values(receiver.secrets(url)).flatMap(secret =>
      secret.startsWith('http') ? [secret, 'secret-token'] : [secret],
    )
    next.push({ status: 403, body: `no: ${quoted.join(' ')}` })
    const refused = await send(receiver, url, [HOSTILE_ALERT])
    t.match(outcomes(refused), [/^failed 1 HTTP 403/], '4xx: never tried again')
    t.equal(received.length, before + 1)
    t.notMatch(JSON.stringify(refused), /secret-t|sign-key/, 'and no secret stands in the error')

    for (const [what, { reply, error }] of Object.entries({ no: receiver.no, later: receiver.later }).flatMap(
      ([what, told]) => (told === undefined ? [] : [[what, told] as const]),
    )) {
      next.push(reply)
      const [delivery] = (await send(receiver, url, [HOSTILE_ALERT], 'retry_for: 0s')).deliveries
      t.match(delivery, { outcome: 'failed', attempts: 1, error }, `HTTP 200 that says ${what} is a failure`)
      if (what === 'no') continue
      next.push(reply)
      const again = await send(receiver, url, [HOSTILE_ALERT], 'retry_for: 0s')
      t.ok(again.deliveries[0]?.outcome === 'failed')
    }
    if (receiver.no !== undefined) {
      next.push(PAGE)
      t.same(
        outcomes(await send(receiver, url, [HOSTILE_ALERT])),
        ['sent 2'],
        'a login page is no answer of the service',
      )
    }

    next.push('never')
    const slow = await send(receiver, url, [HOSTILE_ALERT], 'timeout: 50ms, retry_for: 0s')
    t.match(outcomes(slow), [/^failed 1 127\.0\.0\.1:\d+ did not answer in time$/], 'slow: given up')

    t.same(outcomes(await send(receiver, url, [HUGE, { ...HUGE, state: 'resolved' }])), ['sent 1', 'sent 1'], 'huge')
    t.same(wrong, [], 'huge text is cut to what the service takes')

    for (const leaky of receiver.takesRecord === true ? [alertOfLeakyLog()] : [LEAKY, alertOfLeakyLog()]) {
      await send(receiver, url, [leaky])
      t.notMatch(received.at(-1)?.text, TOKEN, 'a secret of a log does not leave')
      t.notMatch(received.at(-1)?.text, 'hunter22')
      t.ok(
        textsOf(received.at(-1)?.json).some(text => text.includes('[redacted')),
        'and one sees that there was one',
      )
    }

    standIn.stop()
    const gone = await send(receiver, url, [HOSTILE_ALERT], 'retry_for: 0s')
    t.match(
      outcomes(gone),
      [/^failed 1 127\.0\.0\.1:\d+: nothing listens there \(connection refused\)$/],
      'refused: tried again as long as it may',
    )
  })
}

/** Services that have threads: the field of a message that names its thread, and what the stand-in has given. */
const THREADED = [
  ['slack bot', 'thread_ts', '1503435956.1'],
  ['telegram', 'reply_parameters', { message_id: 1, allow_sending_without_reply: true }],
] as const

t.test('the messages of one episode are one thread, where a service has such', async t => {
  for (const [name, path, wanted] of THREADED) {
    const receiver = RECEIVERS[name] as Receiver
    const standIn = await startStandIn(receiver)
    const alerts = [1, 2, 3].map(sequence => ({ ...HOSTILE_ALERT, sequence }))
    await send(receiver, standIn.url, [...alerts, { ...HOSTILE_ALERT, episode: 2 }])
    t.same(
      standIn.received.map(({ json }) => json[path]),
      [undefined, wanted, wanted, undefined],
      name,
    )
    standIn.stop()
  }
})

t.test(
  'over restarts the messages of an episode stay in its thread, until it is over or told somewhere else',
  async t => {
    for (const [name, path, wanted] of THREADED) {
      const receiver = RECEIVERS[name] as Receiver
      const standIn = await startStandIn(receiver)
      const state = join(mkdtempSync(join(tmpdir(), 'logmon-threads-')), 'state')
      const start = (alert: AlertRecord | undefined, more = 'retry_for: 1h'): Promise<Sent> =>
        send(receiver, standIn.url, alert === undefined ? [] : [alert], more, state)
      const threads = (): readonly unknown[] => standIn.received.splice(0).map(({ json }) => json[path])
      for (let sequence = 1; sequence <= 20; sequence++) await start({ ...HOSTILE_ALERT, sequence })
      t.same(threads(), [undefined, ...Array(19).fill(wanted)], name)
      const over: AlertRecord = { ...HOSTILE_ALERT, sequence: 22, state: 'resolved' }
      standIn.next.push('never')
      t.match((await start(over)).deliveries, [{ outcome: 'pending' }])
      await start(undefined)
      t.same(threads(), [wanted, wanted], 'its recovery, too, also where it could not be sent before')
      await start({ ...HOSTILE_ALERT, sequence: 23 })
      t.same(threads(), [undefined], 'which is the last word')
      await start({ ...HOSTILE_ALERT, sequence: 24 }, 'retry_for: 2h')
      t.same(threads(), [undefined], 'where the section says something else, nobody knows the thread')
      standIn.next.push({ status: 403 })
      await start({ ...over, sequence: 25 }, 'retry_for: 2h')
      t.equal(readOutbox(readFileSync(state, 'utf8')).threads.size(), 0, 'nor is one kept whose recovery was refused')
      t.same(standIn.wrong, [])
      standIn.stop()
    }
  },
)
