import t from 'tap'
import type { VerdictRecord } from '../../lib/record/types.generated.ts'
import { type Chain, chainOf } from '../../lib/why/chain.ts'
import type { JudgedAttempt } from '../../lib/why/judged.ts'
import { rowsOf } from '../../lib/why/rows.ts'

const told = (verdict: Partial<VerdictRecord>, more: Partial<JudgedAttempt> = {}): Chain => {
  const whole: VerdictRecord = { kind: 'verdict', action: 'stop', category: 'oom_gpu', ...verdict }
  const attempts = [{ verdict: whole, ...more }]
  const [row] = rowsOf([{ name: 'a.log', judged: { attempts, unread: [], records: [] } }])
  return chainOf(row as NonNullable<typeof row>)
}
const section = (chain: Chain, title: string): readonly unknown[] | undefined =>
  chain.sections.find(each => each.title === title)?.lines

const primary = { file: 'logs/a.log', line: 7, text: 'RuntimeError: out of memory' }

t.test('all that is known, in the order of a story', async t => {
  const chain = told(
    {
      attempt: 2,
      confidence: 0.9,
      primary,
      secondary: [
        { signature: 'torchelastic.exit-code', role: 'symptom', count: 3, ranks: 2, line: 9, text: 'failed' },
      ],
      culprit: { ranks: [3], nodes: ['gpu7'], gpus: [], inferred: true, reason: 'it wrote the line' },
      isolate: [{ node: 'gpu7', gpu: '3', reason: 'it broke' }],
      checkpoint: { saved: true, step: 40 },
      progress: { first_step: 1, last_step: 50 },
      why: ['one', 'two'],
    },
    { began: Date.UTC(2026, 2, 4, 5, 6, 7), ended: Date.UTC(2026, 2, 4, 7, 9, 7), endedFrom: 'line' },
  )
  t.same(chain, {
    title: 'a.log, attempt 2',
    sections: [
      {
        title: 'Cause',
        lines: [
          { is: 'text', text: 'GPU memory ran out (oom_gpu, 90 % sure)' },
          { is: 'text', text: 'logs/a.log, line 7' },
          { is: 'cause', text: 'RuntimeError: out of memory', number: 7 },
        ],
      },
      { title: 'Then', lines: [{ is: 'item', text: 'line 9: failed (a symptom; 3 times, on 2 ranks)' }] },
      { title: 'Who', lines: [{ is: 'text', text: 'rank 3; node gpu7 (inferred): it wrote the line' }] },
      {
        title: 'Ran',
        lines: [
          {
            is: 'text',
            text: '2 h 3 min from 2026-03-04 05:06:07 to 2026-03-04 07:09:07; steps 1 to 50; checkpoint at step 40',
          },
        ],
      },
      {
        title: 'Action',
        lines: [
          { is: 'text', text: 'stop: a person has to change something first' },
          { is: 'text', text: 'leave out gpu7 (GPU 3): it broke' },
        ],
      },
      {
        title: 'Why',
        lines: [
          { is: 'item', text: 'one' },
          { is: 'item', text: 'two' },
        ],
      },
      {
        title: 'To do',
        lines: [
          {
            is: 'text',
            text: 'Make a step need less (smaller micro-batch, checkpointed activations, more sharding); then start again. (docs/classify.md#memory)',
          },
        ],
      },
    ],
  })
})

t.test('the lines around the cause stand with it, and the cause as the verdict has it', async t => {
  const near = [
    { number: 6, text: 'before\t1' },
    { number: 7, text: '\u001b[31mRuntimeError: out of memory\u001b[0m' },
    { number: 8, text: '  after' },
  ]
  t.same(section(told({ primary }, { near }), 'Cause')?.slice(2), [
    { is: 'quote', text: 'before    1', number: 6 },
    { is: 'cause', text: 'RuntimeError: out of memory', number: 7 },
    { is: 'quote', text: '  after', number: 8 },
  ])
})

t.test('lines of strangers come without secrets and control characters, cut to a bearable length', async t => {
  const near = [
    { number: 6, text: 'export TOKEN=hf_abcdefghijklmnopqrstuvwxyz012345' },
    { number: 7, text: 'x' },
    { number: 8, text: `\u001b]0;title\u0007\u009b2J${'y'.repeat(5000)}` },
  ]
  const [, , before, , after] = (section(told({ primary }, { near }), 'Cause') ?? []) as { text: string }[]
  t.notMatch(before?.text, /abcdefghij/)
  t.match(after?.text, /^2?J?y{300,}…$/)
  t.ok((after?.text.length ?? 0) <= 400)
})

t.test('where a secret of several lines is taken out, lines cannot be counted any more, so none is shown', async t => {
  const key = [
    '-----BEGIN RSA PRIVATE KEY-----',
    ...Array(4).fill('MIIEpAIBAAKCAQEA7bq'),
    '-----END RSA PRIVATE KEY-----',
  ]
  const near = [{ number: 7, text: 'x' }, ...key.map((text, index) => ({ number: 8 + index, text }))]
  t.same(section(told({ primary }, { near }), 'Cause')?.slice(2), [
    { is: 'cause', text: 'RuntimeError: out of memory', number: 7 },
  ])
})

t.test('what followed is eight at most, and says how many more there are', async t => {
  const one = { signature: 's', role: 'teardown', count: 1, ranks: 1, text: 'x' }
  const lines = section(told({ primary, secondary: Array(10).fill(one) }), 'Then')
  t.equal(lines?.length, 9)
  t.same(lines?.[0], { is: 'item', text: 'x (clean-up)' })
  t.same(lines?.at(-1), { is: 'text', text: 'and 2 more' })
})

t.test('without a cause nobody is looked for', async t => {
  const chain = told({ action: 'unknown', basis: 'no_failure', category: 'unknown', why: ['none'] })
  t.same(section(chain, 'Cause'), [{ is: 'text', text: 'no failure, and no end' }])
  t.equal(section(chain, 'Who'), undefined)
  t.same(section(told({ primary }), 'Who'), [{ is: 'text', text: 'no line names a rank, a node or a GPU of its own' }])
})

t.test('steps that were mixed up are not told as a span', async t => {
  t.match(section(told({ progress: { first_step: 6, last_step: 1 } }), 'Ran'), [
    { text: /^last step 1; no checkpoint/ },
  ])
  t.same(section(told({}), 'Ran'), [{ is: 'text', text: 'no step seen' }])
  t.match(section(told({ progress: { first_step: 7, last_step: 7 } }), 'Ran'), [{ text: /^step 7; no checkpoint/ }])
  t.match(section(told({ checkpoint: { saved: true } }), 'Ran'), [{ text: /checkpoint at an unnamed step$/ }])
})

t.test('each action is a sentence of its own', async t => {
  const action = (verdict: Partial<VerdictRecord>): unknown => section(told(verdict), 'Action')?.[0]
  const says = (text: string): unknown => ({ is: 'text', text })
  t.same(action({ action: 'unknown' }), says('look: what to do cannot be told from the log'))
  t.same(action({ action: 'done' }), says('done: the run finished'))
  t.same(
    action({ action: 'restart_isolate' }),
    says('restart elsewhere: the machine is broken, and no line says which it is'),
  )
  t.same(
    action({ action: 'restart_isolate', isolate: [{ node: 'gpu7', reason: 'x' }] }),
    says('restart without gpu7: it is at fault'),
  )
  t.same(action({ action: 'wait' }), says('wait: nothing is broken; submit it again, or let the scheduler do so'))
  t.same(action({ action: 'restart' }), says('restart: on the same nodes'))
})

t.test('which rule knows the cause is told, but not the cause again', async t => {
  const known = { ...primary, signature: 'cuda.out-of-memory' }
  t.same(section(told({ primary: known, why: ['GPU memory ran out (cuda.out-of-memory)', 'more'] }), 'Why'), [
    { is: 'item', text: 'rule cuda.out-of-memory knows this line' },
    { is: 'item', text: 'more' },
  ])
})

t.test('a log that could not be read says why', async t => {
  const unread = [{ file: 'x.log', reason: 'there is no such file' }]
  const [row] = rowsOf([{ name: 'x.log', judged: { attempts: [], unread, records: [] } }])
  t.same(chainOf(row as NonNullable<typeof row>), {
    title: 'x.log',
    sections: [{ title: 'Cause', lines: [{ is: 'text', text: 'not read: there is no such file' }] }],
  })
})

t.test('one time alone is told as when, a step that only the end of the log tells as the last', async t => {
  const ran = (more: Partial<JudgedAttempt>): readonly unknown[] | undefined => section(told({ primary }, more), 'Ran')
  const at = Date.UTC(2026, 2, 4, 5, 6, 7)
  t.same(ran({ began: at, ended: at, endedFrom: 'line' }), [
    { is: 'text', text: 'at 2026-03-04 05:06:07; no step seen' },
  ])
  t.same(ran({ began: at, ended: at, endedFrom: 'file', lastStep: 9 }), [
    { is: 'text', text: 'from 2026-03-04 05:06:07; last step 9; no checkpoint saved' },
  ])
  t.same(ran({}), [{ is: 'text', text: 'no step seen' }])
})

t.test('a node that is named, but not left out, is not said to be unknown', async t => {
  const action = (culprit: Partial<VerdictRecord>): unknown =>
    section(told({ action: 'restart_isolate', primary, ...culprit }), 'Action')?.[0]
  t.same(action({}), {
    is: 'text',
    text: 'restart elsewhere: the machine is broken, and no line says which it is',
  })
  t.same(action({ culprit: { ranks: [], nodes: ['gpu7', 'gpu\u001b8'], gpus: [], reason: 'it wrote the line' } }), {
    is: 'text',
    text: 'restart elsewhere: the machine is broken; gpu7, gpu8 is named, and not left out: see why',
  })
})
