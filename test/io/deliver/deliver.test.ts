import { spawn, spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type AlertSettings, alertSettings } from '../../../lib/alert/settings.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { loadJob } from '../../../lib/config/load.ts'
import { type DeliveryWorld, deliverAlerts, realWorld } from '../../../lib/io/deliver/deliver.ts'
import type { Effect } from '../../../lib/io/effect.ts'
import { isProblems, type Problem } from '../../../lib/problem.ts'
import { alert } from '../../../lib/programs/alert.ts'
import type { AlertRecord, AnyRecord, DeliveryRecord } from '../../../lib/record/types.generated.ts'
import { type Exim, eximMissing, startExim } from '../../servers/exim.ts'
import { freePort } from '../../servers/free-port.ts'

const directory = mkdtempSync(join(tmpdir(), 'logmon-deliver-'))
const secretFile = (name: string, text: string): string => {
  const path = join(directory, name)
  writeFileSync(path, `${text}\n`, { mode: 0o600 })
  return path
}

const alertOf = (sequence: number, more: Partial<AlertRecord> = {}): AlertRecord => ({
  kind: 'alert',
  time: '2026-01-05T10:00:00.000Z',
  job: 'llama',
  key: 'job/llama',
  state: 'firing',
  severity: 'critical',
  summary: `[HANGING] llama: no step (${sequence})`,
  body: 'llama is HANGING.\n',
  labels: { reason: 'LogHang_step' },
  episode: 1,
  sequence,
  starts_at: '2026-01-05T10:00:00.000Z',
  ...more,
})

interface Sent {
  readonly deliveries: readonly Pick<
    DeliveryRecord,
    'channel' | 'outcome' | 'attempts' | 'error' | 'sequence' | 'recipients'
  >[]
  /** What is told besides: that a channel has failed. */
  readonly told: readonly AlertRecord[]
  readonly said: readonly string[]
  readonly failed: boolean
}

/** Pauses of 1 ms, so that many tries take no time. */
function worldOf(said: string[], more: Partial<DeliveryWorld> = {}): DeliveryWorld {
  return { ...realWorld, firstPauseMs: 1, longestPauseMs: 1, say: line => void said.push(line), ...more }
}

async function effectOf(section: string, world: DeliveryWorld): Promise<Effect | readonly Problem[]> {
  const config = await loadJob({ path: 'job.yaml', text: `job: llama\nalert: ${section}\n` })
  if (Array.isArray(config)) throw new Error(JSON.stringify(config))
  return deliverAlerts(alertSettings(config as JobConfig), world)
}

async function send(section: string, alerts: readonly AlertRecord[], more: Partial<DeliveryWorld> = {}): Promise<Sent> {
  const said: string[] = []
  const effect = (await effectOf(section, worldOf(said, more))) as Effect
  const records: AnyRecord[] = []
  for (const alert of alerts) void effect.take(alert, true, record => records.push(record))
  await effect.finish()
  // What the other channels are told of a failure has a test of its own.
  const own = records.filter(
    (record): record is DeliveryRecord => record.kind === 'delivery' && !record.alert.startsWith('channel/'),
  )
  const deliveries = own.map(({ channel, outcome, attempts, error, sequence, recipients }) => ({
    channel,
    outcome,
    ...(attempts === undefined ? {} : { attempts }),
    ...(error === undefined ? {} : { error }),
    ...(sequence === undefined ? {} : { sequence }),
    ...(recipients === undefined ? {} : { recipients }),
  }))
  const told = records.filter((record): record is AlertRecord => record.kind === 'alert')
  return { deliveries, told, said, failed: effect.failed() }
}

interface Hook {
  readonly url: string
  readonly server: Server
  readonly requests: { readonly headers: IncomingHttpHeaders; readonly body: string }[]
}

/** A server on loopback that answers each request as told. */
async function startHook(answer: (response: ServerResponse, count: number) => void): Promise<Hook> {
  const requests: Hook['requests'] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      requests.push({ headers: request.headers, body })
      answer(response, requests.length)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}/hook`, server, requests }
}
const status =
  (...codes: readonly number[]) =>
  (response: ServerResponse, count: number): void =>
    void response
      .writeHead(codes[Math.min(count, codes.length) - 1] as number, count === 1 ? { 'retry-after': '0' } : {})
      .end('says the server')

t.test('webhook: tried again after 500, with the same key and a signature that holds', async t => {
  const hook = await startHook(status(500, 429, 200))
  const sent = await send(
    `{channels: [{type: webhook, url: "${hook.url}", secret_file: ${secretFile('key', 'sign-key')}, bearer_env: TOKEN}]}`,
    [alertOf(1)],
    {
      environment: { TOKEN: 'bearer-token' },
    },
  )
  t.same(sent.deliveries, [{ channel: 'webhook', outcome: 'sent', attempts: 3, sequence: 1 }])
  t.same(sent.said, [
    'webhook: "[HANGING] llama: no step (1)" cannot be delivered yet, trying again: HTTP 500: says the server',
  ])
  t.equal(hook.requests.length, 3)
  t.equal(new Set(hook.requests.map(({ headers }) => headers['idempotency-key'])).size, 1)
  for (const { headers, body } of hook.requests) {
    t.equal(
      headers['x-logmon-signature'],
      `v1=${createHmac('sha256', 'sign-key').update(`${headers['x-logmon-timestamp']}.${body}`).digest('hex')}`,
    )
    t.equal(headers['authorization'], 'Bearer bearer-token')
    t.match(JSON.parse(body), { version: 1, kind: 'alert', key: 'job/llama', summary: '[HANGING] llama: no step (1)' })
  }
})

t.test('webhook: 4xx is final, a redirect is not followed', async t => {
  const refusing = await startHook(status(400))
  const elsewhere = await startHook(status(200))
  const redirecting = await startHook(response => void response.writeHead(307, { location: elsewhere.url }).end())
  const sent = await send(
    `{channels: [{type: webhook, name: a, url: "${refusing.url}"}, {type: webhook, name: b, url: "${redirecting.url}"}]}`,
    [alertOf(1)],
  )
  t.same(
    [...sent.deliveries].sort((x, y) => x.channel.localeCompare(y.channel)),
    [
      { channel: 'a', outcome: 'failed', attempts: 1, error: 'HTTP 400: says the server', sequence: 1 },
      { channel: 'b', outcome: 'failed', attempts: 1, error: 'HTTP 307: redirects are not followed', sequence: 1 },
    ],
  )
  t.equal(elsewhere.requests.length, 0)
  t.equal(sent.failed, true)
})

t.test('webhook: a refused connection is tried again until somebody listens', async t => {
  const port = await freePort()
  const late = createServer((request, response) => request.resume().on('end', () => response.end()))
  t.teardown(() => late.close())
  const said: string[] = []
  const sent = await send(`{channels: [{type: webhook, url: "http://127.0.0.1:${port}/"}]}`, [alertOf(1)], {
    say: line => {
      said.push(line)
      late.listen(port, '127.0.0.1')
    },
  })
  t.match(sent.deliveries, [{ outcome: 'sent' }])
  t.same(said, [
    `webhook: "[HANGING] llama: no step (1)" cannot be delivered yet, trying again: 127.0.0.1:${port}: nothing listens there (connection refused)`,
  ])
})

t.test('webhook: Retry-After is honoured', async t => {
  const hook = await startHook(response => void response.writeHead(503, { 'retry-after': '7200' }).end())
  const sent = await send(`{channels: [{type: webhook, url: "${hook.url}"}]}`, [alertOf(1)])
  t.same(sent.deliveries, [
    {
      channel: 'webhook',
      outcome: 'failed',
      attempts: 1,
      error: 'HTTP 503: to be tried again only in 2 h',
      sequence: 1,
    },
  ])
})

t.test('a server that never answers is given up after its timeout, and does not hold up other channels', async t => {
  const silent = await startHook(() => {})
  const quick = await startHook(status(200))
  const sent = await send(
    `{channels: [{type: webhook, name: silent, url: "${silent.url}", timeout: 50ms, retry_for: 0s}, {type: webhook, name: quick, url: "${quick.url}"}]}`,
    [alertOf(1), alertOf(2)],
  )
  // By channel: which of the two is done first is not said.
  t.same(
    [...sent.deliveries].sort((x, y) => x.channel.localeCompare(y.channel)),
    [
      { channel: 'quick', outcome: 'sent', attempts: 1, sequence: 1 },
      { channel: 'quick', outcome: 'sent', attempts: 1, sequence: 2 },
      {
        channel: 'silent',
        outcome: 'failed',
        attempts: 1,
        error: `127.0.0.1:${new URL(silent.url).port} did not answer in time`,
        sequence: 1,
      },
      {
        channel: 'silent',
        outcome: 'failed',
        attempts: 1,
        error: `127.0.0.1:${new URL(silent.url).port} did not answer in time`,
        sequence: 2,
      },
    ],
  )
})

t.test('the end waits for what is pending, but not for ever, and tells what was not delivered', async t => {
  const silent = await startHook(() => {})
  const sent = await send(`{drain: 50ms, channels: [{type: webhook, url: "${silent.url}"}]}`, [alertOf(1), alertOf(2)])
  const late = 'not delivered within 50 ms of the end of input'
  t.same(sent.deliveries, [
    {
      channel: 'webhook',
      outcome: 'failed',
      attempts: 1,
      error: `${late}: 127.0.0.1:${new URL(silent.url).port} did not answer in time`,
      sequence: 1,
    },
    { channel: 'webhook', outcome: 'failed', attempts: 0, error: late, sequence: 2 },
  ])
  t.equal(sent.failed, true)
})

t.test('the order of a channel is kept, whatever has to be tried again', async t => {
  const hook = await startHook((response, count) => void response.writeHead(count % 3 === 0 ? 200 : 500).end())
  await send(
    `{channels: [{type: webhook, url: "${hook.url}"}]}`,
    [1, 2, 3, 4].map(sequence => alertOf(sequence)),
  )
  const order = hook.requests.map(({ body }) => JSON.parse(body).sequence)
  t.same(order, [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
})

t.test('min_severity and alerts of other processes', async t => {
  const hook = await startHook(status(200))
  const effect = (await effectOf(
    `{channels: [{type: webhook, url: "${hook.url}", min_severity: critical}]}`,
    worldOf([]),
  )) as Effect
  void effect.take(alertOf(1, { severity: 'warning' }), true, () => {})
  void effect.take(alertOf(2), false, () => {})
  void effect.take(alertOf(3), true, () => {})
  await effect.finish()
  t.same(
    hook.requests.map(({ body }) => JSON.parse(body).sequence),
    [3],
  )
})

t.test('exec: the alert comes on standard input; arguments are what they are, no shell sees them', async t => {
  const program = join(directory, 'receive')
  const out = join(directory, 'received')
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$#" "$1" "$2" "$TOKEN" > ${out}\ncat >> ${out}\n`)
  chmodSync(program, 0o755)
  const hostile = alertOf(1, {
    job: `-x $(touch ${directory}/hacked) \`id\``,
    summary: '[HANGING] "a"; rm -rf / \u0000\n* $HOME',
  })
  const sent = await send(
    `{channels: [{type: exec, command: [${program}, "{summary}", "{job}"]}, {type: webhook, name: never, url_env: TOKEN, min_severity: critical}]}`,
    [{ ...hostile, severity: 'warning' }],
    { environment: { PATH: process.env['PATH'], TOKEN: 'http://127.0.0.1/secret' } },
  )
  t.same(sent.deliveries, [{ channel: 'exec', outcome: 'sent', attempts: 1, sequence: 1 }])
  const [count, summary, job, token, json] = readFileSync(out, 'utf8').split('\n') as [
    string,
    string,
    string,
    string,
    string,
  ]
  t.same(
    [count, summary, job, token],
    ['2', '[HANGING] "a"; rm -rf / * $HOME', ` -x $(touch ${directory}/hacked) \`id\``, ''],
    'and no variable that holds a secret is seen',
  )
  t.match(JSON.parse(json), { kind: 'alert', summary: hostile.summary })
  t.notOk(existsSync(join(directory, 'hacked')))
})

t.test('exec: no variable that holds a secret of any part of the job file is seen by a program', async t => {
  const out = join(directory, 'environment')
  const environment = {
    ...Object.fromEntries(
      ['URL', 'BEARER', 'SECRET', 'PASSWORD', 'UNUSED', 'MODEL'].map(name => [`${name}_V`, 'hidden']),
    ),
    PATH: process.env['PATH'],
    OTHER_V: 'seen',
  }
  const text = `
classify: {llm: {url: "http://127.0.0.1:9/", models: [m], key_env: MODEL_V}}
alert:
  channels:
    - {type: exec, command: [sh, -c, "env > ${out}"]}
    - {type: webhook, name: a, min_severity: critical, url: "http://127.0.0.1:9/", bearer_env: BEARER_V, secret_env: SECRET_V}
    - {type: webhook, name: b, min_severity: critical, url_env: URL_V}
    - {type: email, min_severity: critical, to: a@b.c, from: l@b.c, smtp: {host: h, user: u, password_env: PASSWORD_V}}
    - {type: webhook, name: unused, url: "http://127.0.0.1:9/", secret_env: UNUSED_V}
`
  const config = await loadJob({ path: 'job.yaml', text })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  const settings = alert.settle(
    { 'dry-run': false, send: false, state: undefined, since: undefined, channel: ['exec', 'a', 'email'] },
    { config, environment: {} },
  )
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  const effect = (await deliverAlerts(settings as AlertSettings, worldOf([], { environment }))) as Effect
  void effect.take(alertOf(1, { severity: 'warning' }), true, () => {})
  await effect.finish()
  t.same(readFileSync(out, 'utf8').match(/^\w+_V=.*$/gm), ['OTHER_V=seen'])
})

t.test('exec: 75 asks for another try, all else is final; a program that does not end is stopped', async t => {
  const tries = join(directory, 'tries')
  const sent = await send(
    `{channels: [{type: exec, name: later, command: [sh, -c, "echo x >> ${tries}; test $(wc -l < ${tries}) -ge 3 || exit 75"]},
      {type: exec, name: broken, command: [sh, -c, "echo password=hunter2 no good >&2; exit 3"]},
      {type: exec, name: absent, command: [/no/such/program]},
      {type: exec, name: hanging, timeout: 50ms, retry_for: 0s, command: [sh, -c, "sleep 600"]}]}`,
    [alertOf(1)],
  )
  t.same(
    [...sent.deliveries].sort((x, y) => x.channel.localeCompare(y.channel)),
    [
      {
        channel: 'absent',
        outcome: 'failed',
        attempts: 1,
        error: '/no/such/program: there is no such program',
        sequence: 1,
      },
      {
        channel: 'broken',
        outcome: 'failed',
        attempts: 1,
        error: 'sh failed (exit 3): password=[redacted] no good',
        sequence: 1,
      },
      {
        channel: 'hanging',
        outcome: 'failed',
        attempts: 1,
        error: 'sh did not end in time and was stopped',
        sequence: 1,
      },
      { channel: 'later', outcome: 'sent', attempts: 3, sequence: 1 },
    ],
  )
})

t.test(
  'secrets: a file that everybody can read, an empty one, a variable that is not set are told before anything is sent',
  async t => {
    const open = secretFile('open', 'x')
    chmodSync(open, 0o644)
    const problems = await effectOf(
      `{channels: [{type: webhook, name: a, url_file: ${open}}, {type: webhook, name: b, url_env: NOT_SET}, {type: webhook, name: c, url_file: ${secretFile('empty', '')}}, {type: webhook, name: d, url_file: ${secretFile('ftp', 'ftp://x')}}]}`,
      worldOf([], { environment: {} }),
    )
    t.same(problems, [
      {
        place: 'alert.channels[0].url_file',
        reason: `${open} can be read by everybody on this machine: chmod o-r ${open}`,
      },
      { place: 'alert.channels[1].url_env', reason: 'the environment variable NOT_SET is not set' },
      { place: 'alert.channels[2].url_file', reason: `${join(directory, 'empty')} is empty` },
      { place: 'alert.channels[3].url', reason: 'ftp: is not possible: a webhook is http or https' },
    ])
  },
)

t.test('an error never holds a secret', async t => {
  const hook = await startHook(response => void response.writeHead(403).end('no: /hook/very-secret-path s3cret-bearer'))
  const sent = await send(`{channels: [{type: webhook, url_env: ADDRESS, bearer_env: TOKEN}]}`, [alertOf(1)], {
    environment: { ADDRESS: `${hook.url}/very-secret-path`, TOKEN: 's3cret-bearer' },
  })
  t.same(sent.deliveries, [
    { channel: 'webhook', outcome: 'failed', attempts: 1, error: 'HTTP 403: no: [redacted] [redacted]', sequence: 1 },
  ])
})

t.test('a mail that is given up ends its connection at once, also while the server says nothing', async t => {
  let connected = (_ended: readonly Promise<void>[]): void => {}
  const connection = new Promise<readonly Promise<void>[]>(resolve => {
    connected = resolve
  })
  const silent = createTcpServer(socket =>
    connected([
      new Promise(resolve =>
        socket
          .on('close', () => resolve())
          .on('error', () => {})
          .resume(),
      ),
    ]),
  )
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  t.teardown(() => silent.close())
  const { port } = silent.address() as { port: number }
  const section = `{channels: [{type: email, to: a@b.c, from: l@b.c, timeout: 10m, smtp: {host: 127.0.0.1, port: ${port}, security: none}}]}`
  const effect = (await effectOf(section, worldOf([]))) as Effect
  const records: AnyRecord[] = []
  void effect.take(alertOf(1), true, record => records.push(record))
  const ended = await connection
  effect.stop?.()
  await effect.finish()
  await Promise.all(ended)
  t.match(records, [{ outcome: 'failed', attempts: 1, error: 'interrupted: the mail server did not answer in time' }])
})

t.test('the whole program: alerts are sent although nobody reads its output any more', async t => {
  const job = join(directory, 'unread.yaml')
  const out = join(directory, 'unread')
  writeFileSync(job, `alert: {channels: [{type: exec, command: [sh, -c, "cat > ${out}"]}]}\n`)
  const child = spawn('bin/logmon-alert.js', ['-c', job], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdout.destroy()
  child.stdin.end('{"kind":"status","scope":"job","to":"HANGING"}\n')
  t.equal(await new Promise(resolve => child.on('exit', resolve)), 0)
  t.match(JSON.parse(readFileSync(out, 'utf8')), { kind: 'alert', summary: '[HANGING] training job' })
})

/** What the mail server says of somebody whom it does not know, in the words that we get. */
const REFUSED = 'Recipient command failed: 550 no such user here'

t.test('mail through a real Exim', { skip: eximMissing }, async t => {
  const exim: Exim = await startExim()
  t.teardown(() => exim.stop())
  const password = secretFile('password', 'right')
  const email = (name: string, to: string, smtp: string): string =>
    `{type: email, name: ${name}, to: ${to}, from: logmon@example.com, smtp: {host: 127.0.0.1, ${smtp}}}`
  const trusted = `ca_file: ${exim.certificates.caFile}`

  await t.test('plain, STARTTLS with login, encrypted from the start', async t => {
    const sent = await send(
      `{channels: [${email('plain', 'plain@example.com', `port: ${exim.port}, security: none, hello: node-1.example.com`)},
        ${email('starttls', 'members@example.com', `port: ${exim.port}, security: starttls, ${trusted}, user: watcher, password_file: ${password}`)},
        ${email('tls', 'tls@example.com', `port: ${exim.tlsPort}, security: tls, ${trusted}`)}]}`,
      [alertOf(1)],
    )
    t.same(
      [...sent.deliveries].sort((x, y) => x.channel.localeCompare(y.channel)),
      ['plain', 'starttls', 'tls'].map(channel => ({ channel, outcome: 'sent', attempts: 1, sequence: 1 })),
    )
    const mails = exim.mails()
    const to = (name: string): string => mails.find(mail => mail.includes(`for ${name}@example.com`)) as string
    t.match(to('plain'), /with esmtp /)
    t.match(to('plain'), /^Received: from .*\bnode-1\.example\.com\b/m)
    t.match(to('members'), /with esmtpsa /)
    t.match(to('tls'), /with esmtps /)
    t.match(to('plain'), /^Subject: \[HANGING\] llama: no step \(1\)$/m)
    t.match(to('plain'), /^Auto-Submitted: auto-generated$/m)
  })

  await t.test('a server that cannot show who it is gets no password and no mail', async t => {
    const before = exim.mails().length
    const sent = await send(
      `{channels: [${email('a', 'a@example.com', `port: ${exim.tlsPort}, security: tls, user: watcher, password_file: ${password}`)}, ${email('b', 'b@example.com', `port: ${exim.port}, user: watcher, password_file: ${password}`)}]}`,
      [alertOf(1)],
    )
    t.same(
      sent.deliveries.map(({ outcome, attempts, error }) => [outcome, attempts, error]),
      Array(2).fill(['failed', 1, 'unable to verify the first certificate']),
    )
    t.equal(exim.mails().length, before)
  })

  await t.test('a wrong password is final (535), and stands in no error', async t => {
    const sent = await send(
      `{channels: [${email('a', 'a@example.com', `port: ${exim.port}, ${trusted}, user: watcher, password_env: WRONG`)}]}`,
      [alertOf(1)],
      {
        environment: { WRONG: 'Incorrect' },
      },
    )
    t.same(sent.deliveries, [
      {
        channel: 'a',
        outcome: 'failed',
        attempts: 1,
        error: 'Invalid login: 535 [redacted] authentication data',
        sequence: 1,
      },
    ])
  })

  await t.test('451 is tried again and then accepted; 550 is final; one of two refused is told', async t => {
    const plain = `port: ${exim.port}, security: none`
    const sent = await send(
      `{channels: [${email('a', '["Ann <later@example.com>", nobody@example.com, first@example.com]', plain)}, ${email('b', 'nobody@example.com', plain)}, ${email('c', '[nobody@example.com, somebody@example.com]', plain)}]}`,
      [alertOf(1)],
    )
    t.same(
      [...sent.deliveries].sort((x, y) => x.channel.localeCompare(y.channel)),
      [
        {
          ...{ channel: 'a', outcome: 'sent', attempts: 2 },
          error: `refused for nobody@example.com (${REFUSED})`,
          sequence: 1,
          recipients: [
            { to: 'Ann <later@example.com>', outcome: 'sent' },
            { to: 'nobody@example.com', outcome: 'refused', error: REFUSED },
            { to: 'first@example.com', outcome: 'sent' },
          ],
        },
        {
          channel: 'b',
          outcome: 'failed',
          attempts: 1,
          error: "Can't send mail - all recipients were rejected: 550 no such user here",
          sequence: 1,
        },
        {
          ...{ channel: 'c', outcome: 'sent', attempts: 1 },
          error: `refused for nobody@example.com (${REFUSED})`,
          sequence: 1,
          recipients: [
            { to: 'nobody@example.com', outcome: 'refused', error: REFUSED },
            { to: 'somebody@example.com', outcome: 'sent' },
          ],
        },
      ],
    )
    const ids = exim.mails().filter(mail => /for (?:later|first)@example\.com/.test(mail))
    t.equal(ids.length, 2, 'who has it gets no second one')
    t.equal(new Set(ids.map(mail => /^Message-ID: .*$/im.exec(mail)?.[0])).size, 1, 'under one identity')
    t.match(
      sent.told.filter(({ key }) => key === 'channel/c'),
      [{ summary: /^\[UNTOLD\] llama: c could not be told/, body: /refused for nobody@example\.com/ }],
      'the others are told whom it did not reach',
    )
  })

  await t.test('hostile text stays in the body: no header, no second mail', async t => {
    const before = exim.mails().length
    const evil =
      'x\r\nBcc: all@example.com\r\n\r\n.\r\nMAIL FROM:<evil@example.com>\r\n\u0000\u001b[31m<script>alert(1)</script>'
    await send(`{channels: [${email('a', 'ops@example.com', `port: ${exim.port}, security: none`)}]}`, [
      alertOf(7, { summary: evil, body: evil, key: evil, job: evil, labels: { reason: evil } }),
    ])
    const mails = exim.mails()
    t.equal(mails.length, before + 1)
    const mail = mails.at(-1) as string
    const headers = mail.slice(0, mail.indexOf('\n\n'))
    t.notMatch(headers, /^(?:Bcc|MAIL)/m)
    const html = mail.slice(mail.indexOf('text/html')).replaceAll('=\n', '')
    t.match(html, /&lt;script&gt;alert\(1\)/)
    t.notMatch(html, /<script/)
  })

  await t.test('the whole program: states in, mails out, one thread per episode', async t => {
    const job = join(directory, 'job.yaml')
    writeFileSync(
      job,
      `job: llama-70b\nalert:\n  channels:\n    - ${email('ops', 'thread@example.com', `port: ${exim.port}, ${trusted}, user: watcher, password_file: ${password}`)}\n`,
    )
    const input = [
      { kind: 'log', time: '2026-01-05T09:59:00.000Z', message: 'step 12', step: 12, metrics: { loss: 2.5 } },
      {
        kind: 'status',
        time: '2026-01-05T10:00:00.000Z',
        scope: 'rank',
        rank: 3,
        to: 'HANGING',
        rules: ['step'],
        reason: 'no step for 1 min',
      },
      {
        kind: 'status',
        time: '2026-01-05T10:00:00.000Z',
        scope: 'job',
        to: 'HANGING',
        rules: ['step'],
        reason: 'no step for 1 min',
      },
      { kind: 'status', time: '2026-01-05T10:05:00.000Z', scope: 'job', to: 'HEALTHY' },
    ]
    const text = input.map(record => `${JSON.stringify(record)}\n`).join('')
    const {
      status: exitCode,
      stdout,
      stderr,
    } = spawnSync('bin/logmon-alert.js', ['-c', job, '--clock', 'record', '--send'], { input: text, encoding: 'utf8' })
    t.equal(stderr, '')
    t.equal(exitCode, 0)
    t.ok(stdout.startsWith(text.split('\n').slice(0, 3).join('\n')), 'what was read passes through')
    const records = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    t.same(
      records
        .filter(({ kind }) => kind === 'delivery')
        .map(({ channel, outcome, sequence }) => [channel, outcome, sequence]),
      [
        ['ops', 'sent', 1],
        ['ops', 'sent', 2],
      ],
    )
    const [first, second] = exim.mails().filter(mail => mail.includes('for thread@example.com')) as [string, string]
    const id = /^Message-ID: (.*)$/m.exec(first)?.[1] as string
    t.match(first, /^Subject: \[HANGING\] llama-70b: rank 3: no step for 1 min \(since 10:00:00\n UTC\)$/m)
    t.match(second, /^Subject: \[RESOLVED\] llama-70b: HEALTHY, after 5 min \(was HANGING\)$/m)
    t.ok(second.includes(`In-Reply-To: ${id}`) && second.includes(`References: ${id}`))
  })
})
