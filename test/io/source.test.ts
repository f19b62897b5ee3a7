import { once } from 'node:events'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { mergeBatches } from '../../lib/io/merge-batches.ts'
import { type Batch, type OpenSource, sourceStream } from '../../lib/io/source.ts'

/** Gives `count` batches and notes what becomes of them. */
function numbered(name: string, count: number, events: string[]): OpenSource & { batches: AsyncGenerator<Batch> } {
  async function* batches(): AsyncGenerator<Batch> {
    for (let number = 0; number < count; number++)
      yield { bytes: Buffer.from(`${name}${number}\n`), handedOn: () => events.push(`${name}${number}`) }
  }
  return { batches: batches(), finish: async () => void events.push('saved'), exitCode: () => 0 }
}

t.test(
  'as a stream, a batch counts as handed on only when later ones were asked for, and all before the end is saved',
  async t => {
    const events: string[] = []
    const got: string[] = []
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        t.notOk(
          events.includes(chunk.toString().trim()),
          `${chunk.toString().trim()} is not given up before it arrives`,
        )
        got.push(chunk.toString().trim())
        setImmediate(done)
      },
    })
    await pipeline(sourceStream(numbered('a', 8, events)), slow)
    t.same(got, ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'])
    t.same(events, [...got, 'saved'])
  },
)

t.test('a stream that is broken off saves only what has gone through', async t => {
  const events: string[] = []
  const stream = sourceStream(numbered('a', 100, events))
  stream.once('data', () => stream.destroy())
  await once(stream, 'close')
  t.equal(events.at(-1), 'saved')
  t.ok(events.length < 10)
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
