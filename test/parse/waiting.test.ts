// When entries leave that nobody continues, in a replay.
import t from 'tap'
import { parseLogs } from '../parse-lines.ts'

const at = (seconds: number, text: string): string =>
  `2026-03-04 05:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')} INFO ${text}`
const messages = (lines: readonly string[]): readonly string[] =>
  parseLogs(lines).map(({ message }) => message.replace(/^.*INFO /, ''))

t.test('a line without a time leaves when its log is ten seconds later', async t => {
  const lines = [at(0, 'a'), '[rank3]: ready', at(9, 'b'), at(10, 'c'), at(11, 'd'), at(20, 'e')]
  t.same(messages(lines), ['a', 'b', 'c', 'ready', 'd', 'e'])
})

t.test('one that goes on meanwhile does not', async t => {
  const block = [
    'Traceback (most recent call last):',
    '  File "train.py", line 3, in <module>',
    '    main()',
    'KeyError: 1',
  ]
  const lines = block.flatMap((line, index) => [`[rank3]: ${line}`, at(8 * index, `step ${index}`)])
  t.same(
    messages([at(0, 'a'), ...lines, at(40, 'z')]).filter(text => text.includes('Trace')),
    [block.join('\n')],
  )
})

t.test(
  'an indented line below one that no logger wrote is a line of its own, as where a minute lies between',
  async t => {
    const saved = '  successfully saved checkpoint from iteration     120 to /ckpt [ t 1/8, p 1/4 ]'
    const lines = [at(0, 'go'), 'saving checkpoint at iteration     120 to /ckpt', saved, at(1800, 'end')]
    t.same(messages(lines).slice(1, 3), ['saving checkpoint at iteration     120 to /ckpt', saved])
    t.same(messages([at(0, 'go'), '  below it', at(1800, 'end')])[0], 'go\n  below it', 'below a head it belongs there')
    const headed = ['[rank0]: The arguments:', '[rank0]:   a: 1', '[rank0]:   b: 2']
    t.same(messages(headed), ['The arguments:\n  a: 1\n  b: 2'], 'and where the line announces it')
  },
)
