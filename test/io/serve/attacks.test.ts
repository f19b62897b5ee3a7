// What strangers try, as a table: each with what becomes of it.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { openSafely } from '../../../lib/io/serve/safe-path.ts'
import { type Answer, newFolder, OOM, type Question, type Serving, serving } from './serving.ts'

const tokens = { ann: 'token-of-ann', bob: 'token-of-bob', root: 'token-of-root' }
const hash = (token: string): string => createHash('sha256').update(token).digest('hex')
const folder = newFolder()
const usersFile = join(folder, 'users')
const service: Serving = await (async () => {
  const root = newFolder()
  mkdirSync(join(root, 'bob'))
  writeFileSync(
    usersFile,
    `# who may ask\nann ${hash(tokens.ann)}\nbob sha256:${hash(tokens.bob)} root=${root}/bob\nroot ${hash(tokens.root)} admin\n`,
  )
  return serving({ usersFile, root })
})()
t.teardown(() => service.stop(1000))
const as = (user: keyof typeof tokens): Record<string, string> => ({ authorization: `Bearer ${tokens[user]}` })
const asks = (user: keyof typeof tokens, path: string, { headers, ...question }: Question = {}): Promise<Answer> =>
  service.ask(path, { ...question, headers: { ...as(user), ...headers } })
const path = join(service.root, 'a.log')
writeFileSync(path, OOM)
execFileSync('mkfifo', [join(service.root, 'pipe')])
writeFileSync(join(service.root, 'bob', 'b.log'), OOM)

const SECRET = /root:x:0:0/

interface Attack {
  readonly what: string
  readonly path: string
  readonly question?: Question
  readonly status: number
  readonly code: string
}

const submit = (log_path: string): Question => ({ body: { log_path, user: 'x' }, headers: as('ann') })
const ATTACKS: readonly Attack[] = [
  { what: 'no token', path: `/logs?log_path=${path}`, status: 401, code: 'UNAUTHORIZED' },
  { what: 'no token, events', path: '/api/v1/events', status: 401, code: 'UNAUTHORIZED' },
  { what: 'no token, metrics', path: '/metrics', status: 401, code: 'UNAUTHORIZED' },
  { what: 'no token, no such path', path: '/nothing', status: 401, code: 'UNAUTHORIZED' },
  ...[
    'Bearer',
    'Bearer wrong',
    'Bearer  token-of-ann',
    'Basic token-of-ann',
    `Bearer ${hash(tokens.ann)}`,
    'Bearer a b',
  ].map(authorization => ({
    what: `Authorization: ${authorization}`,
    path: '/jobs',
    question: { headers: { authorization } },
    status: 401,
    code: 'UNAUTHORIZED',
  })),
  { what: 'token in the query', path: '/jobs?token=token-of-ann', status: 401, code: 'UNAUTHORIZED' },
  ...['/etc/passwd', '/proc/self/environ', '/dev/zero', '/../etc/passwd', `${service.root}/../../etc/passwd`].map(
    each => ({
      what: `POST ${each}`,
      path: '/logs',
      question: submit(each),
      status: 403,
      code: 'OUTSIDE_ROOT',
    }),
  ),
  { what: 'NUL', path: '/logs', question: submit(`${path}\0.png`), status: 400, code: 'INVALID_PATH' },
  { what: 'long path', path: '/logs', question: submit(`/${'a/'.repeat(3000)}`), status: 400, code: 'INVALID_PATH' },
  {
    what: 'long name',
    path: '/logs',
    question: submit(`${service.root}/${'a'.repeat(300)}`),
    status: 400,
    code: 'INVALID_PATH',
  },
  {
    what: 'very long path',
    path: '/logs',
    question: submit(`/${'a'.repeat(9000)}`),
    status: 422,
    code: 'INVALID_PARAMETER',
  },
  {
    what: 'prefix of the root',
    path: '/logs',
    question: submit(`${service.root}x/a.log`),
    status: 403,
    code: 'OUTSIDE_ROOT',
  },
  {
    what: 'deep JSON',
    path: '/logs',
    question: { ...submit(''), body: `{"log_path":${'['.repeat(20_000)}` },
    status: 400,
    code: 'INVALID_PARAMETER',
  },
  {
    what: 'JSON that is deep and whole',
    path: '/logs',
    question: { ...submit(''), body: `{"log_path":${'['.repeat(20_000)}${']'.repeat(20_000)}}` },
    status: 400,
    code: 'INVALID_PARAMETER',
  },
  {
    what: 'prototype',
    path: '/logs',
    question: { ...submit(''), body: `{"log_path":"${path}","__proto__":{"isAdmin":true}}` },
    status: 400,
    code: 'INVALID_PARAMETER',
  },
  {
    what: 'constructor',
    path: '/logs',
    question: { ...submit(''), body: `{"log_path":"${path}","constructor":{"prototype":{"x":1}}}` },
    status: 400,
    code: 'INVALID_PARAMETER',
  },
  {
    what: 'large body',
    path: '/logs',
    question: { ...submit(''), body: { log_path: 'x'.repeat(100_000) } },
    status: 413,
    code: 'BODY_TOO_LARGE',
  },
  {
    what: 'large lines',
    path: '/attributions/logs',
    question: { ...submit(''), body: { attribution_id: 'x', log_stream: 'x'.repeat(17_000_000) } },
    status: 413,
    code: 'BODY_TOO_LARGE',
  },
  {
    what: 'form of a page',
    path: '/logs',
    question: {
      body: `log_path=${path}`,
      headers: { ...as('ann'), 'content-type': 'application/x-www-form-urlencoded' },
    },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  {
    what: 'text of a page',
    path: '/logs',
    question: { body: `{"log_path":"${path}"}`, headers: { ...as('ann'), 'content-type': 'text/plain' } },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  {
    what: 'page of another site',
    path: '/jobs',
    question: { headers: { ...as('ann'), 'sec-fetch-site': 'cross-site' } },
    status: 403,
    code: 'FORBIDDEN',
  },
  {
    what: 'other origin',
    path: '/logs',
    question: { body: { log_path: path }, headers: { ...as('ann'), origin: 'https://evil.example' } },
    status: 403,
    code: 'FORBIDDEN',
  },
  {
    what: 'origin of a sandbox',
    path: '/logs',
    question: { body: { log_path: path }, headers: { ...as('ann'), origin: 'null' } },
    status: 403,
    code: 'FORBIDDEN',
  },
  {
    what: 'name that was rebound',
    path: '/jobs',
    question: { headers: { ...as('ann'), host: 'evil.example' } },
    status: 421,
    code: 'WRONG_HOST',
  },
  {
    what: 'name that was rebound, with a port',
    path: '/healthz',
    question: { headers: { host: 'evil.example:8000' } },
    status: 421,
    code: 'WRONG_HOST',
  },
  {
    what: 'other method',
    path: '/logs',
    question: { method: 'DELETE', headers: as('ann') },
    status: 404,
    code: 'NOT_FOUND',
  },
  {
    what: 'method override',
    path: '/logs',
    question: { method: 'TRACE', headers: as('ann') },
    status: 404,
    code: 'NOT_FOUND',
  },
  ...[
    ['two paths', `log_path=${path}&log_path=/etc/passwd`],
    ['a list', `log_path[]=${path}`],
    ['no truth', `log_path=${path}&wait=`],
    ['no number', `log_path=${path}&wl_restart=NaN`],
  ].map(([what = '', query]) => ({
    what,
    path: `/logs?${query}`,
    question: { headers: as('ann') },
    status: 422,
    code: 'INVALID_PARAMETER',
  })),
  ...[
    ['a name of a user', '~root/.bashrc', 400, 'INVALID_PATH'],
    ['a URL', 'file:///etc/passwd', 400, 'INVALID_PATH'],
    ['our own input', '/dev/stdin', 403, 'OUTSIDE_ROOT'],
    ['our own descriptors', '/proc/self/fd/0', 403, 'OUTSIDE_ROOT'],
    ['the root by another way, and out of it', `/proc/self/root${service.root}/../../etc/passwd`, 403, 'OUTSIDE_ROOT'],
    ['a folder above a file', `${path}/..`, 404, 'NOT_FOUND'],
    ['a pipe', join(service.root, 'pipe'), 400, 'NOT_REGULAR'],
    ['lines in a path', `${service.root}/a\nb`, 404, 'NOT_FOUND'],
  ].map(([what, each, status, code]) => ({
    what: `${what}`,
    path: `/print?log_path=${encodeURIComponent(`${each}`)}`,
    question: { headers: as('ann') },
    status: status as number,
    code: `${code}`,
  })),
  {
    what: 'a HEAD of events, which never end',
    path: '/api/v1/events',
    question: { method: 'HEAD', headers: as('ann') },
    status: 404,
    code: '',
  },
  {
    what: 'bad escape',
    path: '/logs?log_path=%E0%A4%A',
    question: { headers: as('ann') },
    status: 400,
    code: 'INVALID_PATH',
  },
  {
    what: 'static files',
    path: '/../../package.json',
    question: { headers: as('ann') },
    status: 404,
    code: 'NOT_FOUND',
  },
]

t.test('each is refused, and tells nothing', async t => {
  for (const { what, path: asked, question, status, code } of ATTACKS) {
    const answer = await service.ask(asked, question)
    t.match(answer, code === '' ? { status } : { status, body: { error_code: code } }, what)
    t.notMatch(answer.text, SECRET, what)
    t.notMatch(answer.text, /\n +at |node_modules/, `${what}: no stack`)
  }
  t.match((await asks('ann', '/healthz')).body, { status: 'ok' }, 'and the service is well')
})

t.test('what is refused for want of a token says how to come with one', async t => {
  t.equal((await service.ask('/jobs')).headers['www-authenticate'], 'Bearer realm="logmon"')
  t.equal((await service.ask('/healthz')).status, 200, 'probes have none')
})

t.test("another user's ids, jobs and records are not there", async t => {
  const { body } = await asks('ann', '/attributions', { body: { job_id: '1' } })
  const { attribution_id: id } = body as { attribution_id: string }
  const append = { body: { attribution_id: id, log_stream: 'x\n' } }
  t.equal((await asks('ann', '/attributions/logs', append)).status, 200)
  const gone = { status: 404, body: { error_code: 'NOT_FOUND', message: 'there is no such attribution_id' } }
  t.match(await asks('bob', '/attributions/logs', append), gone)
  t.match(await asks('bob', `/attributions/${id}`), gone)
  t.match(await asks('bob', `/attributions/${id}/logs`), gone)
  t.same(
    (await asks('bob', '/attributions/00000000-0000-4000-8000-000000000000')).body,
    gone.body,
    'as one that never was',
  )
  await asks('ann', '/logs', { body: { log_path: path, user: 'ann' } })
  const fed = await asks('ann', '/api/v1/records?job=mine', {
    body: '{"kind":"log","message":"secret"}\n',
    headers: { 'content-type': 'application/x-ndjson' },
  })
  const { job } = fed.body as { job: number }
  for (const asked of ['/jobs', '/api/v1/jobs']) {
    t.match((await asks('ann', asked)).body, { total: 2 }, asked)
    t.match((await asks('bob', asked)).body, { total: 0 }, asked)
    t.match((await asks('root', asked)).body, { total: 2 }, asked)
  }
  for (const asked of [
    `/api/v1/jobs/${job}`,
    `/api/v1/jobs/${job}/attempts`,
    `/api/v1/jobs/${job}/history`,
    `/api/v1/jobs/${job}/ranks`,
    `/api/v1/jobs/${job}/lines`,
    `/api/v1/records?job=${job}`,
    `/api/v1/events?job=${job}`,
  ])
    t.match(await asks('bob', asked), { status: 404 }, asked)
  t.match((await asks('bob', '/api/v1/verdicts')).body, { total: 0 })
  t.match((await asks('bob', '/inflight')).body, { count: 0 })
  t.match((await asks('bob', '/stats')).body, { jobs: { total: 0 }, attributions: { open: 0 } })
})

t.test('a token that is taken back ends what it watches', async t => {
  const root = newFolder()
  const file = join(root, 'users')
  const lines = [`ann ${hash(tokens.ann)}`, `bob ${hash(tokens.bob)}`]
  writeFileSync(file, `${lines.join('\n')}\n`)
  const strict = await serving({ usersFile: file, root })
  t.teardown(() => strict.stop(1000))
  const watched = strict.ask('/api/v1/events', { headers: as('bob') })
  while (!(await strict.ask('/stats', { headers: as('ann') })).text.includes('"watchers":1'))
    await new Promise(resolve => setImmediate(resolve))
  writeFileSync(file, `${lines[0]}\n# bob has gone\n`)
  t.match((await watched).text, /event: ready/, 'it ends')
  t.equal((await strict.ask('/jobs', { headers: as('bob') })).status, 401)
})

t.test('a user with a root of their own reads nothing beside it', async t => {
  t.match(await asks('bob', `/logs?log_path=${service.root}/bob/b.log`), { status: 200 })
  t.match(await asks('bob', `/logs?log_path=${path}`), { status: 403, body: { error_code: 'OUTSIDE_ROOT' } })
  t.match(await asks('bob', `/print?log_path=${path}`), { status: 403 })
})

t.test('a link that is put in the place of a file between the look and the reading', async t => {
  const root = newFolder()
  const log = join(root, 'x.log')
  const outside = join(newFolder(), 'secret')
  writeFileSync(outside, 'secret')
  symlinkSync(outside, log)
  await t.rejects(openSafely(log, root), { code: 'ELOOP' }, 'the file itself')
  mkdirSync(join(root, 'folder'))
  writeFileSync(join(root, 'folder', 'secret'), 'mine')
  const handle = await openSafely(join(root, 'folder', 'secret'), root)
  await handle.close()
  renameSync(join(root, 'folder'), join(root, 'other'))
  symlinkSync(join(outside, '..'), join(root, 'folder'))
  await t.rejects(
    openSafely(join(root, 'folder', 'secret'), root),
    { message: /is outside the allowed root by now/ },
    'a folder above it',
  )
  rmSync(log)
  linkSync(outside, log)
  const same = await openSafely(log, root)
  await same.close()
  t.pass('another name of the same file is that file')
})

t.test('headers: what log and path hold ends in none', async t => {
  const answer = await asks('ann', `/print?log_path=${encodeURIComponent(`${path}\r\nset-cookie: x=1`)}`)
  t.equal(answer.status, 404)
  t.equal(answer.headers['set-cookie'], undefined)
  const page = await service.ask('/docs')
  for (const { headers } of [answer, page, await service.ask('/jobs')]) {
    t.match(headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/)
    t.match(headers, {
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    t.equal(headers['access-control-allow-origin'], undefined)
    t.notMatch(`${headers.server} ${headers['x-powered-by']}`, /fastify|node/i)
  }
  t.notMatch(page.text, /<script/)
})

t.test('the log of the service: a request is one line of it', async t => {
  const loud = await serving({ isDebugging: true })
  t.teardown(() => loud.stop(1000))
  await loud.ask('/x%0aforged%1b%5b2J?a=\u00a0'.replace('\u00a0', '%C2%85'))
  await loud.ask(`/logs?log_path=${encodeURIComponent('/a\nforged \u001b[2J')}`)
  t.ok(loud.said.length >= 2)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  for (const line of loud.said) t.notMatch(line, /[\n\r\u001b\u0085]/)
})

/** Sends bytes as they are; resolves to all that comes back until the connection ends. */
function raw(parts: readonly string[], to: Serving = service): Promise<string> {
  const { hostname, port } = new URL(to.url)
  return new Promise(resolve => {
    const socket = net.connect(Number(port), hostname)
    let got = ''
    socket.on('data', (part: Buffer) => {
      got += part.toString()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(got))
    for (const part of parts) socket.write(part)
  })
}

t.test('slow and broken requests are ended', async t => {
  const head = `POST /logs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${tokens.ann}\r\nContent-Type: application/json\r\n`
  // Of its own: a patient one must not take a large body on a slow machine for a slow one.
  const impatient = await serving({ usersFile, requestMs: 300, root: service.root })
  t.teardown(() => impatient.stop(1000))
  t.match(
    await raw([`${head}Content-Length: 100\r\n\r\n{`], impatient),
    /^HTTP\/1\.1 408 /,
    'a body that does not come',
  )
  t.match(
    await raw(['POST /logs HTTP/1.1\r\nHost: localhost\r\n'], impatient),
    /^HTTP\/1\.1 408 /,
    'headers that do not end',
  )
  t.match(
    await raw([`${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`]),
    /^HTTP\/1\.1 400 /,
    'smuggling',
  )
  t.match(await raw([`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`]), /^HTTP\/1\.1 431 /)
  t.match(await raw(['\u0016\u0003\u0001 this is TLS\r\n\r\n']), /^HTTP\/1\.1 400 /)
  t.match(
    await raw([`${head}Content-Length: 1073741824\r\nConnection: close\r\n\r\n`]),
    /^HTTP\/1\.1 413 /,
    'refused before it comes',
  )
  t.match((await service.ask('/healthz')).body, { status: 'ok' })
})
