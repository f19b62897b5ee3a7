// Routing, silences, quiet hours, escalation and muting together, over a virtual clock: whatever comes, each notice is
// told on each channel that takes it, named in a digest, or counted in a delivery that says why it was not.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { alertSettings } from '../../../lib/alert/settings.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { loadJob } from '../../../lib/config/load.ts'
import { deliverAlerts, realWorld } from '../../../lib/io/deliver/deliver.ts'
import { takes } from '../../../lib/io/deliver/tell.ts'
import type { Effect } from '../../../lib/io/effect.ts'
import { isProblems } from '../../../lib/problem.ts'
import { incidentId, noticeId } from '../../../lib/record/alert-identity.ts'
import type { AlertRecord, AnyRecord } from '../../../lib/record/types.generated.ts'
import fc from '../../fast-check.ts'

t.setTimeout(120_000)

const folder = mkdtempSync(join(tmpdir(), 'logmon-nothing-lost-'))
const silences = join(folder, 'silences.ndjson')
/** A Monday, 06:00 UTC. */
const START = Date.parse('2026-01-05T06:00:00Z')
const HOUR = 3_600_000
const TIMEOUT_MS = 10_000
/** Nothing comes later, no silence lasts longer, and no hours are quiet then. */
const LAST = 40
const END = START + (LAST + 4) * HOUR

const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(request.url === '/broken' ? 403 : 200).end())
})
t.before(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
t.teardown(() => server.close())

const CHANNELS = [
  { name: 'chat' },
  { name: 'night', quiet_times: '22:00-07:00', wake_for: 'critical' },
  { name: 'llama', match: 'job=llama', active_times: 'mon-fri 08:00-20:00' },
  { name: 'boss', min_severity: 'critical', escalate_after: '2h' },
  { name: 'broken', match: 'job=bert', fallback: 'pager' },
  { name: 'pager', standby: true },
] as const
const INHIBIT = [{ source: 'state=FAULTED', target: 'state=SLOW', equal: ['job', 'node'] }]

interface Event {
  readonly hour: number
  readonly key: number
  readonly isOver: boolean
}
/** An episode of a key. */
interface Known {
  readonly hour: number
  readonly episode: number
  readonly sequence: number
}
interface Silence {
  readonly from: number
  readonly hours: number
  readonly job: string
}

/** What it is about follows from its key. */
const alertOf = ({ hour, key, isOver }: Event, { hour: began, episode, sequence }: Known): AlertRecord => {
  const state = ['SLOW', 'SLOW', 'FAULTED', 'FAULTED', 'SLOW', 'HANGING'][key % 6] as string
  const [job, time] = [key < 6 ? 'llama' : 'bert', new Date(START + hour * HOUR).toISOString()]
  return {
    ...{ kind: 'alert', time, key: `job/${job}/${key}`, job, node: `n${key % 2}` },
    ...{ state: isOver ? 'resolved' : 'firing', severity: state === 'SLOW' ? 'warning' : 'critical' },
    ...{ summary: `[${isOver ? 'RESOLVED' : state}] ${job}`, labels: { state }, episode, sequence },
    starts_at: new Date(START + began * HOUR).toISOString(),
  } as AlertRecord
}

interface Played {
  readonly notices: readonly AlertRecord[]
  /** By channel and notice, what was said of it, in order. */
  readonly outcomes: ReadonlyMap<string, readonly string[]>
  readonly takers: (alert: AlertRecord) => readonly string[]
}

async function play(events: readonly Event[], quiet: readonly Silence[]): Promise<Played> {
  const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const lines = quiet.map(({ from, hours, job }, index) =>
    JSON.stringify({
      silence: {
        ...{ id: `${index}`.padStart(8, '0'), matchers: [`job=${job}`], author: 'a', reason: 'r' },
        starts_at: new Date(START + from * HOUR).toISOString(),
        ends_at: new Date(START + Math.min(from + hours, LAST) * HOUR).toISOString(),
      },
    }),
  )
  writeFileSync(silences, lines.map(line => `${line}\n`).join(''))
  const channels = CHANNELS.map(one => ({ type: 'webhook', url: `${base}/${one.name}`, ...one }))
  const text = JSON.stringify({ alert: { silences, inhibit: INHIBIT, channels } })
  const config = await loadJob({ path: 'job.yaml', text })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  const settings = alertSettings(config as JobConfig)
  let now = START
  const timers = new Map<object, { readonly when: number; readonly delay: number; readonly fn: () => void }>()
  const clock = {
    now: () => now,
    at(when: number, fn: () => void) {
      const key = {}
      timers.set(key, { when, delay: when - now, fn })
      return () => void timers.delete(key)
    },
  }
  const effect = (await deliverAlerts(settings, { ...realWorld, clock, say: () => {} })) as Effect
  const outcomes = new Map<string, string[]>()
  const note = (record: AnyRecord): void => {
    if (record.kind !== 'delivery' || record.alert.startsWith('channel/') || record.alert.startsWith('digest')) return
    const name = `${record.channel} ${record.alert} ${record.episode} ${record.sequence}`
    outcomes.set(name, [...(outcomes.get(name) ?? []), record.outcome])
  }
  const goTo = async (until: number): Promise<void> => {
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
  }
  const notices: AlertRecord[] = []
  const open = new Map<number, Known>()
  let episode = 0
  for (const event of [...events].sort((a, b) => a.hour - b.hour)) {
    const before = open.get(event.key)
    if (event.isOver && before === undefined) continue
    const known = before ?? { hour: event.hour, episode: ++episode, sequence: 0 }
    const next = { ...known, sequence: known.sequence + 1 }
    await goTo(START + event.hour * HOUR)
    if (event.isOver) open.delete(event.key)
    else open.set(event.key, next)
    const alert = alertOf(event, next)
    notices.push(alert)
    void effect.take(alert, true, note)
  }
  await goTo(END)
  await effect.finish()
  const takers = (alert: AlertRecord): readonly string[] =>
    settings.channels.filter(channel => takes(channel, alert)).map(({ name }) => name)
  return { notices, outcomes, takers }
}

const COUNTED = new Set(['sent', 'failed', 'digested', 'silenced', 'inhibited', 'acknowledged', 'over'])

const sequenceOf = ({ sequence = 1 }: AlertRecord): number => sequence

/** Returns what was lost; none where nothing was. */
function lostIn({ notices, outcomes, takers }: Played): readonly string[] {
  const lost: string[] = []
  const told = (channel: string, { key, episode, sequence }: AlertRecord): readonly string[] =>
    outcomes.get(`${channel} ${key} ${episode} ${sequence}`) ?? []
  const last = new Map(notices.map(alert => [incidentId(alert), alert]))
  const isFaulted = (node: string | undefined, job: string | undefined): boolean =>
    [...last.values()].some(
      one => one.labels?.['state'] === 'FAULTED' && one.state === 'firing' && one.node === node && one.job === job,
    )
  for (const alert of notices)
    for (const channel of takers(alert)) {
      const words = told(channel, alert)
      const name = `${channel} ${alert.summary} ${noticeId(alert)} ${words}`
      // What is kept back is told as the last notice of its episode says it.
      const later = notices.filter(one => incidentId(one) === incidentId(alert) && sequenceOf(one) > sequenceOf(alert))
      const all = words.includes('held') ? [alert, ...later].flatMap(one => told(channel, one)) : words
      if (!all.some(word => COUNTED.has(word))) lost.push(`nothing was said of ${name}`)
      if (words.filter(word => word === 'sent').length > 1) lost.push(`told twice: ${name}`)
      if (channel === 'broken' && words.includes('failed') && !told('pager', alert).includes('sent'))
        lost.push(`its fallback was not told: ${name}`)
    }
  for (const alert of last.values())
    for (const channel of takers(alert)) {
      const all = notices.filter(one => incidentId(one) === incidentId(alert))
      const words = all.flatMap(one => told(channel, one))
      const isTold = words.some(word => word === 'sent' || word === 'digested' || word === 'failed')
      const isMuted = alert.labels?.['state'] === 'SLOW' && isFaulted(alert.node, alert.job)
      const name = `${channel} ${alert.summary} ${incidentId(alert)} ${words}`
      if (alert.state === 'firing' && !isTold && !isMuted) lost.push(`lasts, and nobody was told: ${name}`)
      // Who was told that it began is told that it is over.
      const began = all.slice(0, -1).some(one => told(channel, one).some(word => word === 'sent'))
      const end = told(channel, alert).some(word => word === 'sent' || word === 'digested')
      if (alert.state === 'resolved' && began && !end) lost.push(`told, and not that it is over: ${name}`)
    }
  return lost
}

t.test('nothing is lost', async t => {
  const event = fc.record({
    hour: fc.integer({ min: 0, max: LAST * 4 }).map(quarter => quarter / 4),
    key: fc.integer({ min: 1, max: 8 }),
    isOver: fc.boolean(),
  })
  const silence = fc.record({
    from: fc.integer({ min: 0, max: LAST - 1 }),
    hours: fc.integer({ min: 1, max: 12 }),
    job: fc.constantFrom('llama', 'bert', '*'),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 20, maxLength: 90 }),
      fc.array(silence, { maxLength: 3 }),
      async (events, quiet) => {
        const lost = lostIn(await play(events, quiet))
        if (lost.length > 0) throw new Error(lost.join('\n'))
      },
    ),
    { numRuns: 8 },
  )
  t.pass()
})
