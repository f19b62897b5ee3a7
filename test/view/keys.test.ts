import t from 'tap'
import { FIRST_SHOWN, keysOf, pressed, type Shown } from '../../lib/view/keys.ts'
import type { View } from '../../lib/view/model.ts'
import { line, step, viewOf } from './told.ts'

t.test('bytes of a terminal are keys; what means nothing is left out', async t => {
  t.same(keysOf('\u001b[A\u001bOBjk\r\u001b[5~\u001b[200~xq'), ['up', 'down', 'down', 'up', 'open', 'pageUp', 'quit'])
  t.same(keysOf('\u001b'), ['back'])
  t.same(keysOf('\f?\u007f'), ['redraw', 'help', 'back'])
  t.same(keysOf('\u001b[1;5C日'), [])
})

const after = (view: View, keys: string): Partial<Shown> =>
  keysOf(keys).reduce((shown, key) => pressed(view, shown, key), FIRST_SHOWN)

t.test('down the jobs, into one, down its ranks, into its evidence, and back', async t => {
  const view = viewOf([step(0, 1), ...[0, 1].map(rank => line(0, { job: 'qwen', rank })), line(0, { job: 'last' })], 1)
  t.match(after(view, 'j'), { screen: 'jobs', job: 'qwen' })
  t.match(after(view, 'jjjjj'), { job: 'last' })
  t.match(after(view, 'Gk'), { job: 'qwen' })
  t.match(after(view, 'jg'), { job: 'llama' })
  t.match(after(view, 'j\r'), { screen: 'job', job: 'qwen', rank: undefined })
  t.match(after(view, 'j\rj'), { screen: 'job', rank: 'rank 0' })
  t.match(after(view, 'j\rjjjj'), { rank: 'rank 1' })
  t.match(after(view, 'j\rjk'), { rank: undefined })
  t.match(after(view, 'j\rj\r'), { screen: 'evidence', rank: 'rank 0', scroll: 0 })
  t.match(after(view, 'j\rj\rjjk'), { screen: 'evidence', scroll: 1 })
  t.match(after(view, 'j\rj\rkk'), { scroll: 0 })
  t.match(after(view, 'j\rj\rjh'), { screen: 'job', rank: 'rank 0', scroll: 0 })
  t.match(after(view, 'j\rj\rhh'), { screen: 'job', rank: undefined })
  t.match(after(view, 'j\rj\rhhh'), { screen: 'jobs', job: 'qwen' })
})

t.test('a single job is there at once; any key leaves the help', async t => {
  const view = viewOf([step(0, 1)], 1)
  t.match(after(view, '\r'), { screen: 'evidence' })
  t.match(after(view, '?'), { isHelp: true })
  t.match(after(view, '?j'), { isHelp: false, screen: 'jobs' })
  t.match(after(view, '\r?\r'), { isHelp: false, screen: 'evidence' })
})
