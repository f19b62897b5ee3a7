// Lines that were read wrong or not at all, one of each kind, and what they say.
import t, { type Test } from 'tap'
import type { LogRecord } from '../../lib/record/types.generated.ts'
import { parseLogs } from '../parse-lines.ts'

type Case = readonly [lines: string | readonly string[], wanted: Partial<LogRecord>]

/** A line is read on a day whose date is known; the record of the last line counts. */
function check(t: Test, [lines, wanted]: Case): void {
  const texts = typeof lines === 'string' ? [lines] : lines
  const record = parseLogs(texts, { date: '2026-03-04' }).at(-1)
  t.match(record, wanted, texts.at(-1) ?? '')
  t.same(Object.keys(record?.metrics ?? {}).sort(), Object.keys(wanted.metrics ?? {}).sort(), 'and no other metric')
}

const POSITIONS: readonly Case[] = [
  ['Epoch [4/12] Batch [30/250] Loss: 0.7', { epoch: 4, step: 30, total_steps: 250, metrics: { loss: 0.7 } }],
  ['step:3.5K loss:0.41 lr:1e-05', { step: 3500, metrics: { loss: 0.41, learning_rate: 1e-5 } }],
  ['step: 4,096 loss: 0.3', { step: 4096, metrics: { loss: 0.3 } }],
  ['step: 7 loss: 2.0 tok/s: 88.1K', { step: 7, metrics: { loss: 2, tokens_per_second: 88100 } }],
  ['inner iter: 3/8 | global iter: 44/900 | loss: 1.1', { step: 44, total_steps: 900, metrics: { loss: 1.1 } }],
  ['Train step 940/4675 done.', { step: 940, total_steps: 4675 }],
  ['{"loss": 0.3, "global_step/max_steps": "70/400"}', { step: 70, total_steps: 400, metrics: { loss: 0.3 } }],
  [
    ['TRAIN Batch 3/100 loss 1.5', 'TRAIN Batch 3/200 loss 1.4', 'TRAIN Batch 3/300 loss 1.3'],
    { epoch: 3, step: 300, metrics: { loss: 1.3 } },
  ],
  [
    [1, 2, 1, 2, 1].map((micro, index) => `step ${micro}/2, iteration ${40 + index}, loss: 1.5`),
    { step: 44, metrics: { loss: 1.5 } },
  ],
]
t.test('the step is the counter that runs through the job', async t => {
  for (const one of POSITIONS) check(t, one)
  t.equal(parseLogs(['Epoch [2/15] Loss: 0.9'])[0]?.step, undefined, 'epochs are no steps')
  t.equal(parseLogs(['Resuming from step 100'])[0]?.step, undefined)
})

const NAMES: readonly Case[] = [
  [
    'Finished eval after train step 20, loss=1.750, perplexity=5.75',
    { metrics: { val_loss: 1.75, val_perplexity: 5.75 } },
  ],
  ['step:5 - perf/mfu/actor:1.018', { step: 5, metrics: { mfu_percent: 101.8 } }],
  [
    '{ step:[ 5/ 60], loss: 2.5, per_step_time: 900ms, throughput: 12.5T }',
    { step: 5, total_steps: 60, metrics: { loss: 2.5, step_time_ms: 900, tflops_per_gpu: 12.5 } },
  ],
  [
    '2026-01-02 03:04:05,678 [INFO] Epoch 2/9, Step 10/99, step time: 41.5 ms',
    { level: 'INFO', epoch: 2, step: 10, total_steps: 99, metrics: { step_time_ms: 41.5 } },
  ],
  [
    'step: 3 | cur_lr: 1e-4 | grdn: 1.5 | avr_loss: 1.25',
    { step: 3, metrics: { learning_rate: 1e-4, grad_norm: 1.5, loss: 1.25 } },
  ],
  ['step 5 loss 2.0 bf16_mfu: 0.45', { step: 5, metrics: { loss: 2, mfu_percent: 45 } }],
  [
    'Step 10, loss: 1, Learning Rate 1.3e-05, It/sec 0.568',
    { step: 10, metrics: { loss: 1, learning_rate: 1.3e-5, step_time_ms: 1760.56 } },
  ],
  ['step 3 0.5s/it loss: 2', { step: 3, metrics: { loss: 2, step_time_ms: 500 } }],
  ['Step 3 | Loss: 1.2 | Time: 73.77s', { step: 3, metrics: { loss: 1.2, step_time_ms: 73770 } }],
  ["perf 0: {'a': 1}", { metrics: { a: 1 } }],
  ['step 3, cuda:0, loss: 1', { step: 3, metrics: { loss: 1 } }],
  [
    ':::MLLOG {"time_ms": 1714905636404, "key": "x", "value": {"0": 128, "1": 128}, "metadata": {"samples_count": 512}}',
    { metrics: { consumed_samples: 512 } },
  ],
  [
    'steps:   5%|5 | 10/1000 [01:00<19:00,  1.20s/it, avr_loss=nan]',
    { step: 10, metrics: { loss: null, sec_per_iter: 1.2, step_time_ms: 1200 }, non_finite: ['loss'] },
  ],
  [
    '[default0]:ep 3 train, step 47, ce 0.324, 0.855 sec/step, elapsed 0:16:59, complete 81.92%',
    { local_rank: 0, epoch: 3, step: 47, metrics: { step_time_ms: 855 } },
  ],
]
t.test('quantities have one name and one unit', async t => {
  for (const one of NAMES) check(t, one)
})

t.test('a time that runs on is no time of a step', async t => {
  const lines = [1, 2, 3, 4].map(step => `step ${step} | loss: 1 | time: ${step * 10}.5s`)
  t.equal(parseLogs(lines).at(-1)?.metrics?.['step_time_ms'], undefined)
})

const HEADS: readonly Case[] = [
  ['10:11:12    INFO saving', { time: '2026-03-04T10:11:12.000Z', time_from: 'line', level: 'INFO' }],
  ['23:59:58 INFO a', { time: '2026-03-04T23:59:58.000Z', level: 'INFO' }],
  ['23:59:58.411 - INFO: a', { time: '2026-03-04T23:59:58.411Z', level: 'INFO' }],
  ['23:59:58 | INFO | a', { time: '2026-03-04T23:59:58.000Z', level: 'INFO' }],
  ['[10:11:12.345][COMP][error] text', { time: '2026-03-04T10:11:12.345Z', level: 'ERROR' }],
  ['Fri Mar 6 09:08:07 2026', { time: '2026-03-06T09:08:07.000Z', time_from: 'line' }],
  ['Started at Fri Mar 6 09:08:07 2026', { time: '2026-03-06T09:08:07.000Z' }],
  ['Job End: Thu Jul 31 09:48:56 UTC 2025', { time: '2025-07-31T09:48:56.000Z' }],
  ['Mon Apr 20 10:04:03 CEST 2026', { time: '2026-04-20T08:04:03.000Z' }],
  ['2026-04-20 10:04:03 GMT step 3', { time: '2026-04-20T10:04:03.000Z', time_from: 'line' }],
  ['2026-04-20 10:04:03 JST step 3', { time: '2026-04-20T01:04:03.000Z', time_from: 'line' }],
  ['2026-04-20 10:04:03 XYZT step 3', { time: '2026-04-20T10:04:03.000Z', time_from: 'inferred' }],
  ['2026-04-20 10:04:03.123456789012 INFO a', { time: '2026-04-20T10:04:03.123456789Z', level: 'INFO' }],
  ['[1,mpirank:5,algo-2]<stdout>:INFO:root:hello', { rank: 5, node: 'algo-2', level: 'INFO' }],
  ['[rank2] 2026-01-02 03:04:05 ERROR boom', { rank: 2, level: 'ERROR', time: '2026-01-02T03:04:05.000Z' }],
  ['[INFO:tool] hello', { level: 'INFO', logger: 'tool' }],
  ['INFO|hello', { level: 'INFO' }],
  ['[WW] hello', { level: 'WARNING' }],
  [' [[2025-03-13 10:00:00]] hello', { time: '2025-03-13T10:00:00.000Z' }],
  [
    ['Traceback (most recent call last):', '  File "a.py", line 1, in <module>', 'ValueError: bad'],
    { level: 'ERROR', lines: 3 },
  ],
]
t.test('time and level are found wherever the head has them', async t => {
  for (const one of HEADS) check(t, one)
})

t.test('a time of the day is of the day that the name of the file says', async t => {
  const [record] = parseLogs([{ kind: 'log', format: 'raw', message: '10:11:12 INFO a', file: 'run_2025-12-31.log' }])
  t.equal(record?.time, '2025-12-31T10:11:12.000Z')
})

const BLOCKS: readonly Case[] = [
  [
    ['2026-01-02 03:04:05 INFO [a.b:6] [step=50/900,epoch=0,eta=1h]', '    train/CE loss=3.1', '    optim/LR=0.001'],
    { level: 'INFO', step: 50, total_steps: 900, epoch: 0, metrics: { loss: 3.1, learning_rate: 0.001 }, lines: 3 },
  ],
  [
    ['+--------+------+', '| step   | 30   |', '| loss   | 0.5  |', '+--------+------+'],
    { step: 30, metrics: { loss: 0.5 }, lines: 4 },
  ],
  [
    ['┏━━━━━━┳━━━━━┓', '┃ name ┃ now ┃', '┡━━━━━━╇━━━━━┩', '│ loss │ 0.5 │', '└──────┴─────┘'],
    { metrics: { loss: 0.5 }, lines: 5 },
  ],
  [['Step 5 metrics:', '  - loss: 0.5', '  - eval:'], { step: 5, metrics: { loss: 0.5 } }],
]
t.test('a header and the values below it are one record', async t => {
  for (const one of BLOCKS) check(t, one)
  t.equal(parseLogs(['config:', '  lr: 0.1', '  epochs: 3']).at(0)?.metrics, undefined, 'settings are none')
})

t.test('labels are peeled where lines are known to carry them', async t => {
  const tasks = (lines: readonly string[], options = {}) => parseLogs(lines, options).map(record => record.task)
  t.same(tasks(['loading', '12: not a label']), [undefined, undefined], 'one line is no evidence')
  const bar = Array.from({ length: 12 }, (_, state) => `${state}%|# | ${state}/100 [00:01<01:00, 1.0it/s]`).join('\r')
  const preamble = ['+ export A=1', '+ srun train', 'loading']
  const lines = [...preamble, ...Array.from({ length: 6 }, () => '0: x'), `0: ${bar}`]
  const last = parseLogs([...lines, '0: [NeMo I 2025-05-22 20:08:53 m:1] y']).findLast(record =>
    record.message.endsWith('y'),
  )
  t.match(last, { task: 0, time: '2025-05-22T20:08:53.000Z' }, 'states of a bar show nothing of the labels')
  t.same(tasks(['0: a', '1: b'], { 'keep-labels': true }), [undefined, undefined], 'switched off')
})
