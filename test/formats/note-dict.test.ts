import t from 'tap'
import { newEntry } from '../../lib/formats/format.ts'
import { noteDict } from '../../lib/formats/note-dict.ts'
import fc from '../fast-check.ts'

function read(text: string): { readonly count: number; readonly metrics: object | undefined } {
  const entry = newEntry('')
  const count = noteDict(entry, text)
  return { count, metrics: entry.metrics }
}

t.test('numbers of a dict are noted however they are quoted or wrapped', async t => {
  t.same(read(`{'loss': 2.5, "grad_norm": '1,024.5', 'lr': 1e-05}`), {
    count: 3,
    metrics: { loss: 2.5, grad_norm: 1024.5, learning_rate: 1e-5 },
  })
  t.same(read("{'loss': tensor(1.25, device='cuda:0', grad_fn=<x>), 'kl': np.float32(0.5)}"), {
    count: 2,
    metrics: { loss: 1.25, kl: 0.5 },
  })
  t.same(read("{'loss':2,'a,b}':3}"), { count: 2, metrics: { loss: 2, a_b: 3 } })
})

t.test('texts, lists and what is nested are skipped', async t => {
  t.same(
    read(
      `{'note': "it's {odd}, 5", 'loss': 2, 'list': [1, 2], 'inner': {'loss': 9, 'x': [3]}, 'none': None, 'acc': 0.5}`,
    ),
    {
      count: 2,
      metrics: { loss: 2, acc: 0.5 },
    },
  )
})

t.test('a dict that is cut short gives what it has', async t => {
  t.same(read("{'loss': 2.5, 'lr': 1e-"), { count: 1, metrics: { loss: 2.5 } })
  t.same(read("{'loss': 2.5, 'l"), { count: 1, metrics: { loss: 2.5 } })
})

t.test('what is no dict of quoted keys gives -1', async t => {
  for (const text of ['', '{', '{}', '{loss: 2}', "['loss', 2]", "{'loss'", "{'loss' 2}", '{"'])
    t.equal(noteDict(newEntry(''), text), -1, text)
  t.equal(noteDict(newEntry(''), "{'name': 'x'}"), 0, 'a dict without numbers')
})

t.test('whatever JSON has numbers at its first level, they are found', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.stringMatching(/^zz[a-z]{1,8}$/),
          fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer())),
          { minKeys: 1 },
        ),
        object => {
          const numbers = Object.entries(object).filter(
            ([, value]) => typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)),
          )
          const entry = newEntry('')
          noteDict(entry, JSON.stringify(object))
          for (const [name, value] of numbers)
            if (entry.metrics?.[name] !== Number(value)) throw new Error(`${name} of ${JSON.stringify(object)}`)
        },
      ),
      { numRuns: 300 },
    ),
  )
})
