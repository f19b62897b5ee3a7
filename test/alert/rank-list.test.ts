import t from 'tap'
import { formatRanks } from '../../lib/alert/rank-list.ts'

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
