import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import { boundRanks, newRanks, type Ranks, rankList, takeRankLine, takeRankStatus } from '../../lib/view/ranks.ts'
import { line, START, status } from './told.ts'

const seconds = (count: number): number => START + count * 1000
const troubles = (ranks: Ranks, now: number): Record<string, string> =>
  Object.fromEntries(
    rankList(ranks, seconds(now)).flatMap(({ rank, trouble }) => (trouble === undefined ? [] : [[rank.name, trouble]])),
  )

/** Rank 0 speaks every ten seconds until `until`, rank 1 until 100. */
function twoRanks(until: number): Ranks {
  const ranks = newRanks()
  for (let at = 0; at <= until; at += 10)
    for (const rank of at <= 100 ? [0, 1] : [0]) takeRankLine(ranks, line(at, { rank }), seconds(at))
  return ranks
}

t.test('a rank is silent beyond twice its longest silence and half a minute, while others speak', async t => {
  t.same(troubles(twoRanks(130), 130), {})
  t.same(troubles(twoRanks(140), 140), { 'rank 1': 'silent' })
  t.same(troubles(twoRanks(140), 200), {}, 'a job that is silent as a whole is for the states to tell')
  const spokeOnce = newRanks()
  takeRankLine(spokeOnce, line(0, { rank: 1 }), seconds(0))
  for (let at = 0; at < 200; at += 10) takeRankLine(spokeOnce, line(at, { rank: 0 }), seconds(at))
  t.same(troubles(spokeOnce, 190), {}, 'one that greets at the start and never again is none')
})

t.test('a rank is behind by more than two of its own strides', async t => {
  const ranks = newRanks()
  const report = (rank: number, step: number): void => takeRankLine(ranks, line(0, { rank, step }), seconds(0))
  for (const step of [10, 20]) report(1, step)
  report(0, 40)
  t.same(troubles(ranks, 1), {})
  report(0, 41)
  t.same(troubles(ranks, 1), { 'rank 1': 'behind' })
  report(2, 5)
  t.same(troubles(ranks, 1), { 'rank 1': 'behind' }, 'who reported one step alone may report each thousandth')
})

t.test('the worst stand first, then rank 2 before rank 10; a state that is over is none', async t => {
  const ranks = newRanks()
  for (const rank of [10, 2, 3, 4]) takeRankLine(ranks, line(0, { rank }), seconds(0))
  takeRankStatus(ranks, status(1, 'SLOW', { scope: 'rank', rank: 4 }))
  takeRankStatus(ranks, status(1, 'FAULTED', { scope: 'rank', rank: 3 }))
  t.same(
    rankList(ranks, seconds(2)).map(({ rank }) => rank.name),
    ['rank 3', 'rank 4', 'rank 2', 'rank 10'],
  )
  takeRankStatus(ranks, status(2, 'HEALTHY', { scope: 'rank', rank: 3 }))
  t.same(troubles(ranks, 2), { 'rank 4': 'SLOW' })
})

t.test('of too many ranks the ones that wrote longest ago are forgotten, and counted', async t => {
  const ranks = newRanks()
  const { most } = BOUNDS['view.ranks']
  for (let rank = 0; rank < most + 5; rank++) {
    takeRankLine(ranks, line(0, { rank }), seconds(0))
    boundRanks(ranks)
  }
  t.equal(ranks.forgotten, 5)
  t.equal(ranks.byName.size(), most)
  t.equal(ranks.byName.get('rank 4'), undefined)
  t.ok(ranks.byName.get('rank 5'))
})

t.test('lines that name no rank are of none', async t => {
  const ranks = newRanks()
  takeRankLine(ranks, line(0, { file: 'train.log' }), seconds(0))
  t.equal(ranks.byName.size(), 0)
})
