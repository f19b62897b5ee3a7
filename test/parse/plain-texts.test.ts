import t from 'tap'
import { plainTexts } from '../../lib/parse/plain-texts.ts'
import fc from '../fast-check.ts'

t.test('a text is known only where it was added, whatever else was', async t => {
  const texts = plainTexts()
  const added = new Set<string>()
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.boolean(), (text, adds) => {
      if (adds) {
        texts.add(text)
        added.add(text)
        return texts.has(text)
      }
      return !texts.has(text) || added.has(text) || text === ''
    }),
    { numRuns: 5000 },
  )
  t.pass()
})

t.test('ranks that say the same but for their number are all known', async t => {
  const texts = plainTexts()
  const lines = Array.from(
    { length: 64 },
    (_, rank) => `rank ${rank}: Saved checkpoint shard to /checkpoints/llama-70b/step_00012000 in 12.41 s`,
  )
  for (const line of lines) texts.add(line)
  const known = lines.filter(line => texts.has(line)).length
  t.ok(known >= 60, `${known} of 64`)
})

t.test('a long text is not kept', async t => {
  const texts = plainTexts()
  texts.add('x'.repeat(513))
  t.notOk(texts.has('x'.repeat(513)))
})
