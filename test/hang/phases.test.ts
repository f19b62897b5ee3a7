// While a checkpoint is saved or the job evaluates no step comes: every format of steps with every line that says so.
import t from 'tap'
import { settleStages, stagesFor } from '../../lib/cli/chain.ts'
import { loadJob } from '../../lib/config/load.ts'
import { chain, drive } from '../../lib/drive.ts'
import { isProblems } from '../../lib/problem.ts'
import type { StatusRecord } from '../../lib/record/types.generated.ts'
import { driven } from '../driven.ts'

const stamp = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 4, 5) + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')

/** How trainers tell a step. */
const STEPS: Readonly<Record<string, (seconds: number, step: number) => string>> = {
  megatron: (seconds, step) =>
    ` [${stamp(seconds)}] iteration ${step}/ 4000 | elapsed time per iteration (ms): 5000.0 | lm loss: 2.5E+00 |`,
  torchtitan: (seconds, step) =>
    `[titan] ${stamp(seconds)},000 - root - INFO - step: ${step}  loss:  8.1309  memory: 47.66GiB(50.18%)  tps: 8,022`,
  generic: (seconds, step) => `${stamp(seconds)},000 INFO step ${step}/4000 loss 2.0`,
}
const PHASES: Readonly<Record<string, string>> = {
  'saving checkpoint at iteration     120 to /ckpt/run in torch_dist format': 'a checkpoint',
  'Saving model checkpoint to /out/checkpoint-500': 'a checkpoint',
  'Saving a full checkpoint at step 500.': 'a checkpoint',
  'Evaluating on 327680 samples': 'an evaluation',
  '***** Running Evaluation *****': 'an evaluation',
  'Starting validation at step 30': 'an evaluation',
}

/** The job's changes into HANGING: since when, in seconds after the start, and why. */
async function hangs(lines: readonly string[]): Promise<readonly string[]> {
  const config = await loadJob({
    path: 'job.yaml',
    text: 'hang: { step_gap: { factor: 3, floor: 60s } }\nwithout: [slow]',
  })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  const settled = settleStages(stagesFor({ config, values: {} }), { config, values: {}, environment: {} })
  if (isProblems(settled)) throw new Error(JSON.stringify(settled))
  const run = driven(chain(settled.map(({ stage, settings }) => drive(stage.start(settings), 'record', stage.passes))))
  return [...lines.flatMap(line => run.take(line, 0)), ...run.end(0)]
    .filter((record): record is StatusRecord => record.kind === 'status' && record.scope === 'job')
    .filter(({ to }) => to === 'HANGING')
    .map(({ time, reason }) => `${Math.round((Date.parse(`${time}`) - Date.UTC(2026, 2, 4, 5)) / 1000)} ${reason}`)
}

const stepsFrom = (of: (seconds: number, step: number) => string, begin: number, first: number): readonly string[] =>
  Array.from({ length: 6 }, (_, index) => of(begin + 5 * index, first + index))

for (const [format, of] of Object.entries(STEPS))
  for (const [line, phase] of Object.entries(PHASES))
    t.test(`${format}: ${line}`, async t => {
      const said = `${stamp(26)},000 INFO ${line}`
      for (const text of [line, said]) {
        const log = (silence: number): readonly string[] => [
          ...stepsFrom(of, 0, 1),
          text,
          ...stepsFrom(of, 26 + silence, 7),
        ]
        t.same(await hangs(log(600)), [], 'ten minutes')
        const [first, ...rest] = await hangs(log(3 * 3600))
        t.match(first, new RegExp(`it is in ${phase} since 20 min; none came before`), 'three hours')
        t.same(rest, [])
      }
    })

t.test('a phase that took long may take twice as long the next time, and no longer', async t => {
  const of = STEPS['generic'] as (seconds: number, step: number) => string
  const save = (seconds: number): string => `${stamp(seconds)},000 INFO saving checkpoint`
  const log = (silence: number): readonly string[] => [
    ...stepsFrom(of, 0, 1),
    save(26),
    ...stepsFrom(of, 26 + 420, 7),
    save(475),
    of(475 + silence, 13),
  ]
  t.same(await hangs(log(839)), [])
  t.same(await hangs(log(3000)), [
    '1315 no training step for more than 14 min: it is in a checkpoint since 14 min; the longest before took 7 min',
  ])
})

t.test('after the word that it is saved, and without a word at all, the limit is that of steps', async t => {
  const of = STEPS['generic'] as (seconds: number, step: number) => string
  const lines = (...said: readonly string[]): readonly string[] => [...stepsFrom(of, 0, 1), ...said, of(600, 7)]
  const saved = await hangs(
    lines(`${stamp(26)},000 INFO saving checkpoint`, `${stamp(60)},000 INFO successfully saved checkpoint at 6`),
  )
  t.match(saved, [/^120 no training step for more than 1 min: /])
  t.match(await hangs(lines(`${stamp(26)},000 INFO loading a checkpoint`)), [/^85 /])
})

t.test('a bar that moves is life in a phase, however long it takes, and none while steps are due', async t => {
  const of = STEPS['generic'] as (seconds: number, step: number) => string
  const bars = Array.from(
    { length: 120 },
    (_, index) => `${stamp(30 + 50 * index)},000 INFO Validation:  ${index}%|#| ${index}/120 [00:10<01:30, 50.0s/it]`,
  )
  const begun = `${stamp(29)},000 INFO ***** Running Evaluation *****`
  t.same(await hangs([...stepsFrom(of, 0, 1), begun, ...bars, of(30 + 50 * 120, 7)]), [])
  t.equal((await hangs([...stepsFrom(of, 0, 1), begun, ...bars, of(20_000, 7)])).length, 1)
  t.equal((await hangs([...stepsFrom(of, 0, 1), ...bars, of(30 + 50 * 120, 7)])).length, 1)
})
