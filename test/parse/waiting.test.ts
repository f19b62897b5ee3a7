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
