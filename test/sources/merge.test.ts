import t from 'tap'
import { merger } from '../../lib/sources/merge.ts'
import fc from '../fast-check.ts'

type Item = readonly [series: string, number: number]
const SIZE = 1

t.test(
  'complete series come out in time order, equal times in the order of the series, each series in its own order',
  async t => {
    t.doesNotThrow(() =>
      fc.assert(
        fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }), { maxLength: 5 }), series => {
          const merge = merger<Item>(1000, 1 << 20)
          for (const [index, times] of series.entries()) {
            const name = `s${index}`
            merge.open(name)
            for (const [number, time] of times.entries())
              merge.push(name, { item: [name, number], time, sizeBytes: SIZE }, 0)
            merge.end(name)
          }
          const out: Item[] = []
          for (let item = merge.next(0); item !== undefined; item = merge.next(0)) out.push(item)
          // A clock that steps back within a series does not change the order that its writer gave.
          const monotone = series.map(times => times.map((_, number) => Math.max(...times.slice(0, number + 1))))
          const wanted = monotone
            .flatMap((times, index) => times.map((time, number) => ({ time, index, number })))
            .sort((a, b) => a.time - b.time || a.index - b.index || a.number - b.number)
            .map(({ index, number }) => [`s${index}`, number])
          return JSON.stringify(out) === JSON.stringify(wanted) && merge.heldBytes() === 0
        }),
        { numRuns: 300 },
      ),
    )
  },
)

t.test('an item waits for a series that has nothing, but no longer than the delay', async t => {
  const merge = merger<string>(1000, 1 << 20)
  merge.open('quiet')
  merge.push('busy', { item: 'late', time: 50, sizeBytes: SIZE }, 100)
  t.equal(merge.deadline(), 1100)
  t.equal(merge.next(1099), undefined)
  merge.push('quiet', { item: 'early', time: 40, sizeBytes: SIZE }, 1099)
  t.equal(merge.next(1099), 'early', 'all series are known: no need to wait')
  t.equal(merge.next(1099), undefined)
  t.equal(merge.next(1100), 'late')
  t.equal(merge.deadline(), undefined)
})

t.test('more than the bound is not held', async t => {
  const merge = merger<number>(1000, 10)
  merge.open('quiet')
  for (let number = 0; number < 4; number++) merge.push('busy', { item: number, time: number, sizeBytes: 4 }, 0)
  t.same([merge.next(0), merge.next(0), merge.next(0)], [0, 1, undefined])
  t.equal(merge.heldBytes(), 8)
})
