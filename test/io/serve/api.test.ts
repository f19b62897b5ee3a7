// `/api/v1`, events and metrics.
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { skipUnless } from '../../skip.ts'
import { OOM, type Serving, serving } from './serving.ts'

t.setTimeout(20_000)
const service = await serving()
const { ask, root } = service
t.teardown(() => service.stop(1000))
const NDJSON = { 'content-type': 'application/x-ndjson' }
const feed = (job: string, records: readonly object[], to: Serving = service) =>
  to.ask(`/api/v1/records?job=${job}`, {
    body: records.map(record => `${JSON.stringify(record)}\n`).join(''),
    headers: NDJSON,
  })
const step = (number: number): object => ({
  kind: 'log',
  message: `step ${number}`,
  step: number,
  total_steps: 400,
  metrics: { step_time_ms: 4000 + number, loss: 7 },
})

/** Server-sent events as they come; `next` waits for one of a kind. */
function watch(
  url: string,
  path: string,
  last?: number,
): { next(event: string): Promise<{ id: number; data: never }>; close(): void } {
  const seen: { event: string; id: number; data: never }[] = []
  let wake = (): void => undefined
  const request = http.get(
    `${url}${path}`,
    { headers: last === undefined ? {} : { 'last-event-id': `${last}` }, agent: false },
    response => {
      let held = ''
      response.on('data', (part: Buffer) => {
        const messages = (held + part.toString()).split('\n\n')
        held = messages.pop() as string
        for (const message of messages) {
          const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(message)?.[1] ?? ''
          if (field('event') !== '')
            seen.push({ event: field('event'), id: Number(field('id')), data: JSON.parse(field('data')) as never })
        }
        wake()
      })
    },
  )
  request.on('error', () => undefined)
  return {
    async next(event) {
      for (;;) {
        const index = seen.findIndex(each => each.event === event)
        if (index !== -1) return seen.splice(0, index + 1).at(-1) as never
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
    close: () => void request.destroy(),
  }
}

t.test('records of a job that runs, and how it is by them', async t => {
  const status = {
    kind: 'status',
    scope: 'job',
    from: 'WAITING',
    to: 'SLOW',
    reason: 'slow',
    since: '2026-03-04T05:06:07.000Z',
  }
  const { body } = await feed('llama', [step(1), step(2), { kind: 'x' }, status])
  t.match(body, { accepted: 3, refused: 1, job: Number })
  const { job } = body as { job: number }
  t.match((await ask(`/api/v1/jobs/${job}`)).body, {
    id: job,
    job_id: 'llama',
    log_path: null,
    state: 'SLOW',
    reason: 'slow',
    step: 2,
    total_steps: 400,
    loss: 7,
    step_times_ms: [4001, 4002],
  })
  t.match((await ask(`/api/v1/records?job=${job}&kind=status`)).body, { records: [{ record: status }], next: null })
  const first = (await ask(`/api/v1/records?job=${job}&limit=1`)).body as { records: { id: number }[]; next: number }
  t.match(first, { records: [{ record: { step: 1 } }] })
  t.match((await ask(`/api/v1/records?job=${job}&limit=1&after=${first.next}`)).body, {
    records: [{ record: { step: 2 } }],
  })
  t.match((await ask(`/api/v1/records?job=${job}&contains=STEP%202`)).body, { records: [{ record: { step: 2 } }] })
  t.match((await ask(`/api/v1/records?job=${job}&since=soon`)).body, { error_code: 'INVALID_PARAMETER' })
  t.equal((await ask('/api/v1/records?job=999')).status, 404)
})

t.test('jobs, attempts and verdicts', async t => {
  const path = join(root, 'a.log')
  writeFileSync(path, OOM)
  await ask('/logs', { body: { log_path: path, user: 'ann', job_id: '77' } })
  await ask(`/logs?log_path=${path}`)
  const { body } = await ask('/api/v1/jobs?contains=a.log')
  t.match(body, { total: 1, jobs: [{ job_id: '77', user: 'ann', action: 'stop' }] })
  const [{ id }] = (body as { jobs: [{ id: number }] }).jobs
  t.match((await ask(`/api/v1/jobs/${id}/attempts`)).body, {
    attempts: [{ log_path: path, cycle: 0, verdict: { kind: 'verdict', action: 'stop', category: 'oom_gpu' } }],
  })
  t.match((await ask('/api/v1/verdicts?category=oom_gpu&since=1h')).body, { total: 1, verdicts: [{ job: id }] })
  t.match((await ask('/api/v1/verdicts?action=restart')).body, { total: 0, verdicts: [] })
  t.match((await ask('/api/v1/jobs?user=bob')).body, { total: 0 })
  t.equal((await ask('/api/v1/jobs/999/attempts')).status, 404)
})

t.test('events: a page that comes back misses none', async t => {
  const events = watch(service.url, '/api/v1/events')
  const ready = await events.next('ready')
  await feed('watched', [step(1), { kind: 'notice', code: 'x', message: 'it is slow' }])
  const slow = await events.next('record')
  t.match(slow.data, { record: { message: 'it is slow' } }, 'of all jobs only what is rare')
  t.match((await events.next('job')).data, { job_id: 'watched', step: 1 })
  events.close()
  const { body } = await feed('watched', [step(2), { kind: 'notice', code: 'x', message: 'it hangs' }])
  const { job } = body as { job: number }
  const back = watch(service.url, '/api/v1/events', slow.id)
  t.match((await back.next('record')).data, { record: { message: 'it hangs' } })
  back.close()
  const one = watch(service.url, `/api/v1/events?job=${job}`, ready.id)
  for (const wanted of [{ step: 1 }, { message: 'it is slow' }, { step: 2 }, { message: 'it hangs' }])
    t.match((await one.next('record')).data, { record: wanted }, 'of one job all, in order')
  one.close()
  const old = watch(service.url, '/api/v1/events', -5)
  await old.next('reset')
  old.close()
  t.equal((await ask('/api/v1/events?job=999')).status, 404)
})

t.test(
  'metrics are what Prometheus reads',
  { skip: skipUnless(existsSync('/usr/bin/promtool'), 'promtool is not installed') },
  async t => {
    const { text, headers } = await ask('/metrics')
    t.match(headers['content-type'], /^text\/plain/)
    t.match(text, /^logmon_jobs \d+$/m)
    t.match(text, /^logmon_http_request_duration_seconds_count\{method="POST",route="\/logs",status="200"\} \d+$/m)
    const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
    // The names of Node's own counts are not ours: prom-client gives them.
    t.same(
      stderr.split('\n').filter(line => line !== '' && !line.startsWith('logmon_nodejs_')),
      [],
    )
    t.ok(status === 0 || status === 3)
  },
)

t.test('a job over time, its ranks, its attempts, its newest records', async t => {
  const at = (second: number): string => `2026-03-04T05:06:${`${second}`.padStart(2, '0')}.000Z`
  const { body } = await feed('timed', [
    { kind: 'status', scope: 'job', to: 'HEALTHY', reason: 'steps come', time: at(1) },
    {
      kind: 'log',
      message: 'a',
      rank: 0,
      node: 'n1',
      step: 1,
      time: at(2),
      time_from: 'line',
      metrics: { step_time_ms: 10, loss: 3 },
    },
    {
      kind: 'log',
      message: 'b',
      rank: 1,
      node: 'n2',
      step: 1,
      time: at(2),
      time_from: 'line',
      metrics: { step_time_ms: 30 },
    },
    {
      kind: 'log',
      message: 'c',
      rank: 0,
      node: 'n1',
      step: 2,
      time: at(3),
      time_from: 'line',
      metrics: { tokens_per_second: 7 },
    },
    { kind: 'status', scope: 'rank', rank: 1, node: 'n2', to: 'HANGING', reason: 'silent' },
    { kind: 'alert', key: 'k', state: 'firing', severity: 'critical', summary: 'it hangs', time: at(4) },
    {
      kind: 'verdict',
      state: 'final',
      action: 'restart',
      category: 'network',
      time: at(5),
      primary: { text: 'NCCL timeout', line: 3 },
      why: ['a link is down'],
    },
    { kind: 'notice', code: 'attempt_started', attempt: 1, message: 'x', time: at(6) },
  ])
  const { job } = body as { job: number }
  t.match((await ask(`/api/v1/jobs/${job}`)).body, { firing: ['it hangs'], state_since: at(1), status: 'completed' })
  t.match((await ask(`/api/v1/jobs/${job}/history`)).body, {
    states: [{ at: at(1), state: 'HEALTHY', reason: 'steps come' }],
    attempts: [
      { attempt: null, from: at(2), to: at(5), action: 'restart', category: 'network' },
      { attempt: 1, from: at(6), to: null, action: null },
    ],
    alerts: [{ at: at(4), severity: 'critical', summary: 'it hangs', is_over: false }],
    steps: {
      step: [1, 2],
      time: [at(2), at(3)],
      step_time_ms: [20, null],
      longest_step_time_ms: [30, null],
      loss: [3, null],
      throughput: [null, 7],
    },
    steps_of_a_point: 1,
    throughput_name: 'tokens_per_second',
  })
  t.match((await ask(`/api/v1/jobs/${job}/ranks`)).body, {
    forgotten: 0,
    ranks: [
      { name: 'rank 1', node: 'n2', state: 'HANGING', trouble: 'HANGING', reason: 'silent', step: 1, last_line: 'b' },
      { name: 'rank 0', node: 'n1', state: null, trouble: null, step: 2, last_line: 'c' },
    ],
  })
  t.match((await ask(`/api/v1/jobs/${job}/attempts`)).body, {
    total: 1,
    attempts: [
      { to_do: 'restart', told: [{ title: 'Cause' }, { title: 'Who' }, { title: 'Ran' }, { title: 'Action' }] },
    ],
  })
  const newest = (await ask(`/api/v1/records?job=${job}&newest=true&kind=log&limit=2`)).body as { next: number }
  t.match(newest, { records: [{ record: { message: 'b' } }, { record: { message: 'c' } }], next: Number })
  t.match((await ask(`/api/v1/records?job=${job}&newest=1&kind=log&before=${newest.next}`)).body, {
    records: [{ record: { message: 'a' } }],
    next: null,
  })
  await feed('timed', [{ kind: 'alert', key: 'k', state: 'resolved', summary: 'it goes on' }])
  t.match((await ask(`/api/v1/jobs/${job}`)).body, { firing: [] })
  t.match((await ask(`/api/v1/jobs/${job}/lines`)).body, { error_code: 'NOT_FOUND' })
  for (const part of ['history', 'ranks', 'lines']) t.equal((await ask(`/api/v1/jobs/999/${part}`)).status, 404, part)
})

t.test('the lines of a log: its last ones, and those around a cause', async t => {
  const path = join(root, 'lines.log')
  writeFileSync(path, `one\n\u001b[31mtwo\u001b[0m\nthree\rdrawn anew\n${OOM}four`)
  await ask('/logs', { body: { log_path: path, user: 'ann', job_id: '78' } })
  await ask(`/logs?log_path=${path}`)
  const { jobs } = (await ask('/api/v1/jobs?contains=lines.log')).body as { jobs: [{ id: number }] }
  const [{ id }] = jobs
  t.match((await ask(`/api/v1/jobs/${id}/lines`)).body, { lines: ['one', 'two', 'drawn anew'], is_whole: true })
  t.same(((await ask(`/api/v1/jobs/${id}/lines?limit=1`)).body as { lines: string[] }).lines, ['four'])
  const { attempts } = (await ask(`/api/v1/jobs/${id}/attempts?near=1`)).body as {
    attempts: { told: { title: string; lines: { is: string; number?: number }[] }[] }[]
  }
  const cause = attempts[0]?.told.find(({ title }) => title === 'Cause')
  t.same(
    cause?.lines.filter(({ number }) => number !== undefined).map(({ is, number }) => [is, number]),
    [
      ['quote', 4],
      ['cause', 5],
      ['quote', 6],
    ],
  )
})

t.test('silences are those of the job file', async t => {
  const file = join(root, 'silences')
  const of = (id: string, ends_at: string): string =>
    JSON.stringify({
      silence: {
        id,
        matchers: ['job=llama'],
        author: 'ann',
        reason: 'new switch',
        starts_at: '2026-01-01T00:00:00Z',
        ends_at,
      },
    })
  const silent = await serving({ silencesFile: file })
  t.teardown(() => silent.stop(1000))
  t.same((await silent.ask('/api/v1/silences')).body, { silences: [] }, 'nobody has silenced anything yet')
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  const now = new Date(Date.now() - 1000).toISOString()
  writeFileSync(
    file,
    `${of('old', '2026-01-02T00:00:00Z')}\n${of('now', soon).replace('2026-01-01T00:00:00Z', now)}\nnonsense\n`,
  )
  t.match((await silent.ask('/api/v1/silences')).body, {
    silences: [{ id: 'now', matchers: ['job=llama'], author: 'ann', reason: 'new switch', ends_at: soon }],
  })
  t.same((await ask('/api/v1/silences')).body, { silences: [] }, 'without a job file there are none')
})
