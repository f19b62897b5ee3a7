// The job's log and the kernel's, joined: who a kernel line is about, and whether it is this attempt's.
import t from 'tap'
import { busOf, ownerOf, startPlaces } from '../../lib/classify/places.ts'
import { essence, judgeFiles } from './verdict-of-text.ts'

const nccl = (node: string, pid: number, rank: number, bus: string, size = 16): string =>
  `${node}:${pid}:${pid + 1} [${rank % 8}] NCCL INFO ncclCommInitRank comm 0x55d0 rank ${rank} nranks ${size} cudaDev ${rank % 8} nvmlDev ${rank % 8} busId ${bus} commId 0x1f5 - Init START`
const START = [
  nccl('gpu-1', 100, 0, '1b000'),
  nccl('gpu-1', 101, 1, '3b000'),
  nccl('gpu-2.cluster', 100, 8, '1b000'),
  nccl('gpu-2.cluster', 101, 9, '3b000'),
]
const step = (at: string, number: number): string =>
  `[${at}] iteration ${number}/ 1000 | elapsed time per iteration (ms): 100.0 | lm loss: 2.0 |`
const FAILED =
  '2024-05-19 07:19:10,000 ERROR torch.distributed.DistBackendError: NCCL error in: x.cpp:1, internal error'
const xid = (node: string, text: string, time = 'May 19 07:08:57'): string =>
  `${time} ${node} kernel: [680111.6] NVRM: Xid (${text}`

t.test('a pid names the rank, whichever file is read first', async t => {
  const job = [...START, FAILED].join('\n')
  const kernel = xid(
    'gpu-2',
    'PCI:0000:3b:00): 31, pid=101, name=python, Ch 00000008, intr 00000000. MMU Fault: ENGINE GRAPHICS',
  )
  const expected = { action: 'stop', category: 'gpu_app_fault', line: 1, ranks: [9], nodes: ['gpu-2'] }
  t.same(essence(judgeFiles({ 'job.log': job, 'kernel.log': kernel }).last), expected)
  t.same(essence(judgeFiles({ 'kernel.log': kernel, 'job.log': job }).last), expected)
})

t.test('a PCI address names rank and GPU where the kernel names no process', async t => {
  const { last } = judgeFiles({
    'job.log': [...START, FAILED].join('\n'),
    'kernel.log': xid('gpu-2.cluster', 'PCI:0000:1b:00): 79, GPU has fallen off the bus.'),
  })
  t.same(essence(last), {
    action: 'restart_isolate',
    category: 'gpu_hw_fatal',
    line: 1,
    ranks: [8],
    nodes: ['gpu-2.cluster'],
  })
  t.same(last.culprit?.gpus, ['PCI:0000:1b:00 (GPU 0)'])
  t.same(last.isolate, [
    { node: 'gpu-2.cluster', ranks: [8], gpu: 'PCI:0000:1b:00 (GPU 0)', reason: 'the cause is on it' },
  ])
})

t.test("another job's GPU on the same node, and another day, are not this job's", async t => {
  const job = [...START, step('2024-05-19 07:00:00', 1), FAILED].join('\n')
  const signature = (kernel: string): string | undefined =>
    judgeFiles({ 'job.log': job, 'kernel.log': kernel }).last.primary?.signature
  t.equal(signature(xid('gpu-2', 'PCI:0000:3b:00): 79, GPU has fallen off the bus.')), 'xid.off-the-bus')
  t.equal(
    signature(xid('gpu-2', 'PCI:0000:86:00): 79, GPU has fallen off the bus.')),
    'nccl.backend-error',
    'a GPU that the job does not use',
  )
  t.equal(
    signature(xid('gpu-2', 'PCI:0000:3b:00): 79, GPU has fallen off the bus.', 'May 17 07:08:57')),
    'nccl.backend-error',
    'two days before',
  )
  t.equal(
    signature(xid('gpu-9', 'PCI:0000:86:00): 79, GPU has fallen off the bus.', 'May 19 02:08:57')),
    'nccl.backend-error',
    'hours before, on a node that no line joins',
  )
})

t.test('a fault of the kernel goes to the attempt in whose time it falls', async t => {
  const job = [
    'Cycle: 1',
    ...START,
    step('2024-05-19 07:00:00', 1),
    FAILED,
    'Cycle: 2',
    step('2024-05-19 12:00:00', 2),
    FAILED.replace('07:19', '12:19'),
  ].join('\n')
  const { verdicts } = judgeFiles({
    'kernel.log': xid('gpu-2', 'PCI:0000:3b:00): 79, GPU has fallen off the bus.'),
    'job.log': job,
  })
  t.same(
    verdicts.map(verdict => verdict.primary?.signature),
    ['xid.off-the-bus', 'nccl.backend-error'],
  )
})

t.test('what training went on after for minutes is no cause', async t => {
  const job = [...START, step('2024-05-19 07:00:00', 1), step('2024-05-19 07:18:00', 2), FAILED].join('\n')
  const { last } = judgeFiles({
    'kernel.log': xid('gpu-2', 'PCI:0000:3b:00): 31, pid=101, name=python'),
    'job.log': job,
  })
  t.equal(last.primary?.signature, 'nccl.backend-error')
})

t.test('the killed process and the blocked one are found by their pid', async t => {
  const table = ['  host      : gpu-2', '  rank      : 9 (local_rank: 1)', '  exitcode  : -9 (pid: 4321)'].join('\n')
  const ranks = (kernel: string): unknown => judgeFiles({ 'job.log': table, 'kernel.log': kernel }).last.culprit?.ranks
  t.same(ranks('May 19 07:08:57 gpu-2 kernel: Out of memory: Killed process 4321 (python) total-vm:1234kB'), [9])
  const blocked = '[680111.646286] INFO: task python:4321 blocked for more than 120 seconds.'
  t.same(ranks(blocked), [9], 'also where the kernel log names no node')
  const cause = (job: string): string | undefined =>
    judgeFiles({ 'job.log': job, 'kernel.log': blocked }).last.primary?.signature
  t.equal(cause(table), 'storage.hung-task')
  t.equal(
    cause(`torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB\n${table}`),
    'cuda.out-of-memory',
    'an exact message comes before it',
  )
})

t.test('PCI addresses are equal in every spelling', async t => {
  for (const text of ['PCI:0000:3b:00', '0000:3B:00.0', '3b:00.0', '3b000', '00000000:3B:00.0'])
    t.equal(busOf(text), '3b000', text)
  t.equal(busOf('0001:00:00.0'), '100000')
  t.equal(busOf('GPU 3'), undefined)
})

t.test('two ranks that claim one process are no answer', async t => {
  t.same(ownerOf(startPlaces(), { node: 'n1', pid: 5, gpu: undefined }, 8), undefined)
  t.same(
    judgeFiles({
      'job.log': `${nccl('gpu-1', 100, 0, '1b000', 2)}\n${FAILED}`,
      'k.log': xid('gpu-1', "PCI:0000:1b:00): 79, pid='<unknown>'"),
    }).last.culprit?.ranks,
    [0],
  )
})
