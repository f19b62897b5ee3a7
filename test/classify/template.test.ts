import t from 'tap'
import { withoutAdvice } from '../../lib/classify/advice.ts'
import { fingerprintOf, templateOf } from '../../lib/classify/template.ts'

t.test('what changes from run to run goes, the codes that decide stay', async t => {
  const templates: readonly (readonly [text: string, template: string])[] = [
    [
      "OSError: [Errno 28] No space left on device: '/ckpt/step_100/a.pt'",
      'OSError: [Errno 28] No space left on device: <TEXT>',
    ],
    ['NVRM: Xid (PCI:0000:3b:00): 79, pid=1234', 'NVRM: Xid (PCI:<N>:<N>b:<N>): 79, pid=<N>'],
    [
      'Got completion from peer 10.1.0.7<52430> with status=12 opcode=32',
      'Got completion from peer <ADDRESS> with status=12 opcode=<N>',
    ],
    ['failed (exitcode: -9) local_rank: 3 (pid: 77)', 'failed (exitcode: -9) local_rank: <N> (pid: <N>)'],
    ['Tried to allocate 892.00 MiB at 0x7f12', 'Tried to allocate <SIZE> at <HEX>'],
    ['cannot read /data/a/b.bin', 'cannot read <PATH>'],
  ]
  for (const [text, template] of templates) t.equal(templateOf(text), template)
})

t.test('a fingerprint is the same for the same failure and no other', async t => {
  const print = (text: string): string => fingerprintOf('row', templateOf(text))
  t.equal(print('rank 3 lost 0xab at step 100'), print('rank 77 lost 0xcd at step 2000'))
  t.not(print('[Errno 28] x'), print('[Errno 5] x'))
  t.match(print('x'), /^[0-9a-f]{16}$/)
})

t.test('guesses and advice are cut, statements stay', async t => {
  const cuts: readonly (readonly [text: string, kept: string])[] = [
    [
      "DataLoader worker (pid 3) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory.",
      'DataLoader worker (pid 3) is killed by signal: Bus error.',
    ],
    [
      'Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).',
      'Unexpected bus error encountered in worker.',
    ],
    ['You may want to check for CUDA out of memory', ''],
    ['CUDA out of memory. Tried to allocate 2 GiB', 'CUDA out of memory. Tried to allocate 2 GiB'],
  ]
  for (const [text, kept] of cuts) t.equal(withoutAdvice(text), kept)
})
