import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { redactText } from '../../lib/redact/redact-text.ts'
import fc from '../fast-check.ts'
import { foreign } from '../skip.ts'
import { HARMLESS } from './corpus/harmless.ts'
import { NAMED } from './corpus/named.ts'
import { fault, labelled } from './corpus/templates.ts'
import { TOKENS } from './corpus/tokens.ts'
import { UNFORESEEN, UNFORESEEN_HARMLESS } from './corpus/unforeseen.ts'

// Made up, in the exact form of the real ones; written in two parts so that no scanner of repositories takes them for
// real.
const join = (...parts: string[]): string => parts.join('')
const LETTERS_40 = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCd'
const HEX_40 = '0123456789abcdef0123456789abcdef01234567'

const SECRETS: readonly (readonly [text: string, redacted: string])[] = [
  [join('using key AK', 'IAIOSFODNN7EXAMPLE for s3'), 'using key [redacted-aws-key-id] for s3'],
  [join('AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/', 'K7MDENG/bPxRfiCYEXAMPLEKEY'), 'AWS_SECRET_ACCESS_KEY=[redacted]'],
  [
    join('git clone https://gh', `p_${LETTERS_40.slice(0, 36)}@github.com/a/b`),
    'git clone https://[redacted-github-token]@github.com/a/b',
  ],
  [join('github', `_pat_11ABCDEFG0${LETTERS_40}`), '[redacted-github-token]'],
  [join('gl', 'pat-abcdefghij0123456789'), '[redacted-gitlab-token]'],
  [join('login with h', `f_${'aBcDeFgHiJ'.repeat(3)}aBcD ok`), 'login with [redacted-hugging-face-token] ok'],
  [join('OPENAI_API_KEY: s', `k-proj-${LETTERS_40}`), 'OPENAI_API_KEY: [redacted-api-key]'],
  [join('s', `k-ant-api03-${LETTERS_40}`), '[redacted-api-key]'],
  [`wandb login ${HEX_40}`, 'wandb login [redacted]'],
  [`wandb login --relogin ${HEX_40}`, 'wandb login --relogin [redacted]'],
  [`WANDB_API_KEY=${HEX_40} python train.py`, 'WANDB_API_KEY=[redacted] python train.py'],
  [join('xo', 'xb-1234567890-abcdefghij'), '[redacted-slack-token]'],
  [
    join('https://hooks.slack.com/ser', 'vices/T0000/B0000/abcdefghijklmnop'),
    'https://hooks.slack.com/services/[redacted-hook]',
  ],
  [
    join('https://open.feishu.cn/open-apis/bot/v2/ho', 'ok/0123-4567-89ab'),
    'https://open.feishu.cn/open-apis/bot/v2/hook/[redacted-hook]',
  ],
  [
    'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef&x=1',
    'https://oapi.dingtalk.com/robot/send?access_token=[redacted]&x=1',
  ],
  [join('AI', 'zaSyA-0123456789abcdefghijklmnopqrstu'), '[redacted-google-key]'],
  [join('NGC: nv', `api-${LETTERS_40}${LETTERS_40}`), 'NGC: [redacted-nvidia-key]'],
  [join('ey', 'JhbGciOiJIUzI1NiJ9.ey', 'JzdWIiOiIxMjM0In0.abcdefghijk'), '[redacted-jwt]'],
  [join('S', `G.${LETTERS_40.slice(0, 22)}.${LETTERS_40}aBc`), '[redacted-sendgrid-key]'],
  ['Set-Cookie: session=abcdef0123456789; Path=/; id=77 done', 'Set-Cookie: [redacted] done'],
  ["{'Cookie': 'a=b; c=d', 'x': 1}", "{'Cookie': '[redacted]', 'x': 1}"],
  ['password=hunter2', 'password=[redacted]'],
  ['Password: hunter2', 'Password: [redacted]'],
  ["{'password': 'hunter 2', 'user': 'me'}", "{'password': '[redacted]', 'user': 'me'}"],
  ['{"db_password":"hunter2","port":1}', '{"db_password":"[redacted]","port":1}'],
  ['{"line":"{\\"password\\": \\"hunter2\\"}"}', '{"line":"{\\"password\\": \\"[redacted]\\"}"}'],
  ['dbPassword=hunter2, host=a', 'dbPassword=[redacted], host=a'],
  ['--db-password hunter2 --port 3', '--db-password [redacted] --port 3'],
  ['--api-key=abc123', '--api-key=[redacted]'],
  ['client_secret: s3cr3t!', 'client_secret: [redacted]'],
  ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
  ["{'Authorization': 'Basic dXNlcjpwYXNz'}", "{'Authorization': 'Basic [redacted]'}"],
  ['sent Bearer abcdefgh12345678 to it', 'sent Bearer [redacted] to it'],
  ['postgres://train:hunter2@db:5432/runs', 'postgres://train:[redacted]@db:5432/runs'],
  [
    'https://s3/x?X-Amz-Credential=abcdefgh12&X-Amz-Signature=0011223344556677',
    'https://s3/x?X-Amz-Credential=[redacted]&X-Amz-Signature=[redacted]',
  ],
  ['HF_TOKEN=abcdef0123456789abcdef', 'HF_TOKEN=[redacted]'],
  ['"access_token": "abcdef0123456789abcdef"', '"access_token": "[redacted]"'],
  [
    join('a\n-----BEGIN RSA PRIVATE', ' KEY-----\nMIIE\n-----END RSA PRIVATE', ' KEY-----\nb'),
    'a\n[redacted-private-key]\nb',
  ],
  [join('-----BEGIN OPENSSH PRIVATE', ' KEY-----\nb3BlbnNza'), '[redacted-private-key]'],
]

t.test('secrets of every known form go, and what stands around them stays', async t => {
  for (const [text, redacted] of SECRETS) t.equal(redactText(text), redacted, text)
})

t.test('redacting twice changes nothing more', async t => {
  for (const [text, redacted] of SECRETS) t.equal(redactText(redactText(text)), redacted, text)
  for (const template of [...TOKENS, ...NAMED, ...UNFORESEEN]) {
    const redacted = redactText(labelled(template).text)
    t.equal(redactText(redacted), redacted, template)
  }
})

t.test('every secret of the corpus goes, and what stands around it stays', async t => {
  for (const template of [...TOKENS, ...NAMED, ...UNFORESEEN]) {
    const label = labelled(template)
    t.equal(fault(label, redactText(label.text)), undefined, template)
  }
  t.ok(TOKENS.length + NAMED.length + UNFORESEEN.length >= 250)
})

t.test('every token of the corpus goes wherever it stands', async t => {
  const PLACES = [
    'x ⟦⟧ y',
    '"⟦⟧"',
    "['⟦⟧']",
    '(⟦⟧)',
    'a\\n⟦⟧\\n',
    '\u001b[33m⟦⟧\u001b[0m',
    'token%3D⟦⟧&a',
    '=⟦⟧;',
    '`⟦⟧`',
    '<⟦⟧>',
  ]
  for (const template of TOKENS) {
    const { text } = labelled(template, 2)
    for (const place of PLACES)
      t.notOk(redactText(place.replace('⟦⟧', () => text)).includes(text), `${template} in ${place}`)
  }
})

t.test('a value of any length goes whole', async t => {
  for (const length of [1, 2, 15, 16, 159, 160, 161, 4095, 4096, 4097, 8192, 100_000]) {
    const value = 'q7Zk'.repeat(Math.ceil(length / 4)).slice(0, length)
    t.equal(redactText(`password=${value} x`), 'password=[redacted] x')
    t.equal(redactText(`{"api_key": "${value}", "x": 1}`), '{"api_key": "[redacted]", "x": 1}')
    t.equal(redactText(`--token ${value} x`), '--token [redacted] x')
    t.equal(redactText(`Authorization: Bearer ${value} x`), 'Authorization: Bearer [redacted] x')
    if (length > 36) t.equal(redactText(join('h', `f_${value} x`)), '[redacted-hugging-face-token] x')
  }
})

t.test('harmless lines stay to the letter', async t => {
  for (const text of [...HARMLESS, ...UNFORESEEN_HARMLESS]) t.equal(redactText(text), text)
  t.ok(HARMLESS.length + UNFORESEEN_HARMLESS.length >= 150)
})

t.test('addresses go only where that is asked for', async t => {
  t.equal(redactText('mail ops@example.com now'), 'mail ops@example.com now')
  t.equal(redactText('mail ops+x@mail.example.com now', { patterns: [], emails: true }), 'mail [redacted-email] now')
})

t.test('a secret never survives inside any line', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.constantFrom(...SECRETS.slice(0, 12)), fc.string(), fc.string(), ([text], before, after) => {
        const hidden = redactText(`${before} ${text} ${after}`)
        return !hidden.includes(LETTERS_40.slice(0, 20)) && !hidden.includes(HEX_40) && !hidden.includes('IOSFODNN7')
      }),
      { numRuns: 300 },
    ),
  )
})

/** Shapes that near each of the forms: where a search goes back and forth, it does so in one of these. */
const SHAPES = [
  ...[
    'a-',
    'eyJ',
    '-eyJa.',
    'x.password',
    'password="',
    'sk-a',
    'Bearer ',
    'a://',
    'https://u:',
    '--a-',
    'wandb api',
    ' ',
  ],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\n',
    '\\"',
    'AKIA',
    '?key=',
    'token: ',
    '1:AA',
    'a@b.',
  ],
  ...['key=key=', 'x_key="', "a_key='", 'password=\\"', 'password=«', '--token,', 'mysql -p', 'curl -u a:b ', 'auth=('],
  ...[
    "x_token=['a',",
    'cookie:a="',
    'Authorization: Digest a="b",',
    'password=(',
    'password=a,',
    'password=\\',
    'thin:a/',
  ],
]

t.test('a line of any shape ends: 64 KiB of each, whole and behind a name', async t => {
  // No clock: what takes the square of a length here takes minutes, and the test runner's own limit ends it.
  for (const shape of SHAPES) {
    const text = shape.repeat(Math.ceil(65_536 / shape.length))
    t.type(redactText(text, { patterns: [], emails: true }), 'string', JSON.stringify(shape))
    t.notMatch(redactText(`password="${text}`), /^password="(?!\[redacted)/, JSON.stringify(shape))
  }
})

const { folder: LOGS, skip } = foreign('logs')

t.test('no line of the real logs is taken for a secret', { skip }, async t => {
  for (const name of readdirSync(LOGS)) {
    const lines = readFileSync(`${LOGS}/${name}`, 'utf8').split('\n')
    t.same(
      lines.filter(line => redactText(line) !== line),
      [],
      name,
    )
  }
})
