import { once } from 'node:events'
import t from 'tap'
import { mergeBatches } from '../../lib/io/merge-batches.ts'
import { type Batch, type OpenSource, sourceStream } from '../../lib/io/source.ts'

/** Gives `count` batches and notes what becomes of them. */
function numbered(name: string, count: number, events: string[]): OpenSource & { batches: AsyncGenerator<Batch> } {
  async function* batches(): AsyncGenerator<Batch> {
    for (let number = 0; number < count; number++)
      yield {
        bytes: Buffer.from(`${name}${number}\n`),
        reuse() {},
        acknowledged: () => void events.push(`${name}${number}`),
      }
  }
  return { batches: batches(), finish: async () => void events.push('saved'), exitCode: () => 0, writesRecords: false }
}

t.test('as a stream, batches are acknowledged as far as their bytes are, and before the end is saved', async t => {
  const events: string[] = []
  const { stream, acknowledged, finish } = sourceStream(numbered('a', 4, events))
  const got: string[] = []
  for await (const chunk of stream) got.push(String(chunk))
  t.same(got.join(''), 'a0\na1\na2\na3\n')
  t.same(events, [], 'nothing is acknowledged by being read')
  acknowledged(5)
  t.same(events, ['a0'], 'a batch of which a byte is missing is not')
  acknowledged(6)
  acknowledged(6)
  t.same(events, ['a0', 'a1'])
  acknowledged(12)
  await finish()
  t.same(events, ['a0', 'a1', 'a2', 'a3', 'saved'])
})

t.test('a stream that is broken off saves what was acknowledged, when its source has ended', async t => {
  const events: string[] = []
  const { stream, acknowledged, finish } = sourceStream(numbered('a', 100, events))
  stream.once('data', () => stream.destroy())
  await once(stream, 'close')
  acknowledged(3)
  await finish()
  t.same(events, ['a0', 'saved'])
})

t.test('a stream that nobody began to read is saved as well', async t => {
  const events: string[] = []
  await sourceStream(numbered('a', 2, events)).finish()
  t.same(events, ['saved'])
})

t.test('the batches of many sources come as they are there, each source in its own order', async t => {
  const events: string[] = []
  const got: string[] = []
  for await (const batch of mergeBatches([numbered('a', 3, events).batches, numbered('b', 2, events).batches]))
    got.push(batch.bytes.toString().trim())
  t.same([...got].sort(), ['a0', 'a1', 'a2', 'b0', 'b1'])
  t.same(
    got.filter(name => name.startsWith('a')),
    ['a0', 'a1', 'a2'],
  )
})
