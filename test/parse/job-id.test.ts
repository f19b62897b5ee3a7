// What a log says of its own job at its head, and what only speaks of others.
import t from 'tap'
import { jobIdIn } from '../../lib/parse/job-id.ts'
import type { AnyRecord, LogRecord } from '../../lib/record/types.generated.ts'
import { parseLines } from '../parse-lines.ts'

for (const [line, id] of [
  ['SLURM_JOB_ID=1809577', '1809577'],
  ['SLURM_JOBID: 1809577', '1809577'],
  ['export SLURM_JOB_ID="1809577"', '1809577'],
  ['+ SLURM_JOB_ID=1809577', '1809577'],
  ['declare -x SLURM_JOB_ID="1809577"', '1809577'],
  ['TORCHELASTIC_RUN_ID=llama-70b-3', 'llama-70b-3'],
  ['PBS_JOBID=4242.head01', '4242.head01'],
  ['Job ID: 4242', '4242'],
  ['### Slurm Job ID: 4242 ###', '4242'],
  ['2026-03-04 05:00:00,123 INFO slurm_job_id: 4242', '4242'],
  ['[2026-03-04 05:00:00] INFO - job_id = 4242', '4242'],
  ['  "job_id": "a1b2c3",', 'a1b2c3'],
  ["+ srun --jobid 1809577 bash -c '$LAUNCHER --node_rank $SLURM_PROCID'", '1809577'],
  ['torchrun --nnodes 4 --rdzv_id=llama-77 --rdzv_backend c10d train.py', 'llama-77'],
  ['+ python -m torch.distributed.run --rdzv-id 809577 train.py', '809577'],
  ['  run_id           : llama-77', 'llama-77'],
  ['first\nSLURM_JOB_ID=1809577\nthird', '1809577'],
] as const)
  t.test(`its own: ${line}`, async t => t.equal(jobIdIn(line), id))

for (const line of [
  'Submitted batch job 4242',
  'waiting for job id 4242 to end',
  'checkpoint of Job ID: 4242 is loaded',
  'Job ID: 4242 COMPLETED',
  'squeue: JobId=4242 is pending',
  'scancel --jobid 4242',
  'SLURM_ARRAY_JOB_ID=4242',
  'depends on SLURM_JOB_ID=4242',
  'run_id           : none',
  'TORCHELASTIC_RUN_ID=none',
  'torchrun --rdzv_id=100 train.py',
  'job_id: default',
  'Job ID: 7',
  `SLURM_JOB_ID=${'1'.repeat(400)}`,
])
  t.test(`not its own: ${line.slice(0, 60)}`, async t => t.equal(jobIdIn(line), undefined))

const line = (file: string, message: string): LogRecord => ({ kind: 'log', file, format: 'raw', message })
const jobsIn = (records: readonly AnyRecord[]): readonly string[] =>
  records.flatMap(record => (record.kind === 'log' ? `${record.file}: ${record.job}` : []))

t.test('files of one job become one, and say which was thought to be another; no more of it is said', t => {
  const records = parseLines([
    ...[line('logs/a.log', 'SLURM_JOB_ID=1001'), line('logs/a.log', 'step 1 loss 2')],
    ...[line('logs/b.log', 'hello'), line('logs/b.log', 'Job ID: 1001'), line('logs/b.log', 'step 1 loss 2')],
  ])
  t.same([...jobsIn(records)].sort(), [
    ...['logs/a.log: logs/a', 'logs/a.log: logs/a', 'logs/b.log: logs/a', 'logs/b.log: logs/a', 'logs/b.log: logs/b'],
  ])
  t.match(
    records.filter(({ kind }) => kind === 'notice'),
    [{ code: 'job_known', job: 'logs/a', replaces: 'logs/b', file: 'logs/b.log' }],
  )
  t.end()
})

t.test('files whose paths look like one job are two where their heads say two ids', t => {
  const records = parseLines([
    ...[line('x/rank0.log', 'SLURM_JOB_ID=1001'), line('x/rank1.log', 'SLURM_JOB_ID=1002')],
    ...[line('x/rank2.log', 'SLURM_JOB_ID=1001'), line('x/rank3.log', 'SLURM_JOB_ID=1002'), line('x/rank4.log', 'go')],
  ])
  t.same([...jobsIn(records)].sort(), [
    ...['x/rank0.log: x/rank*', 'x/rank1.log: x/rank* 1002', 'x/rank2.log: x/rank*'],
    ...['x/rank3.log: x/rank* 1002', 'x/rank4.log: x/rank*'],
  ])
  t.notOk(
    records.some(record => record['replaces'] !== undefined),
    'others have the name still',
  )
  t.end()
})

t.test('only the head says it, and only where nobody names jobs', t => {
  const late = (before: readonly string[]) =>
    parseLines([
      line('a.log', 'SLURM_JOB_ID=1001'),
      ...[...before, 'SLURM_JOB_ID=1001'].map(text => line('b.log', text)),
    ])
  t.match(jobsIn(late([])).at(-1), 'b.log: a')
  t.match(jobsIn(late(['step 1 loss 2'])).at(-1), 'b.log: b', 'a step ends the head')
  t.match(jobsIn(late(Array.from({ length: 250 }, (_, index) => `line ${index}`))).at(-1), 'b.log: b')
  const named = [line('a.log', 'SLURM_JOB_ID=1001'), line('b.log', 'SLURM_JOB_ID=1001')]
  t.same(jobsIn(parseLines(named, { job: 'j' })), ['a.log: j', 'b.log: j'])
  t.same(jobsIn(parseLines(named, { 'job-from': '{job}.log' })), ['a.log: a', 'b.log: b'])
  const path = [line('r/slurm-1001.out', 'SLURM_JOB_ID=1001'), line('r/train.log', 'SLURM_JOB_ID=1001')]
  t.same(jobsIn(parseLines(path)), ['r/slurm-1001.out: r/slurm-1001', 'r/train.log: r/slurm-1001'], 'by the path, too')
  t.end()
})
