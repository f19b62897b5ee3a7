import t from 'tap'
import { chain, drive } from '../lib/drive.ts'
import type { LogRecord, NoticeRecord } from '../lib/record/types.generated.ts'
import type { Machine } from '../lib/stage.ts'

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
const texts = (records: readonly { message?: string }[]): (string | undefined)[] => records.map(record => record.message)

t.test('a deadline that a record passes fires before the record, stamped with the deadline', async t => {
  const driver = drive(quietMachine(1000) as Machine, 'record', true)
  t.same(texts(driver.take(log('1970-01-01T00:00:01.000Z', 'a'), 0) as LogRecord[]), ['a'])
  t.same(texts(driver.take(log('1970-01-01T00:00:10.000Z', 'b'), 0) as LogRecord[]), ['quiet at 2000', 'b'])
  t.same(texts(driver.end(0) as LogRecord[]), ['end at 10000'])
})

t.test('time never goes back', async t => {
  const driver = drive(quietMachine(1000) as Machine, 'record', false)
  driver.take(log('1970-01-01T00:00:10.000Z'), 0)
  driver.take(log('1970-01-01T00:00:02.000Z'), 0)
  t.same(texts(driver.take(log('1970-01-01T00:00:11.500Z'), 0) as LogRecord[]), ['quiet at 11000'])
})

t.test('live and replay agree', async t => {
  const records = [1, 4, 4.5, 9].map(seconds => log(new Date(seconds * 1000).toISOString(), `at ${seconds}`))
  const replay = drive(quietMachine(2000) as Machine, 'record', true)
  const live = drive(quietMachine(2000) as Machine, 'wall', true)
  const replayed = records.flatMap(record => replay.take(record, 0))
  const lived = records.flatMap(record => [...live.tick(Date.parse(record.time as string) - 1), ...live.take(record, Date.parse(record.time as string))])
  t.same(lived, replayed)
})

t.test('a chain gives each stage its own time and passes additions on', async t => {
  const driver = chain([drive(quietMachine(1000) as Machine, 'record', true), drive(quietMachine(5000) as Machine, 'record', true)])
  t.same(texts(driver.take(log('1970-01-01T00:00:01.000Z', 'a'), 0) as LogRecord[]), ['a'])
  t.same(texts(driver.take(log('1970-01-01T00:00:10.000Z', 'b'), 0) as LogRecord[]), ['quiet at 2000', 'quiet at 6000', 'b'])
  t.equal(driver.deadline(), undefined, 'in a replay nothing waits for the wall clock')
})

t.test('a deadline that does not move on is a bug that is told', async t => {
  const stuck: Machine = { onRecord: () => [], deadline: () => 5, onDeadline: () => [] }
  t.throws(() => drive(stuck, 'wall', true).tick(10), /did not move on/)
})
