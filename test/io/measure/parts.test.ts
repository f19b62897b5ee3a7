// The file, the listener and the text by themselves, with a clock of the test's own.
import { readFileSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Clock } from '../../../lib/io/clock.ts'
import { countedNotices } from '../../../lib/io/measure/counted-notices.ts'
import { listenForMetrics } from '../../../lib/io/measure/listen.ts'
import { EVERY_MS, keepMetricsFile } from '../../../lib/io/measure/metrics-file.ts'
import { lineEnds, runCounts } from '../../../lib/io/measure/run-counts.ts'
import { metricsText } from '../../../lib/io/measure/text.ts'
import { slurmCounts } from '../../../lib/io/slurm/slurm-counts.ts'
import type { Measure } from '../../../lib/metrics/families.ts'

/** A clock that goes on when it is told to. */
function handClock(): Clock & { goTo(time: number): void; waiting(): number } {
  let now = 0
  let timers: { readonly when: number; readonly fn: () => void }[] = []
  return {
    now: () => now,
    at(when, fn) {
      const timer = { when, fn }
      timers.push(timer)
      return () => {
        timers = timers.filter(each => each !== timer)
      }
    },
    goTo(time) {
      now = time
      const due = timers.filter(({ when }) => when <= now)
      timers = timers.filter(({ when }) => when > now)
      for (const { fn } of due) fn()
    },
    waiting: () => timers.length,
  }
}
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise(resolve => setImmediate(resolve))
}

t.test('the file is there at once, again at each interval, and at the end; then no timer is left', async t => {
  const path = join(t.testdir(), 'a.prom')
  const clock = handClock()
  let asked = 0
  const file = await keepMetricsFile({ path, clock, textNow: async () => `${++asked}\n`, tell: t.fail })
  t.equal(readFileSync(path, 'utf8'), '1\n')
  clock.goTo(EVERY_MS - 1)
  t.equal(asked, 1)
  clock.goTo(EVERY_MS)
  await until(() => clock.waiting() > 0)
  t.equal(readFileSync(path, 'utf8'), '2\n')
  await file.close()
  t.equal(readFileSync(path, 'utf8'), '3\n')
  t.equal(clock.waiting(), 0)
})

t.test('closed while it is being written, it is written once more, and no timer is left', async t => {
  const path = join(t.testdir(), 'a.prom')
  const clock = handClock()
  let goOn = (): void => {}
  let asked = 0
  const textNow = async (): Promise<string> => {
    const number = ++asked
    if (number === 2)
      await new Promise<void>(resolve => {
        goOn = resolve
      })
    return `${number}\n`
  }
  const file = await keepMetricsFile({ path, clock, textNow, tell: t.fail })
  clock.goTo(EVERY_MS)
  const closing = file.close()
  goOn()
  await closing
  t.equal(readFileSync(path, 'utf8'), '3\n')
  t.equal(clock.waiting(), 0)
})

t.test('what cannot be written is told once, and tried again', async t => {
  const folder = t.testdir({ other: 'kept' })
  const path = join(folder, 'a.prom')
  symlinkSync(join(folder, 'other'), path)
  const clock = handClock()
  const told: string[] = []
  const file = await keepMetricsFile({ path, clock, textNow: async () => 'x\n', tell: text => told.push(text) })
  clock.goTo(EVERY_MS)
  await until(() => clock.waiting() > 0)
  t.equal(told.length, 1)
  t.match(told[0], /a\.prom is not written: .*symbolic link/)
  t.equal(readFileSync(join(folder, 'other'), 'utf8'), 'kept')
  unlinkSync(path)
  await file.close()
  t.equal(readFileSync(path, 'utf8'), 'x\n')
})

t.test('the text: families in the order of the table, sums of a counter, labels of all', async t => {
  const texts = await metricsText()
  const text = await texts.of(
    [
      { name: 'job_loss', value: Number.NaN, labels: { job: 'a"\\\n' } },
      { name: 'failed_lines_total', value: 2 },
      { name: 'failed_lines_total', value: 3 },
      { name: 'running', value: 1 },
    ],
    { program: 'run' },
  )
  t.same(
    text.split('\n').filter(line => line !== '' && !line.startsWith('#')),
    [
      'logmon_running{program="run"} 1',
      'logmon_failed_lines_total{program="run"} 5',
      'logmon_job_loss{job="a\\"\\\\\\n",program="run"} Nan',
    ],
  )
  t.notMatch(await texts.of([]), 'logmon')
})

t.test('the listener: what it answers, whom it knows, and that it is gone', async t => {
  let unready: string | undefined = 'not ready: x'
  const listener = await listenForMetrics('127.0.0.1', 0, {
    type: 'text/plain',
    metrics: async () => 'm 1\n',
    unready: () => unready,
  })
  const ask = async (path: string, options: RequestInit = {}): Promise<readonly [number, string]> => {
    const response = await fetch(`${listener.url}${path}`, options)
    return [response.status, await response.text()]
  }
  t.same(await ask('/readyz'), [503, 'not ready: x\n'])
  unready = undefined
  t.same(await ask('/readyz'), [200, 'ok\n'])
  t.same(await ask('/healthz'), [200, 'ok\n'])
  t.same(await ask('/metrics?x=/y'), [200, 'm 1\n'])
  t.equal((await ask('/other'))[0], 404)
  t.equal((await ask('/metrics', { method: 'DELETE' }))[0], 405)
  await t.rejects(
    listenForMetrics('127.0.0.1', Number(new URL(listener.url).port), {
      type: '',
      metrics: async () => '',
      unready: () => undefined,
    }),
    /another program listens there already/,
  )
  await listener.close()
  await t.rejects(ask('/healthz'))
})

t.test('counts: lines, bytes, when; notices of a source, and none of a log', async t => {
  let now = 5000
  const counts = runCounts(() => now)
  t.equal(lineEnds(Buffer.from('a\n\nb')), 2)
  counts.read(10, 2)
  now = 7000
  counts.passed()
  counts.failed(3)
  t.same(counts.measures(), [
    { name: 'started_timestamp_seconds', value: 5 },
    { name: 'read_lines_total', value: 2 },
    { name: 'read_bytes_total', value: 10 },
    { name: 'failed_lines_total', value: 3 },
    { name: 'last_read_timestamp_seconds', value: 5 },
    { name: 'last_success_timestamp_seconds', value: 7 },
  ])
  const added: (() => readonly Measure[])[] = []
  const notices = countedNotices({ add: measures => void added.push(measures) })
  const notice = '{"kind":"notice","code":"source_lost","message":"m"}'
  notices.take(
    Buffer.from(`${notice}\n{"kind":"log","message":"${notice.replaceAll('"', '\\"')}"}\nx ${notice}\n${notice}`),
  )
  t.same(added[0]?.(), [{ name: 'notices_total', labels: { code: 'source_lost' }, value: 2 }])
})

t.test('rounds of Slurm: what ended, what could not be read, when it answered', async t => {
  const added: (() => readonly Measure[])[] = []
  const counts = runCounts(() => 1000)
  const slurm = slurmCounts({ add: measures => void added.push(measures), counts })
  const verdict = { kind: 'verdict', action: 'stop' } as const
  slurm.judged('FAILED', { records: [verdict], unread: [{ file: 'x', reason: 'y' }] } as never)
  slurm.round(true)
  t.notOk(counts.measures().some(({ name }) => name === 'last_success_timestamp_seconds'))
  slurm.round(false)
  t.ok(counts.measures().some(({ name }) => name === 'last_success_timestamp_seconds'))
  t.same(
    added[0]?.().map(({ name, labels = {}, value }) => [name, Object.values(labels).join(), value]),
    [
      ['slurm_jobs_total', 'FAILED', 1],
      ['slurm_rounds_total', 'failed', 1],
      ['slurm_rounds_total', 'done', 1],
      ['verdicts_total', 'stop', 1],
      ['slurm_unread_logs_total', '', 1],
    ],
  )
})
