// Small inputs of kinds that were judged wrong once, each with what must come of it.
import t from 'tap'
import { judge } from './verdict-of-text.ts'

interface Wanted {
  readonly action?: string
  readonly category?: string
  /** Of the first line to look at. */
  readonly line?: number
  readonly ranks?: readonly number[]
  readonly nodes?: readonly string[]
  /** How many places are left out. */
  readonly isolate?: number
}

const CASES: readonly (readonly [what: string, text: string, wanted: Wanted])[] = [
  [
    'an EFA error names the peer',
    [
      'i-0a1:777:888 [3] efa_rdm_txe_handle_error():737<warn> err: 5, message: Unknown error (14) My EFA addr: fi_addr_efa://[fe80::1]:1:2 My host id: i-0a1 Peer EFA addr: fi_addr_efa://[fe80::2]:3:4 Peer host id: i-0b2 (7)',
    ].join('\n'),
    { action: 'restart', nodes: ['i-0b2'] },
  ],
  [
    'a channel that was removed because of another fault',
    ['NVRM: Xid (PCI:0000:dc:00): 45, pid=1234, name=python, Ch 00000008 caused by previous Xid 149'].join('\n'),
    { action: 'restart_isolate' },
  ],
  [
    "Ray: another node's driver tells which node died",
    [
      '(raylet) node 5f3c1 ip: 10.0.0.103 has been marked dead because the detector has missed too many heartbeats from it.',
      '(BackendExecutor pid=9, ip=10.0.0.32) ray.exceptions.RayActorError: The actor died unexpectedly before finishing this task.',
    ].join('\n'),
    { action: 'restart_isolate', nodes: ['10.0.0.103'] },
  ],
  [
    'a container that was not started: the inner line',
    [
      'docker: Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:545: container init caused',
      'nvml error: driver/library version mismatch: unknown',
    ].join('\n'),
    { action: 'restart_isolate', line: 2 },
  ],
  [
    'the last of many tries, though it is said as information',
    [
      'node1:12:34 [0] NCCL INFO misc/socket.cc:507 socketPollConnect: connect to 10.0.0.5<4321> returned No route to host, retrying (34/34)',
    ].join('\n'),
    { action: 'restart', line: 1, isolate: 0 },
  ],
  [
    'two processes in one cache',
    ["FileNotFoundError: [Errno 2] No such file or directory: '/root/.triton/cache/c/x.ttir.tmp.pid_1_2'"].join('\n'),
    { action: 'restart' },
  ],
  [
    'shared memory that is full',
    [
      'ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).',
      'RuntimeError: DataLoader worker (pid 3231) is killed by signal: Bus error. ',
    ].join('\n'),
    { action: 'stop', category: 'shm_full' },
  ],
  [
    'a loss scale at its floor',
    [
      'Attempted loss scale: 1, reducing to 1',
      'Attempted loss scale: 1, reducing to 1',
      'Attempted loss scale: 1, reducing to 1',
      'Attempted loss scale: 1, reducing to 1',
    ].join('\n'),
    { category: 'nan_divergence' },
  ],
  [
    'a program that is not in the image',
    ['FATAL:   While checking container encryption: could not open image /x/python3: no such file or directory'].join(
      '\n',
    ),
    { action: 'stop', line: 1 },
  ],
  [
    'Horovod names who is missing',
    [
      '[2024-01-01 10:00:00.000000: W /tmp/horovod/common/stall_inspector.cc:107] One or more tensors were submitted to be reduced, gathered or broadcasted by subset of ranks and are waiting for remainder of ranks for more than 60 seconds.',
      'Missing ranks:',
      '6: [horovod_allreduce.0, horovod_allreduce.1 ...]',
    ].join('\n'),
    { action: 'restart', ranks: [6] },
  ],
  [
    'what fails while a launcher cleans up',
    [
      'ABORT!!! Out of all 4 trainers, the trainer process with rank=[0, 3] was aborted. Please check its log.',
      'Traceback (most recent call last):',
      '  File "x.py", line 3, in f',
      "AttributeError: 'Popen' object has no attribute 'join'",
    ].join('\n'),
    { action: 'restart', line: 1 },
  ],
  [
    'an interrupt behind an exception',
    [
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in f',
      'RuntimeError: dictionary changed size during iteration',
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in f',
      'KeyboardInterrupt',
    ].join('\n'),
    { line: 3 },
  ],
  [
    'a clean-up that fails behind an exception',
    [
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in f',
      'RuntimeError: invalid configuration',
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in f',
      'FileNotFoundError: cleanup marker missing',
    ].join('\n'),
    { line: 3 },
  ],
  [
    "a fault of a GPU's memory that the program may have made",
    [
      'Memory access fault by GPU node-3 (Agent handle: 0x55) on address 0x7f. Reason: Page not present or supervisor privilege.',
    ].join('\n'),
    { action: 'restart' },
  ],
  [
    'a pod that wrote too much',
    ['Evicted: Pod ephemeral local storage usage exceeds the total limit of containers 5Gi.'].join('\n'),
    { action: 'stop', category: 'disk_full' },
  ],
]

for (const [what, text, wanted] of CASES)
  t.test(what, async t => {
    const { action, category, primary, culprit, isolate } = judge(`${text}\n`).last
    const told = { action, category, line: primary?.line, ...culprit, isolate: isolate?.length }
    t.match(told, wanted)
  })
