import t from 'tap'
import { type LineHead, readLineHead } from '../../lib/classify/line-head.ts'

/** What a head says, without what it does not. */
const known = (head: LineHead): object =>
  Object.fromEntries(Object.entries(head).filter(([, value]) => value !== undefined && value !== false))

const ways: readonly (readonly [line: string, says: object])[] = [
  [
    '[rank17]:[E520 06:31:05.05 ProcessGroupNCCL.cpp:757] [Rank 2] boom',
    { body: 'boom', rank: 17, level: 'ERROR', clock: Date.UTC(2000, 4, 20, 6, 31, 5, 50) },
  ],
  ['[default3]:  what():  boom', { body: 'boom', localRank: 3 }],
  ['[1,7]<stderr>: boom', { body: 'boom', rank: 7 }],
  ['12: boom', { body: 'boom', task: 12 }],
  ['12:15:56 boom', { body: '12:15:56 boom' }],
  ['\u001b[36m(Worker pid=7, ip=10.0.0.9)\u001b[0m boom', { body: 'boom', pid: 7, node: '10.0.0.9' }],
  [
    '[rank17]:[E520 06:31:05.05 a.cpp:7] [PG ID 3 PG GUID 12 Rank 2] boom',
    {
      body: 'boom',
      rank: 17,
      groupRank: 2,
      processGroup: '12',
      level: 'ERROR',
      clock: Date.UTC(2000, 4, 20, 6, 31, 5, 50),
    },
  ],
  [
    'node-3:1312:1400 [1] NCCL WARN boom',
    { body: 'NCCL WARN boom', level: 'WARNING', node: 'node-3', pid: 1312, gpu: '1' },
  ],
  [
    '2024-01-15 10:30:47,789 [ERROR] [node001] [workload:5(1) infra:2(0)] training.py:89 boom',
    {
      body: 'boom',
      timeMs: 1705314647789,
      clock: Date.UTC(2000, 0, 15, 10, 30, 47, 789),
      level: 'ERROR',
      node: 'node001',
      rank: 5,
      localRank: 1,
    },
  ],
  ['WARNING:torch.distributed.elastic:boom', { body: 'boom', level: 'WARNING' }],
  [
    '2026-05-20 06:26:04,828 - root - WARNING - boom',
    { body: 'boom', timeMs: 1779258364828, clock: Date.UTC(2000, 4, 20, 6, 26, 4, 828), level: 'WARNING' },
  ],
  [
    'ERROR 2026-07-30T05:48:48.653Z [resource.labels.containerName: jax-tpu] boom',
    { body: 'boom', level: 'ERROR', timeMs: 1785390528653, clock: Date.UTC(2000, 6, 30, 5, 48, 48, 653) },
  ],
  [
    'May 19 07:08:57 gpu-7 kernel: [680111.646286] NVRM: boom',
    { body: 'NVRM: boom', node: 'gpu-7', clock: Date.UTC(2000, 4, 19, 7, 8, 57), isKernel: true },
  ],
  [
    '[INFO|trainer.py:907] 2021-05-25 06:45:27,965 >> boom',
    { body: 'boom', level: 'INFO', timeMs: 1621925127965, clock: Date.UTC(2000, 4, 25, 6, 45, 27, 965) },
  ],
  ['slurmstepd-gpu04: error: boom', { body: 'slurmstepd-gpu04: error: boom', level: 'ERROR', node: 'gpu04' }],
  ['worker-12: Traceback (most recent call last):', { body: 'Traceback (most recent call last):', node: 'worker-12' }],
  [
    '2022-11-15 16:03:15.140058: W tensorflow/stream_executor/dso_loader.cc:64] boom',
    { body: 'boom', level: 'WARNING', timeMs: 1668528195140, clock: 974304195140 },
  ],
  ['/opt/x/io/image.py:13: UserWarning: boom', { body: 'boom', level: 'WARNING' }],
  [
    '2025-05-16T16:39:55.218-07:00 | ip-10-36-29-253:86:2554 [0] boom',
    { body: 'boom', timeMs: 1747438795218, clock: 958520395218, node: 'ip-10-36-29-253', pid: 86, gpu: '0' },
  ],
  ['[lhx-910:19474] boom', { body: 'boom', node: 'lhx-910', pid: 19474 }],
  ["python3: can't open file", { body: "python3: can't open file" }],
]

t.test('prefixes are taken off and say who and when', async t => {
  for (const [line, says] of ways) t.same(known(readLineHead({ text: line })), says, line)
})

t.test('what the record and the file say counts as it should', async t => {
  const text = '[rank3]: 2024-05-01 10:00:00,000 ERROR boom'
  t.equal(readLineHead({ text, rank: 5 }).rank, 5, 'the record was read from the whole line')
  t.equal(readLineHead({ text, origin: { rank: 5 } }).rank, 3, 'a line knows better than the name of its file')
  t.equal(readLineHead({ text: 'boom', origin: { rank: 5, node: 'n1' } }).rank, 5)
  const local = '[default3]:boom'
  t.equal(readLineHead({ text: local, origin: { rank: 0, node: 'n1' } }).rank, undefined, 'nor is one borrowed')
  t.equal(readLineHead({ text: local, origin: { rank: 0, node: 'n1' } }).node, 'n1')
})
