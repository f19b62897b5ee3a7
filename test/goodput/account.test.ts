import t from 'tap'
import { settleStages, stagesFor } from '../../lib/cli/chain.ts'
import { chain, drive } from '../../lib/drive.ts'
import { type Account, accountOf, type Blame, PARTS } from '../../lib/goodput/account.ts'
import { historian } from '../../lib/goodput/history.ts'
import { byCause, totalOf } from '../../lib/goodput/sum.ts'
import { isProblems } from '../../lib/problem.ts'
import fc from '../fast-check.ts'
import { Job, type Script } from './scripted.ts'

const TORCHRUN = '[default] Worker group FAILED. 2/3 attempts left; will restart worker group'
const REQUEUE = 'slurmstepd: error: *** JOB 77 ON n1 CANCELLED AT 2026-03-04T05:00:16 DUE TO JOB REQUEUE ***'

function accountOfLines(lines: readonly string[], blames: readonly (Blame | undefined)[] = []): Account {
  const settled = settleStages(
    stagesFor({ config: undefined, values: {} }).filter(({ name }) => name === 'parse' || name === 'hang'),
    { config: undefined, values: {}, environment: {} },
  )
  if (isProblems(settled)) throw new Error(JSON.stringify(settled))
  const driver = chain(settled.map(({ stage, settings }) => drive(stage.start(settings), 'record', stage.passes)))
  const keeper = historian()
  const take = ({ record }: Parameters<Parameters<typeof driver.feed>[2]>[0]): void => keeper.take(record)
  for (const line of lines) driver.feed(line, 0, take)
  driver.flush(take)
  driver.end(0, take)
  return accountOf(keeper.result(), blames) as Account
}

/** Jobs whose losses are known, and how many attempts they had. */
const JOBS: Readonly<Record<string, readonly [attempts: number, play: (job: Job) => void, script?: Script]>> = {
  'all goes well': [
    1,
    job => {
      job.starts(120_000)
      job.steps(900)
      job.spend('ending', 30_000)
      job.say('saved the model')
    },
  ],
  'two restarts by torchrun, 30 steps done again each': [
    3,
    job => {
      job.starts(120_000)
      for (const [reached, from] of [
        [400, 370],
        [700, 670],
      ] as const) {
        job.steps(reached - (from === 370 ? 0 : 370))
        job.spend('restart', 20_000)
        job.say('Traceback: RuntimeError: it broke')
        job.say(from === 370 ? TORCHRUN : TORCHRUN.replace('2/3', '1/3'))
        job.spend('restart', 5000)
        job.backTo(from)
        job.starts(90_000)
      }
      job.steps(330)
    },
  ],
  'a hang of 40 min that goes on by itself': [
    1,
    job => {
      job.starts(60_000)
      job.steps(500)
      job.spend('hang', 40 * 60_000)
      job.steps(500)
    },
  ],
  'a hang of 40 min that is ended, a requeue 5 min later': [
    2,
    job => {
      job.starts(60_000)
      job.steps(500)
      job.spend('hang', 40 * 60_000)
      job.say(REQUEUE)
      job.spend('restart', 5 * 60_000)
      job.backTo(450)
      job.say('SLURM_RESTART_COUNT=1')
      job.starts(60_000)
      job.steps(500)
    },
  ],
  'a line of the next attempt that overtakes the one which announces it': [
    2,
    job => {
      job.starts(60_000)
      job.steps(500)
      job.spend('hang', 40 * 60_000)
      job.lines.push('[rank3]: Traceback (most recent call last):', '[rank3]: RuntimeError: it broke')
      job.say(TORCHRUN)
      job.spend('restart', 5 * 60_000)
      job.backTo(450)
      job.steps(1)
      job.say('[default] Workers started')
      job.steps(499)
    },
    { isRanked: true },
  ],
  'an end that is told, and ten minutes in the queue': [
    2,
    job => {
      job.starts(60_000)
      job.steps(100)
      job.spend('restart', 50_000)
      job.say('error: it was ended')
      job.spend('restart', 600_000)
      job.say('SLURM_RESTART_COUNT=1')
      job.starts(60_000)
      job.steps(100)
    },
  ],
  'a slow half hour': [
    1,
    job => {
      job.starts(60_000)
      job.steps(900)
      job.steps(300, 1.5)
      job.steps(900)
    },
  ],
  'slow by a fifth, written in whole seconds, 4.1 s a step': [
    1,
    job => {
      job.starts(60_000)
      job.steps(900)
      job.steps(400, 1.2)
      job.steps(900)
    },
    { stepMs: 4100, coarse: true },
  ],
  'steps that fall back are all that shows a restart': [
    2,
    job => {
      job.starts(60_000)
      job.steps(600)
      job.spend('restart', 200_000)
      job.backTo(500)
      job.starts(40_000)
      job.steps(600)
    },
  ],
  'a line every ten steps, steps that vary, checkpoints and an evaluation': [
    2,
    job => {
      job.starts(60_000)
      for (let round = 0; round < 6; round++) {
        job.steps(200)
        job.say('saving checkpoint')
        job.spend('checkpoint', 25_000)
        if (round === 3) {
          job.say('saved checkpoint')
          job.steps(100)
          job.say('running evaluation')
          job.spend('evaluation', 95_000)
        }
      }
      job.steps(100)
      job.spend('restart', 10_000)
      job.say(TORCHRUN)
      job.spend('restart', 5000)
      job.backTo(1300)
      job.starts(60_000)
      job.steps(700)
    },
    { interval: 10, jitter: 0.03 },
  ],
  'an attempt that never came to a step': [
    3,
    job => {
      job.starts(60_000)
      job.steps(500)
      job.spend('restart', 10_000)
      job.say(TORCHRUN)
      job.spend('restart', 5000)
      job.starts(60_000)
      job.say(TORCHRUN.replace('2/3', '1/3'))
      job.backTo(480)
      job.spend('restart', 5000)
      job.starts(60_000)
      job.steps(500)
    },
  ],
}

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
