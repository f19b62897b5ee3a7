import t from 'tap'
import type { Outcome } from '../../../lib/channel/answer.ts'
import type { Clock } from '../../../lib/io/clock.ts'
import { type LaneOptions, type LaneResult, openLane } from '../../../lib/io/deliver/lane.ts'
import type { AlertRecord } from '../../../lib/record/types.generated.ts'

const alert = (sequence: number): AlertRecord => ({
  kind: 'alert',
  key: 'job',
  state: 'firing',
  summary: 'x',
  sequence,
})

/** Time that goes on only when something waits for it: whatever comes next comes at once. */
function eagerClock(): Clock & { readonly pauses: number[] } {
  let now = 1_000_000
  const pauses: number[] = []
  return {
    pauses,
    now: () => now,
    at(when, fn) {
      let isOff = false
      pauses.push(when - now)
      setImmediate(() => {
        if (isOff) return
        now = Math.max(now, when)
        fn()
      })
      return () => {
        isOff = true
      }
    },
  }
}

/** Runs one lane over outcomes, one per try; returns the results and the pauses between tries. */
async function runLane(
  outcomes: readonly Outcome[],
  more: Partial<LaneOptions> = {},
  alerts = [alert(1)],
): Promise<{ results: LaneResult[]; pauses: readonly number[] }> {
  const clock = eagerClock()
  const results: LaneResult[] = []
  let tries = 0
  const lane = openLane({
    name: 'test',
    clock,
    random: () => 1,
    timeoutMs: 10_000,
    retryForMs: 3_600_000,
    firstPauseMs: 1000,
    longestPauseMs: 60_000,
    secrets: [],
    send: async () => outcomes[Math.min(tries++, outcomes.length - 1)] as Outcome,
    done: result => results.push(result),
    delayed: () => {},
    ...more,
  })
  for (const one of alerts) lane.push(one)
  await lane.idle()
  return { results, pauses: clock.pauses.filter(pause => pause !== 10_000) }
}
const retry: Outcome = { is: 'retry', error: 'not now' }

t.test('pauses double up to the longest, and are cut at random', async t => {
  const { pauses, results } = await runLane([...Array(9).fill(retry), { is: 'sent' }])
  t.same(pauses, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
  t.same(
    results.map(({ outcome, attempts }) => [outcome, attempts]),
    [['sent', 10]],
  )
  t.same((await runLane([retry, retry, { is: 'sent' }], { random: () => 0.25 })).pauses, [250, 500])
})

t.test('a receiver that names a time is not asked sooner', async t => {
  t.same((await runLane([{ ...retry, afterMs: 90_000 }, { is: 'sent' }])).pauses, [90_000])
})

t.test('after retry_for it is given up, and the next alert has its turn', async t => {
  const { results } = await runLane([retry, retry, retry, { is: 'sent' }], { retryForMs: 3500 }, [alert(1), alert(2)])
  t.same(
    results.map(({ alert, outcome, attempts, error }) => [alert.sequence, outcome, attempts, error]),
    [
      [1, 'failed', 3, 'not now'],
      [2, 'sent', 1, undefined],
    ],
  )
})

t.test('a queue that is full gives up the oldest that waits', async t => {
  const { results } = await runLane(
    [{ is: 'sent' }],
    {},
    Array.from({ length: 1003 }, (_, index) => alert(index)),
  )
  t.same(
    results.filter(({ outcome }) => outcome === 'failed').map(({ alert, error }) => [alert.sequence, error]),
    [1, 2].map(sequence => [sequence, '1000 alerts are waiting already']),
  )
  t.equal(results.filter(({ outcome }) => outcome === 'sent').length, 1001)
})

t.test('a sender that throws fails its alert, not the process', async t => {
  const { results } = await runLane([], { send: () => Promise.reject(new Error('argument with NUL')) })
  t.same(
    results.map(({ outcome, error }) => [outcome, error]),
    [['failed', 'argument with NUL']],
  )
})
