import t from 'tap'
import { throttle } from '../../lib/alert/throttle.ts'
import type { AlertRecord } from '../../lib/record/types.generated.ts'

const HOUR = 3_600_000
const alertOf = (more: Partial<AlertRecord> = {}): AlertRecord => ({
  kind: 'alert',
  key: 'job',
  state: 'firing',
  severity: 'warning',
  summary: '[SLOW] llama',
  labels: { reason: 'LogSlow' },
  ...more,
})

t.test('so many leave in any hour: the window slides with each that left', async t => {
  const storm = throttle(2)
  const rows: readonly (readonly [millis: number, mayLeave: boolean])[] = [
    [0, true],
    [10, true],
    [20, false],
    [HOUR - 1, false],
    [HOUR, true],
    [HOUR + 9, false],
    [HOUR + 10, true],
    [HOUR + 11, false],
  ]
  for (const [millis, mayLeave] of rows) t.equal(storm.allow(millis), mayLeave, `${millis}`)
})

t.test('a digest folds what says the same, names its ranks, and is due an hour after the first that left', async t => {
  const storm = throttle(1)
  t.equal(storm.deadline(), undefined)
  t.equal(storm.digest(0), undefined, 'nothing was held')
  t.equal(storm.allow(5), true)
  for (const rank of [3, 1, 2, 2]) t.equal(storm.hold(alertOf({ rank })), true)
  storm.hold(alertOf({ severity: 'critical', labels: { reason: 'LogHang' }, summary: '[HANGING] llama' }))
  storm.hold(alertOf({ state: 'resolved', summary: '[RESOLVED] llama' }))
  storm.hold(alertOf({ state: 'resolved', summary: '[RESOLVED] llama' }))
  t.equal(storm.deadline(), HOUR + 5)
  t.same(storm.digest(HOUR + 5), {
    count: 7,
    critical: true,
    lines: ['[SLOW] llama (4 alerts, ranks 1-3)', '[HANGING] llama', '[RESOLVED] llama (2 alerts)'],
  })
  t.equal(storm.deadline(), undefined, 'what was held is forgotten')
  t.equal(storm.allow(HOUR + 6), false, 'the digest counts as one that left')
})

t.test('what a digest has no room for is counted, and the caller is told so', async t => {
  const storm = throttle(1)
  for (let reason = 0; reason < 200; reason++) t.equal(storm.hold(alertOf({ labels: { reason: `R${reason}` } })), true)
  t.equal(storm.hold(alertOf({ labels: { reason: 'R200' } })), false)
  const digest = storm.digest(0)
  t.equal(digest?.count, 201)
  t.equal(digest?.critical, false)
  t.equal(digest?.lines.at(-1), 'and 1 more, each in a notice of the record stream')
})
