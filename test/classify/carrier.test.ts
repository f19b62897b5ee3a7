import t from 'tap'
import { readCarrier } from '../../lib/classify/carrier.ts'

const ways: readonly (readonly [line: string, carried: object])[] = [
  ['[rank17]:[E520 06:31:05.05 ProcessGroupNCCL.cpp:757] [Rank 2] boom', { body: 'boom', rank: 17, groupRank: 2, level: 'ERROR' }],
  ['[default3]:  what():  boom', { body: 'boom', localRank: 3 }],
  ['[1,7]<stderr>: boom', { body: 'boom', rank: 7 }],
  ['12: boom', { body: 'boom', task: 12 }],
  ['12:15:56 boom', { body: '12:15:56 boom' }],
  ['\u001b[36m(Worker pid=7, ip=10.0.0.9)\u001b[0m boom', { body: 'boom', pid: 7, node: '10.0.0.9' }],
  ['node-3:1312:1400 [1] NCCL WARN boom', { body: 'NCCL WARN boom', node: 'node-3', pid: 1312, gpu: '1' }],
  [
    '2024-01-15 10:30:47,789 [ERROR] [node001] [workload:5(1) infra:2(0)] training.py:89 boom',
    { body: 'boom', timeMs: 1705314647789, level: 'ERROR', node: 'node001', rank: 5 },
  ],
  ['WARNING:torch.distributed.elastic:boom', { body: 'boom', level: 'WARNING' }],
  ['2026-05-20 06:26:04,828 - root - WARNING - boom', { body: 'boom', timeMs: 1779258364828, level: 'WARNING' }],
  ['ERROR 2026-07-30T05:48:48.653Z [resource.labels.containerName: jax-tpu] boom', { body: 'boom', level: 'ERROR', timeMs: 1785390528653 }],
  ['May 19 07:08:57 gpu-7 kernel: [680111.646286] NVRM: boom', { body: 'NVRM: boom', node: 'gpu-7' }],
  ['[INFO|trainer.py:907] 2021-05-25 06:45:27,965 >> boom', { body: 'boom', level: 'INFO', timeMs: 1621925127965 }],
  ['slurmstepd-gpu04: error: boom', { body: 'error: boom', node: 'gpu04' }],
  ['worker-12: Traceback (most recent call last):', { body: 'Traceback (most recent call last):', node: 'worker-12' }],
  ["python3: can't open file", { body: "python3: can't open file" }],
]

t.test('prefixes are taken off and say who and when', async t => {
  for (const [line, carried] of ways) t.same(readCarrier(line), carried, line)
})

t.test('a line that is only prefixes ends', async t => {
  t.same(readCarrier('[rank1]:'.repeat(40)).rank, 1)
  t.same(readCarrier('').body, '')
})
