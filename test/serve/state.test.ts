import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import type { ServeEvent, TrackedJob } from '../../lib/serve/events.ts'
import { attemptsOf, jobView } from '../../lib/serve/job-view.ts'
import { type KeptRecord, keptRecord } from '../../lib/serve/kept-record.ts'
import { RecordList } from '../../lib/serve/record-list.ts'
import { queryRecords } from '../../lib/serve/record-query.ts'
import { type ServeState, serveState } from '../../lib/serve/state.ts'

const job = (number: number, more: Partial<TrackedJob> = {}): TrackedJob => ({
  number,
  owner: '',
  user: 'ann',
  path: '',
  jobId: `job-${number}`,
  cycleId: undefined,
  intent: 'progressive',
  mode: 'single',
  logsDir: undefined,
  schedulerRestarts: 0,
  createdMs: 1000,
  ...more,
})
const write = (state: ServeState, at: number, event: ServeEvent): void =>
  state.apply({ number: state.next(), at, event })
const record = (of: number, message: string): ServeEvent => ({
  is: 'record',
  job: of,
  record: { kind: 'notice', code: 'x', message },
})
const identity = { device: 1, inode: 2, size: 3, modifiedMs: 4 }

t.test('a snapshot makes the same state', async t => {
  const state = serveState()
  write(state, 1000, { is: 'job', job: job(1) })
  write(state, 2000, record(1, 'a'))
  write(state, 3000, { is: 'judged', log: { path: '/a', identity, cycles: [], judgedMs: 3000 } })
  write(state, 4000, { is: 'opened', attribution: { id: 'i', owner: 'ann', jobId: '7', createdMs: 4000 } })
  write(state, 5000, { is: 'opened', attribution: { id: 'j', owner: 'ann', jobId: '8', createdMs: 5000 } })
  write(state, 6000, { is: 'closed', id: 'j' })
  const other = serveState()
  other.reset(state.next())
  for (const event of state.snapshot()) other.apply(event, true)
  t.equal(other.next(), 7)
  for (const each of [state, other]) {
    t.same(each.jobs(), [job(1)])
    t.match(each.records(1), [{ number: 2, at: 2000, record: { message: 'a' } }])
    t.equal(each.judged('/a')?.judgedMs, 3000)
    t.match(each.attributions(), [{ id: 'i' }])
    t.equal(each.heardOf(job(1)), 2000)
  }
  t.equal(state.since(0)?.length, 6)
  t.equal(other.since(0), undefined, 'what happened before it is not known')
  t.same(other.since(6), [])
  t.equal(other.since(other.next()), undefined, 'a number that was not given yet is one that a power cut took')
})

t.test('records are bounded: of a job, and of all', async t => {
  const state = serveState()
  const most = BOUNDS['serve.recordsOfAJob'].most
  write(state, 1, { is: 'job', job: job(1) })
  const line = (of: number, message: string): ServeEvent => ({
    is: 'record',
    job: of,
    record: { kind: 'log', message },
  })
  for (let index = 0; index < 1200; index++) write(state, 1, record(1, `told ${index}`))
  for (let index = 1200; index <= most; index++) write(state, 1, line(1, `${index}`))
  // What is told of the job as a whole outlasts its lines: the newest thousand of it.
  t.equal(state.records(1).length, most / 2 + 1000)
  t.match(state.records(1)[0], { record: { message: 'told 200' } })
  t.match(state.records(1).at(-1), { record: { message: `${most}` } })
  const jobs = BOUNDS['serve.records'].most / (most / 2) + 2
  for (let number = 2; number <= jobs; number++) {
    write(state, 1, { is: 'job', job: job(number) })
    for (let index = 0; index < most / 2; index++) write(state, 1, line(number, 'x'))
  }
  t.same(state.records(1), [], 'the one that was silent longest')
  t.equal(state.records(jobs).length, most / 2)
})

t.test('events that were missed are known for a while', async t => {
  const state = serveState()
  write(state, 1, { is: 'job', job: job(1) })
  for (let index = 0; index < 2 * BOUNDS['serve.events'].most; index++) write(state, 1, record(1, 'x'))
  t.equal(state.since(1), undefined)
  t.equal(state.since(state.next() - 11)?.length, 10)
})

t.test('a forgotten job, with its records', async t => {
  const state = serveState()
  write(state, 1, { is: 'job', job: job(1) })
  write(state, 1, record(1, 'x'))
  t.equal(state.jobOf('', '', 'job-1')?.number, 1)
  write(state, 1, { is: 'forgotten', job: 1 })
  write(state, 1, record(1, 'late'))
  t.same([state.jobs(), state.records(1), state.jobOf('', '', 'job-1')], [[], [], undefined])
})

t.test('logs that were judged: the newest', async t => {
  const state = serveState()
  const most = BOUNDS['serve.judged'].most
  for (let index = 0; index <= most; index++)
    write(state, 1, { is: 'judged', log: { path: `/${index}`, identity, cycles: [], judgedMs: 1 } })
  t.equal(state.judged('/0'), undefined)
  t.equal(state.judgedLogs().length, most)
})

t.test('how a job is', async t => {
  const state = serveState()
  write(state, 1, { is: 'job', job: job(1, { path: '/a' }) })
  const view = (): object => jobView(state, job(1, { path: '/a' }), () => false)
  t.match(view(), { status: 'pending', log_path: '/a', action: null, created_at: '1970-01-01T00:00:01.000Z' })
  const verdict = { kind: 'verdict', action: 'stop', category: 'oom_gpu' } as const
  write(state, 1, { is: 'judged', log: { path: '/a', identity, cycles: [verdict], judgedMs: 2000 } })
  t.match(view(), { status: 'completed', action: 'stop', category: 'oom_gpu' })
  t.match(
    jobView(state, job(1, { path: '/a' }), () => true),
    { status: 'in_flight' },
  )
  write(state, 1, { is: 'judged', log: { path: '/logs/x_7_.log', identity, cycles: [verdict, verdict], judgedMs: 1 } })
  t.equal(attemptsOf(state, job(2, { path: '/b', logsDir: '/logs', jobId: '7' })).length, 2)
  t.equal(attemptsOf(state, job(2, { path: '/b', logsDir: '/log', jobId: '7' })).length, 0)
})

t.test('records that lie in blocks are those that were kept', async t => {
  const list = new RecordList()
  const kept = Array.from({ length: 1000 }, (_, index) =>
    keptRecord(index, index, { kind: 'log', message: `ü\n${index}` }),
  )
  for (const each of kept.slice(0, 700)) list.push(each)
  const before = list.each()
  for (const each of kept.slice(700)) list.push(each)
  const plain = (records: Iterable<KeptRecord>): unknown => JSON.parse(JSON.stringify([...records]))
  t.same(plain(before), plain(kept.slice(0, 700)), 'as they were then')
  t.same(plain(list.all()), plain(kept))
  t.same(list.all().at(0)?.record, { kind: 'log', message: 'ü\n0' })
  t.equal(list.length, 1000)
  list.replace(kept.slice(-300))
  t.same(plain(list.all()), plain(kept.slice(-300)))
  t.equal(list.length, 300)
})

t.test('queries', async t => {
  const kept = ['a', 'b', 'C'].map((message, index) => keptRecord(index + 1, index * 10, { kind: 'log', message }))
  const ask = (query: object): readonly number[] =>
    queryRecords(kept, { kinds: [], contains: undefined, after: 0, since: undefined, limit: 10, ...query }).records.map(
      ({ number }) => number,
    )
  t.same(ask({}), [1, 2, 3])
  t.same(ask({ contains: 'c' }), [3])
  t.same(ask({ after: 1, limit: 1 }), [2])
  t.same(ask({ since: 10 }), [2, 3])
  t.same(ask({ kinds: ['status'] }), [])
  t.same(ask({ isNewest: true, limit: 2 }), [2, 3], 'the last ones, in order')
  t.same(ask({ isNewest: true, limit: 1, before: 3 }), [2])
  const page = { kinds: [], contains: undefined, after: 0, since: undefined, limit: 2 }
  t.equal(queryRecords(kept, page).next, 2)
  t.equal(queryRecords(kept, { ...page, isNewest: true }).next, 2, 'what comes before it is asked for next')
  t.equal(queryRecords(kept, { ...page, limit: 3 }).next, undefined)
})
