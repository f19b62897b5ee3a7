// What is no failure but decides what a failure means: steps, saved checkpoints, clean ends, new attempts.
import { BEGINS, BEGINS_ANCHORS, STARTS } from './restart-lines.ts'
import type { Signature } from './signature.ts'

const MEGATRON = 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/training/training.py'
const LOGSAGE = 'https://github.com/NVIDIA/nvidia-resiliency-ext/tree/main/src/nvidia_resiliency_ext/attribution'
const TRAINER = 'https://github.com/huggingface/transformers/blob/main/src/transformers/trainer.py'
const ELASTIC = 'https://github.com/pytorch/pytorch/blob/main/torch/distributed/elastic/agent/server/api.py'

export const runEvents: readonly Signature[] = [
  {
    id: 'progress.iteration',
    anchors: ['iteration '],
    pattern: /(?:^|[\s\]:>|])iteration +(?<step>\d+)\/ *(?<lastStep>\d+) ?\|/,
    category: 'unknown',
    role: 'progress',
    anywhere: true,
    source: MEGATRON,
    samples: [
      ' iteration        3/    1000 | elapsed time per iteration (ms): 128642.7 | learning rate: 5.625E-05 | lm loss: 4.075232E+01',
    ],
  },
  {
    id: 'progress.step',
    anchors: ['step: ', 'step:', 'step ', 'step=', 'Step ', 'Step: '],
    pattern:
      /(?:^|[\s[(|\]:>])(?:global_)?[Ss]tep[:= ] *(?<step>\d+)(?:\/\d+)?[^\n]*?\b(?:loss|tflops|tps|ms\/step|it\/s|grad_norm|lr)\b/,
    category: 'unknown',
    role: 'progress',
    anywhere: true,
    source: 'https://github.com/pytorch/torchtitan/blob/main/torchtitan/components/metrics.py',
    samples: [
      'step: 10  loss:  6.52811  grad_norm: 25.3750  memory: 175.59GiB(98.45%)  tps: 10,303',
      '[step 12] loss 3.2 lr 1e-4',
    ],
  },
  {
    id: 'progress.nanogpt',
    anchors: ['train_time:', ' trl:', ' tel:', ': loss ', ': train loss '],
    pattern:
      /(?:^|[\s\]:>|])(?:step:(?<step>\d+)\/(?<lastStep>\d+) (?:train_time|val_loss):|s:(?<speedStep>\d+) t[re]l:|(?:iter|step) (?<lossStep>\d+): (?:train )?loss )/,
    category: 'unknown',
    role: 'progress',
    anywhere: true,
    source: 'https://github.com/karpathy/nanoGPT/blob/master/train.py',
    samples: [
      'iter 100: loss 2.5012, time 123.45ms, mfu 30.10%',
      'step:1390/1390 train_time:204266ms step_avg:148.02ms',
      's:9532 trl:3.279012',
    ],
  },
  {
    id: 'progress.bar',
    anchors: ['it/s', 's/it'],
    pattern:
      /(?:[Tt]raining|[Ee]poch|[Tt]rain|[Ss]teps?)[^\n]*\| *(?<step>\d+)\/(?<total>\d+) \[[^\]]*(?:it\/s|s\/it)|^ *\d+%\|[^|]*\| *(?<barStep>\d+)\/(?<barTotal>\d+) \[[^\]]*(?:it\/s|s\/it)/,
    category: 'unknown',
    role: 'progress',
    source: 'https://github.com/tqdm/tqdm',
    samples: [
      'Training:  12%|█▏        | 120/1000 [01:00<07:20,  2.00it/s]',
      ' 16%|█▋        | 80/485 [5:59:13<30:13:51, 268.72s/it]',
    ],
  },
  {
    id: 'progress.hugging-face',
    anchors: ["'loss':"],
    pattern: /\{'loss': [^\n]*'learning_rate': [^\n]*'epoch': (?<epoch>[\d.]+)/,
    category: 'unknown',
    role: 'progress',
    anywhere: true,
    source: TRAINER,
    samples: ["{'loss': 2.31, 'learning_rate': 4.9e-05, 'epoch': 0.12}"],
  },
  {
    id: 'progress.epoch',
    anchors: ['train_loss'],
    pattern: /(?:^|[\s[|\]:>])[Ee]poch[ :=]+(?<epoch>\d{1,7}(?:\.\d{1,9})?)\b[^\n]*\btrain_loss\b[^\n]*\blr\b/,
    category: 'unknown',
    role: 'progress',
    anywhere: true,
    source: LOGSAGE,
    samples: ['epoch 3 | train_loss 2.31 | lr 1.0e-4'],
  },
  {
    id: 'progress.iter-speed',
    anchors: [': iter_speed '],
    pattern: /(?:^|[\s\]:>|])(?<step>\d{1,9}) : iter_speed [\d.]+ seconds per iteration \| Loss/,
    category: 'unknown',
    role: 'progress',
    anywhere: true,
    source: LOGSAGE,
    samples: ['[iter_speed.py:80:every_n_impl] 120 : iter_speed 2.10 seconds per iteration | Loss: 0.1234'],
  },
  {
    // Any trainer's: a count of steps, iterations, updates or batches, and the value of a loss, in whatever order.
    id: 'progress.counted',
    fallback: true,
    anchors: ['loss', 'Loss'],
    pattern:
      /^(?!\W{0,20}(?:[Vv]al|[Ee]val|[Tt]est))(?=[^\n]{0,2000}?[Ll]oss\w{0,20}["']?(?: {0,3}[:=] {0,3}| {1,3}|\()["']?-?\d)[^\n]{0,600}?(?:\b(?:\w{1,20}_)?(?:[Ss]teps?|[Ii]ter(?:ation)?s?|[Uu]pdates?|[Bb]atch(?:es)?|STEP|ITER)\b["']?(?:\]? ?[:=#] ?| ?[[(] ?| )["']?(?<step>\d{1,12})(?!\d*\.\d)\b|[[(] {0,5}(?<atStep>\d{1,9}) ?\/ {0,5}\d{1,9}(?: \([^)]{0,10}\))? ?[\])]|\b(?<barStep>\d{1,9}) ?\/ ?\d{1,9}(?: batches| \[| {2}| (?=loss)))/,
    category: 'unknown',
    role: 'progress',
    source: LOGSAGE,
    samples: [
      'Epoch(train)  [1][ 50/500]  lr: 1.0e-03  eta: 0:12:03  time: 0.41  loss: 1.2031',
      'Train: 0 [  50/1251 (  4%)]  Loss: 6.932 (6.93)  Time: 0.512s',
      '| epoch   1 |   200/ 2983 batches | lr 5.00 | ms/batch 30.76 | loss  8.20 | ppl  3635.20',
      'epoch: 14/20, acc_iter=112400, cur_iter=4263/7724, batch_size=4, loss=1.5466, lr=0.0021',
      "{'train_iter': 1200, 'loss': 2.31}",
      '| epoch 001:    200 / 1374 loss=14.351, ppl=20899.56, wps=49604',
    ],
  },
  {
    id: 'checkpoint.saved',
    anchors: [
      'successfully saved checkpoint',
      'checkpoint saved',
      'saved checkpoint',
      'time spent on checkpoint saving',
      'Saved checkpoint',
      'Model weights saved in',
      'Saving the checkpoint',
      'Finished saving',
      'save-checkpoint',
    ],
    pattern:
      /successfully saved checkpoint (?:from|at) iteration +(?<step>\d+)|zero checkpoint saved|time spent on checkpoint saving|[Ss]aved checkpoint(?: \(|(?: \S+)? at (?:step|iteration) (?<atStep>\d+))|[Cc]heckpoint saved (?:to|at|in|successfully)|Model weights saved in|Finished saving the checkpoint/,
    category: 'unknown',
    role: 'checkpoint',
    anywhere: true,
    source: LOGSAGE,
    samples: [
      '  successfully saved checkpoint at iteration   33241 to /ckpt',
      'zero checkpoint saved /ckpt/zero_pp_rank_0_mp_rank_00_optim_states.pt',
      'Finished saving the checkpoint (or staging if async is enabled) in 12.31 seconds.',
    ],
  },
  {
    id: 'finish.trainer',
    anchors: [
      '[after training is done]',
      '[exiting program',
      '`Trainer.fit` stopped',
      'train_runtime',
      'Training completed',
      'Training finished',
      'training finished',
      'Training complete',
      'Training done',
      'training completed',
      'raining is done',
      'rain metrics *****',
    ],
    pattern:
      /\[after training is done\]|\[exiting program (?:after|at) |`Trainer\.fit` stopped: |'?train_runtime'? *[:=]|\b[Tt]raining (?:completed|finished|complete|done)(?: successfully)?\b(?! step)|\*{5} train metrics \*{5}/,
    category: 'completed',
    role: 'finish',
    source: MEGATRON,
    samples: [
      '[exiting program after 1190.0357275923093 minutes] datetime: 2021-08-08 01:00:51',
      '`Trainer.fit` stopped: `max_epochs=3` reached.',
      "{'train_runtime': 871.66, 'train_samples_per_second': 1.147}",
      'Training completed',
    ],
  },
  {
    id: 'finish.mlperf',
    anchors: ['"run_stop"'],
    pattern: /:::MLLOG \{[^\n]*"key": ?"run_stop"[^\n]*"status": ?"success"/,
    category: 'completed',
    role: 'finish',
    source: 'https://github.com/mlcommons/training_policies/blob/master/training_rules.adoc',
    samples: [
      ':::MLLOG {"namespace": "", "time_ms": 1714687999275, "event_type": "INTERVAL_END", "key": "run_stop", "value": null, "metadata": {"file": "a.py", "lineno": 412, "status": "success"}}',
    ],
  },
  {
    id: 'finish.launcher',
    anchors: [
      'exits successfully',
      'WorkerState.SUCCEEDED',
      'worker group successfully finished',
      'Job finished successfully',
      'Succeeded',
    ],
    pattern:
      /Process \d+ exits successfully|WorkerState\.SUCCEEDED|worker group successfully finished|[Jj]ob (?:finished|completed) successfully/,
    category: 'completed',
    role: 'finish',
    source: ELASTIC,
    samples: [
      '[launch.py:346:main] Process 25493 exits successfully.',
      'Local worker group finished (WorkerState.SUCCEEDED). Waiting 300 seconds for other agents to finish',
    ],
  },
  {
    id: 'attempt.cycle',
    anchors: BEGINS_ANCHORS,
    pattern: BEGINS,
    category: 'unknown',
    role: 'attempt',
    source: LOGSAGE,
    samples: [
      'profiling.py:121 - Cycle: 2 - event',
      '[sbatch_script]: New run dir added: /logs/1',
      '[default] Worker group FAILED. 2/3 attempts left; will restart worker group',
      'SLURM_RESTART_COUNT=2',
    ],
  },
  {
    // Said at every start, the first one too: an attempt of which nothing was seen is the one that starts.
    id: 'attempt.submitit',
    anchors: ['Starting with JobEnvironment('],
    pattern: STARTS,
    category: 'unknown',
    role: 'attempt',
    source: 'https://github.com/facebookincubator/submitit/blob/main/submitit/core/submission.py',
    samples: [
      '[2026-10-21 10:50:15,215][submitit][INFO] - Starting with JobEnvironment(job_id=1, hostname=n293, local_rank=0(1), node=0(1), global_rank=0(1))',
    ],
  },
  {
    id: 'fact.traceback',
    anchors: ['Traceback (most recent call last)'],
    pattern: /Traceback \(most recent call last\)/,
    category: 'unknown',
    role: 'fact',
    effect: 'traceback',
    source: 'https://docs.python.org/3/library/traceback.html',
    samples: ['Traceback (most recent call last):'],
  },
  {
    id: 'fact.frame',
    anchors: ['File "', 'File \\"'],
    pattern: /^File "(?<path>[^"]+)", line \d+(?:, in (?<function>.+))?/,
    category: 'unknown',
    role: 'fact',
    effect: 'frame',
    source: 'https://docs.python.org/3/library/traceback.html',
    samples: ['File "/w/megatron/training.py", line 144, in pretrain'],
  },
  {
    id: 'fact.world-size',
    anchors: ['world size', 'world_size', 'nranks'],
    pattern: /(?:using )?world[ _]size['"]?[:= ]+(?<world>\d+)\b|\bnranks (?<nranks>\d+)\b/,
    category: 'unknown',
    role: 'fact',
    effect: 'world-size',
    source: MEGATRON,
    samples: ['using world size: 64, data-parallel size: 8', 'ncclCommInitRank comm 0x55 rank 3 nranks 8 cudaDev 3'],
  },
  {
    // NCCL names rank and size of a communicator, which may be a part of the job, and the GPU by its index and PCI
    // address.
    id: 'fact.nccl-device',
    anchors: [' busId '],
    pattern:
      /\brank (?<commRank>\d+) n[rR]anks (?<commSize>\d+) cudaDev (?<cudaDev>\d+)(?: nvmlDev (?<nvmlDev>\d+))? busId (?<busId>[0-9a-f]+)\b/,
    category: 'unknown',
    role: 'fact',
    effect: 'communicator',
    source: 'https://github.com/NVIDIA/nccl/blob/master/src/init.cc',
    samples: ['ncclCommInitRank comm 0x55d0 rank 3 nranks 8 cudaDev 3 nvmlDev 3 busId 9a000 commId 0x1f5 - Init START'],
    also: ['fact.world-size'],
  },
  {
    id: 'fact.only-node',
    anchors: ['NODE_LIST', 'NODELIST', 'unning on host', 'unning on node', 'Hostname: ', 'hostname: '],
    pattern: /\b(?:NODE_?LIST|[Rr]unning on (?:host|node)|[Hh]ostname)(?:: ?|=| )(?<onlyNode>[A-Za-z][\w.-]*)\s*$/,
    category: 'unknown',
    role: 'fact',
    effect: 'only-node',
    source: 'https://slurm.schedmd.com/sbatch.html#SECTION_OUTPUT-ENVIRONMENT-VARIABLES',
    samples: ['[primus-run-slurm] NODE_LIST: gpu-29', 'NODELIST=n17'],
  },
  {
    // What logmon-hang says of the job, as the stage hands it over.
    id: 'hang.job',
    anchors: ['logmon-hang: job HANGING'],
    pattern: /^logmon-hang: job HANGING/,
    category: 'hang_no_output',
    own: true,
    role: 'symptom',
    source:
      'https://github.com/NVIDIA/nvidia-resiliency-ext/blob/main/src/nvidia_resiliency_ext/fault_tolerance/rank_monitor_server.py',
    samples: ['logmon-hang: job HANGING: no training step for 5 min'],
  },
  {
    id: 'hang.over',
    anchors: ['logmon-hang: job HEALTHY', 'logmon-hang: job SLOW'],
    pattern: /^logmon-hang: job (?:HEALTHY|SLOW)/,
    category: 'hang_no_output',
    own: true,
    role: 'recovery',
    clears: ['hang.job'],
    source:
      'https://github.com/NVIDIA/nvidia-resiliency-ext/blob/main/src/nvidia_resiliency_ext/fault_tolerance/rank_monitor_server.py',
    samples: ['logmon-hang: job HEALTHY: steps again'],
  },
]
