// Quiet hours, escalation, acknowledgement, silences and muting, with channels that send over HTTP and a virtual clock.
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { alertSettings } from '../../../lib/alert/settings.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { loadJob } from '../../../lib/config/load.ts'
import { acknowledge } from '../../../lib/io/deliver/acknowledge.ts'
import { type DeliveryWorld, deliverAlerts, realWorld } from '../../../lib/io/deliver/deliver.ts'
import type { Effect } from '../../../lib/io/effect.ts'
import { isProblems } from '../../../lib/problem.ts'
import { incidentId } from '../../../lib/record/alert-identity.ts'
import type { AlertRecord, AnyRecord } from '../../../lib/record/types.generated.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-held-'))
/** A Monday, 21:00 UTC. */
const EVENING = Date.parse('2026-01-05T21:00:00Z')
const MINUTE = 60_000
/** Longest time of one try. */
const TIMEOUT_MS = 10_000

const received: { readonly path: string; readonly summary: string; readonly body: string }[] = []
const server = createServer((request, response) => {
  let text = ''
  request.on('data', chunk => {
    text += chunk
  })
  request.on('end', () => {
    const { summary, body } = JSON.parse(text) as { summary: string; body: string }
    received.push({ path: (request.url ?? '').slice(1), summary, body })
    response.end()
  })
})
t.before(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
t.teardown(() => server.close())

interface Run {
  readonly effect: Effect
  readonly deliveries: string[]
  take(minute: number, alert: Partial<AlertRecord>): void
  /**
   * What `NAME: SUMMARY` each channel was sent since the last call, once there are so many.
   */
  told(count: number): Promise<string[]>
  /** Lets the virtual time pass. */
  pass(minute: number): Promise<void>
  readonly world: DeliveryWorld
}

/** Channels are `{name, ...}`; each is sent to its name. */
async function start(section: object, channels: readonly object[], state?: string, isReplay = false): Promise<Run> {
  const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const sections = channels.map(channel => ({
    type: 'webhook',
    url: `${base}/${(channel as { name: string }).name}`,
    ...channel,
  }))
  const text = JSON.stringify({ alert: { ...section, channels: sections } })
  const config = await loadJob({ path: 'job.yaml', text })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  let now = EVENING
  const timers = new Map<object, { readonly when: number; readonly delay: number; readonly fn: () => void }>()
  const clock = {
    now: () => now,
    at(when: number, fn: () => void) {
      const key = {}
      timers.set(key, { when, delay: when - now, fn })
      return () => void timers.delete(key)
    },
  }
  const world: DeliveryWorld = { ...realWorld, clock, say: () => {} }
  const outbox = state === undefined ? undefined : { path: state, text: readText(state) }
  const effect = (await deliverAlerts(alertSettings(config as JobConfig, false, outbox), world, isReplay)) as Effect
  const deliveries: string[] = []
  const note = (record: AnyRecord): void => {
    if (record.kind === 'delivery') deliveries.push(`${record.channel} ${record.alert} ${record.outcome}`)
  }
  // What became of alerts of an earlier run is told with the first record.
  void effect.take({ kind: 'log', message: '' }, true, note)
  let expected = 0
  return {
    effect,
    deliveries,
    world,
    take(minute, more) {
      now = EVENING + minute * MINUTE
      const time = new Date(now).toISOString()
      const alert: AlertRecord = {
        kind: 'alert',
        time,
        key: 'k',
        job: 'j',
        state: 'firing',
        severity: 'critical',
        summary: '[HANGING] j',
        body: 'a body\n',
        starts_at: time,
        ...more,
      }
      void effect.take(alert, true, note)
    },
    async told(count) {
      expected += count
      // Both ends are this process: it is only a matter of its turns.
      while (deliveries.filter(line => line.endsWith(' sent')).length < expected)
        await new Promise(resolve => setImmediate(resolve))
      return received
        .splice(0)
        .map(({ path, summary }) => `${path}: ${summary}`)
        .sort()
    },
    async pass(minute) {
      const until = EVENING + minute * MINUTE
      for (;;) {
        // Time that goes on before the answer to a try would end it as too late.
        while ([...timers.values()].some(({ delay }) => delay === TIMEOUT_MS))
          await new Promise(resolve => setImmediate(resolve))
        const due = [...timers].filter(([, { when }]) => when <= until).sort(([, a], [, b]) => a.when - b.when)[0]
        if (due === undefined) break
        timers.delete(due[0])
        now = Math.max(now, due[1].when)
        due[1].fn()
      }
      now = until
    },
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const over = (starts: number, more: Partial<AlertRecord> = {}): Partial<AlertRecord> => ({
  state: 'resolved',
  summary: '[RESOLVED] j',
  sequence: 2,
  starts_at: new Date(EVENING + starts * MINUTE).toISOString(),
  ...more,
})

t.test('quiet hours: what lasts is told in the morning, what is over is named, and a pager wakes', async t => {
  const run = await start({ tz: 'Europe/Berlin' }, [
    { name: 'chat', quiet_times: '22:30-07:00' },
    { name: 'pager', quiet_times: '22:30-07:00', wake_for: 'critical' },
  ])
  run.take(0, { key: 'a', summary: 'at 22:00' })
  t.same(await run.told(2), ['chat: at 22:00', 'pager: at 22:00'])
  run.take(60, { key: 'b', summary: 'at 23:00', severity: 'warning' })
  run.take(61, { key: 'c', summary: 'at 23:01' })
  t.same(await run.told(1), ['pager: at 23:01'])
  run.take(70, over(61, { key: 'c' }))
  t.same(await run.told(1), ['pager: [RESOLVED] j'])
  await run.pass(8 * 60 + 59)
  t.equal(received.length, 0)
  await run.pass(9 * 60)
  // 07:00 in Berlin is 06:00 UTC.
  t.same(await run.told(3), ['chat: [DIGEST] j, 1 alert in quiet hours', 'chat: at 23:00', 'pager: at 23:00'])
  await run.effect.finish()
  t.same(run.deliveries.sort(), [
    'chat a sent',
    'chat b held',
    'chat b sent',
    'chat c digested',
    'chat c digested',
    'chat c held',
    'chat c held',
    'chat digest/quiet/chat sent',
    'pager a sent',
    'pager b held',
    'pager b sent',
    'pager c sent',
    'pager c sent',
  ])
})

t.test('without a file what is kept back is told at the end; with one it waits there, over a restart', async t => {
  const quiet = [{ name: 'chat', quiet_times: '20:00-08:00' }]
  const run = await start({}, quiet)
  run.take(0, { summary: 'at night' })
  await run.effect.finish()
  t.same(await run.told(1), ['chat: at night'])

  const state = join(folder, 'state')
  const kept = await start({}, quiet, state)
  kept.take(0, { summary: 'at night' })
  kept.take(1, { key: 'b', summary: 'at night, too' })
  kept.take(2, over(1, { key: 'b' }))
  await kept.effect.finish()
  const again = await start({}, quiet, state)
  await again.pass(60)
  t.equal(received.length, 0, 'it is still night')
  await again.pass(11 * 60)
  t.same((await again.told(2))[1], 'chat: at night')
  await again.effect.finish()
  const third = await start({}, quiet, state)
  await third.pass(30 * 60)
  await third.effect.finish()
  t.equal(received.length, 0, 'nothing is told twice')
})

t.test('after a restart in quiet hours a pager is told of the end of what it was told of', async t => {
  const quiet = [{ name: 'pager', quiet_times: '22:00-08:00' }]
  const state = join(folder, 'began')
  const evening = await start({}, quiet, state)
  evening.take(0, { summary: 'told' })
  t.same(await evening.told(1), ['pager: told'])
  await evening.effect.finish()
  const starts_at = new Date(EVENING).toISOString()
  const night = await start({}, quiet, state)
  night.take(90, { summary: 'worse', sequence: 2, starts_at })
  night.take(100, over(0, { sequence: 3 }))
  await night.pass(12 * 60)
  t.same(await night.told(1), ['pager: [RESOLVED] j'])
  await night.effect.finish()
})

t.test('in a replay the time of the records says when a channel is quiet, and when an alert is escalated', async t => {
  const channels = [
    { name: 'chat', quiet_times: '22:00-07:00' },
    { name: 'boss', escalate_after: '15m' },
  ]
  const run = await start({}, channels, undefined, true)
  // The clock on the wall stands still at 21:00: nothing is quiet by it.
  const replay = (minute: number, alert?: Partial<AlertRecord>): void => {
    const time = new Date(EVENING + minute * MINUTE).toISOString()
    const record = alert === undefined ? { kind: 'log', message: 'x', time } : alertOfReplay(time, alert)
    void run.effect.take(record as AnyRecord, true, record => noteDelivery(run, record))
  }
  replay(90, { key: 'a', summary: 'at 22:30' })
  replay(104)
  t.same(received.splice(0), [])
  replay(105)
  t.same(await run.told(1), ['boss: at 22:30'])
  replay(10 * 60 + 1)
  t.same(await run.told(1), ['chat: at 22:30'])
  await run.effect.finish()
})

const alertOfReplay = (time: string, more: Partial<AlertRecord>): AlertRecord => ({
  ...{ kind: 'alert', time, key: 'k', job: 'j', state: 'firing', summary: 's', body: '', starts_at: time },
  ...more,
})

function noteDelivery({ deliveries }: Run, record: AnyRecord): void {
  if (record.kind === 'delivery') deliveries.push(`${record.channel} ${record.alert} ${record.outcome}`)
}

t.test('escalation: told where nobody acknowledges it, which a word does, until it gets worse', async t => {
  const silences = join(folder, 'silences')
  const run = await start({ silences }, [{ name: 'chat' }, { name: 'boss', escalate_after: '15m' }])
  run.take(0, { key: 'a', summary: 'nobody cares' })
  run.take(0, { key: 'b', summary: 'somebody does' })
  run.take(0, { key: 'c', summary: 'is over soon' })
  t.equal((await run.told(3)).length, 3)
  await run.pass(5)
  const settings = { silences } as ReturnType<typeof alertSettings>
  const id = incidentId({
    kind: 'alert',
    key: 'b',
    job: 'j',
    starts_at: new Date(EVENING).toISOString(),
  } as AlertRecord)
  t.equal(await quietly(() => acknowledge(settings, [id.slice(0, 8)], run.world)), 0)
  run.take(10, over(0, { key: 'c' }))
  t.same(await run.told(1), ['chat: [RESOLVED] j'])
  await run.pass(15)
  while (received.length < 1) await new Promise(resolve => setImmediate(resolve))
  t.match(received[0], {
    path: 'boss',
    summary: 'nobody cares',
    body: /^Escalated: nobody has acknowledged this for 15 min\na body/,
  })
  await run.told(1)
  const starts_at = new Date(EVENING).toISOString()
  run.take(20, { key: 'b', sequence: 2, reminder: 1, starts_at, summary: 'a reminder' })
  run.take(30, {
    key: 'b',
    sequence: 3,
    starts_at,
    since: new Date(EVENING + 30 * MINUTE).toISOString(),
    summary: 'worse',
  })
  t.same(await run.told(1), ['chat: worse'])
  await run.pass(45)
  t.same(await run.told(1), ['boss: worse'])
  await run.effect.finish()
  t.same(
    run.deliveries.filter(line => line.startsWith('boss')),
    [
      'boss a held',
      'boss b held',
      'boss c held',
      'boss c over',
      'boss b acknowledged',
      'boss a sent',
      'boss b acknowledged',
      'boss b held',
      'boss b sent',
    ],
  )
  t.ok(run.deliveries.includes('chat b acknowledged'), 'reminders of what somebody sees to are not told')
})

t.test('what is acknowledged must be named', async t => {
  const said: string[] = []
  const world = { ...realWorld, say: (line: string) => void said.push(line) }
  const settings = { silences: join(folder, 'x') } as ReturnType<typeof alertSettings>
  t.equal(await acknowledge(settings, [], world), 2)
  t.equal(await acknowledge(settings, ['abc'], world), 2)
  t.equal(await acknowledge({ ...settings, silences: undefined }, ['abc'], world), 2)
  t.match(said, [/^ack: say what you see to/, /^ack: "abc" is neither an id/, /^ack: the job file names no file/])
})

t.test('muted: a fault of a node is told, the slowness of its ranks is not while it lasts', async t => {
  const inhibit = [{ source: 'state=FAULTED', target: 'state=SLOW', equal: 'node' }]
  const run = await start({ inhibit }, [{ name: 'chat' }])
  run.take(0, { key: 'f', node: 'n1', labels: { state: 'FAULTED' }, summary: 'faulted' })
  run.take(1, { key: 's1', node: 'n1', labels: { state: 'SLOW' }, summary: 'slow 1' })
  run.take(1, { key: 's2', node: 'n1', labels: { state: 'SLOW' }, summary: 'slow 2' })
  run.take(1, { key: 's3', node: 'n2', labels: { state: 'SLOW' }, summary: 'slow 3' })
  run.take(2, over(1, { key: 's2', node: 'n1', labels: { state: 'HEALTHY' } }))
  t.same(await run.told(2), ['chat: faulted', 'chat: slow 3'])
  run.take(5, over(0, { key: 'f', node: 'n1', labels: { state: 'HEALTHY' }, summary: 'well' }))
  t.same(await run.told(1), ['chat: well'])
  await run.pass(6)
  t.same(await run.told(1), ['chat: slow 1'], 'it lasts, and nothing explains it any more')
  await run.effect.finish()
  t.same(run.deliveries, [
    'chat s1 inhibited',
    'chat s2 inhibited',
    'chat s2 inhibited',
    ...['chat f sent', 'chat s3 sent', 'chat f sent', 'chat s1 sent'],
  ])
})

t.test('what is wrong with times, zones and muting is told before anything is read', async t => {
  const problemsOf = async (alert: object): Promise<readonly string[]> => {
    const config = await loadJob({ path: 'job.yaml', text: JSON.stringify({ alert }) })
    return isProblems(config) ? config.map(({ place, reason }) => `${place}: ${reason}`) : []
  }
  const channel = (more: object) => ({ channels: [{ type: 'webhook', url: 'http://127.0.0.1/', ...more }] })
  t.match(await problemsOf(channel({ quiet_times: 'at night' })), [/quiet_times: "at night" is no time of a week/])
  t.match(await problemsOf(channel({ active_times: ['mon', '8-9'] })), [
    /active_times\[1\]: "8-9" is no time of a week/,
  ])
  t.match(await problemsOf(channel({ active_times: 'mon', quiet_times: 'mon-tue' })), [/is never active/])
  t.match(await problemsOf({ tz: 'Berlin', ...channel({}) }), [/tz: "Berlin" is no time zone; write one such as/])
  t.match(await problemsOf(channel({ escalate_after: '5m', standby: true })), [/and standby: one of them/])
  t.match(await problemsOf({ inhibit: [{ source: 'x', target: 'job=b' }] }), [/source: "x" is no matcher/])
})

async function quietly<T>(act: () => Promise<T>): Promise<T> {
  const { write } = process.stdout
  process.stdout.write = () => true
  try {
    return await act()
  } finally {
    process.stdout.write = write
  }
}
