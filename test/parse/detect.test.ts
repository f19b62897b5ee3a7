import t from 'tap'
import { type Entry, newEntry } from '../../lib/formats/format.ts'
import { FORMATS, rivalsOf } from '../../lib/formats/ordered.ts'
import { type Detector, detector, newLearned } from '../../lib/parse/detect.ts'
import fc from '../fast-check.ts'

const PIECES = [
  '  12%|',
  '100%|',
  '5%|',
  '█▏  ',
  '###',
  '[=>  ]',
  '━━━',
  '| ',
  '|',
  '18/97',
  '1.2k/3k',
  '5 [12%] in 3s',
  ' [01:50<08:31,  6.39s/it]',
  ' [00:12<?, ?it/s, loss=2.3]',
]
const MORE_PIECES = [
  '3it [00:04,  4.36s/it]',
  ' loss: 2.5',
  ' ',
  ':',
  "{'loss': 2.9, 'epoch': 0.01}",
  'INFO 2024-05-01 10:00:00,123 train.py:45 x',
]
const line = fc
  .array(fc.constantFrom(...PIECES, ...MORE_PIECES), { minLength: 1, maxLength: 7 })
  .map(pieces => pieces.join(''))

function read(all: Detector, text: string): Entry {
  const entry = newEntry(text)
  all.read(text, entry, newLearned())
  return entry
}

t.test(
  'a text that is known to be of one payload by its start gives what it gives when every format is asked before it',
  async t => {
    let bars = 0
    const [quick, slow] = [detector(FORMATS, rivalsOf), detector(FORMATS, rivalsOf, true)]
    const check = fc.check(
      fc.property(line, text => {
        const entry = read(quick, text)
        if (entry.format === 'progress-bar') bars++
        return JSON.stringify(entry) === JSON.stringify(read(slow, text))
      }),
      { numRuns: 5000, examples: [['  12%|  12%|  12%|[=>  ]  12%|3it [00:04,  4.36s/it]  12%|']] },
    )
    t.same(check.counterexample, null)
    t.ok(bars > 20, `${bars} bars`)
  },
)
