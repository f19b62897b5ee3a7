// What a log says of its own job at its head, and what only speaks of others.
import t from 'tap'
import { jobIdsIn } from '../../lib/parse/job-id.ts'
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
  ['training.kubeflow.org/job-name=llama', 'kubernetes:llama'],
  ['Labels:           batch.kubernetes.io/job-name=llama', 'kubernetes:llama'],
  ['Labels:  job-name=llama', 'kubernetes:llama'],
  ['jobset.sigs.k8s.io/jobset-name: "llama-7"', 'kubernetes:llama-7'],
  ['Controlled By:  PyTorchJob/llama', 'kubernetes:llama'],
  ['POD_NAME=llama-worker-3', 'pod:llama'],
  ['wandb: 🚀 View run dulcet-sky-3 at: https://wandb.ai/acme/llama/runs/1a2b3c4d', 'wandb:1a2b3c4d'],
  ['wandb: 🚀 View run at https://wandb.example.org/acme/llama/runs/abcdefgh', 'wandb:abcdefgh'],
  ['wandb: Run data is saved locally in /x/wandb/run-20260501_100000-1a2b3c4d', 'wandb:1a2b3c4d'],
  ['WANDB_RUN_ID=1a2b3c4d', 'wandb:1a2b3c4d'],
] as const)
  t.test(`its own: ${line}`, async t => t.same(jobIdsIn(line), [id]))

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
  '#SBATCH --job-name=llama',
  'job-name=llama',
  'Controlled By:  ReplicaSet/llama-5d4f8',
  'wandb: Syncing run dulcet-sky-3',
  'wandb: ⭐️ View project at https://wandb.ai/acme/llama',
  'restored from https://wandb.ai/acme/llama/runs/1a2b3c4d',
  'wandb: Downloading artifact of https://wandb.ai/acme/llama/runs/1a2b3c4d',
  `SLURM_JOB_ID=${'1'.repeat(400)}`,
])
  t.test(`not its own: ${line.slice(0, 60)}`, async t => t.same(jobIdsIn(line), []))

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

const ofPod = (labels: object, more: object = {}): string =>
  JSON.stringify({ log: 'hello\n', stream: 'stdout', time: '2026-05-01T10:00:00.5Z', kubernetes: { labels, ...more } })
const vector = (job: string, message: string): string =>
  JSON.stringify({
    kubernetes: { pod_labels: { 'batch.kubernetes.io/job-name': job }, pod_name: 'x-0', pod_namespace: 'ml' },
    ...{ message, stream: 'stdout', timestamp: '2026-05-01T10:00:00.5Z' },
  })

t.test('what collectors of a cluster put beside a line says its job, beside a step as well', t => {
  const label = { 'training.kubeflow.org/job-name': 'llama' }
  const records = parseLines([
    line('a.log', ofPod(label, { namespace_name: 'ml' })),
    line('b.log', ofPod({ training_kubeflow_org_job_name: 'llama' }, { namespace_name: 'ml' })),
    line('c.log', vector('llama', 'step 2 loss 2.25')),
    line('d.log', vector('gpt', 'hello')),
    ...[line('e.log', '[pod/bert-worker-0/main] hi'), line('f.log', '[pod/bert-worker-1/main] hi')],
    line('g.log', ofPod({ app: 'x' }, { pod_name: 't5-2', namespace_name: 'ml' })),
    line(
      'h.log',
      JSON.stringify({ message: 'hi', kubernetes: { namespace: 'ml', pod: { name: 't5-3' }, labels: {} } }),
    ),
  ])
  // The first one whose record is whole gives the name.
  t.same([...jobsIn(records)].sort(), [
    ...['a.log: c', 'b.log: c', 'c.log: c', 'd.log: d', 'e.log: e', 'f.log: e', 'g.log: h', 'h.log: h'],
  ])
  const words = records.flatMap(record => (record.kind === 'notice' ? record.message : []))
  t.ok(words.includes('a.log is of the job c: its head says the Kubernetes job ml/llama'), words.join('\n'))
  t.ok(words.includes('f.log is of the job e: its head says the pods of bert'), words.join('\n'))
  t.end()
})

t.test('labels part files whose paths look alike; runs of wandb and names of pods join, and part none', t => {
  const parted = [line('x/rank0.log', vector('llama', 'a')), line('x/rank1.log', vector('gpt', 'a'))]
  t.same([...jobsIn(parseLines(parted))].sort(), ['x/rank0.log: x/rank*', 'x/rank1.log: x/rank* ml/gpt'])
  const run = (file: string, id: string): LogRecord =>
    line(file, `wandb: 🚀 View run dulcet-sky-3 at: https://wandb.ai/acme/llama/runs/${id}`)
  t.same([...jobsIn(parseLines([run('x/rank0.log', '1a2b3c4d'), run('x/rank1.log', '5e6f7a8b')]))].sort(), [
    ...['x/rank0.log: x/rank*', 'x/rank1.log: x/rank*'],
  ])
  t.same([...jobsIn(parseLines([run('a.log', '1a2b3c4d'), run('b.log', '1a2b3c4d')]))].sort(), ['a.log: a', 'b.log: a'])
  t.end()
})

t.test('behind a run of wandb the id of the scheduler is still looked for', t => {
  const records = parseLines([
    ...[line('a.log', 'WANDB_RUN_ID=1a2b3c4d'), line('a.log', 'SLURM_JOB_ID=1001'), line('b.log', 'SLURM_JOB_ID=1001')],
    ...[line('x/rank0.log', 'SLURM_JOB_ID=77777'), line('x/rank1.log', 'WANDB_RUN_ID=1a2b3c4e')],
  ])
  t.same([...jobsIn(records)].sort(), [
    ...['a.log: a', 'a.log: a', 'b.log: a', 'x/rank0.log: x/rank*', 'x/rank1.log: x/rank*'],
  ])
  t.end()
})
