// What we know before asking is what the server says: both are asked about the same lines.
import t from 'tap'
import { areLabelsFit, isTooLong, refusedTime } from '../../lib/ship/local-check.ts'
import fc from '../fast-check.ts'
import { fakeLoki } from '../servers/fake-loki.ts'

const NOW = 1_767_607_200_000
const WEEK = 7 * 86_400_000
const LIMITS = { maxAgeMs: WEEK, maxLineBytes: 262_144 }

t.test('age, size and labels are judged as the server judges them', async t => {
  const server = await fakeLoki({ windowMs: 100 * WEEK })
  t.teardown(() => server.close())
  server.now = () => NOW
  const pushed = async (stream: object, stamp: string, line: string): Promise<boolean> => {
    const body = JSON.stringify({ streams: [{ stream, values: [[stamp, line]] }] })
    const headers = { 'content-type': 'application/json' }
    return (await fetch(`${server.url}/loki/api/v1/push`, { method: 'POST', headers, body })).status === 204
  }
  const age = fc.oneof(
    fc.constantFrom(0, WEEK, WEEK + 1, -600_000, -600_001, WEEK - 1),
    fc.integer({ min: -2_000_000, max: 2 * WEEK }),
  )
  const line = fc.constantFrom(
    'x',
    '',
    'x'.repeat(262_144),
    'x'.repeat(262_145),
    'é'.repeat(131_072),
    '€'.repeat(87_382),
  )
  const name = fc.constantFrom('job', 'bad-name', '0a', '_ok', 'a'.repeat(1024), 'a'.repeat(1025))
  const labels = fc.oneof(
    fc.dictionary(name, fc.constantFrom('v', 'v'.repeat(2048), 'é'.repeat(1025)), { minKeys: 1, maxKeys: 3 }),
    fc
      .integer({ min: 14, max: 17 })
      .map(count => Object.fromEntries(Array.from({ length: count }, (_, i) => [`l${i}`, 'v']))),
  )
  let refused = 0
  await fc.assert(
    fc.asyncProperty(age, line, labels, async (ageMs, text, stream) => {
      const time = NOW - ageMs
      const ours = refusedTime(time, NOW, LIMITS) === undefined && !isTooLong(text, LIMITS) && areLabelsFit(stream)
      if (!ours) refused++
      const theirs = await pushed(stream, `${time}000000`, text)
      if (ours !== theirs) throw new Error(`${ours} and ${theirs}`)
    }),
    { numRuns: 200 },
  )
  t.ok(refused > 20 && refused < 190, `${refused} of 200 are refused`)
})

t.test('0 is no limit of length', async t => {
  t.equal(isTooLong('x'.repeat(1 << 20), { maxAgeMs: 0, maxLineBytes: 0 }), false)
})
