// Which of many failures is the cause, told by small logs of each kind.
import t from 'tap'
import { essence, judge } from './verdict-of-text.ts'

const STEP = (step: number): string =>
  ` iteration ${step}/ 1000 | elapsed time per iteration (ms): 100.0 | lm loss: 2.0 |`
const WATCHDOG = (rank: number): string =>
  `[rank${rank}]:[E520 06:31:05.05 ProcessGroupNCCL.cpp:757] [Rank ${rank}] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=900, OpType=ALLREDUCE, NumelIn=4, NumelOut=4, Timeout(ms)=600000) ran for 600081 milliseconds before timing out.`

t.test('the watchdogs of the others are symptoms of the rank that failed, even where it is read last', async t => {
  const text = [
    WATCHDOG(0),
    WATCHDOG(1),
    '[rank3]: RuntimeError: CUDA error: uncorrectable ECC error encountered',
    WATCHDOG(2),
  ].join('\n')
  t.same(essence(judge(text).last), {
    action: 'restart_isolate',
    category: 'gpu_hw_fatal',
    line: 3,
    ranks: [3],
    nodes: [],
  })
})

t.test('what training went on after is a hint and no cause', async t => {
  const { last } = judge(
    [
      STEP(1),
      'RuntimeError: loader hiccup',
      STEP(2),
      STEP(3),
      STEP(4),
      'slurmstepd: error: *** JOB 1 ON n1 CANCELLED AT 2024-05-05T05:05:05 DUE TO TIME LIMIT ***',
    ].join('\n'),
  )
  t.same(essence(last), { action: 'wait', category: 'time_limit', line: 6, ranks: [], nodes: [] })
  t.equal(
    judge([STEP(1), 'RuntimeError: loader hiccup', STEP(2), STEP(3), STEP(4)].join('\n')).last.category,
    'unknown',
  )
})

t.test('a cancel without a reason is a cause only where nothing failed before it', async t => {
  const cancel = 'slurmstepd: error: *** STEP 1.0 ON n1 CANCELLED AT 2024-05-05T05:05:05 ***'
  t.equal(judge(`${STEP(1)}\n${cancel}`).last.category, 'user_cancelled')
  t.equal(
    judge(`${STEP(1)}\nRuntimeError: CUDA error: an illegal memory access was encountered\n${cancel}`).last.category,
    'gpu_app_fault',
  )
  t.equal(judge(`${WATCHDOG(1)}\n${cancel}`).last.category, 'nccl_timeout')
})

t.test('errors after the scheduler ended the job are its consequence', async t => {
  const text = [
    'slurmstepd: error: *** STEP 1.0 ON n1 CANCELLED AT 2024-05-05T05:05:05 DUE TO PREEMPTION ***',
    'RuntimeError: DataLoader worker (pid 4321) is killed by signal: Terminated.',
    'ConnectionResetError: [Errno 104] Connection reset by peer',
  ].join('\n')
  t.same(essence(judge(text).last), { action: 'wait', category: 'preempted', line: 1, ranks: [], nodes: [] })
})

t.test('a bare Killed has no known cause until the kernel confirms one, however late', async t => {
  t.equal(judge('Killed').last.category, 'process_exit')
  t.same(essence(judge('Killed\nOut of memory: Killed process 123 (python) total-vm:1234kB').last).line, 2)
  t.equal(judge('Killed\nOut of memory: Killed process 123 (python) total-vm:1234kB').last.category, 'oom_host')
})

t.test('the bad node of a node failure is the one that srun names, not the one after ON', async t => {
  const text = [
    'slurmstepd: error: *** STEP 1728.0 ON iam17 CANCELLED AT 2022-05-08T04:14:00 DUE TO NODE FAILURE, SEE SLURMCTLD LOG FOR DETAILS ***',
    'srun: error: Node failure on iam37',
  ].join('\n')
  const { last } = judge(text)
  t.same(last.culprit?.nodes, ['iam37'])
  t.same(
    last.isolate?.map(item => item.node),
    ['iam37'],
  )
})

t.test('a port that came up again is no cause', async t => {
  const down = 'n3:12:13 [2] NCCL WARN NET/IB : mlx5_3:1 Got async event : port error'
  t.equal(judge(down).last.category, 'net_port_flap')
  t.equal(
    judge(`${down}\nn3:12:13 [2] NCCL WARN NET/IB : mlx5_3:1 Got async event : port active`).last.category,
    'unknown',
  )
})

t.test('finalizers that lose temporary files are clean-up', async t => {
  t.equal(
    judge("FileNotFoundError: [Errno 2] No such file or directory: '/tmp/pymp-a1b2c3d4'").last.category,
    'unknown',
  )
})

t.test('a wrapper gives way to the exception inside it', async t => {
  const text = [
    'ray.exceptions.RayTaskError(ValueError): ray::Worker.step() (pid=1234, ip=10.0.0.2)',
    'ValueError: num_samples should be a positive integer value, but got num_samples=0',
  ].join('\n')
  t.same(essence(judge(text).last), { action: 'stop', category: 'data_missing', line: 2, ranks: [], nodes: [] })
  t.equal(
    judge("KeyError: Caught KeyError in DataLoader worker process 0.\nKeyError: 'input_ids'").last.primary?.line,
    2,
  )
})

t.test('nothing is made up: no error and no end is incomplete, no line is no log', async t => {
  t.same(judge(`${STEP(1)}\n${STEP(2)}`).last.basis, 'no_failure')
  t.same([judge('').last.basis, judge('').last['auto_resume']], ['no_logs', 'NO LOGS'])
})

t.test('a clean end is done, and noise after it does not matter; a failure of its own does', async t => {
  t.equal(
    judge(
      '[exiting program after 10 minutes] datetime: x\nn1:1:1 [0] NCCL WARN ncclSocketSend: socket state (9) is not ready',
    ).last.action,
    'done',
  )
  t.equal(judge('Training completed\nOSError: [Errno 28] No space left on device').last.category, 'disk_full')
})

t.test('attempts are told apart, each with a verdict of its own', async t => {
  const { verdicts } = judge(
    [
      'Cycle: 1',
      STEP(1),
      'RuntimeError: CUDA error: unspecified launch failure',
      'Cycle: 2',
      STEP(5),
      '[after training is done] ok',
    ].join('\n'),
  )
  t.same(
    verdicts.map(({ attempt, action, category }) => ({ attempt, action, category })),
    [
      { attempt: 1, action: 'restart', category: 'gpu_unknown' },
      { attempt: 2, action: 'done', category: 'completed' },
    ],
  )
})

t.test('a saved checkpoint turns a soft stop into a restart, a hard one not', async t => {
  const saved = `${STEP(100)}\n  successfully saved checkpoint at iteration   100 to /ckpt`
  const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 892.00 MiB.'
  t.same([judge(oom).last.action, judge(`${saved}\n${oom}`).last.action], ['stop', 'restart'])
  const full = 'OSError: [Errno 28] No space left on device'
  t.same([judge(full).last.action, judge(`${saved}\n${full}`).last.action], ['stop', 'stop'])
})

t.test('the same root again without an advance uses up its budget', async t => {
  const text = 'Segmentation fault (core dumped)'
  const past = (sameRoot: number) => ({ past: { sameRoot, offenders: new Set<string>() } })
  t.same([judge(text, past(1)).last.action, judge(text, past(2)).last.action], ['restart', 'stop'])
  t.equal(judge(text, past(2)).last.basis, 'repeated_root')
})

t.test('a fan-out over 1,024 ranks is one failure', async t => {
  const lines: string[] = []
  for (let rank = 0; rank < 1024; rank++)
    for (let line = 0; line < 5; line++)
      lines.push(
        `[rank${rank}]: RuntimeError: CUDA error: unspecified launch failure at 0x${(rank * 7 + line).toString(16)}`,
      )
  const { last, records } = judge(lines.join('\n'))
  t.equal(records.filter(record => record.kind === 'failure').length, 1)
  t.same([last.category, last.culprit], ['gpu_unknown', undefined])
})

t.test('another program on the same GPU is why its memory ran out', async t => {
  const line = (other: string): string =>
    `torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 200.00 MiB. GPU 4 has a total capacity of 178.35 GiB of which 79.44 MiB is free. Process 108 has ${other} memory in use.`
  t.same(essence(judge(line('85.22 GiB')).last), {
    action: 'restart_isolate',
    category: 'gpu_occupied',
    line: 1,
    ranks: [4],
    nodes: [],
  })
  t.equal(judge(line('616.00 MiB')).last.category, 'oom_gpu')
})

t.test('profiles decide otherwise about the same cause', async t => {
  const cancel = 'slurmstepd: error: *** STEP 1.0 ON n1 CANCELLED AT 2024-05-05T05:05:05 ***'
  t.same([judge(cancel).last.action, judge(cancel, { profile: 'auto-resume' }).last.action], ['stop', 'restart'])
  t.equal(judge(cancel, { profile: 'auto-resume' }).last['attribution'], 'SLURM STEP CANCELLED')
})

t.test('every agent announces a restart, and it is one attempt', async t => {
  const restart = '[default] Worker group FAILED. 3/3 attempts left; will restart worker group'
  const again = '[default] Worker group FAILED. 2/3 attempts left; will restart worker group'
  const { verdicts } = judge(
    [
      'RuntimeError: CUDA error: unspecified launch failure',
      restart,
      restart,
      'Segmentation fault (core dumped)',
      again,
      again,
      STEP(5),
    ].join('\n'),
  )
  t.same(
    verdicts.map(({ attempt, category }) => ({ attempt, category })),
    [
      { attempt: undefined, category: 'gpu_unknown' },
      { attempt: 1, category: 'segfault' },
      { attempt: 2, category: 'unknown' },
    ],
  )
})

t.test('an attempt that nothing was seen of has a verdict too, which is unknown', async t => {
  const verdicts = judge(
    'Cycle: 0\nstarting\nCycle: 1\nCycle: 1\nCycle: 2\nRuntimeError: CUDA error: unspecified launch failure',
  ).verdicts
  t.same(
    verdicts.map(({ attempt, action, state }) => [attempt, action, state]),
    [
      [0, 'unknown', 'final'],
      [1, 'unknown', 'final'],
      [2, 'restart', 'final'],
    ],
  )
  // Two ways to count are no two attempts.
  t.same(
    judge('SLURM_RESTART_COUNT=1\nCycle: 5\nstarting').verdicts.map(({ attempt }) => attempt),
    [5],
  )
})

t.test('a requeued job that starts again in the same file is a new attempt', async t => {
  const requeued = 'slurmstepd: error: *** JOB 77 ON n1 CANCELLED AT 2024-05-05T05:05:05 DUE TO JOB REQUEUE ***'
  const second = ['using world size: 8', STEP(3), 'MemoryError']
  for (const start of [[], ['SLURM_RESTART_COUNT=1', 'SLURM_RESTART_COUNT=1']]) {
    const { verdicts } = judge(
      [STEP(1), requeued, 'srun: error: n1: task 1: Terminated', ...start, ...second].join('\n'),
    )
    t.same(
      verdicts.map(({ attempt, category }) => ({ attempt, category })),
      [
        { attempt: undefined, category: 'requeued' },
        { attempt: 1, category: 'oom_host' },
      ],
    )
  }
})

t.test('a specific error beats the wrappers that all ranks print, wherever it stands', async t => {
  const wrappers = Array.from(
    { length: 64 },
    (_, rank) => `[rank${rank}]: torch.distributed.elastic.multiprocessing.errors.ChildFailedError:`,
  )
  const specific = "[rank9]: OSError: [Errno 116] Stale file handle: '/data/a.bin'"
  for (const at of [0, 32, 64])
    t.same(essence(judge([...wrappers.slice(0, at), specific, ...wrappers.slice(at)].join('\n')).last).ranks, [9])
})

t.test('one exception on all ranks is the workload, and nobody is blamed', async t => {
  const { last } = judge(
    Array.from(
      { length: 32 },
      (_, rank) => `[rank${rank}]: TypeError: forward() got an unexpected keyword argument 'x'`,
    ).join('\n'),
  )
  t.same([last.category, last.action, last.culprit], ['code_bug', 'stop', undefined])
})

t.test('hardware outranks the crash that it causes, and the network the peers that it cuts off', async t => {
  const ecc = '[rank3]: RuntimeError: CUDA error: uncorrectable ECC error encountered'
  t.equal(judge(['[rank3]: Segmentation fault (core dumped)', ecc].join('\n')).last.category, 'gpu_hw_fatal')
  const retry =
    'n1:1:2 [0] NCCL WARN NET/IB : Got completion from peer 10.1.0.7<52430> with status=12 opcode=0 len=0 vendor err 129'
  const flush =
    'n1:1:2 [0] NCCL WARN NET/IB : Got completion from peer 10.1.0.7<52430> with status=5 opcode=0 len=0 vendor err 249'
  t.match(judge([flush, retry].join('\n')).last.primary?.text, /status=12/)
})

t.test('a node failure outranks what its neighbours say of the network', async t => {
  const text = [
    'n1:1:2 [0] NCCL WARN NET/IB : Got completion from peer 10.1.0.7<52430> with status=12 opcode=0 len=0 vendor err 129',
    'srun: error: Node failure on n7',
  ].join('\n')
  t.same([judge(text).last.category, judge(text).last.isolate?.map(item => item.node)], ['node_failure', ['n7']])
})

t.test('a secondary issue that only repeats the primary is left out', async t => {
  const cause = 'RuntimeError: CUDA error: uncorrectable ECC error encountered'
  const text = [
    `[rank3]: ${cause}`,
    `[rank3]: Process group watchdog thread terminated with exception: [rank3]: ${cause}`,
  ].join('\n')
  t.equal(judge(text).last['attribution'], `Attribution: Primary issues: ["[rank3]: ${cause}"], Secondary issues: []`)
})

t.test('an error that the logger retries is no failure while attempts are left', async t => {
  const line = (text: string): string | undefined => judge(text).last.primary?.signature
  t.equal(
    line("WARNING:urllib3.connectionpool:Retrying (Retry(total=2)) after connection broken by 'ConnectTimeoutError'"),
    undefined,
  )
  t.equal(line('INFO: retrying after MemoryError'), undefined)
})

t.test(
  'the same failure has the same fingerprint on every rank, node, GPU, pid and day; another code has another',
  async t => {
    const print = (text: string): string | undefined => judge(text).last.primary?.fingerprint
    const xid = (time: string, node: string, bus: string, code: number, pid: number): string =>
      `${time} ${node} kernel: [${pid}.123456] NVRM: Xid (PCI:0000:${bus}:00): ${code}, pid=${pid}, name=python`
    t.equal(print(xid('May 19 07:08:57', 'n7', '38', 79, 12)), print(xid('Jun  1 17:18:07', 'gpu-12', '41', 79, 99999)))
    t.not(print(xid('May 19 07:08:57', 'n7', '38', 79, 12)), print(xid('May 19 07:08:57', 'n7', '38', 48, 12)))
    const oom = (head: string, size: string, gpu: number): string =>
      `${head}torch.OutOfMemoryError: CUDA out of memory. Tried to allocate ${size}. GPU ${gpu} has a total capacity of 79.1 GiB`
    t.equal(
      print(oom('[rank3]:[rank3]: ', '892.00 MiB', 3)),
      print(oom('2024-05-05 05:05:05,123 ERROR ', '1.2 GiB', 7)),
    )
    const guess =
      "DataLoader worker (pid 3) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory. Please try to raise your shared memory limit."
    t.equal(
      print(`RuntimeError: ${guess}`),
      print('RuntimeError: DataLoader worker (pid 4444) is killed by signal: Bus error.'),
    )
  },
)

t.test('the Python line of an asynchronous CUDA error does not count', async t => {
  const frames = (path: string): string =>
    `Traceback (most recent call last):\n  File "${path}", line 7, in forward\n    x = y\nRuntimeError: CUDA error: an illegal memory access was encountered`
  const [a, b] = ['/a/checkpoint.py', '/b/dataset.py'].map(path => judge(frames(path)).last)
  t.same([a?.primary?.fingerprint, a?.category], [b?.primary?.fingerprint, 'gpu_app_fault'])
})

t.test('clocks of two nodes may differ: within two seconds the order of the lines decides', async t => {
  const at = (second: string, text: string): string => `2024-05-05 05:05:${second},000 ERROR ${text}`
  const first = 'RuntimeError: CUDA error: unspecified launch failure'
  t.equal(
    judge(
      [
        at('07', first),
        at('06', first.replace('unspecified launch failure', 'an illegal memory access was encountered')),
      ].join('\n'),
    ).last.primary?.line,
    1,
  )
  t.equal(
    judge(
      [
        at('17', first),
        at('06', first.replace('unspecified launch failure', 'an illegal memory access was encountered')),
      ].join('\n'),
    ).last.primary?.line,
    2,
  )
})

t.test('a run whose last step was done has finished, where nothing failed after it', async t => {
  const step = (at: number): string =>
    ` iteration ${at}/ 20 | elapsed time per iteration (ms): 1.0 | lm loss: 2.0E+00 |\n`
  const { last } = judge(step(19) + step(20))
  t.match(last, {
    ...{ action: 'done', category: 'completed', basis: 'completed', confidence: 0.85 },
    why: ['the last step of the run was done (20 of 20), and nothing failed after that'],
  })
  t.match(judge(step(18) + step(19)).last, { action: 'unknown', basis: 'no_failure' })
  t.match(judge(step(20) + step(1)).last, { action: 'unknown' }, 'it began again')
  t.match(judge(`${step(20)}OSError: [Errno 28] No space left on device\n`).last, { category: 'disk_full' })
  t.match(judge('step:0/0 val_loss:10.8 train_time:0ms\n').last, { action: 'unknown' })
  t.match(judge('step:1390/1390 val_loss:3.2 train_time:2ms\npeak memory: 3 MiB\n').last, { action: 'done' })
  t.match(judge('Training: 100%|██| 47/47 [00:09<00:00, 4.83s/it]\n').last, { action: 'unknown' }, 'bars are of parts')
})

t.test("MLPerf's run that stopped with success has finished; one that was aborted has not", async t => {
  const stop = (status: string): string =>
    `:::MLLOG {"time_ms": 1714687999275, "event_type": "INTERVAL_END", "key": "run_stop", "value": null, "metadata": {"status": "${status}"}}\n`
  t.match(judge(stop('success')).last, { action: 'done', category: 'completed', confidence: 0.95 })
  t.match(judge(stop('aborted')).last, { action: 'unknown' })
})

t.test("steps of nanoGPT and of its kin are the run's", async t => {
  const steps = (text: string): unknown => judge(text).last.progress
  t.same(steps('iter 0: loss 10.9, time 900.00ms\niter 100: loss 2.5, time 1.00ms, mfu 30.1%\n'), {
    first_step: 0,
    last_step: 100,
  })
  t.same(steps('s:7 trl:3.2\ns:8 tel:3.1\n'), { first_step: 7, last_step: 8 })
  t.same(steps('step 2000: train loss 1.7, val loss 1.8\n'), { first_step: 2000, last_step: 2000 })
})
