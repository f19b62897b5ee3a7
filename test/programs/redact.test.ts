import t from 'tap'
import { drive } from '../../lib/drive.ts'
import { isProblems } from '../../lib/problem.ts'
import { redact } from '../../lib/programs/redact.ts'
import type { AnyRecord, LogRecord } from '../../lib/record/types.generated.ts'
import { driven } from '../driven.ts'

function through(
  input: AnyRecord | string,
  options: { pattern?: readonly string[]; 'keep-mail'?: boolean } = {},
): unknown {
  const settings = redact.settle(
    { pattern: options.pattern ?? [], 'keep-mail': options['keep-mail'] ?? false },
    { config: undefined, environment: {} },
  )
  if (isProblems(settings)) return settings
  return driven(drive(redact.start(settings), 'record', false)).take(input, 0)
}
const HF = `hf_${'a1B2'.repeat(8)}`

t.test('secrets go wherever they stand in a record, and the rest stays', async t => {
  const record = {
    kind: 'verdict',
    action: 'stop',
    primary: { text: `login with ${HF} failed`, line: 3 },
    why: ['mail ann@example.org'],
    secondary: [{ text: 'password: hunter2' }],
  } as AnyRecord
  t.same(through(record), [
    {
      kind: 'verdict',
      action: 'stop',
      primary: { text: 'login with [redacted-hugging-face-token] failed', line: 3 },
      why: ['mail [redacted-email]'],
      secondary: [{ text: 'password: [redacted]' }],
    },
  ])
})

t.test('a value under a secret name goes whatever it looks like; a key that is a secret too', async t => {
  const record = {
    kind: 'log',
    message: 'm',
    fields: { password: 'plain words here', user: 'ann', [HF]: 1 },
  } as AnyRecord
  t.same(through(record), [
    { kind: 'log', message: 'm', fields: { password: '[redacted]', user: 'ann', '[redacted-hugging-face-token]': 1 } },
  ])
})

t.test('a record without secrets is handed on as it is', async t => {
  const record: AnyRecord = {
    kind: 'log',
    time: '2026-01-01T00:00:00.000Z',
    message: 'tokens per second: 4096',
    metrics: { tokens_per_second: 4096 },
  }
  t.equal((through(record) as AnyRecord[])[0], record)
})

t.test("raw lines and somebody else's JSON are redacted too", async t => {
  t.same(through(`export TOKEN=${HF}`), [
    { kind: 'log', format: 'raw', message: 'export TOKEN=[redacted-hugging-face-token]' },
  ])
  t.same(through(`{"msg":"${HF}","n":1}`), [{ msg: '[redacted-hugging-face-token]', n: 1 }])
  t.same(through('{not json'), [{ kind: 'log', format: 'raw', message: '{not json' }])
})

t.test('patterns of the user are taken out everywhere, also far into a long text', async t => {
  const message = `${'x'.repeat(20_000)} project-zeus ${'y'.repeat(20_000)} project-hera`
  const [out] = through({ kind: 'log', message }, { pattern: ['project-\\w+'] }) as [{ message: string }]
  t.equal(out.message, `${'x'.repeat(20_000)} [redacted-pattern] ${'y'.repeat(20_000)} [redacted-pattern]`)
  t.same(
    through({ kind: 'log', message: 'abc' }, { pattern: ['x*'] }),
    [{ kind: 'log', message: 'abc' }],
    'a pattern that matches nothing at all ends',
  )
  t.same(
    through({ kind: 'log', message: 'ann of zeus at host-7' }, { pattern: ['zeus', 'ann', 'host-\\d'] }),
    [{ kind: 'log', message: '[redacted-pattern] of [redacted-pattern] at [redacted-pattern]' }],
    'each pattern counts',
  )
})

t.test('a private key goes whose lines are records of their own, and only it', async t => {
  const settings = redact.settle({ pattern: [], 'keep-mail': false }, { config: undefined, environment: {} })
  if (isProblems(settings)) return t.fail()
  const machine = driven(drive(redact.start(settings), 'record', false))
  const marks = ['BEGIN', 'END'].map(word => `-----${word} OPENSSH PRIVATE KEY-----`) as [string, string]
  const body = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW'
  const messages = [
    body,
    marks[0],
    body,
    `[rank3]: ${body}`,
    ' iteration 7/ 100 | lm loss: 2.0',
    'training',
    'QyNTUxOQAAACBq==',
    `x ${marks[1]} after`,
    body,
    'done',
  ]
  const texts = messages.map(
    message => (machine.take({ kind: 'log', job: 'train', message }, 0)[0] as LogRecord).message,
  )
  const gone = '[redacted-private-key]'
  t.same(texts, [
    body,
    gone,
    gone,
    `[rank3]: ${gone}`,
    ' iteration 7/ 100 | lm loss: 2.0',
    'training',
    gone,
    `${gone} after`,
    body,
    'done',
  ])
  const inJson = [marks[0], body, marks[1], 'ok'].map(log => machine.take(JSON.stringify({ log: `${log}\n` }), 0))
  t.same(inJson, [[{ log: gone }], [{ log: `${gone}\n` }], [{ log: `${gone}\n` }], [{ log: 'ok\n' }]])
})

t.test('a bad pattern is told before input is read', async t => {
  t.match(through('x', { pattern: ['a('] }), [{ place: '--pattern', reason: /^"a\(": / }])
})

t.test('mail addresses stay where asked', async t => {
  t.same(through({ kind: 'log', message: 'to ann@example.org' }, { 'keep-mail': true }), [
    { kind: 'log', message: 'to ann@example.org' },
  ])
})
