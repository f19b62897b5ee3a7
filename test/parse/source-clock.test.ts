// When steps without a time of their own were, by the clock of who reads them: of a file, and of a job that runs.
import t from 'tap'
import { type SourceClock, sourceClock } from '../../lib/parse/source-clock.ts'
import { UTC } from '../../lib/record/zone.ts'

/** 2026-03-04 05:00:00 UTC, in seconds. */
const WRITTEN_SECONDS = 1_772_600_400

/** A clock that has read one line that says its time, at `now`. */
function clockAt(now: number): SourceClock {
  const clock = sourceClock(UTC, undefined)
  clock.read({ kind: 'full', seconds: WRITTEN_SECONDS, fraction: '000', zoneMinutes: 0, text: '' }, now)
  return clock
}

/** Seconds after that line, and how they are known. */
function seconds(clock: SourceClock, [step, stepTimeMs, now]: readonly [number, number, number]): string {
  const instant = clock.inferStep(step, stepTimeMs, now)
  return `${((instant?.millis ?? Number.NaN) - WRITTEN_SECONDS * 1000) / 1000} ${instant?.from}`
}

t.test('a file that is read: each step is as long after the one before as it took, also in the next blocks', t => {
  const read = (WRITTEN_SECONDS + 86_400) * 1000
  const clock = clockAt(read)
  const arrivals = [0, 0, 3, 3, 3, 7, 7, 9]
  t.same(
    arrivals.map((ms, index) => seconds(clock, [index + 1, 2000, read + ms])),
    ['0 inferred', '2 steps', '4 steps', '6 steps', '8 steps', '10 steps', '12 steps', '14 steps'],
  )
  t.equal(clock.infer(read + 12)?.millis, (WRITTEN_SECONDS + 14) * 1000, 'what stands behind it')
  t.end()
})

t.test('a file whose reader waited goes on by its steps', t => {
  const read = (WRITTEN_SECONDS + 86_400) * 1000
  const clock = clockAt(read)
  seconds(clock, [1, 2000, read])
  t.same(
    [2, 3, 4, 20, 21].map(step => seconds(clock, [step, 2000, read + 10_000])),
    ['10 inferred', '10 inferred', '10 inferred', '38 steps', '40 steps'],
  )
  t.end()
})

t.test('a job that runs: steps are when their lines come, one by one or many at once', t => {
  const began = WRITTEN_SECONDS * 1000 + 20
  const single = clockAt(began)
  const real = [2000, 4100, 6000, 66_000]
  t.same(
    real.map((ms, index) => seconds(single, [index + 1, 2000, began + ms])),
    ['2 inferred', '4.1 inferred', '6 inferred', '66 inferred'],
  )
  const blocks = clockAt(began)
  const many = Array.from({ length: 40 }, (_, index) => (index < 20 ? 20_000 : 40_000))
  t.same(
    new Set(many.map((ms, index) => seconds(blocks, [index + 1, 1000, began + ms]))),
    new Set(['20 inferred', '40 inferred']),
  )
  t.end()
})

t.test('a job that runs: a step time that is much too long makes no line later than it came', t => {
  const began = WRITTEN_SECONDS * 1000 + 20
  const clock = clockAt(began)
  t.same(
    [1, 2, 3].map(step => seconds(clock, [step, 3_600_000, began + step * 1000])),
    ['1 inferred', '2.02 steps', '3.02 steps'],
  )
  const ahead = clockAt(began - 60_000)
  seconds(ahead, [1, 2000, began - 60_000])
  t.equal(seconds(ahead, [2, 2000, began - 59_990]), '2 steps', 'where the clock of the log is ahead')
  t.end()
})
