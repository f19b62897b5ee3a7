// Every trap that a log reader falls into: text that looks like a failure, repeats that look like many, ranks that are
// none.
import t, { type Test } from 'tap'
import { readLineHead } from '../../lib/classify/line-head.ts'
import { essence, judge } from './verdict-of-text.ts'

const NONE = { action: 'unknown', category: 'unknown', line: undefined, ranks: [], nodes: [] }
const quiet = (t: Test, text: string): boolean => t.same(essence(judge(text).last), NONE, text.slice(0, 80))

t.test('words that only contain a failure word are none', async t => {
  quiet(
    t,
    'loading finance.jsonl and info.txt\nvalidation error_rate=0.12 errors=0\nINFO:hypercorn.error:Running on http://0.0.0.0:8000',
  )
  quiet(t, 'max_OOM_retries: 3\nnccl_timeout=600\n--oom-policy none')
  quiet(t, ' iteration 5/ 10 | lm loss: 2.1E+00 | number of skipped iterations: 0 | number of nan iterations: 0 |')
})

t.test('banners, help texts and prose are no scheduler and no kernel', async t => {
  quiet(t, '#SBATCH --time=01:00:00\ntime limit: 24:00:00\nWARNING: time limit approaching, saving a checkpoint')
  quiet(t, 'usage: watch Xid errors such as 79 in dmesg\nwe Killed it in the benchmark\nthe Xid words of the manual')
})

t.test('advice and guesses are no evidence', async t => {
  quiet(
    t,
    'For debugging consider passing CUDA_LAUNCH_BLOCKING=1\nCompile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.',
  )
  quiet(
    t,
    'CUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.',
  )
  quiet(t, 'You may want to check for CUDA out of memory')
})

t.test('a rank in brackets inside a rank prefix is a group rank', async t => {
  const { last } = judge(
    '[rank17]:[E520 06:31:05.05 ProcessGroupNCCL.cpp:757] [Rank 2] CUDA error: uncorrectable ECC error encountered',
  )
  t.same(last.culprit?.ranks, [17])
})

t.test('times and YAML keys are no srun labels', async t => {
  t.same(judge('12:15:56 RuntimeError: boom').last.culprit, undefined)
  t.same(judge('0: first\n1: RuntimeError: boom\nRuntimeError: bang\nRuntimeError: bong 2').last.culprit, undefined)
})

t.test('a watchdog that repeats itself counts ranks and not lines', async t => {
  const line = (rank: number, wrapper: string): string =>
    `[rank${rank}]:[E520 06:31:05.05 ProcessGroupNCCL.cpp:757] ${wrapper}Watchdog caught collective operation timeout: WorkNCCL(SeqNum=900, OpType=ALLREDUCE, NumelIn=4, NumelOut=4, Timeout(ms)=600000) ran for 600081 milliseconds before timing out.`
  const ranks = [0, 1, 2, 3, 4, 6, 7]
  const text = [
    'using world size: 8',
    ...ranks.flatMap(rank => [
      line(rank, ''),
      line(rank, 'Process group watchdog thread terminated with exception: '),
      line(rank, '  what():  '),
    ]),
  ].join('\n')
  const { last } = judge(text)
  t.same(essence(last), { action: 'restart', category: 'nccl_timeout', line: 2, ranks: [5], nodes: [] })
  t.equal(last.culprit?.inferred, true)
})

t.test('progress bars with carriage returns and glued messages', async t => {
  const { last } = judge(
    '\r  0%|          | 0/47 [00:00<?, ?it/s]\r  4%|▍ | 2/47 [00:09<03:37,  4.83s/it]\u001b[Aslurmstepd: error: *** JOB 356171 ON gnode04 CANCELLED AT 2025-06-04T00:06:52 DUE TO TIME LIMIT ***',
  )
  t.same(essence(last), { action: 'wait', category: 'time_limit', line: 1, ranks: [], nodes: [] })
})

t.test('colours, Windows line ends and two messages on one line', async t => {
  t.equal(
    judge("\u001b[36m(Worker pid=7, ip=10.0.0.9)\u001b[0m ModuleNotFoundError: No module named 'x'\r\n").last.category,
    'import_error',
  )
  t.equal(
    judge(
      "terminate called after throwing an instance of 'terminate called after throwing an instance of 'c10::Errorc10::Error'\n  what():  CUDA error: uncorrectable ECC error encountered",
    ).last.category,
    'gpu_hw_fatal',
  )
})

t.test('old and new spellings of one event are one', async t => {
  const category = (text: string): string | undefined => judge(text).last.category
  for (const status of ['error 12', 'status=12', 'status=IBV_WC_RETRY_EXC_ERR(12)'])
    t.equal(
      category(`NCCL WARN NET/IB : Got completion from peer 10.1.0.7<52430> with ${status}, opcode 0`),
      'net_transport',
      status,
    )
  for (const text of [
    'oom_kill event in StepId=1.batch',
    'oom-kill event(s) in StepId=1.batch',
    'oom_kill events in StepId=1.0',
  ])
    t.equal(category(`slurmstepd: error: Detected 1 ${text}. Some of`), 'oom_host', text)
  for (const prefix of ['NCCL watchdog thread', 'Process group watchdog thread'])
    t.equal(
      category(
        `[PG ID 2 PG GUID 3 Rank 1] ${prefix} terminated with exception: CUDA error: an illegal memory access was encountered`,
      ),
      'gpu_app_fault',
      prefix,
    )
  for (const text of [
    'NET/IB : mlx5_3:1 Got async event : port error',
    'NET/IB: mlx5_3:1 Got non-fatal async event: port error(10)',
  ])
    t.equal(category(`NCCL WARN ${text}`), 'net_port_flap', text)
})

t.test("Xid codes that are the application's are not isolated, and the numbers decide", async t => {
  const judged = (code: number, text = 'x'): readonly [string, string | undefined] => {
    const { last } = judge(`May 19 07:08:57 n7 kernel: NVRM: Xid (PCI:0000:3b:00): ${code}, pid=12, ${text}`)
    return [last.action, last.category]
  }
  t.same(judged(79), ['restart_isolate', 'gpu_hw_fatal'])
  t.same(judged(94), ['restart', 'gpu_unknown'])
  for (const code of [13, 31, 43, 45, 137]) t.not(judged(code)[0], 'restart_isolate', `${code}`)
  t.same(judged(92), ['unknown', 'unknown'])
  t.same(judged(154, 'GPU recovery action changed from 0x0 (None) to 0x2 (Node Reboot Required)'), [
    'restart_isolate',
    'gpu_hw_fatal',
  ])
  t.same(judged(154, 'GPU recovery action changed from 0x2 (Node Reboot Required) to 0x0 (None)'), [
    'unknown',
    'unknown',
  ])
})

t.test('the words of a stop hold the words of a restart, and are compared whole', async t => {
  t.equal(judge('ModuleNotFoundError: No module named x').last['auto_resume'], 'STOP - DONT RESTART IMMEDIATE')
  t.equal(judge('Segmentation fault (core dumped)').last['auto_resume'], 'RESTART IMMEDIATE')
})

t.test('bytes that are no UTF-8 and NULs do not hide a failure', async t => {
  t.equal(
    judge(
      `${Buffer.from([0xe9, 0x20, 0xff, 0x00]).toString('utf8')}OSError: [Errno 28] No space left on device: 'd\u00e9p\u00f4t'`,
    ).last.category,
    'disk_full',
  )
})

t.test('the messages of two ranks on one line give the failure of one of them', async t => {
  const torn =
    "terminate called after throwing an instance of 'c10::Error'terminate called after throwing an instance of 'c10::Error'  what():  [rank3]:   what():  CUDA error: unspecified launch failure"
  t.equal(judge(torn).last.category, 'gpu_unknown')
})

t.test('clocks without a year, with a month of one digit, of the kernel and of dmesg -T are read', async t => {
  const clock = (text: string): number | undefined => readLineHead({ text }).clock
  t.equal(clock('[E628 20:27:21.42 ProcessGroupNCCL.cpp:1] x'), Date.UTC(2000, 5, 28, 20, 27, 21, 420))
  t.equal(clock('[E813 20:27:21.42 ProcessGroupNCCL.cpp:1] x'), Date.UTC(2000, 7, 13, 20, 27, 21, 420))
  t.equal(clock('E1218 20:27:21.420000 1234 api.py:1] x'), Date.UTC(2000, 11, 18, 20, 27, 21, 420))
  t.equal(clock('[Sun Feb 23 16:24:18 2025] NVRM: x'), Date.UTC(2000, 1, 23, 16, 24, 18))
  const uptime = '[680111.646286] NVRM: x'
  t.equal(clock(uptime), undefined, 'seconds since boot are no time of day')
  t.equal(readLineHead({ text: uptime }).isKernel, true)
})

t.test('another process of the node that crashes is not the job', async t => {
  quiet(t, '[12.5] sshd[4121]: segfault at 0 ip 00007f1 sp 00007ffd error 4 in libc.so.6')
})

t.test('what users, tools and settings print of errors, time-outs and faults is none', async t => {
  quiet(
    t,
    'Word error rate: 12.3%\n0 errors, 2 warnings\nerror_rate=0.02 timeouts=0 retries=0\ntest_oom_error PASSED\n{"event": "step", "error": null}',
  )
  quiet(
    t,
    "UserWarning: CUDA initialization: The NVIDIA driver on your system is too old (found version 11040).\nCould not import flash_attn: No module named 'flash_attn'. Falling back to sdpa.",
  )
  quiet(
    t,
    "find: '/proc/1/fd': Permission denied\nls: cannot access '/data/cache': No such file or directory\nrm: cannot remove '/tmp/x.lock': No such file or directory",
  )
  quiet(
    t,
    'semantic segmentation fault tolerance benchmark\ncoordination service started; heartbeat timeout 100s\nssh: connect to host 10.0.0.2 port 22: succeeded',
  )
  quiet(
    t,
    'Timeout for process group set to 1800 seconds\nSIGTERM handler installed\nECC errors: corrected 0, uncorrected 0\nNaN detected: False',
  )
})
