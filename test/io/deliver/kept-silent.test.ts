// What silences and muting keep back, with restarts and kills at any point: told in the end, or said to be silenced.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { alertSettings } from '../../../lib/alert/settings.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { loadJob } from '../../../lib/config/load.ts'
import { alertWords } from '../../../lib/io/deliver/alert-words.ts'
import { deliverAlerts, realWorld } from '../../../lib/io/deliver/deliver.ts'
import type { Effect } from '../../../lib/io/effect.ts'
import { isProblems } from '../../../lib/problem.ts'
import { noticeId } from '../../../lib/record/alert-identity.ts'
import type { AlertRecord, DeliveryRecord } from '../../../lib/record/types.generated.ts'
import fc from '../../fast-check.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-kept-silent-'))
const START = Date.parse('2026-01-05T10:00:00Z')
const MINUTE = 60_000
/** Longest time of one try. */
const TIMEOUT_MS = 10_000
const timeOf = (minute: number): string => new Date(START + minute * MINUTE).toISOString()
let files = 0
const newPath = (): string => join(folder, `${files++}`)

interface Monitor {
  readonly effect: Effect
  readonly state: string
  /** Size of its file when it had begun. */
  readonly startBytes: number
  readonly deliveries: DeliveryRecord[]
  /** Ids of what has left, in order. */
  readonly intended: () => readonly AlertRecord[]
  pass(minute: number): void
  take(minute: number, alert: Partial<AlertRecord>): void
}

/** A monitor whose one channel is a program that takes everything; what was handed to it is `intended` on disk. */
async function start(section: object, state: string, minute: number, said: string[] = []): Promise<Monitor> {
  const text = JSON.stringify({
    alert: { ...section, channels: [{ type: 'exec', name: 'chat', command: ['sh', '-c', 'cat > /dev/null'] }] },
  })
  const config = await loadJob({ path: 'job.yaml', text })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  let now = START + minute * MINUTE
  const timers = new Map<object, { readonly when: number; readonly fn: () => void }>()
  const clock = {
    now: () => now,
    at(when: number, fn: () => void) {
      const key = {}
      // The program ends at once, however fast virtual time goes: no try of it is late.
      if (when - now !== TIMEOUT_MS) timers.set(key, { when, fn })
      return () => void timers.delete(key)
    },
  }
  const outbox = { path: state, text: existsSync(state) ? readFileSync(state, 'utf8') : '' }
  const world = { ...realWorld, clock, say: (line: string) => void said.push(line) }
  const effect = await deliverAlerts(alertSettings(config as JobConfig, false, outbox), world)
  if (isProblems(effect)) throw new Error(JSON.stringify(effect))
  const startBytes = statSync(state).size
  const deliveries: DeliveryRecord[] = []
  const note = (record: { readonly kind: string }): void => void deliveries.push(record as DeliveryRecord)
  void (effect as Effect).take({ kind: 'log', message: '' }, true, note)
  return {
    effect: effect as Effect,
    state,
    startBytes,
    deliveries,
    intended: () => intentsIn(readFileSync(state, 'utf8')),
    pass(until) {
      const end = START + until * MINUTE
      for (;;) {
        const due = [...timers].filter(([, { when }]) => when <= end).sort(([, a], [, b]) => a.when - b.when)[0]
        if (due === undefined) break
        timers.delete(due[0])
        now = Math.max(now, due[1].when)
        due[1].fn()
      }
      now = Math.max(now, end)
    },
    take(at, more) {
      now = Math.max(now, START + at * MINUTE)
      const alert = { kind: 'alert', time: timeOf(at), key: 'k', state: 'firing', summary: 's', ...more } as AlertRecord
      void (effect as Effect).take(alert, true, note)
    },
  }
}

const intentsIn = (text: string): readonly AlertRecord[] =>
  text.split('\n').flatMap(line => {
    if (!line.startsWith('{"is":"intent"') || !line.endsWith('}')) return []
    return [(JSON.parse(line) as { alert: AlertRecord }).alert]
  })

/** What is on disk at a kill, as the state of the next start. */
function killed({ state }: Monitor, tornBytes = 0): string {
  const path = newPath()
  copyFileSync(state, path)
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.subarray(0, bytes.length - tornBytes))
  return path
}

const silence = (matchers: readonly string[], from: number, to: number): string =>
  `${JSON.stringify({
    silence: { id: `${from}`, matchers, author: 'me', reason: 'r', starts_at: timeOf(from), ends_at: timeOf(to) },
  })}\n`

/** Which notices of episodes were ever to be told: `KEY SEQUENCE`. */
function toldOf(monitor: Monitor, keys: readonly string[]): readonly string[] {
  const { told } = readTold(monitor)
  return keys.flatMap(key =>
    [1, 2].flatMap(sequence => {
      const minute = STARTS[key] as number
      const id = noticeId({ kind: 'alert', key, starts_at: timeOf(minute) } as AlertRecord, sequence)
      return told.has(id) ? [`${key} ${sequence}`] : []
    }),
  )
}
const STARTS: Readonly<Record<string, number>> = { 'a-told': 1, 'a-lasts': 10, f: 0, s1: 1, s2: 3 }

t.test('a silence that ends after a restart: what lasts is told, who was told of a beginning of its end', async t => {
  const silences = newPath()
  writeFileSync(silences, silence(['key=a*'], 5, 60))
  const first = await start({ silences }, newPath(), 0)
  first.take(1, { key: 'a-told', starts_at: timeOf(1) })
  first.take(10, { key: 'a-lasts', starts_at: timeOf(10), summary: 'lasts' })
  first.take(11, { key: 'a-over', starts_at: timeOf(11) })
  t.same(
    first.intended().map(({ key }) => key),
    ['a-told'],
  )
  const second = await start({ silences }, killed(first), 20)
  second.take(30, { key: 'a-over', starts_at: timeOf(11), state: 'resolved', sequence: 2 })
  second.take(31, { key: 'a-told', starts_at: timeOf(1), state: 'resolved', sequence: 2 })
  const third = await start({ silences }, killed(second), 40)
  third.pass(59)
  t.same(toldOf(third, ['a-told', 'a-lasts']), ['a-told 1', 'a-told 2'])
  third.pass(61)
  t.same(toldOf(third, ['a-told', 'a-lasts']), ['a-told 1', 'a-told 2', 'a-lasts 1'])
  t.match(
    second.deliveries.filter(({ alert, outcome }) => alert === 'a-over' && outcome === 'silenced'),
    { length: 2 },
    'held again, and over',
  )
  await third.effect.finish()
})

t.test('what mutes goes on after a restart, and what it muted is told when it is over', async t => {
  const inhibit = [{ source: 'state=FAULTED', target: 'state=SLOW', equal: 'node' }]
  const first = await start({ inhibit }, newPath(), 0)
  first.take(0, { key: 'f', node: 'n1', labels: { state: 'FAULTED' }, starts_at: timeOf(0) })
  first.take(1, { key: 's1', node: 'n1', labels: { state: 'SLOW' }, starts_at: timeOf(1) })
  const second = await start({ inhibit }, killed(first), 2)
  second.take(3, { key: 's2', node: 'n1', labels: { state: 'SLOW' }, starts_at: timeOf(3) })
  second.pass(4)
  t.same(toldOf(second, ['f', 's1', 's2']), ['f 1'])
  const third = await start({ inhibit }, killed(second), 5)
  const over = { state: 'resolved', sequence: 2 } as const
  third.take(6, { key: 'f', node: 'n1', labels: { state: 'HEALTHY' }, starts_at: timeOf(0), ...over })
  third.pass(7)
  t.same(toldOf(third, ['f', 's1', 's2']), ['f 1', 'f 2', 's1 1', 's2 1'])
})

t.test('what is silenced mutes, and what is muted does not, also after a restart', async t => {
  const silences = newPath()
  writeFileSync(silences, silence(['key=f'], 0, 60))
  const inhibit = [
    { source: 'key=f', target: 'key=s*' },
    { source: 'key=s1', target: 'key=t' },
  ]
  const first = await start({ silences, inhibit }, newPath(), 0)
  first.take(1, { key: 'f', starts_at: timeOf(1) })
  first.take(2, { key: 's1', starts_at: timeOf(2) })
  const second = await start({ silences, inhibit }, killed(first), 5)
  second.take(6, { key: 's2', starts_at: timeOf(6) })
  second.take(7, { key: 't', starts_at: timeOf(7) })
  second.pass(8)
  t.same(
    second.intended().map(({ key }) => key),
    ['t'],
  )
})

t.test('what was told before it was muted mutes nothing any more, also after a restart', async t => {
  const inhibit = [
    { source: 'key=f', target: 'key=s1' },
    { source: 'key=s1', target: 'key=t*' },
  ]
  const first = await start({ inhibit }, newPath(), 0)
  first.take(1, { key: 's1', starts_at: timeOf(1) })
  first.take(2, { key: 'f', starts_at: timeOf(2) })
  first.take(3, { key: 's1', starts_at: timeOf(1), sequence: 2 })
  first.take(4, { key: 't1', starts_at: timeOf(4) })
  const second = await start({ inhibit }, killed(first), 5)
  second.take(6, { key: 't2', starts_at: timeOf(6) })
  t.same(
    second.intended().map(({ key }) => key),
    ['s1', 'f', 't1', 't2'],
  )
})

t.test('at the end it is said how many are still held; pending and the digest name them', async t => {
  const silences = newPath()
  writeFileSync(silences, silence(['key=*'], 0, 60))
  const said: string[] = []
  const state = newPath()
  const monitor = await start({ silences }, state, 1, said)
  monitor.take(2, { key: 'a', summary: '[HANGING] a', starts_at: timeOf(2), job: 'j' })
  monitor.take(3, { key: 'b', summary: '[STOPPED] b', once: true })
  await monitor.effect.finish()
  t.match(said, [/^2 alerts are still silenced or muted: looked at again at the next start with this --state$/])
  const settings = alertSettings({}, false, { path: state, text: readFileSync(state, 'utf8') })
  const lines = await printed(() => alertWords(settings, ['pending'], { mode: 'wall' }))
  t.match(lines, [
    /^not told \(silence 0 until 2026-01-05T11:00:00.000Z, by me: r\): .*: ?\[HANGING\] a|HANGING/,
    /STOPPED/,
    /^firing since .*HANGING/,
  ])
  const at = { ...realWorld, clock: { ...realWorld.clock, now: () => START + 10 * MINUTE } }
  const digest = (await printed(() => alertWords(settings, ['digest'], { mode: 'wall' }, at))).join('\n')
  t.match(digest, /Not over\n.*\[HANGING\] a/)
  t.match(digest, /Over, or told once\n.*\[STOPPED\] b/)
  t.match(digest, /Not told on purpose\n {2}2 alerts silenced: silence 0 until/)
})

t.test('a digest of a file that ended long ago is of the hours before its end, and says so', async t => {
  const path = newPath()
  const alert = { kind: 'alert', time: timeOf(0), key: 'a', state: 'firing', summary: 'old', starts_at: timeOf(0) }
  writeFileSync(path, `${JSON.stringify(alert)}\n${JSON.stringify({ ...alert, state: 'resolved', time: timeOf(5) })}\n`)
  const digestAt = async (hours: number): Promise<readonly (readonly string[])[]> => {
    const said: string[] = []
    const now = START + hours * 60 * MINUTE
    const world = {
      ...realWorld,
      clock: { ...realWorld.clock, now: () => now },
      say: (text: string) => said.push(text),
    }
    return [
      await printed(() => alertWords(alertSettings({}), ['digest', path], { mode: 'wall' }, world as never)),
      said,
    ]
  }
  const [old, said] = await digestAt(1000)
  t.match(old, ['[DIGEST] 1 alert in 24 h'])
  t.match(said, [/^digest: the last record is of 2026-01-05T10:05:00.000Z: it is of the 24 h before that$/])
  t.match(await digestAt(20), [['[DIGEST] 1 alert in 24 h'], []])
})

async function printed(act: () => Promise<number>): Promise<readonly string[]> {
  const { write } = process.stdout
  let text = ''
  process.stdout.write = (more: string | Uint8Array) => {
    text += more
    return true
  }
  try {
    await act()
  } finally {
    process.stdout.write = write
  }
  return text.trimEnd().split('\n')
}

t.test(
  'restarts and kills at any point: what lasts is told in the end, and so is the end of what was told',
  async t => {
    const event = fc.record({
      minute: fc.integer({ min: 0, max: 50 }),
      is: fc.constantFrom('alert', 'alert', 'alert', 'once', 'kill', 'kill', 'stop'),
      episode: fc.integer({ min: 1, max: 5 }),
      torn: fc.integer({ min: 0, max: 400 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 30 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        async (events, from, length, isMuting) => {
          const silences = newPath()
          writeFileSync(silences, silence(['key!=source'], from, from + length))
          const inhibit = isMuting ? [{ source: 'key=k5', target: 'key!=k5' }] : []
          let monitor = await start({ silences, inhibit }, newPath(), 0)
          const open = new Map<string, Partial<AlertRecord>>()
          const all: Partial<AlertRecord>[] = []
          let count = 0
          for (const { minute, is, episode, torn } of [...events].sort((a, b) => a.minute - b.minute)) {
            monitor.pass(minute)
            if (is === 'stop' || is === 'kill') {
              if (is === 'stop') await monitor.effect.finish()
              // A kill while a line was written: the disk has not all of it, and the stream is read again.
              monitor = await start(
                { silences, inhibit },
                killed(monitor, is === 'kill' ? lastLineCut(monitor, torn) : 0),
                minute,
              )
              if (is === 'kill') for (const alert of all.slice(-2)) monitor.take(minute, alert)
              continue
            }
            const key = `k${episode}`
            const begun = is === 'once' ? undefined : open.get(key)
            const alert: Partial<AlertRecord> =
              begun === undefined
                ? { key, episode: ++count, sequence: 1, starts_at: timeOf(minute), time: timeOf(minute) }
                : { ...begun, state: 'resolved', sequence: 2 }
            if (is === 'once') Object.assign(alert, { once: true, key: `once${count}` })
            else if (begun === undefined) open.set(key, alert)
            else open.delete(key)
            all.push(alert)
            monitor.take(minute, alert)
          }
          monitor.pass(200)
          // What mutes for ever would keep others back for ever.
          const source = open.get('k5')
          if (isMuting && source !== undefined) monitor.take(200, { ...source, state: 'resolved', sequence: 2 })
          monitor.pass(300)
          const { told } = readTold(monitor)
          for (const alert of all) {
            const id = noticeId(alert as AlertRecord)
            const isLasting = alert.once === true || open.get(alert.key ?? '') === alert
            if (isLasting && !told.has(id)) throw new Error(`${alert.key} lasts and nobody was told: ${id}`)
            if (alert.state === 'resolved' && told.has(noticeId(alert as AlertRecord, 1)) && !told.has(id))
              throw new Error(`${alert.key} was told and its end was not`)
          }
        },
      ),
      { numRuns: 60 },
    )
    t.pass()
  },
)

/** How many bytes a kill takes: of the last line alone, for each is written at once, and what was there stays. */
function lastLineCut({ state, startBytes }: Monitor, bytes: number): number {
  const text = readFileSync(state, 'utf8')
  if (text.length <= startBytes) return 0
  const last = text.length - (text.lastIndexOf('\n', text.length - 2) + 1)
  return bytes > last ? 0 : bytes
}

/** Ids of all that was ever to be told. */
function readTold({ state }: Monitor): { readonly told: ReadonlySet<string> } {
  const told = new Set<string>()
  for (const line of readFileSync(state, 'utf8').split('\n')) {
    if (line === '') continue
    const read = JSON.parse(line) as { is: string; id?: string; alert?: AlertRecord }
    if (read.is === 'told') told.add(read.id as string)
    if (read.is === 'intent') told.add(noticeId(read.alert as AlertRecord))
  }
  return { told }
}
