import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { type Entry, newEntry, type Payload } from '../../lib/formats/format.ts'
import { noteBarSeparated } from '../../lib/formats/key-values.ts'
import { withLayouts } from '../../lib/formats/layouts.ts'
import { deepspeedEngine } from '../../lib/formats/payloads/deepspeed-engine.ts'
import { megatron } from '../../lib/formats/payloads/megatron.ts'
import { megatronTimers } from '../../lib/formats/payloads/megatron-timers.ts'
import { metricDict } from '../../lib/formats/payloads/metric-dict.ts'
import { nanogpt } from '../../lib/formats/payloads/nanogpt.ts'
import { nemoProgress } from '../../lib/formats/payloads/nemo-progress.ts'
import { torchtitan } from '../../lib/formats/payloads/torchtitan.ts'
import fc from '../fast-check.ts'

const VALUES =
  '1|10,303|1,234.5|12345|-2.5|1.5E-07|0.25|12.6/12.5|nan|-inf|105.9ms|4s|40%|-100.00%|on|1234567890123456789|0.9704080820083618|1e400|1e300|+3|1.|.5|1e|0x1f|1,234|007|-0|12:30|  5|'.split(
    '|',
  )
const MORE_LINES = [
  'rank=0 time (ms) | forward_microstep: 1510.16 | step: 70.48',
  ' [2024-05-01 10:00:00.123456] iteration        1/     100 | lm loss: 1.1 | grad norm: 2.0 |',
  ' iteration        1/     100 | lm loss: 1.1 | lm loss: 2 | step: 3 | rank: 4 |',
  'iter 5: loss 2.5, time 1.5s, mfu 30.10%',
  'step=2, skipped=0, lr=[3.75e-05, 3.75e-05], mom=[(0.9, 0.999), (0.9, 0.999)]',
  `{'loss': 1.5, 'loss': 2, 'rank': 3, 'total_steps': ' 7 ', 'step': ${' '.repeat(60)}8, 'epoch': '1.5'}`,
]
const PAYLOADS = [megatron, megatronTimers, deepspeedEngine, nanogpt, nemoProgress, metricDict, torchtitan]
const LINES = [...PAYLOADS.flatMap(payload => payload.samples.map(sample => sample.line)), ...MORE_LINES]

/** Lines of the same words, in each of which some numbers are others. */
const lines = fc
  .tuple(
    fc.constantFrom(...LINES),
    fc.array(
      fc.array(fc.tuple(fc.nat(20), fc.oneof(fc.constantFrom(...VALUES), fc.double().map(String))), { maxLength: 2 }),
      { minLength: 1, maxLength: 8 },
    ),
  )
  .map(([line, changes]) =>
    changes.map(change => {
      let number = 0
      return line.replace(
        /\d[\d.]*(?:[eE][-+]?\d+)?/g,
        text => change.find(([place]) => place === number++)?.[1] ?? text,
      )
    }),
  )

/** Reads as if there were no layouts: they are not asked where there are metrics. */
function readSlowly(payload: Payload, text: string): Entry {
  const entry = { ...newEntry(''), metrics: {} }
  payload.read(text, entry, { columns: undefined })
  return entry
}

t.test('a line that is laid out as one before it gives what it gives by itself', async t => {
  const check = fc.check(
    fc.property(lines, texts => {
      for (const text of texts.map(line => line.trim())) {
        for (const payload of PAYLOADS) {
          const quick = newEntry('')
          payload.read(text, quick, { columns: undefined })
          if (!isDeepStrictEqual({ ...quick, metrics: quick.metrics ?? {} }, readSlowly(payload, text))) return false
        }
      }
      return true
    }),
    { numRuns: 2000 },
  )
  t.same(check.counterexample, null)
})

t.test('lines of the same words are read without the reader as soon as it has seen what varies', async t => {
  let reads = 0
  const read = withLayouts((text, entry, found) => {
    reads++
    return noteBarSeparated(entry, text, undefined, { found, offset: 0 }) > 0
  })
  const readsOf = (text: string) => {
    const [before, entry] = [reads, newEntry('')]
    t.equal(read(text, entry, { columns: undefined }), true)
    return [reads - before, entry.metrics, entry.step]
  }
  t.same(readsOf('lm loss:  2.5 | loss scale: 1.0 | step: 7 |'), [1, { loss: 2.5, loss_scale: 1 }, 7], 'all is new')
  t.same(readsOf('lm loss:  2.5 | loss scale: 1.0 | step: 7 |'), [0, { loss: 2.5, loss_scale: 1 }, 7], 'the same again')
  t.same(
    readsOf('lm loss: 12.4 | loss scale: 1.0 | step: 7 |'),
    [1, { loss: 12.4, loss_scale: 1 }, 7],
    'the loss varies',
  )
  t.same(readsOf('lm loss: 1E-3 | loss scale: 1.0 | step: 7 |'), [0, { loss: 0.001, loss_scale: 1 }, 7])
  t.same(
    readsOf('lm loss:  0.5 | loss scale: 2.0 | step: 8 |'),
    [1, { loss: 0.5, loss_scale: 2 }, 8],
    'the others vary, too',
  )
  t.same(readsOf('lm loss:  0.4 | loss scale: 4.0 | step: 9 |'), [0, { loss: 0.4, loss_scale: 4 }, 9])
  t.same(
    readsOf('lm loss:  nan | loss scale: 4.0 | step: 9 |'),
    [1, { loss: null, loss_scale: 4 }, 9],
    'no plain number',
  )
})

t.test(
  'a log whose words never repeat is learned from once in a while, so that one that comes behind it is learned, too',
  async t => {
    let reads = 0
    const read = withLayouts((text, entry, found) => {
      reads++
      return noteBarSeparated(entry, text, undefined, { found, offset: 0 }) > 0
    })
    const word = (line: number) => String.fromCharCode(97 + (line % 26), 97 + (Math.floor(line / 26) % 26))
    for (let line = 0; line < 600; line++) read(`${word(line)}: 1 |`, newEntry(''), { columns: undefined })
    t.equal(reads, 600)
    for (let line = 0; line < 1000; line++) read(`loss: ${line} |`, newEntry(''), { columns: undefined })
    t.ok(reads < 600 + 200, `${reads}`)
  },
)
