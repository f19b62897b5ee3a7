// The ranks of an alert in words: by their global numbers, by those on a node, by a launcher's, or counted.
import t from 'tap'
import { ranksText } from '../../lib/alert/name-ranks.ts'

const words = (numbered: readonly number[], keys: readonly string[] = [], unnamed = 0): string | undefined =>
  ranksText({ numbered, keys, unnamed })

t.test('ranks are called what they are known by', async t => {
  t.equal(words([]), undefined)
  t.equal(words([3]), 'rank 3')
  t.equal(words([0, 1, 2, 7]), 'ranks 0-2, 7')
  t.equal(words([], ['local rank 7']), 'local rank 7')
  t.equal(words([], ['job/llama/local rank 1', 'job/llama/local rank 0']), 'local ranks 0, 1')
  t.equal(
    words([], ['local rank 3 of gpu2', 'local rank 4 of gpu2', 'local rank 3 of gpu1']),
    'local ranks 3, 4 of gpu2, local rank 3 of gpu1',
  )
  t.equal(words([5], ['task 3', 'job/a/rule/slow/task 4']), 'rank 5, tasks 3, 4')
})

t.test('what has no number is counted, and so are very many nodes', async t => {
  t.equal(words([], ['logs/train.log']), '1 rank')
  t.equal(words([], ['logs/a.log', 'logs/b.log'], 3), '5 ranks')
  t.equal(words([1], ['logs/a.log'], 1), 'rank 1 and 2 more')
  const keys = Array.from({ length: 100 }, (_, index) => `local rank 0 of gpu${index}`)
  t.match(words([], keys), /^local rank 0 of gpu0, .*local rank 0 of gpu7 and 92 more$/)
})

t.test('the name of a node is clean and short', async t => {
  t.equal(words([], ['local rank 0 of a\u001b[31mb']), 'local rank 0 of ab')
  t.ok((words([], [`local rank 0 of ${'x'.repeat(5000)}`]) ?? '').length < 120)
})
