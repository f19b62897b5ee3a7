import t from 'tap'
import { attemptOfPath, orderFiles } from '../../lib/classify/file-order.ts'

const order = (...paths: string[]): readonly string[] => orderFiles(paths, path => path.includes('kern'))

t.test('the number of an attempt is read from names of every scheme', async t => {
  const numbers = {
    'logs/train_cycle4.log': 4,
    'job_attempt_2.log': 2,
    'r/none_k2v_x81q/attempt_1/3/stdout.log': 1,
    'cycle-7/out.txt': 7,
    'job.log': undefined,
    'job.log.1': undefined,
  }
  for (const [path, number] of Object.entries(numbers)) t.equal(attemptOfPath(path), number, path)
})

t.test('attempts come in their order, parts of a rotated file oldest first, kernel logs before all', async t => {
  t.same(order('a_attempt_1.log', 'a_attempt_0.log'), ['a_attempt_0.log', 'a_attempt_1.log'])
  t.same(order('job.log', 'job.log.1', 'job.log.10', 'job.log.2'), ['job.log.10', 'job.log.2', 'job.log.1', 'job.log'])
  t.same(order('b.log', 'a.log', 'kern.log'), ['kern.log', 'b.log', 'a.log'], 'what has no number stays as given')
  t.same(
    order('job.out.1', 'job.err.1'),
    ['job.out.1', 'job.err.1'],
    'a number is no rotation where the live file is not given',
  )
  t.same(order('t_cycle1.log', 'agent.log', 't_cycle0.log'), ['t_cycle0.log', 't_cycle1.log', 'agent.log'])
})
