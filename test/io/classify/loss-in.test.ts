import t from 'tap'
import { lossOf } from '../../../lib/classify/loss-watch.ts'
import { lossIn } from '../../../lib/io/classify/loss-in.ts'
import fc from '../../fast-check.ts'

const fromBytes = (text: string): number => {
  const buffer = Buffer.from(`before\n${text}\nlm loss: 9.9 after`)
  return lossIn(buffer, 7, 7 + Buffer.byteLength(text))
}
const isSame = (a: number, b: number): boolean =>
  Number.isNaN(a) ? Number.isNaN(b) : Math.abs(a - b) <= 1e-9 * Math.abs(a)

t.test('bytes and text give the same loss', async t => {
  const texts = [
    ' iteration 5/ 10 | lm loss: 7.343709E+00 | loss scale: 8192.0 |',
    "{'loss': 2.31, 'learning_rate': 4.9e-05, 'epoch': 0.12}",
    "{'eval_loss': 2.31, 'loss': 12}",
    'step: 10  loss:  6.52811  grad_norm: 25.3750',
    'step: 10  loss: 6.5',
    'moe loss: 1.0 | lm loss: 3.5E-01 |',
    'calm loss: 3.5 | lm loss: nan | lm loss: 2.0x',
    'lm loss: 1.2.3',
    'lm loss: 5',
    'loss',
    '',
  ]
  for (const text of texts)
    t.ok(isSame(lossOf(text), fromBytes(text)), `${text}: ${lossOf(text)} and ${fromBytes(text)}`)
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.constantFrom('lm loss: ', "'loss': ", '  loss:  ', ' ', 'l', 'ss', '|', 'é'),
          fc.double({ min: 1e-6, max: 1e9, noNaN: true }).map(value => value.toExponential(6)),
        ),
        { maxLength: 8 },
      ),
      parts => {
        const text = parts.join('')
        return isSame(lossOf(text), fromBytes(text))
      },
    ),
    { numRuns: 2000 },
  )
})
