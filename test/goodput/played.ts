// Jobs that are played, and the records that the chain makes of their lines.
import { settleStages, stagesFor } from '../../lib/cli/chain.ts'
import { chain, drive } from '../../lib/drive.ts'
import { type Account, accountOf, type Blame } from '../../lib/goodput/account.ts'
import { historian } from '../../lib/goodput/history.ts'
import { isProblems } from '../../lib/problem.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import type { Job, Script } from './scripted.ts'

export const TORCHRUN = '[default] Worker group FAILED. 2/3 attempts left; will restart worker group'
export const REQUEUE = 'slurmstepd: error: *** JOB 77 ON n1 CANCELLED AT 2026-03-04T05:00:16 DUE TO JOB REQUEUE ***'

/** Returns what parse and hang make of lines. */
export function recordsOfLines(lines: readonly string[]): readonly AnyRecord[] {
  const settled = settleStages(
    stagesFor({ config: undefined, values: {} }).filter(({ name }) => name === 'parse' || name === 'hang'),
    { config: undefined, values: {}, environment: {} },
  )
  if (isProblems(settled)) throw new Error(JSON.stringify(settled))
  const driver = chain(settled.map(({ stage, settings }) => drive(stage.start(settings), 'record', stage.passes)))
  const records: AnyRecord[] = []
  const take = ({ record }: Parameters<Parameters<typeof driver.feed>[2]>[0]): void => {
    records.push(record)
  }
  for (const line of lines) driver.feed(line, 0, take)
  driver.flush(take)
  driver.end(0, take)
  return records
}

export function accountOfLines(lines: readonly string[], blames: readonly (Blame | undefined)[] = []): Account {
  const keeper = historian()
  for (const record of recordsOfLines(lines)) keeper.take(record)
  return accountOf(keeper.result(), blames) as Account
}

/** Jobs whose losses are known, and how many attempts they had. */
export const JOBS: Readonly<Record<string, readonly [attempts: number, play: (job: Job) => void, script?: Script]>> = {
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
