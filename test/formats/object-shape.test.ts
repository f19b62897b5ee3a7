import t from 'tap'
import { shapeOf } from '../../lib/formats/object-shape.ts'

t.test('the keys of a meaning come with the most telling first, whatever their order on the line', async t => {
  const shape = shapeOf({
    t: 1,
    message: 'x',
    level: 'info',
    timestamp: 2,
    msg: 'y',
    loss: 1,
    pid: 7,
    step: 3,
    global_rank: 2,
    stream: 'stderr',
    file: 'a.py',
  })
  t.same(shape.times, ['timestamp', 't'])
  t.same(shape.messages, ['msg', 'message'])
  t.same(shape.wholeNumbers, [['global_rank', 'rank']])
  t.same(shape.steps, ['step'])
  t.same(
    shape.numbers.filter(({ known }) => known).map(({ key }) => key),
    ['loss', 'step'],
  )
  t.notOk(shape.numbers.some(({ key }) => key === 'pid'))
  t.ok(shape.namesFile && shape.namesStream)
})

t.test('the same keys in the same order are looked through once, until 32 other shapes have come', async t => {
  const shape = shapeOf({ level: 'info', msg: 'a' })
  t.equal(shapeOf({ level: 'error', msg: 'b' }), shape)
  t.not(shapeOf({ msg: 'b', level: 'error' }), shape)
  for (let number = 0; number < 31; number++) shapeOf({ [`key ${number}`]: 1 })
  t.not(shapeOf({ level: 'info', msg: 'a' }), shape)
})

t.test('an object of hundreds of keys, or of one very long key, is not kept', async t => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, number) => [`key ${number}`, number]))
  t.not(shapeOf(many), shapeOf(many))
  const long = { ['k'.repeat(201)]: 1 }
  t.not(shapeOf(long), shapeOf(long))
})
