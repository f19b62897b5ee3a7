// Every dialect of progress, checkpoints and ends that the original recognises, and everything that it takes for
// harmless.
import t from 'tap'
import { essence, judge } from './verdict-of-text.ts'

const CRASH = 'RuntimeError: CUDA error: unspecified launch failure'
const OOM = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 892.00 MiB.'

t.test('a step of every dialect is progress: what three more of them follow is overcome', async t => {
  const steps: Readonly<Record<string, (step: number) => string>> = {
    megatron: step =>
      ` iteration ${step}/ 1000 | consumed samples: 100 | elapsed time per iteration (ms): 128642.7 | lm loss: 2.0 |`,
    tqdm: step => `Training: 12%|█▏        | ${step}/1000 [01:00<07:20,  2.00it/s]`,
    'epoch with train_loss': step => `epoch ${step} train_loss 2.31 lr 1e-4`,
    'NeMo with consumed samples': step =>
      `Training epoch 0, iteration ${step}/999 | lr: 2.9e-05 | global_batch_size: 32 | global_step: ${step} | reduced_train_loss: 11.0 | train_step_timing in s: 2.1 | consumed_samples: ${step * 32}`,
    'TFLOP/s/device': step =>
      `completed step: ${step}, seconds: 5.2, TFLOP/s/device: 410.1, Tokens/s/device: 8000.0, total_weights: 1, loss: 9.1`,
    iter_speed: step => `${step} : iter_speed 2.10 seconds per iteration | Loss: 0.1234`,
    'Hugging Face dict': step => `{'loss': 2.31, 'learning_rate': 4.9e-05, 'epoch': ${(step / 100).toFixed(2)}}`,
    torchtitan: step => `step: ${step}  loss:  6.52811  grad_norm: 25.3750  memory: 175.59GiB(98.45%)  tps: 10,303`,
  }
  for (const [name, step] of Object.entries(steps)) {
    t.equal(judge([step(1), CRASH, step(2), step(3), step(4)].join('\n')).last.primary, undefined, name)
    t.equal(judge([step(1), step(2), CRASH].join('\n')).last.category, 'gpu_unknown', name)
  }
})

t.test('a saved checkpoint of every dialect turns a soft stop into a restart', async t => {
  for (const saved of [
    'zero checkpoint saved /ckpt/zero_pp_rank_0_mp_rank_00_optim_states.pt',
    '  successfully saved checkpoint from iteration     500 to /ckpt',
    '  successfully saved checkpoint at iteration     500 to /ckpt',
    'time spent on checkpoint saving: 12.3',
    'Saved checkpoint (local)',
    'saved checkpoint (remote)',
  ])
    t.same(
      [judge(`${saved}\n${OOM}`).last.action, judge(`${saved}\n${OOM}`).last.checkpoint?.saved],
      ['restart', true],
      saved,
    )
})

t.test('a clean end of every dialect is done', async t => {
  for (const end of [
    '[exiting program after 1190.0 minutes] datetime: 2021-08-08 01:00:51',
    '[after training is done] validation loss at iteration 1000 | lm loss value: 2.0',
    '`Trainer.fit` stopped: `max_epochs=3` reached.',
  ])
    t.same(
      essence(judge(end).last),
      { action: 'done', category: 'completed', line: undefined, ranks: [], nodes: [] },
      end,
    )
})

t.test('what the original takes for harmless is no failure', async t => {
  for (const line of [
    'raise SignalException(f"Process {os.getpid()} got signal: {sigval}", sigval=sigval)',
    'Could not receive type from localRank 3',
    'Accept failed Resource temporarily unavailable',
    'Accept failed Success',
    'Accept failed Invalid argument',
    'Failed to execute operation Close from rank 3',
    'Failed to execute operation Connect from rank 3',
    'srun returned status 0',
    'Error encountered progressing operation',
    'frame #1: <unknown function> + 0x48e14 (0x7f12fff58e14 in /lib/libc10_cuda.so)',
    'gpu-1:12:13 [0] NCCL INFO comm 0x1 rank 0 nranks 8 cudaDev 0 busId 1b000 - Destroy COMPLETE',
    'NVML: Failed to get Compute running procs',
    'error: Prolog hung on node n7',
    "RankShouldRestart('Interruption')",
    '[ft_launcher] worker exited',
    '!!! [UB] Number of physnodes is 4',
    '[n7:1:2] *** Process received signal ***',
    'mlx5_0:1 Got async event : client reregistration',
    'mlx5_0:1 Got async event : port active',
  ])
    t.equal(judge(line).last.primary, undefined, line)
})

t.test(
  'before a checkpoint a person has to act on config, code, access and space; all else is tried again',
  async t => {
    const action = (text: string): string => judge(text, { profile: 'auto-resume' }).last.action
    for (const text of [
      'train.py: error: unrecognized arguments: --lrr',
      "NameError: name 'os' is not defined",
      "PermissionError: [Errno 13] Permission denied: '/data/a.bin'",
      OOM,
      'OSError: [Errno 28] No space left on device',
      'Checkpoint destination directory /ckpt/1 already exists and is not empty.',
    ])
      t.equal(action(text), 'stop', text)
    for (const text of [
      'found NaN in local grad norm in backward pass before data-parallel communication collective. Device: 3, node: n7',
      'OSError: [Errno 98] Address already in use',
      'NCCL WARN NET/IB : Got completion from peer 10.1.0.7<52430> with status=12 opcode=0',
      'Segmentation fault (core dumped)',
      'Caught signal 11 (Segmentation fault: address not mapped to object at address 0x20)',
      'Watchdog caught collective operation timeout: WorkNCCL(SeqNum=900, OpType=ALLREDUCE, NumelIn=4, NumelOut=4, Timeout(ms)=600000) ran for 600081 milliseconds before timing out.',
    ])
      t.match(action(text), /^restart/, text)
  },
)

t.test('after a checkpoint nearly everything is tried again, but not a destination that is taken', async t => {
  const action = (text: string): string =>
    judge(`  successfully saved checkpoint at iteration 500 to /ckpt\n${text}`, { profile: 'auto-resume' }).last.action
  for (const text of [
    OOM,
    "ModuleNotFoundError: No module named 'x'",
    'zlib.error: Error -3 while decompressing data: invalid block type',
  ])
    t.equal(action(text), 'restart', text)
  t.equal(action('Checkpoint destination directory /ckpt/1 already exists and is not empty.'), 'stop')
})
