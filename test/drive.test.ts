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
