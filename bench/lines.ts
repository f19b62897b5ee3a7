// What a training job prints, as generators: one maker per format, each giving one logical entry (one or more physical
// lines).
import type { Random } from './random.ts'

/** What a maker knows: when it is, which step the job is at, which rank speaks. */
export interface Moment {
  readonly millis: number
  readonly step: number
  readonly rank: number
  readonly random: Random
}
export type LineMaker = (moment: Moment) => readonly string[]

const pad = (value: number, width: number, fill = '0'): string => String(value).padStart(width, fill)
const scientific = (value: number): string => {
  const [mantissa, exponent] = value.toExponential(6).split('e') as [string, string]
  return `${mantissa}E${exponent.startsWith('-') ? '-' : '+'}${pad(Math.abs(Number(exponent)), 2)}`
}
const between = (random: Random, low: number, high: number): number => low + (high - low) * random()
const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)] as T

let secondOfText = -1
let text = ''
/** `2026-03-04 05:06:07`, UTC. */
const civil = (millis: number): string => {
  const second = Math.floor(millis / 1000)
  if (second !== secondOfText) {
    secondOfText = second
    text = new Date(millis).toISOString().slice(0, 19).replace('T', ' ')
  }
  return text
}
const milliseconds = (millis: number): string => pad(millis % 1000, 3)
const loss = ({ step, random }: Moment): number => 2 + 9 / (1 + step / 500) + between(random, -0.05, 0.05)
const stepTimeMs = ({ random }: Moment): number => between(random, 3900, 4300)
const total = 500_000

const iteration = (moment: Moment): string =>
  ` [${civil(moment.millis)}] iteration ${pad(moment.step, 8, ' ')}/${pad(total, 8, ' ')} | consumed samples: ${pad(moment.step * 1024, 12, ' ')} | elapsed time per iteration (ms): ${stepTimeMs(moment).toFixed(1)} | throughput per GPU (TFLOP/s/GPU): ${between(moment.random, 395, 410).toFixed(1)} | learning rate: ${scientific(3e-4 * Math.min(1, moment.step / 2000))} | global batch size: ${pad(1024, 5, ' ')} | lm loss: ${scientific(loss(moment))} | loss scale: 1.0 | grad norm: ${between(moment.random, 0.1, 2).toFixed(3)} | number of skipped iterations:   0 | number of nan iterations:   0 |`

const NCCL_TEXTS = [
  'Channel 03/0 : 5[5] -> 6[6] via P2P/CUMEM/read',
  'Channel 11/0 : 13[5] -> 21[5] [receive] via NET/IB/5/GDRDMA(PCI)',
  'Trees [0] 1/-1/-1->0->8 [1] 1/-1/-1->0->8 [2] -1/-1/-1->0->7 [3] 3/9/-1->0->-1',
  'comm 0x5581d6a2c8c0 rank 5 nRanks 64 nNodes 8 localRanks 8 localRank 5 MNNVL 0',
  'NET/IB : Using [0]mlx5_0:1/IB/SHARP [1]mlx5_1:1/IB/SHARP [2]mlx5_2:1/IB/SHARP [3]mlx5_3:1/IB/SHARP [RO]; OOB eth0:10.12.4.17<0>',
] as const
const LOG_TEXTS = [
  'Saved checkpoint shard to /checkpoints/llama-70b/step_00012000/rank_005.distcp in 12.41 s (asynchronous, 4 writers, tensor parallel 8, pipeline parallel 4)',
  'Prefetching shard 00113-of-02048 from s3://datasets/fineweb-edu/sample-100BT/train into the local cache (1.92 GiB, 14 shards ahead of the reader)',
  'GC: generation 2 collected 18121 objects in 0.41 s, memory allocated 61.2 GiB, reserved 71.9 GiB, peak 70.3 GiB, fragmentation 11 %',
  'Validation set has 512 batches of 32 sequences of 4096 tokens; next evaluation in 250 steps, best so far at step 11750',
] as const

/** Every maker, by the name of the format that it prints. */
export const MAKERS: Readonly<Record<string, LineMaker>> = {
  'megatron-default-prefix': moment => [`[default${moment.rank % 8}]:${iteration(moment)}`],
  'megatron-rank-prefix': moment => [`[rank${moment.rank}]:${iteration(moment)}`],
  'megatron-srun-label': moment => [`${pad(moment.rank, 2, ' ')}: ${iteration(moment)}`],
  'huggingface-dict': moment => [
    `{'loss': ${loss(moment).toFixed(4)}, 'grad_norm': ${between(moment.random, 0.1, 2)}, 'learning_rate': ${(3e-4 * moment.random()).toExponential(8)}, 'epoch': ${(moment.step / 5000).toFixed(2)}}`,
  ],
  nanogpt: moment => [
    pick(moment.random, [
      `iter ${moment.step}: loss ${loss(moment).toFixed(4)}, time ${stepTimeMs(moment).toFixed(2)}ms, mfu ${between(moment.random, 40, 45).toFixed(2)}%`,
      `step:${moment.step}/${total} train_time:${moment.step * 148}ms step_avg:${between(moment.random, 147, 149).toFixed(2)}ms`,
    ]),
  ],
  deepspeed: moment => [
    `[${civil(moment.millis)},${milliseconds(moment.millis)}] [INFO] [logging.py:96:log_dist] [Rank ${moment.rank}] step=${moment.step}, skipped=0, lr=[${(3e-4 * moment.random()).toExponential(6)}, ${(3e-4 * moment.random()).toExponential(6)}], mom=[(0.9, 0.95), (0.9, 0.95)]`,
    `[${civil(moment.millis)},${milliseconds(moment.millis)}] [INFO] [timer.py:260:stop] epoch=0/micro_step=${moment.step * 4}/global_step=${moment.step}, RunningAvgSamplesPerSec=${between(moment.random, 140, 150)}, CurrSamplesPerSec=${between(moment.random, 140, 150)}, MemAllocated=18.72GB, MaxMemAllocated=39.4GB`,
  ],
  nccl: moment => [
    `node-${pad(moment.rank >> 3, 3)}:${41_000 + moment.rank}:${42_000 + moment.rank} [${moment.rank % 8}] NCCL INFO ${pick(moment.random, NCCL_TEXTS)}`,
  ],
  'python-logging': moment => [
    `${civil(moment.millis)},${milliseconds(moment.millis)} - megatron.training.checkpointing - ${pick(moment.random, ['INFO', 'INFO', 'INFO', 'WARNING'])} - ${pick(moment.random, LOG_TEXTS)}`,
  ],
  nemo: moment => [
    `[NeMo I ${civil(moment.millis)} nemo_logging:${pad(moment.rank + 100, 3)}] rank ${moment.rank}: ${pick(moment.random, LOG_TEXTS)}`,
  ],
  mllog: moment => [
    `:::MLLOG {"namespace": "", "time_ms": ${moment.millis}, "event_type": "POINT_IN_TIME", "key": "tracked_stats", "value": {"throughput": ${between(moment.random, 11, 12)}, "train_step_time": ${between(moment.random, 3.9, 4.3)}}, "metadata": {"file": "/workspace/llm/custom_callbacks.py", "lineno": 221, "step": ${moment.step}}}`,
  ],
  json: moment => [
    `{"timestamp": "${new Date(moment.millis).toISOString()}", "level": "info", "logger": "trainer", "message": "train step done", "step": ${moment.step}, "loss": ${loss(moment)}, "grad_norm": ${between(moment.random, 0.1, 2)}, "tokens_per_second": ${between(moment.random, 90_000, 99_000)}, "rank": ${moment.rank}}`,
  ],
  torchelastic: moment => [
    `[rank${moment.rank}]:[W${civil(moment.millis).slice(5, 7)}${civil(moment.millis).slice(8, 10)} ${civil(moment.millis).slice(11)}.${milliseconds(moment.millis)}412000 ProcessGroupNCCL.cpp:1250] Warning: TORCH_NCCL_ASYNC_ERROR_HANDLING is deprecated, use TORCH_NCCL_ASYNC_ERROR_HANDLING instead (function operator())`,
  ],
  traceback: moment => [
    `[rank${moment.rank}]: Traceback (most recent call last):`,
    `[rank${moment.rank}]:   File "/workspace/megatron/pretrain_gpt.py", line 273, in <module>`,
    `[rank${moment.rank}]:     pretrain(train_valid_test_datasets_provider, model_provider, ModelType.encoder_or_decoder, forward_step)`,
    `[rank${moment.rank}]:   File "/workspace/megatron/megatron/training/training.py", line 412, in pretrain`,
    `[rank${moment.rank}]:     iteration, num_floating_point_operations_so_far = train(forward_step_func, model, optimizer, opt_param_scheduler)`,
    `[rank${moment.rank}]: requests.exceptions.ConnectionError: HTTPSConnectionPool(host='wandb.internal', port=443): Max retries exceeded`,
  ],
  tqdm: moment => [
    Array.from({ length: 3 }, (_, index) => {
      const done = (moment.step + index) % 1000
      return `\r ${pad(Math.floor(done / 10), 2, ' ')}%|${'█'.repeat(Math.floor(done / 100)).padEnd(10)}| ${done}/1000 [${pad(Math.floor(done / 60), 2)}:${pad(done % 60, 2)}<16:39,  1.00it/s]`
    }).join(''),
  ],
}

/**
 * How often each maker speaks in the mixed log, in parts of the whole. About a third of the lines carry metrics: whole
 * public job logs of several ranks have 0.2 % (MLPerf GPT-3 on 1,452 nodes) to 36 % (Megatron-DeepSpeed with timers);
 * the rest is what ranks and libraries say. A launcher's numeric labels are on nearly all lines of a log or on none, so
 * they are measured by themselves.
 */
export const MIX: Readonly<Record<string, number>> = {
  'megatron-default-prefix': 8,
  'megatron-rank-prefix': 7,
  'huggingface-dict': 3,
  nanogpt: 2,
  deepspeed: 4,
  nccl: 20,
  'python-logging': 26,
  nemo: 14,
  mllog: 4,
  json: 3,
  torchelastic: 4,
  traceback: 1,
  tqdm: 1,
}
