import t from 'tap'
import { clockOf, elapsed } from '../../lib/classify/clock.ts'

const at = (text: string): number => Date.parse(text)

t.test('times with and without a year are compared, over New Year too', async t => {
  t.equal(clockOf(at('2024-06-05T10:00:00.250Z')), at('2000-06-05T10:00:00.250Z'))
  t.equal(clockOf(0), undefined)
  t.equal(elapsed(at('2000-06-05T10:00:00Z'), at('2000-06-05T10:10:00Z')), 600_000)
  t.equal(elapsed(at('2000-12-31T23:59:00Z'), at('2000-01-01T00:01:00Z')), 120_000)
  t.equal(elapsed(at('2000-01-01T00:01:00Z'), at('2000-12-31T23:59:00Z')), -120_000)
})
