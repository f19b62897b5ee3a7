import t from 'tap'
import { startIgnored } from '../../lib/classify/ignored.ts'
import { judge } from './verdict-of-text.ts'

t.test('the exception below the announcement is ignored, once, and only of that writer', async t => {
  const ignored = startIgnored()
  ignored.saw('a', 'Exception ignored in: <function f>', 1)
  ignored.saw('a', 'anything else', 2)
  t.notOk(ignored.takes('b', 3))
  t.ok(ignored.takes('a', 4))
  t.notOk(ignored.takes('a', 5))
  ignored.saw('a', 'Exception ignored in: <function f>', 10)
  t.notOk(ignored.takes('a', 100), 'too far below')
})

const FINALIZER = [
  'Exception ignored in: <function Pool.__del__ at 0x7f>',
  'Traceback (most recent call last):',
  '  File "/usr/lib/python3.11/pool.py", line 3, in __del__',
  'OSError: handle is closed',
]

t.test('a finalizer that fails is no failure; what fails besides is', async t => {
  t.equal(judge(FINALIZER.join('\n')).last.action, 'unknown')
  const { last } = judge([...FINALIZER, 'ValueError: too many values to unpack (expected 2)'].join('\n'))
  t.equal(last.primary?.line, 5)
})
