// What a run that went well said, too, is no cause.
import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import { isKnownFrom, learnGoodRun } from '../../lib/classify/compare.ts'
import { judge } from './verdict-of-text.ts'

const knownFrom = (good: string) => {
  const known = new Set<string>()
  judge(good, { isCommon: learnGoodRun(known) })
  return isKnownFrom(known)
}

t.test('a line that a good run has, with other numbers, is not the cause; what is new is', async t => {
  const isCommon = knownFrom(
    'ERROR: metrics sink 10.0.0.4:99 refused the batch of 12 values\nRuntimeError: cannot pin 7 pages\n',
  )
  const text = [
    'ERROR: metrics sink 10.0.0.9:99 refused the batch of 77 values',
    'RuntimeError: cannot pin 9 pages',
    'ValueError: window 3 is empty',
    'torch.distributed.elastic.multiprocessing.errors.ChildFailedError:',
  ].join('\n')
  t.equal(judge(text).last.primary?.line, 2, 'alone it is the cause')
  const { last } = judge(text, { isCommon })
  t.equal(last.primary?.line, 3)
  t.match(last.why?.join('\n'), /left out, for runs that went well said it, too: 2 lines/)
})

t.test('hardware and the scheduler are believed, whatever a good run said', async t => {
  const text = '[ 1200.1] NVRM: Xid (PCI:0000:dc:00): 79, pid=1234, GPU has fallen off the bus.\n'
  t.equal(judge(text, { isCommon: knownFrom(text) }).last.action, 'restart_isolate')
  const limit = 'slurmstepd: error: *** JOB 7 ON n1 CANCELLED AT 2026-05-05T05:05:05 DUE TO TIME LIMIT ***\n'
  t.equal(judge(limit, { isCommon: knownFrom(limit) }).last.action, 'wait')
})

t.test('kinds beyond the bound are not learned', async t => {
  const { most } = BOUNDS['classify.common']
  const known = new Set(Array.from({ length: most - 1 }, (_, index) => `kind ${index}`))
  const isCommon = learnGoodRun(known)
  for (const word of ['alpha', 'beta', 'gamma']) judge(`ERROR: the ${word} unit failed`, { isCommon })
  t.equal(known.size, most)
})
