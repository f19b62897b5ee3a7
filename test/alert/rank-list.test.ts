import t from 'tap'
import { formatRanks, parseRanks } from '../../lib/alert/rank-list.ts'

t.test('ranks are ranges in ascending order, each once', async t => {
  const rows: readonly (readonly [ranks: readonly number[], text: string])[] = [
    [[], ''],
    [[7], '7'],
    [[2, 1], '1, 2'],
    [[3, 1, 2, 2], '1-3'],
    [[0, 1, 2, 4, 6, 7], '0-2, 4, 6, 7'],
  ]
  for (const [ranks, text] of rows) t.equal(formatRanks(ranks), text)
})

t.test('beyond the limit of ranges the ranks that are not named are counted', async t => {
  t.equal(formatRanks([0, 2, 3, 5, 7, 8], 2), '0, 2, 3 and 3 more')
})

t.test('what names all ranks is read back, and nothing else', async t => {
  for (const ranks of [[0], [3, 4], [0, 1, 2, 3, 7], [5, 9, 10, 11, 4095]])
    t.same(parseRanks(formatRanks(ranks)), ranks)
  const many = Array.from({ length: 50 }, (_, index) => 2 * index)
  t.equal(parseRanks(formatRanks(many)), undefined, 'ten are not named')
  for (const text of ['', '0-', '1-2-3', '0-3 and 5 more', '0-999999999', 'all', '1,2', '-5', '1e3'])
    t.equal(parseRanks(text), undefined, text)
})
