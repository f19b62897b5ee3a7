import t from 'tap'
import { drive } from '../../lib/drive.ts'
import { isProblems } from '../../lib/problem.ts'
import { redact } from '../../lib/programs/redact.ts'
import type { AnyRecord, LogRecord } from '../../lib/record/types.generated.ts'
import { driven } from '../driven.ts'
import { NAMED } from '../redact/corpus/named.ts'
import { labelled } from '../redact/corpus/templates.ts'
import { TOKENS } from '../redact/corpus/tokens.ts'

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
  const body = 'MIIEpAIBAAKCAQEA7bq8vVZkqEDhTnWyzS1wXo2l8oyrVHGQm1pTtq1kZ3N5sQ'
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
  t.same(inJson, [[{ log: `${gone}\n` }], [{ log: `${gone}\n` }], [{ log: `${gone}\n` }], [{ log: 'ok\n' }]])
})

t.test('a bad pattern is told before input is read', async t => {
  t.match(through('x', { pattern: ['a('] }), [{ place: '--pattern', reason: /^"a\(": / }])
})

t.test('mail addresses stay where asked', async t => {
  t.same(through({ kind: 'log', message: 'to ann@example.org' }, { 'keep-mail': true }), [
    { kind: 'log', message: 'to ann@example.org' },
  ])
})

t.test('arguments in a list, names with values, and lists under a name lose their secrets', async t => {
  const fields = {
    args: ['train.py', '--hf-token', 'notprefixed', '--lr', '0.1'],
    command: ['curl', '-u', 'train:s3cretUserPw', 'https://x'],
    env: [
      { name: 'HF_TOKEN', value: 'abc' },
      { name: 'HOME', value: '/root' },
    ],
    passwords: ['hunter2', 'Zx81 pw'],
    password: 12345678,
    nested: { deep: { api_key: 'abc', lr: 1 } },
    tags: ['password', 'username'],
  }
  t.same(through({ kind: 'log', message: 'm', fields }), [
    {
      kind: 'log',
      message: 'm',
      fields: {
        args: ['train.py', '--hf-token', '[redacted]', '--lr', '0.1'],
        command: ['curl', '-u', 'train:[redacted]', 'https://x'],
        env: [
          { name: 'HF_TOKEN', value: '[redacted]' },
          { name: 'HOME', value: '/root' },
        ],
        passwords: ['[redacted]', '[redacted]'],
        password: '[redacted]',
        nested: { deep: { api_key: '[redacted]', lr: 1 } },
        tags: ['password', 'username'],
      },
    },
  ])
})

t.test('every secret of the corpus goes from a message, from a field and from JSON inside of a message', async t => {
  for (const template of [...TOKENS, ...NAMED]) {
    const { text, secrets } = labelled(template)
    const inner = JSON.stringify({ line: text })
    const out = JSON.stringify(through({ kind: 'log', message: text, fields: { a: { b: [text] }, c: inner } }))
    // What JSON escapes looks otherwise, and a short one is part of much.
    for (const secret of secrets.filter(one => one.length > 3 && /^[\w.-]+$/.test(one)))
      t.notOk(out.includes(secret), `${template} stays in ${out}`)
  }
})

t.test('names that become the same keep their values', async t => {
  const [one, other] = [`hf_${'a1B2'.repeat(9)}`, `hf_${'c3D4'.repeat(9)}`] as const
  t.same(through({ kind: 'log', message: 'm', fields: { [one]: 1, [other]: 2 } }), [
    {
      kind: 'log',
      message: 'm',
      fields: { '[redacted-hugging-face-token]': 1, '[redacted-hugging-face-token] 2': 2 },
    },
  ])
  t.same(
    JSON.stringify(through('{"__proto__":{"password":"hunter2"},"a":1}')),
    '[{"__proto__":{"password":"[redacted]"},"a":1}]',
  )
})

t.test('what is too deep becomes text, without its secrets, and that is told', async t => {
  for (const depth of [100, 3000, 100_000]) {
    const line = `{"a":${'{"b":['.repeat(depth)}{"password":"hunter2"}${']}'.repeat(depth)}}`
    const out = through(line) as readonly { readonly code?: string }[]
    const text = JSON.stringify(out)
    t.ok(text.includes('[redacted]') && !text.includes('hunter2'), `${depth} deep`)
    t.equal(out[1]?.code, 'too_deep')
  }
})

t.test('a private key without its end does not take the log with it, and that is told', async t => {
  const settings = redact.settle({ pattern: [], 'keep-mail': false }, { config: undefined, environment: {} })
  if (isProblems(settings)) return t.fail()
  const take = (machine: ReturnType<typeof driven>, message: string): AnyRecord =>
    machine.take({ kind: 'log', message }, 0)[0] as AnyRecord
  const begin = '-----BEGIN RSA PRIVATE KEY-----'
  const machine = driven(drive(redact.start(settings), 'record', false))
  const body = 'MIIEpAIBAAKCAQEA7bq8vVZkqEDhTnWyzS1wXo2l8oyrVHGQm1pTtq1kZ3N5sQ'
  for (const message of [begin, body, body]) take(machine, message)
  for (let line = 1; line < 200; line++)
    t.same(take(machine, `step ${line} Done`), { kind: 'log', message: `step ${line} Done` })
  t.match(machine.take({ kind: 'log', message: 'step 200' }, 0), [
    { kind: 'log', message: 'step 200' },
    { kind: 'notice', code: 'key_without_end', message: /2 lines were taken out/ },
  ])
  t.same(take(machine, body), { kind: 'log', message: body }, 'it is over')
  const endless = driven(drive(redact.start(settings), 'record', false))
  take(endless, begin)
  const kept = Array.from({ length: 3000 }, () => take(endless, body)).filter(
    record => (record as LogRecord).message === body,
  )
  t.equal(kept.length, 2000, 'at most 1000 lines are a key')
  const cut = driven(drive(redact.start(settings), 'record', false))
  take(cut, begin)
  t.match(cut.end(0), [{ kind: 'notice', code: 'key_without_end' }])
})

t.test('all patterns of the user are taken out, each wherever it matches', async t => {
  t.same(through({ kind: 'log', message: 'alpha beta alpha gamma beta' }, { pattern: ['alpha', 'bet.'] }), [
    { kind: 'log', message: '[redacted-pattern] [redacted-pattern] [redacted-pattern] gamma [redacted-pattern]' },
  ])
})
