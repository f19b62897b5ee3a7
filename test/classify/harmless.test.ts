import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import { startHarmless } from '../../lib/classify/harmless.ts'
import { judge } from './verdict-of-text.ts'

t.test('lines of one shape differ by numbers alone, and not where numbers decide', async t => {
  const { shapeOf } = startHarmless()
  t.equal(
    shapeOf('[rank5]: [05:06:07] Warning: ASYNC_ERROR_HANDLING is deprecated'),
    shapeOf('[rank12]: [05:07:08] Warning: ASYNC_ERROR_HANDLING is deprecated'),
  )
  for (const line of ['5 failed, 0 errors', 'retry 3/34 failed', 'failed, code 7', 'ended with status=1', 'err 12'])
    t.equal(shapeOf(line), undefined, line)
  t.equal(shapeOf('error '.repeat(500_000)), undefined)
})

t.test('what follows many harmless lines of another shape is still read', async t => {
  const line = (rank: number) => `[rank${rank}]: Warning: MY_ERROR_HANDLING is deprecated`
  const lines = Array.from({ length: 20 }, (_, rank) => line(rank))
  const { last } = judge([...lines, '[rank3]: FATAL: the ring buffer failed', ...lines].join('\n'))
  t.equal(last.primary?.line, 21)
})

t.test('shapes beyond the bound are forgotten, and such lines are read again', async t => {
  const shapes = startHarmless()
  const { most } = BOUNDS['classify.harmless']
  for (let index = 0; index < most; index++) shapes.add(`shape ${index}`)
  t.ok(shapes.has('shape 0') && shapes.has(`shape ${most - 1}`))
  shapes.add('one more')
  t.ok(shapes.has('one more'))
  t.notOk(shapes.has('shape 0'))
})
