import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { redactSecrets } from '../../lib/redact/secrets.ts'
import fc from '../fast-check.ts'
import { foreign } from '../skip.ts'

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
  for (const [text, redacted] of SECRETS) t.equal(redactSecrets(text), redacted, text)
})

t.test('redacting twice changes nothing more', async t => {
  for (const [text, redacted] of SECRETS) t.equal(redactSecrets(redactSecrets(text)), redacted, text)
})

const HARMLESS = [
  ' [2024-11-05 10:00:00] iteration     1200/    5000 | consumed samples:      1228800 | elapsed time per iteration (ms): 1234.5 | learning rate: 1.5E-04 | lm loss: 2.341E+00 |',
  '> padded vocab (size: 50257) with 431 dummy tokens (new size: 50688)',
  'tokens_per_second: 123456, tokens=4096, num_tokens = 1000000000, token: 5, eos_token: </s>, pad_token="<pad>", eos_token_id=2',
  'tokenizer_type=GPT2BPETokenizer tokenizer: meta-llama/Llama-3.1-8B-Instruct',
  '  token_dispatcher_type ........................... alltoall_seq_v2_with_overlap',
  'Token indices sequence length is longer than the specified maximum sequence length for this model (1025 > 1024)',
  'git commit 0123456789abcdef0123456789abcdef01234567 (HEAD -> main)',
  'wandb: Run data is saved locally in /runs/wandb/run-20241105_100000-a1b2c3d4',
  'wandb: View run at https://wandb.ai/me/project/runs/a1b2c3d4',
  'NCCL INFO ncclCommInitRank comm 0x55d0a0b0c0d0 rank 3 nranks 8 cudaDev 3 busId 3b000 commId 0x1234567890abcdef - Init START',
  'tcp://10.0.0.1:29500 rdzv_endpoint=node-1:29400 http://[::1]:8080/a@b',
  'password: None, api_key=None, secret=<unset>, HF_TOKEN=null, --password-file /run/secrets/mail',
  'sk-learn style-of-naming-things-with-many-words is fine: sk-learn-compatible-estimator-api',
  'secret_key_file: /etc/x; passing: 3; bypass=2; author: me; authentication=none',
  'assert_keys=["model.layers.0.weight"] missing_keys: model.layers.31.self_attn.q_proj.weight',
  'RuntimeError: CUDA error: device-side assert triggered',
  'Loading safetensors checkpoint shards: 100% Completed | 4/4 [00:02<00:00, 1.55it/s]',
  'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0000000000000000000000000000000000000000 me@node',
]

t.test('training logs stay as they are', async t => {
  for (const text of HARMLESS) t.equal(redactSecrets(text), text)
})

t.test('addresses go only where that is asked for', async t => {
  t.equal(redactSecrets('mail ops@example.com now'), 'mail ops@example.com now')
  t.equal(redactSecrets('mail ops+x@mail.example.com now', { emails: true }), 'mail [redacted-email] now')
})

t.test('a secret never survives inside any line', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.constantFrom(...SECRETS.slice(0, 12)), fc.string(), fc.string(), ([text], before, after) => {
        const hidden = redactSecrets(`${before} ${text} ${after}`)
        return !hidden.includes(LETTERS_40.slice(0, 20)) && !hidden.includes(HEX_40) && !hidden.includes('IOSFODNN7')
      }),
      { numRuns: 300 },
    ),
  )
})

t.test(
  'the time is linear: lines made to make it go back and forth cost no more per byte than twice as short ones',
  async t => {
    // Counted in work, not in time, where possible; here a generous bound in time is all there is: quadratic work would
    // take minutes.
    const seeds = [
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
      '-----BEGIN PRIVATE KEY-----',
      'wandb api',
      ' ',
      '\\"',
      'AKIA',
      '?key=',
      'token: ',
      '1:AA',
      'a@b.',
    ]
    for (const seed of seeds) {
      const text = seed.repeat(Math.ceil(1_048_576 / seed.length))
      const started = process.hrtime.bigint()
      redactSecrets(text, { emails: true })
      const millis = Number((process.hrtime.bigint() - started) / 1_000_000n)
      t.ok(millis < 5000, `${JSON.stringify(seed)} x 1 MiB`, { millis })
    }
  },
)

const { folder: LOGS, skip } = foreign('logs')

t.test('no line of the real logs is taken for a secret', { skip }, async t => {
  for (const name of readdirSync(LOGS)) {
    const lines = readFileSync(`${LOGS}/${name}`, 'utf8').split('\n')
    t.same(
      lines.filter(line => redactSecrets(line) !== line),
      [],
      name,
    )
  }
})
