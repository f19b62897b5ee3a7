import t from 'tap'
import { machineBefore, namedIn } from '../../lib/classify/who.ts'

t.test('the one rank and the one node that a text names, in any words', async t => {
  for (const [text, named] of [
    ['found Inf on rank 3 at step 7', { rank: 3 }],
    ['(PID:1307, Device:0, RankID:8) call failed', { rank: 8 }],
    ['timeout, rank = 2', { rank: 2 }],
    ['global_rank=11 gave up', { rank: 11 }],
    ['dispatch failed job_id=6 node=gpu-m2m-226 spool', { node: 'gpu-m2m-226' }],
    ['Prolog failure on node k003-006', { node: 'k003-006' }],
    ['the worker is gone. Node IP: 10.4.0.9, node ID: e55b8ca0', { node: '10.4.0.9' }],
    ['Rank 4, node h100-12, device 4: no answer', { rank: 4, node: 'h100-12' }],
    ['[rank_monitor_server:rank=3] no answer', { rank: 3 }],
    ['/job:worker/replica:0/task:3 is gone', { rank: 3 }],
    ['/job:c_localservice/replica:0/task:0 failed', {}],
    ['ranks not arrived: [17]', { rank: 17 }],
    ['worker 5 exited with code 139', { rank: 5 }],
    ['DataLoader worker 5 exited', {}],
    ['marking worker-12 as failed', { node: 'worker-12' }],
    ['no heartbeat from n-12 for 300 s', { node: 'n-12' }],
    ['lost connection to worker-5 (no heartbeat)', { node: 'worker-5' }],
    ['ssh: connect to host hostb port 22: No route to host', { node: 'hostb' }],
    ['instance i-0abc12 is lost', { node: 'i-0abc12' }],
    ['Pod default/train-worker-6 failed', { node: 'train-worker-6' }],
    ['terminating because of node-7', {}],
    ['rank 3 waits for rank 5', {}],
    ['node a1 lost node b2', {}],
    ['expected a tensor of rank 3', {}],
    ['the node is down', {}],
    ['Memory access fault by GPU node-3', {}],
    ['rank 0.5 of the matrix', {}],
  ] as const)
    t.same(namedIn(text), named, text)
})

t.test('the machine whose output a tool gathers stands before it', async t => {
  for (const [line, machine] of [
    ['[dgx-a07] Xid 79 on GPU 3', 'dgx-a07'],
    ['[10.8.0.44] out: No devices were found', '10.8.0.44'],
    ['hpc-3:0: RuntimeError: CUDA unknown error', 'hpc-3'],
    ['bn-3: link is down', 'bn-3'],
    ['trn-3 kernel: neuron:nd3: NEURON_HW_ERR', 'trn-3'],
    ['[ 9912.1] mi-5 amdgpu 0000:c1:00.0: ring timeout', 'mi-5'],
    ['[prolog] bn-3: nvidia-smi failed', 'bn-3'],
    ['[ERROR] layer1: shapes differ', undefined],
    ['[train] gpt2: loss is nan', undefined],
    ['gpu-9: mlx5_core 0000:17:00.0 ibs1: Link down', 'gpu-9'],
    ['gpu-9: out of memory', undefined],
    ['[Thu May  1 10:10:10 2025] b200-1 NVRM: Xid 149', 'b200-1'],
    ['trainer-worker-3   0/1     OOMKilled   0          2h', 'trainer-worker-3'],
    ['[rank3]: RuntimeError', undefined],
    ['[default0]: RuntimeError', undefined],
    ['step1200: loss is nan', undefined],
    ['cuda:0: out of memory', undefined],
    ['gpu-3: fault', undefined],
    ['layer12: overflow', undefined],
    ['train2.py: error: no such option', undefined],
    ['RuntimeError: x', undefined],
    ['[1234] x', undefined],
    ['worker3 says that n-12: is down', undefined],
  ] as const)
    t.equal(machineBefore(line), machine, line)
})

t.test('no text of any length makes it slow', async t => {
  for (const part of ['rank ', 'node=', 'node a', ' ip 1.', '(((((', 'pod a', 'a1.-', '/job:a/task:']) {
    const text = part.repeat(500_000 / part.length)
    t.doesNotThrow(() => [namedIn(text), machineBefore(text)])
  }
})
