import t from 'tap'
import { accountOf, PARTS } from '../../lib/goodput/account.ts'
import { type Historian, historian } from '../../lib/goodput/history.ts'
import type { SavedHistory } from '../../lib/goodput/kept-history.ts'
import { pointsOf, pointText } from '../../lib/goodput/point-text.ts'
import type { StepPoint } from '../../lib/goodput/step-point.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import fc from '../fast-check.ts'
import { JOBS, REQUEUE, recordsOfLines, TORCHRUN } from './played.ts'
import { Job } from './scripted.ts'

/** What was saved, as a file holds it, in another keeper. */
function takenUp(keeper: Historian): Historian {
  const next = historian()
  next.restore(JSON.parse(JSON.stringify(keeper.save())) as SavedHistory)
  return next
}

/** The history with a restart before every `every`th record. */
function cutUp(records: readonly AnyRecord[], every: number): Historian {
  let keeper = historian()
  for (const [index, record] of records.entries()) {
    if (index % every === 0) keeper = takenUp(keeper)
    keeper.take(record)
  }
  return takenUp(keeper)
}

/** Hours need nothing of what lines say of loss and step time. */
const hoursOf = (keeper: Historian) => {
  const { attempts, isTimeless } = keeper.result()
  const plain = attempts.map(attempt => ({
    ...attempt,
    points: attempt.points.map(({ stepTimeMs: _, loss: __, ...point }) => point),
  }))
  return { history: { attempts: plain, isTimeless }, account: accountOf({ attempts, isTimeless }, []) }
}

function wholeOf(records: readonly AnyRecord[]): Historian {
  const whole = historian()
  for (const record of records) whole.take(record)
  return whole
}

for (const [name, [, play, script]] of Object.entries(JOBS))
  t.test(`saved and taken up again anywhere, hours are those of a run without a stop: ${name}`, async t => {
    const job = new Job(script)
    play(job)
    const records = recordsOfLines(job.lines)
    t.same(hoursOf(cutUp(records, 7)), hoursOf(wholeOf(records)))
  })

t.test('whatever the lines are, a stop before every record changes nothing', async t => {
  const line = fc.oneof(
    fc.integer({ min: 0, max: 60 }).map(step => `step ${step}/60 loss 2.5`),
    fc.tuple(fc.nat(60), fc.nat(9999)).map(([step, ms]) => `step ${step}/60 | step_time_ms: ${ms}.37 | loss 2.5`),
    fc.tuple(fc.nat(3), fc.nat(20)).map(([epoch, step]) => `epoch ${epoch} step ${step}/20 loss 2.5`),
    fc.constantFrom('a word', 'saving checkpoint', 'running evaluation', TORCHRUN, REQUEUE, 'SLURM_RESTART_COUNT=2'),
  )
  const event = fc.tuple(fc.constantFrom(0, 900, 4000, 70_000, 3_000_000, 90_000_000), line, fc.boolean())
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 60 }), events => {
        const job = new Job()
        for (const [ms, text, hasTime] of events) {
          job.spend('training', ms)
          if (hasTime) job.say(text)
          else job.lines.push(text)
        }
        const records = recordsOfLines(job.lines)
        return t.same(hoursOf(cutUp(records, 1)), hoursOf(wholeOf(records)))
      }),
      { numRuns: 200 },
    ),
  )
})

t.test('steps as text are the same steps, to the last fraction', async t => {
  const point = fc
    .record({
      step: fc.oneof(fc.nat(), fc.double({ noNaN: true, min: 0, max: 1e300 }), fc.constantFrom(1e21, 5e-324, 0.1)),
      at: fc.oneof(
        fc.nat(),
        fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
        fc.constantFrom(1e22, 0.30000000000000004),
      ),
      hung: fc.boolean(),
      pause: fc.constantFrom(undefined, 'checkpoint' as const, 'evaluation' as const),
    })
    .map(({ pause, ...known }): StepPoint => ({ ...known, ...(pause === undefined ? {} : { pause }) }))
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(point), points => t.same(pointsOf(pointText(points)), points)),
      { numRuns: 300 },
    ),
  )
  t.equal(
    pointText([
      { step: 10, at: 1000, hung: false },
      { step: 20, at: 5012, hung: true, pause: 'checkpoint' },
    ]),
    '10 1000,10 4012hc',
  )
})

t.test('a long run: what is saved stays small, and its hours are known as well', async t => {
  const job = new Job({ jitter: 0.2 })
  job.starts(60_000)
  for (let round = 0; round < 40; round++) {
    job.steps(1900)
    job.steps(100, 2)
    job.say('saving checkpoint')
    job.spend('checkpoint', 60_000)
    job.steps(300)
    if (round % 13 === 0) job.spend('hang', 30 * 60_000)
  }
  job.steps(10_000)
  const { lines, truth } = job.played()
  const records = recordsOfLines(lines)
  const keeper = wholeOf(records)
  const account = accountOf(keeper.result(), [])
  const total = Object.values(truth).reduce((sum, ms) => sum + ms, 0)
  for (const part of PARTS)
    t.ok(
      Math.abs((account?.parts[part] ?? 0) - truth[part]) < 0.005 * total,
      `${part}: ${account?.parts[part]}, ${truth[part]} of ${total}`,
    )
  const size = JSON.stringify(keeper.save()).length
  t.ok(size < 300_000, `${size} bytes of ${lines.length} lines`)
  t.same(hoursOf(cutUp(records, 9973)), hoursOf(keeper), 'also where it was stopped meanwhile')
})
