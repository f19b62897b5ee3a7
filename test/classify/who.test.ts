import t from 'tap'
import { namedIn } from '../../lib/classify/who.ts'

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
    ['rank 3 waits for rank 5', {}],
    ['node a1 lost node b2', {}],
    ['expected a tensor of rank 3', {}],
    ['the node is down', {}],
    ['Memory access fault by GPU node-3', {}],
    ['rank 0.5 of the matrix', {}],
  ] as const)
    t.same(namedIn(text), named, text)
})

t.test('no text of any length makes it slow', async t => {
  for (const part of ['rank ', 'node=', 'node a', ' ip 1.', '((((('])
    t.doesNotThrow(() => namedIn(part.repeat(500_000 / part.length)))
})
