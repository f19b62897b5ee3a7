// Kinds of failure that are told by more than one line, or by the line beside the one that names them.
import t from 'tap'
import { essence, judge } from './verdict-of-text.ts'

t.test('a watchdog that quotes the exception tells the rank that the exception does not', async t => {
  const { last } = judge(
    'RuntimeError: CUDA error: uncorrectable ECC error encountered\n[E ProcessGroupNCCL.cpp:916] [Rank 1] NCCL watchdog thread terminated with exception: CUDA error: uncorrectable ECC error encountered',
  )
  t.same(essence(last), { action: 'restart_isolate', category: 'gpu_hw_fatal', line: 1, ranks: [1], nodes: [] })
})

t.test('the address that Ray prints under a dead actor is where it ran', async t => {
  const text =
    'ray.exceptions.ActorDiedError: The actor died unexpectedly before finishing this task.\n        class_name: TaskRunner\n        pid: 319017\n        ip: 10.44.139.116'
  t.same(essence(judge(text).last), {
    action: 'restart',
    category: 'process_exit',
    line: 1,
    ranks: [],
    nodes: ['10.44.139.116'],
  })
})

t.test('configurations that an autotuner tries and drops are no failure, the exception that names them is', async t => {
  const tried =
    '[7/0] Runtime error during autotuning:\n[7/0] No valid triton configs. OutOfResources: out of resource: shared memory, Required: 131072, Hardware limit: 101376.\n[7/0] Ignoring this choice.'
  t.equal(judge(tried).last.action, 'unknown')
  t.equal(
    judge(
      `${tried}\nRuntimeError: No valid triton configs. OutOfResources: out of resource: shared memory, Required: 131072`,
    ).last.category,
    'compile_error',
  )
})

t.test('times with a zone behind a blank and times before a bar are taken off', async t => {
  const line =
    'h100-28:238:1219 [0] transport/net_ib.cc:180 NCCL WARN NET/IB : mlx5_ib0:1 async fatal event on QP (0x7f69): local access violation work queue error'
  for (const time of ['2025-11-09 15:39:31.043 +08:00 [2025-11-09 07:39:30] ', '2025-05-16T16:39:55.218-07:00 | '])
    t.same(essence(judge(time + line).last), {
      action: 'restart',
      category: 'net_transport',
      line: 1,
      ranks: [],
      nodes: ['h100-28'],
    })
})

t.test('steps that a job still does while the scheduler ends it are no recovery', async t => {
  const steps = (from: number): string =>
    Array.from(
      { length: 5 },
      (_, index) => `Training:  12%|█▏        | ${from + index}/1000 [01:00<07:20,  2.00it/s]`,
    ).join('\n')
  const end =
    'slurmstepd: error: *** STEP 55595933.0 ON maestro-3017 CANCELLED AT 2025-01-10T15:27:25 DUE TO TIME LIMIT ***'
  t.same(essence(judge(`${steps(1)}\n${end}\n[rank: 0] Received SIGTERM: 15\n${steps(6)}`).last), {
    action: 'wait',
    category: 'time_limit',
    line: 6,
    ranks: [],
    nodes: [],
  })
})

t.test('a barrier that names who did not come is believed', async t => {
  t.same(
    judge('[rank0]: RuntimeError: [Rank 0]: Ranks 3, 5 failed to pass monitoredBarrier in 1800000 ms').last.culprit
      ?.ranks,
    [3, 5],
  )
})

t.test("a warning of Python's warnings module is a warning, whatever it quotes", async t => {
  const quoted =
    "/opt/x/torchvision/io/image.py:13: UserWarning: Failed to load an extension: 'libjpeg.so.8: cannot open shared object file: No such file or directory'"
  t.equal(judge(quoted.replace('Failed to load an', 'CUDA out of memory while loading an')).last.action, 'unknown')
})

t.test("another program's output, handed on line by line as information, still tells its exception", async t => {
  const handed = [
    'Traceback (most recent call last):',
    '  File "/w/train.py", line 3, in <module>',
    '    main()',
    "KeyError: 'input_ids'",
  ]
  t.equal(
    judge(handed.map(line => `2024-06-01 10:00:00,123 - launcher - INFO - ${line}`).join('\n')).last.category,
    'code_bug',
  )
  t.equal(judge("2024-06-01 10:00:00,123 - trainer - INFO - KeyError: 'input_ids'").last.action, 'unknown')
})

t.test('the prefixes of containers, of launchers and of rich change no verdict', async t => {
  const text =
    'Traceback (most recent call last):\n  File "/opt/megatron/core/datasets/gpt_dataset.py", line 3, in build\nAssertionError'
  const alone = essence(judge(text).last)
  for (const prefix of [
    'trainer-1  | ',
    'algo-1 | ',
    'stderr: ',
    '[1,mpirank:3,algo-1]<stderr>:',
    '[06/01/24 10:00:00] ',
    'i.pretrain/0 ',
    'worker-7: ',
    'ERROR:root:',
    '2024-06-01T10:00:00.123Z ',
  ]) {
    const { category, action } = judge(text.replace(/^/gm, prefix)).last
    t.same({ category, action }, { category: alone.category, action: alone.action }, prefix)
  }
})

t.test("srun's word of who ran out of memory names the node that slurmstepd does not", async t => {
  const text =
    'slurmstepd: error: Detected 1 oom_kill event in StepId=11300781.0. Some of the step tasks have been OOM Killed.\nsrun: error: sdumont6156: task 0: Out Of Memory'
  t.same(essence(judge(text).last), {
    action: 'stop',
    category: 'oom_host',
    line: 1,
    ranks: [],
    nodes: ['sdumont6156'],
  })
})

t.test('an NVLink event that calls itself non-fatal is no failure alone', async t => {
  const event = (code: number, text: string): string =>
    `kernel: NVRM: Xid (PCI:0000:01:00): ${code}, ${text} XC0 i0 Link 0 (0x00000001 0x00000008)`
  t.equal(judge(event(144, 'SAW_MVB Nonfatal')).last.action, 'unknown')
  t.equal(judge(event(149, 'NETIR_LINK_EVT Fatal')).last.category, 'nvlink')
})

t.test("Ray's list of what may have killed a worker is no evidence", async t => {
  const guess =
    'The actor is dead because its worker process has died. Worker exit detail: Worker unexpectedly exits with a connection error code 2. End of file. There are some potential root causes. (1) The process is killed by SIGKILL by OOM killer due to high memory usage. (3) The worker is crashed unexpectedly due to SIGSEGV or other unexpected errors.'
  const text = `ray.exceptions.ActorDiedError: The actor died unexpectedly before finishing this task.\n        ip: 172.27.33.105\n${guess}`
  t.same(essence(judge(text).last), {
    action: 'restart',
    category: 'process_exit',
    line: 1,
    ranks: [],
    nodes: ['172.27.33.105'],
  })
})

t.test("vLLM's engine tells its exception under two processes' names and its own time", async t => {
  const line =
    "(LLMRayActor pid=585804) (EngineCore_DP0 pid=586112) ERROR 03-05 00:25:45 [core.py:1094] AttributeError: 'WorkerWrap' object has no attribute 'update_weight'"
  t.equal(judge(line).last.category, 'code_bug')
})
