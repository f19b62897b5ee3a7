// What an exception that no row knows is taken for: by its words, by the code that raised it.
import t from 'tap'
import { judge } from './verdict-of-text.ts'

const WORDED: readonly (readonly [text: string, category: string])[] = [
  ['ValueError: Timeout waiting for 2 nodes to join', 'rendezvous'],
  ['RuntimeError: request to the inference server timed out', 'remote_hub'],
  ['mylib.errors.StageError: out of memory in stage 3', 'oom_gpu'],
  ['AssertionError: loss is nan at iteration 7', 'nan_divergence'],
  ['ValueError: the gradients of layer 3 are not finite', 'nan_divergence'],
  ['ValueError: Invalid token passed', 'auth'],
  ['RuntimeError: jaxlib version 0.4.30 is newer than and incompatible with jax version 0.4.20', 'driver_mismatch'],
  ["KeyError: 'optimizer not found in checkpoint'", 'ckpt_incompatible'],
  ['ValueError: too many values to unpack (expected 2)', 'code_bug'],
  ['RuntimeError: finance table has no tokens', 'code_bug'],
]

t.test('an exception of no known text is taken at its words', async t => {
  for (const [text, category] of WORDED) t.equal(judge(text).last.category, category, text)
})

t.test('where a program is installed or its data mounted says nothing about an exception', async t => {
  const raised = (path: string): string =>
    `Traceback (most recent call last):\n  File "${path}", line 31, in main\nValueError: too many values to unpack (expected 2)`
  t.equal(judge(raised('/data/checkpoints/alice/repo/verl/trainer/main.py')).last.category, 'code_bug')
  t.equal(judge(raised('/opt/megatron/core/datasets/gpt_dataset.py')).last.category, 'data_missing')
})

t.test('a name that a client library could not resolve is the service, and not the rendezvous', async t => {
  const text = (path: string): string =>
    `Traceback (most recent call last):\n  File "${path}", line 72, in create\nsocket.gaierror: [Errno -2] Name or service not known`
  t.equal(judge(text('/usr/lib/python3/site-packages/urllib3/util/connection.py')).last.category, 'remote_hub')
  t.equal(judge(text('/usr/lib/python3/site-packages/torch/distributed/rendezvous.py')).last.category, 'rendezvous')
})
