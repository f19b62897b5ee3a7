// Which lines and steps show that a job begins again, and which only look like it.
import t from 'tap'
import { startAttempts } from '../../lib/parse/attempts.ts'
import type { LogRecord } from '../../lib/record/types.generated.ts'

type Item = string | number | Partial<LogRecord>

/** Takes texts, steps and records of one source; returns where attempts began (counted from 1), and their numbers. */
function begun(items: readonly Item[], given: Partial<LogRecord> = {}): readonly string[] {
  const attempts = startAttempts()
  return items.flatMap((item, index) => {
    const part: Partial<LogRecord> =
      typeof item === 'string' ? { message: item } : typeof item === 'number' ? { step: item } : item
    const began = attempts.take({ kind: 'log', message: 'x', format: 'f', ...given, ...part })
    return began === undefined ? [] : [`${index + 1}: ${began.attempt}`]
  })
}

const ELASTIC = (left: number): string =>
  `[default] Worker group FAILED. ${left}/3 attempts left; will restart worker group`
const REQUEUED = 'slurmstepd: error: *** JOB 77 ON n1 CANCELLED AT 2026-03-04T05:00:16 DUE TO JOB REQUEUE ***'
const ERROR: Item = { level: 'ERROR', message: 'CUDA out of memory' }
const steps = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index)

const CASES: Readonly<Record<string, readonly [items: readonly Item[], expected: readonly string[]]>> = {
  'torchrun counts what is left': [
    [1, 2, ELASTIC(3), 1, 2, ELASTIC(2), 1],
    ['3: 1', '6: 2'],
  ],
  'every agent says it': [[1, 2, ELASTIC(3), ELASTIC(3), ELASTIC(3), 1, 2], ['3: 1']],
  'steps still on their way after the word of a restart are none': [[1, 2, 3, ELASTIC(3), 4, 1, 2, 3], ['4: 1']],
  'Cycle: N': [
    ['Cycle: 0', 1, 2, 'Cycle: 1', 'Cycle: 1', 1, 2, 'Cycle: 3'],
    ['4: 1', '8: 3'],
  ],
  'a cycle begins torchrun anew': [
    [ELASTIC(3), 'Cycle: 4', ELASTIC(3)],
    ['1: 1', '2: 4', '3: 5'],
  ],
  SLURM_RESTART_COUNT: [
    ['SLURM_RESTART_COUNT=0', 1, 2, 'SLURM_RESTART_COUNT=1', 1, 'SLURM_RESTART_COUNT: 2'],
    ['4: 1', '6: 2'],
  ],
  'a requeue, when steps go back': [[1, 2, 3, REQUEUED, 'srun: error: n1: task 0: Terminated', 2], ['6: 1']],
  'a requeue, when steps go on': [[1, 2, 3, REQUEUED, 4, 5, 6, 7], ['7: 1']],
  'the end of a job is no restart': [[1, 2, 3, REQUEUED, 4, 'the end'], []],
  'a requeue that its count tells, too': [[1, 2, 3, REQUEUED, 1, 'SLURM_RESTART_COUNT=1', 2, 3], ['5: 1']],
  'submitit starts more than once': [
    [
      '[submitit][INFO] - Starting with JobEnvironment(',
      1,
      2,
      'Requeued job 1 (3 remaining timeouts)',
      '[submitit][INFO] - Starting with JobEnvironment(',
      3,
    ],
    ['5: 1'],
  ],
  "Lightning's requeue": [[1, 2, 3, '[rank: 0] Received SIGUSR1 signal: handling auto-requeue...', 2], ['5: 1']],
  'steps back at the start': [[...steps(1, 10), 1, 2], ['12: 1']],
  'steps back at a checkpoint': [[...steps(1, 40), 31, 32, 33], ['42: 1']],
  'steps back at the start after an error': [[1, 2, ERROR, 1, 2, 3], ['4: 1']],
  'steps of ten': [[10, 20, 30, 40, 50, 10, 20], ['7: 1']],
  'one late line': [[...steps(1, 10), 2, 11, 12], []],
  'ranks without labels that lag': [[1, 2, 3, 1, 4, 2, 5, 3, 6, 4, 7, 5, 8, 6], []],
  'the next epoch': [
    [...steps(1, 9).map(step => ({ step, epoch: 0 })), ...steps(1, 9).map(step => ({ step, epoch: 1 }))],
    [],
  ],
  'a bar that was full': [[...steps(1, 9), ...steps(1, 9)].map(step => ({ step, total_steps: 10 })), []],
  'batches that are counted anew from the same number': [[...steps(1, 9), ...steps(1, 9), ...steps(1, 9)], ['11: 1']],
  'another counter': [[...steps(1, 9), { step: 1, total_steps: 4 }, { step: 2, total_steps: 4 }, 10], []],
  'another rank': [[...steps(1, 9), { step: 1, rank: 1 }, { step: 2, rank: 1 }, 10, 11], []],
  'words that are like it': [['The Cycle: of life', 'attempts left', 'requeued', 'a job cancelled'], []],
}

for (const [name, [items, expected]] of Object.entries(CASES))
  t.test(name, async t => {
    t.same(begun(items), expected)
  })

t.test('what follows is numbered, and the number of a path goes before', async t => {
  const attempts = startAttempts()
  const numbers = [1, 2, ELASTIC(3), 1, ELASTIC(2), 2].map(item => {
    const record: LogRecord = { kind: 'log', message: `${item}`, ...(typeof item === 'number' ? { step: item } : {}) }
    attempts.take(record)
    return record.attempt
  })
  t.same(numbers, [undefined, undefined, undefined, 1, 1, 2])
  t.same(begun([1, 2, ELASTIC(3), 3], { attempt: 1 }), [], 'the path says it already')
  t.same(begun([1, 2, ELASTIC(2), 1], { attempt: 1 }), ['3: 2'])
})

t.test('a leader that is gone is forgotten', async t => {
  const others = steps(1, 70).map(step => ({ step, rank: 1 }))
  t.same(begun([1, ...others, ...steps(1, 10).map(step => ({ step, rank: 1 }))]), ['73: 1'])
})
