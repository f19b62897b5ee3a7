import t from 'tap'
import { recencyMap } from '../../lib/record/recency-map.ts'
import fc from '../fast-check.ts'

/** The same with JavaScript's own map: a key that is set again moves to the end. */
function reference() {
  const map = new Map<number, number>()
  return {
    set(key: number, value: number) {
      map.delete(key)
      map.set(key, value)
    },
    delete: (key: number) => void map.delete(key),
    get: (key: number) => map.get(key),
    values: () => [...map.values()],
  }
}

t.test('a key that is set again moves to the end', async t => {
  const map = recencyMap<string, number>()
  map.set('a', 1)
  map.set('b', 2)
  map.set('a', 3)
  t.same([map.values(), map.oldest(), map.get('a'), map.size()], [[2, 3], 2, 3, 2])
})

t.test('an empty map has no oldest value, and what is not there can be deleted', async t => {
  const map = recencyMap<string, number>()
  map.delete('a')
  map.set('a', 1)
  map.delete('a')
  map.delete('a')
  t.same([map.values(), map.oldest(), map.get('a'), map.size()], [[], undefined, undefined, 0])
})

t.test('the oldest is taken first, and a key that was taken can come back', async t => {
  const map = recencyMap<string, number>()
  for (const key of ['a', 'b', 'a', 'c']) map.set(key, key.charCodeAt(0))
  t.same([map.takeOldest(), map.values(), map.get('b'), map.size()], [98, [97, 99], undefined, 2])
  map.set('b', 1)
  t.same([map.takeOldest(), map.takeOldest(), map.takeOldest(), map.takeOldest()], [97, 99, 1, undefined])
  map.set('a', 2)
  t.same([map.values(), map.get('a'), map.size()], [[2], 2, 1])
})

t.test('it holds what a map of JavaScript holds, in the same order', async t => {
  const step = fc.record({ key: fc.nat(9), value: fc.option(fc.nat(), { nil: undefined }) })
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const ours = recencyMap<number, number>()
        const theirs = reference()
        const seen: unknown[] = []
        const expected: unknown[] = []
        for (const { key, value } of steps) {
          for (const map of [ours, theirs]) value === undefined ? map.delete(key) : map.set(key, value)
          seen.push([ours.values(), ours.size(), ours.oldest(), ours.get(key)])
          expected.push([theirs.values(), theirs.values().length, theirs.values()[0], theirs.get(key)])
        }
        t.same(seen, expected)
      }),
      { numRuns: 100 },
    ),
  )
})

t.test('keys that come and go leave the rest as it is', async t => {
  const map = recencyMap<number, number>()
  for (let key = 0; key < 5000; key++) map.set(key, key)
  for (let key = 0; key < 4998; key++) map.delete(key)
  map.set(7, 70)
  t.same(map.values(), [4998, 4999, 70])
})
