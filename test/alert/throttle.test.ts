import t from 'tap'
import { type Throttle, throttle } from '../../lib/alert/throttle.ts'
import type { AlertRecord } from '../../lib/record/types.generated.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const alertOf = (more: Partial<AlertRecord> = {}): AlertRecord => ({
  kind: 'alert',
  key: 'job',
  state: 'firing',
  severity: 'warning',
  summary: '[SLOW] llama',
  labels: { reason: 'LogSlow' },
  ...more,
})

t.test('so many leave in any hour; as long as more come, none does', async t => {
  const storm = throttle(2)
  const rows: readonly (readonly [millis: number, mayLeave: boolean])[] = [
    [0, true],
    [10, true],
    [20, false],
    [HOUR - 1, false],
    [HOUR, false],
    [2 * HOUR - 1, true],
    [2 * HOUR, true],
    [2 * HOUR + 1, false],
  ]
  for (const [millis, mayLeave] of rows) t.equal(storm.allow(millis), mayLeave, `${millis}`)
})

t.test('a digest folds what says the same, and names its ranks', async t => {
  const storm = throttle(60)
  t.equal(storm.deadline(), undefined)
  t.equal(storm.digest(0), undefined, 'nothing was held')
  for (const rank of [3, 1, 2, 2]) t.equal(storm.hold(alertOf({ rank }), 5), true)
  storm.hold(alertOf({ severity: 'critical', labels: { reason: 'LogHang' }, summary: '[HANGING] llama' }), 6)
  storm.hold(alertOf({ state: 'resolved', summary: '[RESOLVED] llama' }), 7)
  storm.hold(alertOf({ state: 'resolved', summary: '[RESOLVED] llama' }), 8)
  t.equal(storm.deadline(), 10 * MINUTE + 5)
  t.same(storm.digest(10 * MINUTE + 5), {
    count: 7,
    critical: true,
    lines: ['[SLOW] llama (4 alerts, ranks 1-3)', '[HANGING] llama', '[RESOLVED] llama (2 alerts)'],
  })
  t.equal(storm.deadline(), undefined, 'what was held is forgotten')
})

/** When digests leave in so many minutes of a storm in which something is held each minute. */
function digestsOf(storm: Throttle, minutes: number, more: Partial<AlertRecord> = {}, from = 0): readonly number[] {
  const left: number[] = []
  for (let minute = from; minute < from + minutes; minute++) {
    if ((storm.deadline() ?? Infinity) <= minute * MINUTE && storm.digest(minute * MINUTE)) left.push(minute)
    storm.hold(alertOf(more), minute * MINUTE)
  }
  return left
}

t.test('digests come ever less often, at least once an hour; what is critical waits 15 min at most', async t => {
  const storm = throttle(60)
  t.same(digestsOf(storm, 300), [10, 30, 70, 130, 190, 250])
  t.same(digestsOf(storm, 60, { severity: 'critical' }, 300), [301, 316, 331, 346])
  storm.digest(360 * MINUTE)
  t.same(digestsOf(storm, 60, {}, 600), [610, 630], 'after a long calm as at first')
  t.same(digestsOf(throttle(1), 240, { severity: 'critical' }), [60, 120, 180], 'no more than the limit')
  const again = throttle(60)
  again.restore(JSON.parse(JSON.stringify(storm.save())))
  t.equal(again.deadline(), storm.deadline())
  t.same(again.digest(700 * MINUTE), storm.digest(700 * MINUTE))
})

t.test('another one goes on with what was held, and with when alerts came', async t => {
  const storm = throttle(2)
  storm.resume([alertOf({ time: '1970-01-01T00:01:00.000Z' })], [0, 1])
  t.equal(storm.deadline(), 31 * MINUTE, 'from when it came')
  t.equal(storm.allow(2), false)
  t.match(storm.digest(HOUR), { count: 1, lines: ['[SLOW] llama'] })
})

t.test('what a digest has no room for is counted, and the caller is told so', async t => {
  const storm = throttle(1)
  const held = (reason: string): boolean => storm.hold(alertOf({ labels: { reason } }), 0)
  for (let reason = 0; reason < 200; reason++) t.equal(held(`R${reason}`), true)
  t.equal(held('R200'), false)
  const digest = storm.digest(0)
  t.equal(digest?.count, 201)
  t.equal(digest?.critical, false)
  t.equal(digest?.lines.at(-1), 'and 1 more, each in a notice of the record stream')
})
