// Records as they come, and as they should never come but do: for property tests of any stage.

import type { AnyRecord } from '../lib/record/types.generated.ts'
import fc from './fast-check.ts'

/** 2026-01-01T00:00:00.000Z */
export const EPOCH = 1_767_225_600_000

const REALISTIC_MESSAGES = [
  ' iteration        5/     100 | elapsed time per iteration (ms): 812.3 | lm loss: 2.1E+00 |',
  'speed 61.5 TFLOPs',
  'speed nan TFLOPs',
  'loss: 1,234.5 out of memory',
  '[after training is done] datetime: 2026-01-01 00:00:00',
  'Traceback (most recent call last):\n  File "train.py", line 1, in <module>\nRuntimeError: CUDA out of memory',
  'torch.distributed.elastic.multiprocessing.errors.ChildFailedError:',
  'saving checkpoint at iteration 100',
  'done',
] as const

const message = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...REALISTIC_MESSAGES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom('', ' '.repeat(20_000), '\u0000\u001b[31mred', '__proto__', '\ud800') },
)

const metrics = fc.dictionary(
  fc.constantFrom('step_time_ms', 'loss', 'tflops_per_gpu', 'grad_norm', 'constructor'),
  fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), fc.constant(null)),
  { maxKeys: 3 },
)

const origin = {
  job: fc.constantFrom('llama', 'gpt'),
  run: fc.constantFrom('a', 'b'),
  attempt: fc.integer({ min: 0, max: 2 }),
  node: fc.constantFrom('n1', 'n2'),
  rank: fc.integer({ min: 0, max: 4 }),
  local_rank: fc.integer({ min: 0, max: 4 }),
  stream: fc.constantFrom('stdout' as const, 'stderr' as const),
  file: fc.constantFrom('a.log', '../b.log'),
}

const log = fc.record(
  {
    kind: fc.constant('log' as const),
    message,
    ...origin,
    level: fc.constantFrom('INFO' as const, 'ERROR' as const),
    format: fc.constantFrom('raw', 'megatron'),
    step: fc.integer({ min: 0, max: 20 }),
    total_steps: fc.constantFrom(0, 10, 20),
    epoch: fc.double({ noNaN: true, min: 0, max: 3 }),
    metrics,
    non_finite: fc.subarray(['loss', 'grad_norm']),
  },
  { requiredKeys: ['kind', 'message'] },
)

const match = fc.record(
  {
    kind: fc.constant('match' as const),
    rule: fc.constantFrom('speed', 'steps', 'oom', 'unheard of'),
    verdict: fc.constantFrom('ok', 'slow', 'fault', 'seen', 'unjudged', 'stopped'),
    ...origin,
    value: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null), fc.string()),
    streak: fc.integer({ min: 0, max: 5 }),
    consecutive: fc.integer({ min: 1, max: 5 }),
    message,
  },
  { requiredKeys: ['kind', 'rule', 'verdict'] },
)

const STATES = ['WAITING', 'HEALTHY', 'SLOW', 'HANGING', 'FAULTED', 'ENDED'] as const
const status = fc.record(
  {
    kind: fc.constant('status' as const),
    scope: fc.constantFrom('rule', 'rank', 'job'),
    to: fc.constantFrom(...STATES),
    from: fc.constantFrom(...STATES),
    rules: fc.subarray(['speed', 'oom']),
    reason: message,
    last_match: message,
    ...origin,
  },
  { requiredKeys: ['kind', 'scope', 'to'] },
)

const other = fc.oneof(
  fc.record({ kind: fc.constant('notice' as const), code: fc.constant('x'), message }),
  fc.record({ kind: fc.constant('verdict' as const), action: fc.constantFrom('restart', 'stop', 'done') }),
  fc.record(
    { kind: fc.constant('failure' as const), signature: fc.constant('cuda.oom'), count: fc.nat(5) },
    { requiredKeys: ['kind', 'signature'] },
  ),
)

const body = fc.oneof(
  { weight: 6, arbitrary: log },
  { weight: 3, arbitrary: match },
  { weight: 2, arbitrary: status },
  { weight: 1, arbitrary: other },
)

/** How time goes on between two records, in milliseconds: mostly in steps, sometimes back, sometimes far. */
const pace = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 2000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -5000, max: 0 }) },
  { weight: 2, arbitrary: fc.integer({ min: 10_000, max: 4_000_000 }) },
)

/** A stream of records with their times; a few have none. */
export const recordStream: fc.Arbitrary<readonly AnyRecord[]> = fc
  .array(fc.tuple(body, pace, fc.integer({ min: 0, max: 9 })), { maxLength: 30 })
  .map(entries => {
    let now = EPOCH
    return entries.map(([record, step, dice]) => {
      now += step
      return (dice === 0 ? record : { ...record, time: new Date(now).toISOString() }) as AnyRecord
    })
  })

/** The same, with times that never go back and are never absent: what a live run can be compared with. */
export const orderedStream: fc.Arbitrary<readonly AnyRecord[]> = fc
  .array(fc.tuple(body, pace), { maxLength: 30 })
  .map(entries => {
    let now = EPOCH
    return entries.map(([record, step]) => {
      now += Math.abs(step)
      return { ...record, time: new Date(now).toISOString() } as AnyRecord
    })
  })
