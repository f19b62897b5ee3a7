// While a checkpoint is saved or the job evaluates no step comes: every format of steps with every line that says so.
import t from 'tap'
import { settleStages, stagesFor } from '../../lib/cli/chain.ts'
import { loadJob } from '../../lib/config/load.ts'
import { chain, drive } from '../../lib/drive.ts'
import { hangMachine } from '../../lib/hang/hang-machine.ts'
import { hangSettings } from '../../lib/hang/settings.ts'
import { isProblems } from '../../lib/problem.ts'
import type { AnyRecord, StatusRecord } from '../../lib/record/types.generated.ts'
import { driven } from '../driven.ts'
import { NO_OPTIONS } from './no-options.ts'

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
  'Starting validation at step 30': 'a validation',
  'Evaluation started (global step 30)': 'an evaluation',
  'Running validation': 'a validation',
  'begin to save checkpoint 30': 'a checkpoint',
  '[Torch] Saving /ckpt/mp_rank_00_model_states.pt...': 'a checkpoint',
}
/** Before the first step of an attempt there are more. */
const OPENINGS: Readonly<Record<string, string>> = {
  '> initializing torch distributed ...': 'its start',
  '> building train, validation, and test datasets for GPT ...': 'its start',
  'loading distributed checkpoint from /ckpt/run at iteration 120': 'its start',
  'Starting elastic_operator with launch configs: entrypoint: train.py': 'its start',
  'Initializing process group, backend nccl': 'its start',
  'Compiling each TransformerBlock with torch.compile': 'a compilation',
  'Starting XLA compilation': 'a compilation',
  'Capturing CUDA graphs for 8 batch sizes': 'a compilation',
  'Training starts at step 1': 'its first step',
  '***** Running training *****': 'its first step',
  'training ...': 'its first step',
  '[before the start of training step] datetime: 2026-03-04 05:00:26': 'its first step',
  'Start training from epoch 0': 'its first step',
}

/** The job's changes into HANGING: since when, in seconds after the start, and why. */
async function hangs(lines: readonly string[], more = ''): Promise<readonly string[]> {
  const config = await loadJob({
    path: 'job.yaml',
    text: `hang: { step_gap: { factor: 3, floor: 60s }${more === '' ? '' : `, ${more}`} }\nwithout: [slow]`,
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
        t.match(first, new RegExp(`it is in ${phase} for more than 20 min; none came before`), 'three hours')
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
  t.same(await hangs(log(3000)), ['1315 it is in a checkpoint for more than 14 min; the longest before took 7 min'])
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

for (const [format, of] of Object.entries(STEPS))
  for (const [line, phase] of Object.entries(OPENINGS))
    t.test(`${format}: ${line}`, async t => {
      for (const text of [`${stamp(1)},000 INFO ${line}`, `[rank3]: ${line}`]) {
        const log = (silence: number): readonly string[] => [
          `${stamp(0)},000 INFO hello`,
          text,
          // Somebody goes on talking: that no line comes is another matter.
          ...Array.from({ length: 30 }, (_, index) => `${stamp((silence * index) / 30)},000 INFO heartbeat`),
          ...stepsFrom(of, silence, 1),
        ]
        t.same(await hangs(log(50 * 60)), [], '50 minutes')
        const [first, ...rest] = await hangs(log(5 * 3600))
        const unknown = 'none came before'
        t.match(first, new RegExp(`^36\\d\\d it is in ${phase} for more than 1 h; ${unknown}`), 'five hours')
        t.same(rest, [])
      }
    })

/** A line of each phase, and its name in the job file. */
const NAMED: Readonly<Record<string, string>> = {
  start: '> initializing torch distributed ...',
  compile: 'Starting XLA compilation',
  first_step: 'Training starts at step 1',
  checkpoint: 'saving checkpoint at iteration 120',
  evaluation: '***** Running Evaluation *****',
  validation: 'Running validation',
}
const generic = STEPS['generic'] as (seconds: number, step: number) => string

for (const [name, line] of Object.entries(NAMED))
  t.test(`the limit of ${name} can be set, and switched off`, async t => {
    const isOpening = name === 'start' || name === 'first_step' || name === 'compile'
    const log = [...(isOpening ? [] : stepsFrom(generic, 0, 1)), `${stamp(26)},000 INFO ${line}`, generic(1600, 7)]
    const late = [/it is in .* for more than 2 min; the job file allows no more/]
    t.match(await hangs(log, `phases: { ${name}: 2m }`), late)
    t.match(await hangs(log, `phases: { ${name}: { first: 2m } }`), [/for more than 2 min; none came before/])
    t.same(await hangs(log, `phases: { ${name}: { first: 30m } }`), [])
    // Then it is a line like any other: steps are due where there were steps, and nothing is where there were none.
    const off = await hangs(log, `phases: { ${name}: off }`)
    if (isOpening) t.same(off, [])
    else t.match(off, [/no training step for more than 1 min/])
  })

t.test('a factor and a floor of its own', async t => {
  const save = (seconds: number): string => `${stamp(seconds)},000 INFO saving checkpoint`
  const log = [...stepsFrom(generic, 0, 1), save(26), ...stepsFrom(generic, 86, 7), save(112), generic(5000, 13)]
  t.match(await hangs(log, 'phases: { checkpoint: { factor: 5, floor: 1m } }'), [
    /^412 it is in a checkpoint for more than 5 min; the longest before took 1 min/,
  ])
})

t.test('a limit of the first step stands above the phases before it', async t => {
  const log = [`${stamp(0)},000 INFO hello`, `${stamp(1)},000 INFO ${NAMED['start']}`, generic(1500, 1)]
  t.match(await hangs(log, 'first_step_within: 10m'), [/^600 no training step has come in the first 10 min/])
  t.same(await hangs([...log.slice(0, 2), generic(9000, 1)], 'first_step_within: off, silence: off'), [])
})

t.test('what tells of no training is given no time to start', async t => {
  const lines = [
    'Evaluating on 327680 samples',
    'Loading model weights',
    'INFO saving checkpoint',
    'the evaluation of 3 + 4',
    'Error: building with compiling PyTorch from source.',
    'training.py: 14 warnings',
  ]
  for (const line of lines) {
    const log = [
      `${stamp(0)},000 INFO ${line}`,
      ...Array.from({ length: 20 }, (_, i) => `${stamp(900 * i)},000 INFO x`),
    ]
    t.same(await hangs(log), [], line)
  }
})

t.test('values and bars are life in a start whose steps nobody can read', async t => {
  const lines = Array.from({ length: 20 }, (_, index) => `${stamp(600 * index)},000 INFO loss: ${2 - index / 100}`)
  t.same(await hangs([`${stamp(0)},000 INFO Training starts`, ...lines]), [])
})

t.test('a compilation that is done leaves the rest of the start its time', async t => {
  const log = (silence: number): readonly string[] => [
    `${stamp(0)},000 INFO > compiling dataset index builder ...`,
    `${stamp(1800)},000 INFO >>> done with compiling dataset index builder. Compilation time: 0.1 seconds`,
    ...Array.from({ length: 30 }, (_, index) => `${stamp(1800 + (silence * index) / 30)},000 INFO heartbeat`),
    generic(1800 + silence, 1),
  ]
  t.same(await hangs(log(3500)), [])
  t.match(await hangs(log(7200)), [/^5400 it is in its start for more than 1 h/])
})

t.test('a compilation between steps, and a checkpoint, may be silent for longer than a log otherwise', async t => {
  for (const line of ['Recompiling after a new shape', 'saving checkpoint']) {
    const log = (silence: number): readonly string[] => [
      ...stepsFrom(generic, 0, 1),
      `${stamp(26)},000 INFO ${line}`,
      generic(26 + silence, 7),
    ]
    const phases = 'phases: { checkpoint: 50m, compile: 50m }, step_stall: off'
    t.same(await hangs(log(49 * 60), phases), [], line)
    t.equal((await hangs(log(51 * 60), phases)).length, 1, line)
  }
})

t.test('after a checkpoint the silence of a log is what it was', async t => {
  const hour = 'phases: { checkpoint: 1h }, step_gap: { factor: 2, floor: 2h }, step_stall: off'.replace(
    /step_gap: .*?}, /,
    '',
  )
  const log = [...stepsFrom(generic, 0, 1), `${stamp(26)},000 INFO saving checkpoint`, generic(60, 7)]
  const [first] = await hangs([...log, generic(9000, 13)], `${hour}, silence: 40s`)
  t.match(first, /^100 no line has come for more than 40 s/)
})

t.test('a restart is due after as long as restarts took', async t => {
  const attempt = (seconds: number, took: number, first: number, left = 3): readonly string[] => [
    `${stamp(seconds)},000 INFO [default0]: torch.distributed.elastic.agent.server.api: [default] Worker group FAILED. ${left}/3 attempts left; will restart worker group`,
    ...Array.from({ length: 30 }, (_, index) => `${stamp(seconds + (took * index) / 30)},000 INFO heartbeat`),
    ...stepsFrom(generic, seconds + took, first),
  ]
  const trained = stepsFrom(generic, 0, 1)
  t.same(await hangs([...trained, ...attempt(30, 3000, 4)]), [])
  t.match(await hangs([...trained, ...attempt(30, 3000, 4), ...attempt(3100, 9000, 7, 2)]), [
    /^9100 it is in a restart for more than 1 h 40 min; the longest before took 50 min/,
  ])
  t.match(await hangs([...trained, ...attempt(30, 9000, 4)]), [
    /^3630 it is in a restart for more than 1 h; none came before/,
  ])
  t.same(await hangs([...trained, ...attempt(30, 9000, 4)], 'phases: { restart: off }'), [])
})

t.test('what a start does, a restart does too; compiling and the first step are phases of their own', async t => {
  const failed = `${stamp(30)},000 INFO [default] Worker group FAILED. 3/3 attempts left; will restart worker group`
  const after = (seconds: number, line: string): readonly string[] => [
    ...stepsFrom(generic, 0, 1),
    failed,
    `${stamp(seconds)},000 INFO ${line}`,
    ...Array.from({ length: 20 }, (_, index) => `${stamp(seconds + 600 * index)},000 INFO heartbeat`),
  ]
  t.match(await hangs(after(1700, '> initializing torch distributed ...')), [
    /^3630 it is in a restart for more than 1 h/,
  ])
  t.match(await hangs(after(1700, 'Starting XLA compilation')), [/^5300 it is in a compilation for more than 1 h/])
  t.match(await hangs(after(1700, 'Training starts at step 3')), [/^5300 it is in its first step for more than 1 h/])
})

t.test('an attempt of a job that never trained has no restart to take long', async t => {
  const failed = `${stamp(30)},000 INFO [default] Worker group FAILED. 3/3 attempts left; will restart worker group`
  const alive = Array.from({ length: 20 }, (_, index) => `${stamp(600 * index + 40)},000 INFO heartbeat`)
  t.same(await hangs([`${stamp(0)},000 INFO hello`, failed, ...alive]), [])
})

t.test('a bar that stood still is told as such', async t => {
  const bars = Array.from(
    { length: 60 },
    (_, index) => `${stamp(30 + 50 * index)},000 INFO Validation:  ${index}%|#| ${index}/120 [00:10<01:30, 50.0s/it]`,
  )
  const log = [...stepsFrom(generic, 0, 1), `${stamp(29)},000 INFO Running validation`, ...bars, generic(30_000, 7)]
  t.match(await hangs(log), [
    /^4180 it is in a validation for 1 h 9 min.*, and nothing moves for more than 20 min; none came before/,
  ])
})

t.test('the line that a checkpoint is saved gives the log no longer silence than any other', async t => {
  const said = [`${stamp(26)},000 INFO saving checkpoint`, `${stamp(30)},000 INFO successfully saved checkpoint`]
  const settings = 'phases: { checkpoint: 1h }, silence: 40s'
  const [first] = await hangs([...stepsFrom(generic, 0, 1), ...said, generic(9000, 13)], settings)
  t.match(first, /^70 no line has come for more than 40 s/)
})

t.test('an evaluation before the first step may take as long as a start', async t => {
  const log = [
    `${stamp(0)},000 INFO > initializing torch distributed ...`,
    `${stamp(60)},000 INFO ***** Running Evaluation *****`,
    ...Array.from({ length: 20 }, (_, index) => `${stamp(600 * index + 60)},000 INFO heartbeat`),
  ]
  t.match(await hangs(log), [/^3660 it is in an evaluation for more than 1 h; none came before/])
})

t.test('a line that a checkpoint is done begins none', async t => {
  const done = `${stamp(26)},000 INFO Finished saving checkpoint`
  t.match(await hangs([...stepsFrom(generic, 0, 1), done, generic(600, 7)]), [
    /^85 no training step for more than 1 min/,
  ])
})

t.test('after a compilation there is no limit where a start has none', async t => {
  const log = [
    `${stamp(0)},000 INFO Starting XLA compilation`,
    `${stamp(60)},000 INFO Compilation took 60 s`,
    ...Array.from({ length: 20 }, (_, index) => `${stamp(600 * index + 60)},000 INFO heartbeat`),
  ]
  t.same(await hangs(log, 'phases: { start: off }'), [])
  t.match(await hangs(log), [/^3660 it is in its start for more than 1 h/])
})

t.test('what was kept under other limits of phases is not taken', async t => {
  const machineOf = (checkpoint: string) =>
    hangMachine(hangSettings(NO_OPTIONS, { config: { hang: { phases: { checkpoint } } } }))
  const saved = machineOf('40m').save?.()
  machineOf('40m').restore?.(saved)
  t.throws(() => machineOf('41m').restore?.(saved), /settings are others/)
})

t.test('a restart that failed is no measure of how long one takes', async t => {
  const attempt = (seconds: number, left: number): string =>
    `${stamp(seconds)},000 INFO [default] Worker group FAILED. ${left}/9 attempts left; will restart worker group`
  const alive = (from: number, to: number): readonly string[] =>
    Array.from(
      { length: Math.floor((to - from) / 600) },
      (_, index) => `${stamp(from + 600 * index)},000 INFO heartbeat`,
    )
  const compiling = (seconds: number): string => `${stamp(seconds)},000 INFO Starting XLA compilation`
  const log = [
    ...stepsFrom(generic, 0, 1),
    // Its start went on for 50 min, and it compiled when it failed.
    ...[attempt(30, 9), ...alive(40, 3000), compiling(3030), attempt(3060, 8)],
    ...stepsFrom(generic, 3240, 4),
    ...[attempt(3270, 7), ...alive(3280, 20_000)],
  ]
  t.match(await hangs(log), [/^5070 it is in a restart for more than 30 min; the longest before took 3 min/])
})

t.test('how long a start took is known after a restart of the monitor in the middle of it', async t => {
  const machineOf = () => hangMachine(hangSettings(NO_OPTIONS, { config: undefined }))
  const log = (message: string, step?: number): AnyRecord =>
    ({ kind: 'log', message, ...(step === undefined ? {} : { step }) }) as AnyRecord
  const first = machineOf()
  first.onStart?.(0)
  first.onRecord(log('> initializing torch distributed ...'), 1000)
  first.onRecord(log('Starting XLA compilation'), 61_000)
  const second = machineOf()
  second.restore?.(JSON.parse(JSON.stringify(first.save?.())))
  second.onRecord(log('step 1', 1), 100_000)
  t.match(second.save?.(), {
    longest: [
      ['start', 60_000],
      ['compile', 39_000],
    ],
  })
})
