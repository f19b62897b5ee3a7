// Which files are of one job, by their paths: a row is one job, and no two rows are.
import t from 'tap'
import { jobOfPath } from '../../lib/formats/job-of-path.ts'

const HEX = '0123456789abcdef'.repeat(4)
const UID = '01234567-89ab-cdef-0123-456789abcdef'

const JOBS: Readonly<Record<string, readonly string[]>> = {
  train: ['train.log', 'train.log.1', 'train.log-20260102.gz', 'train.err', 'train.out', 'train-stdout.log'],
  'runs/llama': ['runs/llama.log', 'runs/llama/stdout.log', 'runs/llama/stderr.txt', 'runs/llama/0.log'],
  'runs/gpt': ['runs/gpt.log'],
  '/abs/jobs/llama': ['/abs/jobs/llama/stdout.log', '/abs/jobs/llama/3.log', 'ssh://u@n1:22/abs/jobs/llama/17.log'],
  exp1: ['exp1.log'],
  exp2: ['exp2.log'],
  'logs/rank*': ['logs/rank0.log', 'logs/rank12.log'],
  'logs/train_rank_*': ['logs/train_rank_07.stderr', 'logs/train_rank_3.out'],
  'logs/rank-*/train': ['logs/rank-7/train.log', 'logs/rank-0/train.log'],
  'a/local_rank_*': ['a/local_rank_3.log', 'a/local_rank_0.log'],
  'a/node*': ['a/node1.log', 'a/node22.log'],
  'b/gpu-*': ['b/gpu-01.out', 'b/gpu-02.out'],
  'c/dgx*': ['c/dgx07.log', 'c/dgx08.log'],
  'd/train_attempt_*': ['d/train_attempt_0.log', 'd/train_attempt_1.log'],
  'd/train_cycle*': ['d/train_cycle0.log', 'd/train_cycle11.log'],
  'slurm-123456': ['slurm-123456.out', 'slurm-123456-0007.out', 'slurm-123456-gpu-07-3.out', 'slurm-123456.0.err'],
  'slurm-123457': ['slurm-123457.out'],
  'slurm-123456_1': ['slurm-123456_1.out', 'slurm-123456_1-3.err'],
  'slurm-123456_2': ['slurm-123456_2.out'],
  'l/pretrain-99': ['l/pretrain-99.out', 'l/pretrain-99-gpu4-1.err'],
  'logs/none': ['logs/none_k2v_x81q/attempt_0/3/stdout.log', 'logs/none_b1b_y81q/attempt_1/0/error.json'],
  'logs/llama_70b': ['logs/llama_70b_a1b2c3d4/attempt_12/0/stderr.log'],
  'logs/details/default': [
    'logs/details/host_1_gpu07/20260102_030405.678/default_ab_cd_ef/attempt_0/2/stdout.log',
    'logs/details/host_0_gpu06/20260102_030406.001/default_12_34_56/attempt_1/0/stdout.log',
  ],
  'out/1/rank.*': ['out/1/rank.03/stdout', 'out/1/rank.11/stderr'],
  'out/2/rank.*': ['out/2/rank.03/stdout'],
  'train/llama/pytorch': [
    `/var/log/containers/llama-worker-3_train_pytorch-${HEX}.log`,
    `/var/log/containers/llama-master-0_train_pytorch-${HEX}.log`,
    `/var/log/pods/train_llama-master-0_${UID}/pytorch/2.log`,
  ],
  'train/gpt/main': [
    `/var/log/containers/gpt-0-x7k2p_train_main-${HEX}.log`,
    `/var/log/containers/gpt-1-abcde_train_main-${HEX}.log`,
  ],
  '/tmp/nvrx/rank_*': ['/tmp/nvrx/rank_3_4711.msg.1767322445678', '/tmp/nvrx/rank_unknown_x.msg.1767322445678'],
  'logs/nvrx_log_*': ['logs/nvrx_log_gpu-07.cluster.local.log', 'logs/nvrx_log_a.log'],
  '/share/outputs/aquila': [
    '/share/outputs/aquila/logs/host_0_10.0.0.7.output',
    'ssh://me@gpu7:22/share/outputs/aquila/logs/host_1_10.0.0.8.output',
    '/share/outputs/aquila/logs/details/host_1_gpu07/20260102_030405.678/default_ab_cd_ef/attempt_0/2/stdout.log',
  ],
  'logs/host_*_*': ['logs/host_0_10.0.0.7.output', 'logs/host_1_10.0.0.8.output'],
}

t.test('every file of a job has its name, and no file of another', async t => {
  for (const [name, paths] of Object.entries(JOBS)) for (const path of paths) t.equal(jobOfPath(path), name, path)
})

t.test('paths that tell no job', async t => {
  const none = ['stdout.log', '7.log', 'attempt_2/1/stderr.log', 'logs/worker-rank0-mini2.log', 'logs/server-mini1.log']
  for (const path of [...none, 'dmesg-gpu7.txt', 'logs/kern.log']) t.equal(jobOfPath(path), undefined, path)
})

t.test('a path of a stranger costs little', async t => {
  const hostile = [
    'rank'.repeat(100_000),
    `${'a-'.repeat(100_000)}1.log`,
    '/'.repeat(100_000),
    'attempt_1/'.repeat(9999),
  ]
  const started = process.cpuUsage()
  for (const path of hostile) jobOfPath(path)
  t.ok(process.cpuUsage(started).user < 1_000_000, 'well below a second')
})
