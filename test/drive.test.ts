import t from 'tap'
import { chain, drive, type Envelope, readEnvelope } from '../lib/drive.ts'
import type { AnyRecord, LogRecord, NoticeRecord } from '../lib/record/types.generated.ts'
import { AS_READ, type Machine } from '../lib/stage.ts'
import { driven } from './driven.ts'

const log = (time: string, message = 'm'): LogRecord => ({ kind: 'log', time, message })

/** Says "quiet" once, `gap` after the last record. */
function quietMachine(gap: number): Machine<LogRecord | string, NoticeRecord> {
  let due: number | undefined
  return {
    onRecord(_record, now) {
      due = now + gap
      return []
    },
    deadline: () => due,
    onDeadline(now) {
      due = undefined
      return [{ kind: 'notice', code: 'quiet', message: `quiet at ${now}` }]
    },
    onEnd: now => [{ kind: 'notice', code: 'end', message: `end at ${now}` }],
  }
}
const texts = (records: readonly { message?: string }[]): (string | undefined)[] =>
  records.map(record => record.message)

t.test('a deadline that a record passes fires before the record, stamped with the deadline', async t => {
  const driver = driven(drive(quietMachine(1000) as Machine, 'record', true))
  t.same(texts(driver.take(log('1970-01-01T00:00:01.000Z', 'a'), 0) as LogRecord[]), ['a'])
  t.same(texts(driver.take(log('1970-01-01T00:00:10.000Z', 'b'), 0) as LogRecord[]), ['quiet at 2000', 'b'])
  t.same(texts(driver.end(0) as LogRecord[]), ['end at 10000'])
})

t.test('time never goes back', async t => {
  const driver = driven(drive(quietMachine(1000) as Machine, 'record', false))
  driver.take(log('1970-01-01T00:00:10.000Z'), 0)
  driver.take(log('1970-01-01T00:00:02.000Z'), 0)
  t.same(texts(driver.take(log('1970-01-01T00:00:11.500Z'), 0) as LogRecord[]), ['quiet at 11000'])
})

t.test('a stamp far ahead of all others does not move time; a clock that jumped is followed', async t => {
  const days = (count: number, seconds: number): string => new Date((count * 86_400 + seconds) * 1000).toISOString()
  const replay = (...records: readonly LogRecord[]): (string | undefined)[] => {
    const driver = driven(drive(quietMachine(60_000) as Machine, 'record', false))
    return texts([...records.flatMap(record => driver.take(record, 0)), ...driver.end(0)] as LogRecord[])
  }
  const [first, second] = [log(days(1, 0)), log(days(1, 50))]
  const inferred: LogRecord = { ...log(days(9, 20)), time_from: 'inferred' }
  t.same(
    replay(first, log(days(9, 20)), inferred, second, log(days(1, 120))),
    ['quiet at 86510000', 'end at 86520000'],
    'the others go on',
  )
  t.same(
    replay(first, log(days(9, 20)), log(days(9, 30)), log(days(9, 40))),
    ['quiet at 86460000', 'end at 777640000'],
    'the next one is there, too',
  )
  t.same(replay(first, log(days(9, 20))), ['quiet at 86460000', 'end at 777620000'], 'nothing comes any more')
  t.same(replay(log(days(9, 20)), log(days(9, 86_419))), ['quiet at 777680000', 'end at 864019000'], 'within a day')
})

t.test('live and replay agree', async t => {
  const records = [1, 4, 4.5, 9].map(seconds => log(new Date(seconds * 1000).toISOString(), `at ${seconds}`))
  const replay = driven(drive(quietMachine(2000) as Machine, 'record', true))
  const live = driven(drive(quietMachine(2000) as Machine, 'wall', true))
  const replayed = records.flatMap(record => replay.take(record, 0))
  const lived = records.flatMap(record => [
    ...live.tick(Date.parse(record.time as string) - 1),
    ...live.take(record, Date.parse(record.time as string)),
  ])
  t.same(lived, replayed)
})

t.test('a chain gives each stage its own time and passes additions on', async t => {
  const driver = driven(
    chain([drive(quietMachine(1000) as Machine, 'record', true), drive(quietMachine(5000) as Machine, 'record', true)]),
  )
  t.same(texts(driver.take(log('1970-01-01T00:00:01.000Z', 'a'), 0) as LogRecord[]), ['a'])
  t.same(texts(driver.take(log('1970-01-01T00:00:10.000Z', 'b'), 0) as LogRecord[]), [
    'quiet at 2000',
    'quiet at 6000',
    'b',
  ])
  t.equal(driver.deadline(), undefined, 'in a replay nothing waits for the wall clock')
})

t.test(
  'what a chain makes of lines waits for the end of a batch, and then goes through all stages in order',
  async t => {
    const parse: Machine<AnyRecord | string> = {
      onRecord: line => (typeof line === 'string' ? [log(new Date(Number(line)).toISOString(), line)] : []),
      onEnd: () => [],
    }
    const driver = chain([drive(parse, 'record', false), drive(quietMachine(1000) as Machine, 'record', true)])
    const seen: (string | undefined)[] = []
    const emit = ({ record }: Envelope): void => void seen.push((record as LogRecord).message)
    for (const line of ['1000', '5000']) driver.feed(line, 0, emit)
    t.same(seen, [])
    driver.flush(emit)
    t.same(seen, ['1000', 'quiet at 2000', '5000'])
    driver.feed('6500', 0, emit)
    driver.end(0, emit)
    t.same(seen.slice(3), ['quiet at 6000', '6500', 'end at 6500'], 'nothing is kept back at the end')
  },
)

t.test('however many lines come at once, a chain keeps back a bounded number', async t => {
  const parse: Machine<AnyRecord | string> = {
    onRecord: line => (typeof line === 'string' ? [{ kind: 'log', message: line }] : AS_READ),
  }
  const driver = chain([drive(parse, 'record', false), drive({ onRecord: () => [] }, 'record', true)])
  let kept = 0
  let most = 0
  const emit = (): void => void kept--
  for (let line = 0; line < 10_000; line++) {
    kept++
    driver.feed(line % 2 === 0 ? String(line) : readEnvelope(log('1970-01-01T00:00:01.000Z'), ''), 0, emit)
    most = Math.max(most, kept)
  }
  t.ok(most < 1000, `${most} were kept`)
})

t.test('lines that came at another time do not wait for those of a later one', async t => {
  const parse: Machine<AnyRecord | string> = {
    onRecord: line => (typeof line === 'string' ? [{ kind: 'log', message: line }] : AS_READ),
  }
  const times: number[] = []
  const watch: Machine = {
    onRecord(_, now) {
      times.push(now)
      return []
    },
  }
  const driver = chain([drive(parse, 'wall', false), drive(watch, 'wall', true)])
  driver.feed('a', 1000, () => {})
  driver.feed('b', 2000, () => {})
  driver.end(3000, () => {})
  t.same(times, [1000, 2000])
})

t.test('a deadline that does not move on is a bug that is told', async t => {
  const stuck: Machine = { onRecord: () => [], deadline: () => 5, onDeadline: () => [] }
  t.throws(() => driven(drive(stuck, 'wall', true)).tick(10), /did not move on/)
})

/** Holds each record until the next; throws on those that say so, and where it is told to release them. */
function fragile(onFailure?: Machine<AnyRecord | string>['onFailure']): Machine<AnyRecord | string> {
  const fail = (): never => {
    throw new RangeError('no stack left')
  }
  return {
    onRecord: record => ((typeof record === 'string' ? record : record.message) === 'bad' ? fail() : [log('', 'seen')]),
    ...(onFailure === undefined ? {} : { onFailure }),
    onEnd: fail,
  }
}

t.test('what a stage throws on passes as it came; the first and the count are told', async t => {
  const good = log('1970-01-01T00:00:01.000Z', 'good')
  const bad = log('1970-01-01T00:00:02.000Z', 'bad')
  for (const passes of [true, false]) {
    const driver = driven(drive(fragile(), 'record', passes, 'fragile'))
    t.same(texts(driver.take(good, 0) as LogRecord[]), passes ? ['good', 'seen'] : ['seen'])
    const [first, notice, ...none] = driver.take(bad, 0)
    t.same(first, bad)
    t.match(notice, { code: 'line_failed', count: 1, stage: 'fragile', time: '1970-01-01T00:00:02.000Z' })
    t.same(none, [])
    t.same(driver.take('bad', 0), [{ kind: 'log', format: 'raw', message: 'bad' }])
    t.same(driver.take(bad, 0), [bad])
    t.same(texts(driver.take(good, 0) as LogRecord[]), passes ? ['good', 'seen'] : ['seen'], 'it goes on')
    const end = driver.end(0) as NoticeRecord[]
    t.same(
      end.map(({ code, count }) => [code, count]),
      [
        ['line_failed', 3],
        ['release_failed', 1],
      ],
    )
  }
})

t.test('a stage may say what stands for what it threw on, and what it had made before', async t => {
  const driver = driven(
    drive(
      fragile(() => [log('', 'made before'), log('', 'withheld')]),
      'record',
      false,
    ),
  )
  const records = driver.take(log('1970-01-01T00:00:01.000Z', 'bad'), 0)
  t.same(texts(records as LogRecord[]).slice(0, 2), ['made before', 'withheld'])
})

t.test('a record that is too deep is told by each stage that reads it, once and at the end', async t => {
  const deep: AnyRecord = {
    ...log('1970-01-01T00:00:01.000Z'),
    fields: JSON.parse(`{"a":${'['.repeat(300)}${']'.repeat(300)}}`),
  }
  const driver = driven(
    chain([
      drive({ onRecord: () => AS_READ }, 'record', false, 'a'),
      drive({ onRecord: () => [] }, 'record', true, 'b'),
    ]),
  )
  const told = (records: readonly AnyRecord[]) =>
    records.flatMap(record => (record.kind === 'notice' ? [[record.stage, record.code, record.count]] : []))
  t.same(told(driver.take(deep, 0)), [
    ['b', 'too_deep', 1],
    ['a', 'too_deep', 1],
  ])
  t.same(told(driver.take(deep, 0)), [])
  t.same(told(driver.end(0)), [
    ['a', 'too_deep', 2],
    ['b', 'too_deep', 2],
  ])
})
