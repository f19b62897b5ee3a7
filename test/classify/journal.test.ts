import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import { startJournal } from '../../lib/classify/journal.ts'

const noted = (message: string, step?: number) => ({
  record: { kind: 'log' as const, message, ...(step === undefined ? {} : { step }) },
  isOwn: false,
  at: 0,
})

t.test('of many records the first and the last are kept, in their order', async t => {
  const journal = startJournal()
  for (let count = 0; count < 5000; count++) {
    journal.add(noted(`line ${count}`))
    journal.add(noted(`step ${count}`, count))
  }
  const texts = journal.all().map(({ record }) => record.message)
  t.equal(texts.length, BOUNDS['state.failures'].most)
  t.same(texts.slice(0, 4), ['line 0', 'step 0', 'line 1', 'step 1'])
  t.same(texts.slice(-4), ['line 4998', 'step 4998', 'line 4999', 'step 4999'])
})

t.test('of a long text both ends are kept', async t => {
  const journal = startJournal()
  journal.add(noted(`first${'x'.repeat(1_000_000)}last`))
  const [{ record } = noted('')] = journal.all()
  t.ok(record.message.length < 20_000)
  t.ok(record.message.startsWith('first') && record.message.endsWith('last'))
})
