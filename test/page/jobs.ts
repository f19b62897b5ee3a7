// Jobs for the page to show: one of everything, told as programs tell them.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OOM, type Serving } from '../io/serve/serving.ts'

const START = Date.parse('2026-03-04T05:00:00Z')
export const time = (seconds: number): string => new Date(START + seconds * 1000).toISOString()

export const feed = (service: Serving, job: string, records: readonly object[]) =>
  service.ask(`/api/v1/records?job=${encodeURIComponent(job)}`, {
    body: records.map(record => `${JSON.stringify(record)}\n`).join(''),
    headers: { 'content-type': 'application/x-ndjson' },
  })

/** Numbers from 0 to 1 that look like noise, and are the same each time. */
const noise = (index: number): number => Math.abs(Math.sin(index * 12.9898) * 43_758.5453) % 1

export const step = (number: number, more: object = {}): object => ({
  kind: 'log',
  time: time(number * 4),
  time_from: 'line',
  attempt: 0,
  rank: 0,
  node: 'gpu-a-001',
  level: 'INFO',
  message: `iteration ${number}/ 1000 | elapsed time per iteration (ms): ${4100 + Math.round(300 * noise(number))}`,
  step: number,
  total_steps: 1000,
  metrics: {
    step_time_ms: (number % 100 === 99 ? 9000 : 4000) + 300 * noise(number),
    loss: 2 + 6 / (1 + number / 60) + 0.15 * noise(number),
    tokens_per_second: 41_000 - 1500 * noise(number + 7),
  },
  ...more,
})

const status = (seconds: number, from: string, to: string, reason: string, more: object = {}): object => ({
  kind: 'status',
  scope: 'job',
  time: time(seconds),
  from,
  to,
  reason,
  ...more,
})

const rankLine = (rank: number, number: number): object => ({
  kind: 'log',
  time: time(number * 4),
  attempt: 0,
  rank,
  node: `gpu-a-00${1 + Math.floor(rank / 8)}`,
  message: `rank ${rank} did step ${number}`,
  step: number,
})

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** A job that hangs, with ranks, an alert and a traceback. */
export const HANGING: readonly object[] = [
  status(0, 'WAITING', 'WAITING', 'no step yet'),
  ...range(1, 20).map(number => step(number)),
  status(84, 'WAITING', 'HEALTHY', 'steps come'),
  ...range(21, 90).map(number => step(number)),
  status(364, 'HEALTHY', 'SLOW', 'a step takes 9.1 s, usually 4.1 s'),
  ...range(91, 100).map(number => step(number)),
  status(404, 'SLOW', 'HEALTHY', 'steps are as quick as before'),
  ...range(101, 160).map(number => step(number)),
  ...range(0, 15).flatMap(rank => [158, 159, rank === 11 ? 159 : 160].map(number => rankLine(rank, number))),
  {
    kind: 'status',
    scope: 'rank',
    time: time(740),
    rank: 11,
    node: 'gpu-a-002',
    to: 'HANGING',
    reason: 'silent for 40 s',
  },
  {
    kind: 'log',
    time: time(741),
    rank: 11,
    node: 'gpu-a-002',
    level: 'WARNING',
    message: '[Rank 11] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=8123, OpType=ALLREDUCE)',
  },
  {
    kind: 'log',
    time: time(742),
    rank: 3,
    node: 'gpu-a-001',
    level: 'ERROR',
    message:
      'Traceback (most recent call last):\n  File "/opt/train.py", line 42, in <module>\n    main()\nRuntimeError: NCCL communicator was aborted on rank 3.',
  },
  status(800, 'HEALTHY', 'HANGING', 'no step for 100 s, one is due every 4.1 s'),
  {
    kind: 'alert',
    time: time(800),
    key: 'hang',
    state: 'firing',
    severity: 'critical',
    summary: 'llama-70b is HANGING: no step for 100 s',
    facts: [
      { name: 'where', value: 'rank 11 on gpu-a-002' },
      { name: 'since', value: '05:26:40 UTC' },
    ],
  },
]

/** One of two attempts; the first failed. */
export const RESTARTED: readonly object[] = [
  status(0, 'WAITING', 'HEALTHY', 'steps come'),
  ...range(1, 60).map(number => step(number)),
  status(250, 'HEALTHY', 'FAULTED', 'a GPU fell off the bus'),
  {
    kind: 'verdict',
    time: time(252),
    state: 'final',
    attempt: 0,
    action: 'restart_isolate',
    category: 'gpu_hw_fatal',
    confidence: 0.95,
    primary: { line: 88, text: 'NVRM: Xid (PCI:0000:17:00): 79, GPU has fallen off the bus.', node: 'gpu-a-002' },
    isolate: [{ node: 'gpu-a-002', reason: 'Xid 79' }],
    why: ['a GPU fell off the bus'],
  },
  { kind: 'notice', code: 'attempt_started', attempt: 1, time: time(300), message: 'attempt 1 began' },
  status(310, 'FAULTED', 'HEALTHY', 'steps come'),
  ...range(55, 120).map(number => step(number, { attempt: 1, time: time(100 + number * 4) })),
]

/** Jobs in all groups. */
export async function manyJobs(service: Serving): Promise<void> {
  await feed(service, 'llama-70b', HANGING)
  await feed(service, 'mixtral-pretrain', RESTARTED)
  await feed(service, 'qwen-sft', [
    status(0, 'WAITING', 'HEALTHY', 'steps come'),
    ...range(1, 40).map(number =>
      step(number, { total_steps: 60, metrics: { step_time_ms: 800 + 9 * number, loss: 1.2 } }),
    ),
  ])
  await feed(service, 'vit-large', [
    status(0, 'WAITING', 'HEALTHY', ''),
    status(90, 'HEALTHY', 'ENDED', 'training is done'),
  ])
  for (const [name, text] of [
    ['slurm-4242.out', OOM],
    ['slurm-4243.out', 'iteration 1/ 2 | loss 1\ntraining done\n'],
  ] as const) {
    const path = join(service.root, name)
    writeFileSync(path, text)
    await service.ask('/logs', { body: { log_path: path, user: 'ann' } })
    await service.ask(`/logs?log_path=${path}`)
  }
}
