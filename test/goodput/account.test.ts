import t from 'tap'
import { PARTS } from '../../lib/goodput/account.ts'
import { byCause, totalOf } from '../../lib/goodput/sum.ts'
import fc from '../fast-check.ts'
import { accountOfLines, JOBS, REQUEUE, TORCHRUN } from './played.ts'
import { Job } from './scripted.ts'

for (const [name, [attempts, play, script]] of Object.entries(JOBS))
  t.test(`every part is known within 1 % of the job's time: ${name}`, async t => {
    const job = new Job(script)
    play(job)
    const { lines, truth } = job.played()
    const account = accountOfLines(lines)
    const total = Object.values(truth).reduce((sum, ms) => sum + ms, 0)
    t.equal(account.attempts, attempts)
    t.ok(Math.abs(account.totalMs - total) < 1500, `${account.totalMs} of ${total}`)
    for (const part of PARTS)
      t.ok(
        Math.abs(account.parts[part] - truth[part]) < 0.01 * total,
        `${part}: ${account.parts[part]}, ${truth[part]}`,
      )
  })

t.test('what was lost stands by cause and node, the most first', async t => {
  const job = new Job()
  job.starts(60_000)
  job.steps(500)
  job.spend('hang', 40 * 60_000)
  job.say(TORCHRUN)
  job.backTo(470)
  job.starts(60_000)
  job.steps(300)
  job.steps(20, 3)
  job.steps(300)
  const blame = { cause: 'nccl_timeout', node: 'gpu-7' }
  const { losses, stepsRedone, steps } = accountOfLines(job.lines, [blame, undefined])
  t.same(
    byCause(losses).map(({ cause, node, ms, parts }) => [cause, node, Math.round(ms / 1000), Object.keys(parts)]),
    [
      ['nccl_timeout', 'gpu-7', 2400 + 60 + 120, ['hang', 'redone', 'restart']],
      ['slow_steps', '', 160, ['slow']],
    ],
  )
  t.same([stepsRedone, steps], [30, 470 + 620])
})

t.test('where no line states a time, what steps say they took is counted', async t => {
  const lines = Array.from({ length: 50 }, (_, n) => `step ${n + 1}/100 | step_time_ms: 2000 | loss 2.5`)
  const { isTimeless, totalMs, parts } = accountOfLines(lines)
  t.same([isTimeless, totalMs, parts.training], [true, 98_000, 98_000])
})

t.test('a log that only says how long it has trained so far', async t => {
  const lines = Array.from(
    { length: 50 },
    (_, n) => `step:${n}/100 train_loss:2.5 train_time:${n * 400}ms step_avg:400ms`,
  )
  const { totalMs, steps } = accountOfLines(lines)
  t.same([totalMs, steps], [49 * 400, 50])
})

t.test('a line of a century to come counts no hour', async t => {
  const job = new Job()
  job.starts(60_000)
  job.steps(50)
  job.lines.push('2099-01-01 00:00:00,000 INFO a clock that was not set yet')
  job.steps(50)
  t.equal(accountOfLines(job.lines).totalMs, 60_000 + 100 * 4000)
})

t.test('batches that are counted anew with each epoch are one attempt, and nothing is done again', async t => {
  const job = new Job()
  job.say('launching')
  for (let epoch = 1; epoch <= 4; epoch++)
    for (let batch = 1; batch <= 20; batch++) {
      job.spend('training', 5000)
      job.say(`epoch ${epoch} step ${batch}/20 loss 2.5`)
    }
  const { attempts, parts, steps, totalMs } = accountOfLines(job.lines)
  t.same([attempts, parts.redone, steps], [1, 0, 80])
  t.equal(parts.training, totalMs)
})

t.test('each millisecond is of one part, whatever the lines are; several jobs add up', async t => {
  const line = fc.oneof(
    fc.integer({ min: 0, max: 60 }).map(step => `step ${step}/60 loss 2.5`),
    fc.constantFrom('a word', 'saving checkpoint', TORCHRUN, REQUEUE, 'SLURM_RESTART_COUNT=2', 'Cycle: 1'),
  )
  const event = fc.tuple(fc.constantFrom(0, 900, 4000, 70_000, 3_000_000, 90_000_000), line)
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 60 }), events => {
        const job = new Job()
        for (const [ms, text] of events) {
          job.spend('training', ms)
          job.say(text)
        }
        const account = accountOfLines(job.lines)
        const sum = PARTS.reduce((all, part) => all + account.parts[part], 0)
        const both = totalOf([account, account])
        return (
          Math.abs(sum - account.totalMs) < 1 &&
          PARTS.every(part => account.parts[part] >= 0) &&
          both.totalMs === 2 * account.totalMs &&
          both.losses.length === account.losses.length
        )
      }),
      { numRuns: 150 },
    ),
  )
})
