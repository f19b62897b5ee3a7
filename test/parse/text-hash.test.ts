import t from 'tap'
import { textHash } from '../../lib/parse/text-hash.ts'

t.test('texts that differ in a rank or a process number mostly have places of their own', async t => {
  const texts = Array.from(
    { length: 64 },
    (_, rank) =>
      `node-${String(rank >> 3).padStart(3, '0')}:${41_000 + rank}:${42_000 + rank} [${rank % 8}] NCCL INFO Channel 03/0 : 5[5] -> 6[6] via P2P`,
  )
  const places = new Set(texts.map(text => textHash(text) & 4095))
  t.ok(places.size >= 60, `${places.size} places`)
})

t.test('equal texts have the same hash, which is never -1', async t => {
  for (let length = 0; length < 600; length++) {
    const text = 'x'.repeat(length)
    t.equal(textHash(` ${text}`.slice(1)), textHash(text))
    t.not(textHash(text), -1)
  }
})
