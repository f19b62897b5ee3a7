import t from 'tap'
import { formatList, listFormats } from '../../lib/formats/list-formats.ts'
import { explainLine } from '../../lib/parse/explain.ts'

t.test('says which formats matched, what each took and set, and what was asked in vain', async t => {
  const { matched, refused, record } = explainLine(
    '\u001b[36m(Worker pid=77)\u001b[0m  4: [2024-02-11 18:28:23,320] [INFO] [logging.py:96:log_dist] [Rank 0] step=2, skipped=0, lr=[3e-05], mom=[0.9]',
  )
  t.match(
    matched.map(({ name, part, sets }) => ({ name, part, sets })),
    [
      { name: 'ray-actor', part: 'carrier', sets: { fields: { actor: 'Worker', pid: 77 } } },
      { name: 'srun-label', part: 'carrier', sets: { task: 4 } },
      {
        name: 'deepspeed',
        part: 'header',
        sets: { level: 'INFO', rank: 0, code: 'logging.py:96:log_dist', time: { kind: 'full' } },
      },
      { part: 'payload', sets: { step: 2, metrics: { learning_rate: 3e-5 } } },
    ],
  )
  t.equal(
    matched[0]?.rest,
    ' 4: [2024-02-11 18:28:23,320] [INFO] [logging.py:96:log_dist] [Rank 0] step=2, skipped=0, lr=[3e-05], mom=[0.9]',
  )
  t.ok(refused.length > 0)
  t.notOk(refused.some(({ name }) => name === 'deepspeed'))
  t.match(record, { rank: 0, task: 4, step: 2, time: '2024-02-11T18:28:23.320Z' })
})

t.test('a line that nothing knows, a redrawn one, and a blank one', async t => {
  const plain = explainLine('hello world')
  t.same([plain.matched, plain.record?.format], [[], 'raw'])
  t.equal(explainLine('  0%| | 0/4 [00:00<?, ?it/s]\r 25%|# | 1/4 [00:01<00:03,  1.00s/it]').record?.step, 1)
  t.same(explainLine('').record, undefined)
})

t.test('the list has every format with a sample, and is safe on a terminal', async t => {
  const list = listFormats()
  t.ok(list.length > 60)
  t.ok(list.every(({ sample, source }) => sample !== '' && source.startsWith('https://')))
  const text = formatList(list, 100)
  t.match(text, /^carriers\n {2}ci-stamp +2024-/)
  t.match(text, /\n\nheaders\n/)
  t.match(text, /\n\npayloads\n/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
  t.notMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  t.ok(text.split('\n').every(line => [...line].length <= 100))
})
