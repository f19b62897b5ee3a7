import t from 'tap'
import { isDeeper, withinDepth } from '../../lib/record/depth.ts'
import fc from '../fast-check.ts'

/** How many objects and lists are inside of each other. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

/** The value with the JSON of what is deeper than `most` in the place of that. */
function cut(value: unknown, most: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (most === 0) return JSON.stringify(value)
  if (Array.isArray(value)) return value.map(item => cut(item, most - 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item, most - 1)]))
}

/** Values whose texts hold brackets, quotes and backslashes. */
const VALUES = fc.letrec(tie => ({
  any: fc.oneof(
    { maxDepth: 9, depthSize: 'max' },
    fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a', '\u2028', '\ud800') }),
    fc.integer(),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', '[', '"]}', '\\', 'constructor'), tie('any'), { maxKeys: 3 }),
  ),
})).any

t.test('what is deeper becomes its own text, and nothing else changes', async () => {
  fc.assert(
    fc.property(VALUES, fc.integer({ min: 0, max: 8 }), fc.constantFrom(undefined, 1), (value, most, blanks) => {
      const text = JSON.stringify(value, undefined, blanks)
      const shallow = withinDepth(text, most)
      if (depthOf(value) <= most) return shallow === text && !isDeeper(text, most)
      if (blanks === undefined && JSON.stringify(JSON.parse(shallow)) !== JSON.stringify(cut(value, most))) return false
      return depthOf(JSON.parse(shallow)) === most && isDeeper(text, most)
    }),
  )
})

t.test('text that is no JSON stays as it is', async () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a', ':', ','), maxLength: 40 }),
      text => {
        const shallow = withinDepth(text, 2)
        if (shallow === text) return true
        JSON.parse(text)
        return depthOf(JSON.parse(shallow)) <= 2
      },
    ),
  )
})

t.test('any depth', async t => {
  for (const levels of [6000, 100_000, 1_000_000]) {
    const inner = '{"a":['.repeat(levels / 2) + ']}'.repeat(levels / 2)
    const value = JSON.parse(withinDepth(`[${inner}]`, 1))
    t.ok(value[0] === inner, `${levels} levels`)
  }
})
