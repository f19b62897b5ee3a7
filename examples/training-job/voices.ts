// Who says what: each rank of the simulated job speaks the format of another real program.

/** Where the launcher's own output goes, beside the ranks'. */
export const LAUNCHER = -1

export interface Said {
  readonly rank: number
  readonly stream: 'stdout' | 'stderr'
  /** One or more lines, without the final newline, as of the given time of day. */
  readonly text: (now: Date) => string
}

const stdout = (rank: number, text: (now: Date) => string): Said => ({ rank, stream: 'stdout', text })
const stderr = (rank: number, text: (now: Date) => string): Said => ({ rank, stream: 'stderr', text })

/** `2026-03-04 05:06:07`, in UTC: the demo runs everything in that zone. */
const seconds = (now: Date): string => now.toISOString().slice(0, 19).replace('T', ' ')
const millis = (now: Date): string => `${seconds(now)},${now.toISOString().slice(20, 23)}`
/** glog's `0304 05:06:07.089000`. */
const glog = (now: Date): string =>
  `${now.toISOString().slice(5, 10).replace('-', '')} ${now.toISOString().slice(11, 23)}000`
const scientific = (value: number): string => value.toExponential(6).replace(/e([+-])(\d)$/, 'E$10$2')
const lossAt = (step: number): number => 2.1 + 8.8 * Math.exp(-step / 12)
/** Steps are never equally long: a small deviation that is the same on every run. */
const wobble = (step: number): number => 1 + Math.sin(step * 7.3) / 50

export const voices = {
  start: (): readonly Said[] => [
    stdout(0, now => `${millis(now)} - trainer - INFO - world size 8, global batch size 1024, 400 steps`),
    stdout(1, () => 'node-0:4101:4101 [1] NCCL INFO Bootstrap : Using eth0:10.12.4.17<0>'),
    stdout(
      1,
      () =>
        'node-0:4101:4190 [1] NCCL INFO comm 0x5581d6a2c8c0 rank 1 nRanks 8 nNodes 1 localRanks 8 localRank 1 MNNVL 0',
    ),
    stderr(
      4,
      now => `[rank4]:[W${glog(now)} ProcessGroupNCCL.cpp:1250] Warning: TORCH_NCCL_ASYNC_ERROR_HANDLING is deprecated`,
    ),
  ],

  step: (step: number, stepMs: number): readonly Said[] => [
    stdout(
      7,
      now =>
        ` [${seconds(now)}] iteration ${String(step).padStart(8)}/     400 | consumed samples: ${String(step * 1024).padStart(12)} | elapsed time per iteration (ms): ${(stepMs * wobble(step)).toFixed(1)} | throughput per GPU (TFLOP/s/GPU): ${(400 / (stepMs / 500)).toFixed(1)} | learning rate: ${scientific(3e-4)} | global batch size:  1024 | lm loss: ${scientific(lossAt(step))} | loss scale: 1.0 | grad norm: 0.731 | number of skipped iterations:   0 | number of nan iterations:   0 |`,
    ),
    ...(step % 4 === 0
      ? [
          stdout(
            2,
            now =>
              `[${millis(now)}] [INFO] [logging.py:96:log_dist] [Rank 2] step=${step}, skipped=0, lr=[0.0003], mom=[(0.9, 0.95)]`,
          ),
          stdout(5, now =>
            JSON.stringify({
              timestamp: now.toISOString(),
              level: 'info',
              message: 'memory',
              rank: 5,
              allocated_gib: 61.2,
              reserved_gib: 71.9,
            }),
          ),
        ]
      : []),
    ...(step % 10 === 0
      ? [stdout(0, now => `${millis(now)} - trainer - INFO - saved checkpoint of step ${step} in 0.4 s`)]
      : []),
  ],

  chatter: (offsetMs: number): readonly Said[] => [
    stderr(
      6,
      () =>
        `\rprefetch:  ${String(Math.floor(offsetMs / 100)).padStart(2)}%|█████     | ${Math.floor(offsetMs / 10)}/1000 [00:05<00:05, 98.20it/s]`,
    ),
    stdout(0, now => `${millis(now)} - heartbeat - DEBUG - launcher alive`),
  ],

  failure: (step: number): readonly Said[] => [
    stderr(3, () =>
      [
        '[rank3]: Traceback (most recent call last):',
        '[rank3]:   File "/workspace/train.py", line 311, in <module>',
        '[rank3]:     main()',
        '[rank3]:   File "/workspace/train.py", line 204, in main',
        '[rank3]:     loss.backward()',
        '[rank3]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB. GPU 3 has a total capacity of 79.15 GiB of which 1.12 GiB is free.',
      ].join('\n'),
    ),
    ...[2, 5].map(rank =>
      stderr(
        rank,
        now =>
          `[rank${rank}]:[E${glog(now)} ProcessGroupNCCL.cpp:632] [Rank ${rank}] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=${step * 31}, OpType=ALLREDUCE, NumelIn=8388608, NumelOut=8388608, Timeout(ms)=600000) ran for 600021 milliseconds before timing out.`,
      ),
    ),
    stderr(LAUNCHER, now =>
      [
        `E${glog(now)} 4088 torch/distributed/elastic/multiprocessing/api.py:874] failed (exitcode: 1) local_rank: 3 (pid: 4103) of binary: /usr/bin/python3`,
        'Traceback (most recent call last):',
        '  File "/usr/local/bin/torchrun", line 8, in <module>',
        '    sys.exit(main())',
        'torch.distributed.elastic.multiprocessing.errors.ChildFailedError: ',
        '============================================================',
        '/workspace/train.py FAILED',
        '------------------------------------------------------------',
        'Failures:',
        '  <NO_OTHER_FAILURES>',
        '------------------------------------------------------------',
        'Root Cause (first observed failure):',
        '[0]:',
        `  time      : ${seconds(now).replace(' ', '_')}`,
        '  host      : node-0',
        '  rank      : 3 (local_rank: 3)',
        '  exitcode  : 1 (pid: 4103)',
        '  error_file: <N/A>',
        '  traceback : To enable traceback see: https://pytorch.org/docs/stable/elastic/errors.html',
        '============================================================',
      ].join('\n'),
    ),
  ],
} as const
