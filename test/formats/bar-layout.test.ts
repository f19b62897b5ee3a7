import fc from 'fast-check'
import t from 'tap'
import { newEntry } from '../../lib/formats/format.ts'
import { noteBarSeparated } from '../../lib/formats/key-values.ts'

const KEYS = ['lm loss', 'loss', 'elapsed time per iteration (ms)', 'elapsed time per iteration (s)', 'mfu', 'grad norm', 'step', 'epoch', 'rank', 'note', '']
const VALUES = [
  '1',
  '-2.5',
  '1.5E-07',
  '0.25',
  '12.6/12.5',
  'nan',
  'inf',
  '105.9ms',
  '40%',
  '',
  'on',
  '1234567890123456789',
  '1e400',
  '+3',
  '1.',
  '.5',
  '1e',
  '0x1f',
  '1,234',
]
const segment = fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom(': ', ':', ' : ', ' ', ':   '), fc.constantFrom(...VALUES), fc.constantFrom(' | ', '|', ' |', ' '))
const line = fc.array(segment, { minLength: 1, maxLength: 6 }).map(segments => segments.map(parts => parts.join('')).join(''))
const sameKeys = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('lm loss', 'learning rate', 'elapsed time per iteration (ms)', 'mfu', 'grad norm'), { minLength: 1 }),
    fc.array(fc.constantFrom(...VALUES), { minLength: 5, maxLength: 5 }),
  )
  .map(([keys, values]) => keys.map((key, index) => ` ${key}: ${values[index]} |`).join(''))

t.test('a line that is laid out as one before it gives what it gives by itself', async t => {
  let laidOut = 0
  fc.assert(
    fc.property(fc.array(fc.oneof(line, sameKeys), { minLength: 1, maxLength: 12 }), lines => {
      for (const text of lines) {
        const quick = newEntry('')
        const slow = newEntry('')
        // A way of its own to name keys is what keeps a line from being read by layout.
        const counts = [noteBarSeparated(quick, text), noteBarSeparated(slow, text, key => key)]
        if (counts[0] !== counts[1] || JSON.stringify(quick) !== JSON.stringify(slow)) return false
        if (counts[0] === 5) laidOut++
      }
      return true
    }),
    { numRuns: 2000 },
  )
  t.ok(laidOut > 100, 'some lines have five metrics')
})
