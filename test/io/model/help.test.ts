import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { QuotableLine } from '../../../lib/classify/model/context.ts'
import type { ModelSettings } from '../../../lib/classify/model/settings.ts'
import type { ModelResult } from '../../../lib/classify/model/verdict.ts'
import { type ModelHelp, type ModelWorld, modelHelp, modelWorld } from '../../../lib/io/model/help.ts'
import { isProblems } from '../../../lib/problem.ts'
import { makeCertificates } from '../../servers/certificates.ts'
import { type Answering, blame, type ChatCall, refuse, say, startChat } from '../../servers/chat.ts'
import { freePort } from '../../servers/free-port.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-model-'))
const LINES: readonly QuotableLine[] = [
  { id: 'L1', text: 'flux engine: capacitor 88 is empty', file: 'job.log', line: 7 },
  { id: 'L2', text: 'bye' },
]
const NAMED = {
  outcome: 'named',
  model: 'a',
  category: 'config_error',
  cause: 'it says so',
  lines: [LINES[0]],
  cached: false,
}
const good = blame('config_error', 'capacitor')

const settingsOf = (url: string, more: Partial<ModelSettings> = {}): ModelSettings => ({
  url: `${url}/chat/completions`,
  models: ['a'],
  key: {},
  keyPlace: '--llm-key-file',
  caFile: undefined,
  deadlineMs: 20_000,
  maxRequests: 10,
  maxTokens: 100_000,
  maxInputBytes: 262_144,
  cacheFolder: undefined,
  patterns: [],
  ...more,
})

/** Pauses of 1 ms, so that many tries take no time. */
const world = (more: Partial<ModelWorld> = {}): ModelWorld => ({
  ...modelWorld,
  environment: {},
  say: () => {},
  firstPauseMs: 1,
  longestPauseMs: 1,
  ...more,
})

async function helpOf(
  settings: ModelSettings,
  more: Partial<ModelWorld> = {},
  mode: 'wall' | 'record' = 'wall',
): Promise<ModelHelp> {
  const help = await modelHelp(settings, mode, world(more))
  if (isProblems(help)) throw new Error(JSON.stringify(help))
  return help as ModelHelp
}
const ask = (help: ModelHelp, lines: readonly QuotableLine[] = LINES): Promise<ModelResult> =>
  new Promise(resolve => help.ask(lines, resolve))

/** Asks a server of one test, once. */
async function asked(
  t: Test,
  answer: Answering,
  more: Partial<ModelSettings> = {},
  inWorld: Partial<ModelWorld> = {},
): Promise<{ result: ModelResult; calls: readonly ChatCall[] }> {
  const { url, calls } = await startChat(t, answer)
  const result = await ask(await helpOf(settingsOf(url, more), inWorld))
  return { result, calls }
}

const questionOf = (word: string): readonly QuotableLine[] => [{ id: 'L1', text: `capacitor ${word}` }]

t.test('a category and lines that were sent are what an answer is believed for', async t => {
  const { result, calls } = await asked(t, good, { key: { env: 'KEY' } }, { environment: { KEY: 'sk-secret' } })
  t.same(result, NAMED)
  const [call] = calls as [ChatCall]
  t.same(
    [call.path, call.headers['authorization'], call.model, call.body['stream'], call.body['temperature']],
    ['/v1/chat/completions', 'Bearer sk-secret', 'a', false, 0],
  )
  t.same(
    call.body.messages.map(({ role }) => role),
    ['system', 'user'],
  )
  t.match(
    call.body.messages[1]?.content,
    /^Question Q1:\n<(log-[0-9a-f]{32})>\nL1\| flux engine: capacitor 88 is empty\nL2\| bye\n<\/\1>$/,
  )
})

t.test('a model that does not know either is asked no more', async t => {
  const { result, calls } = await asked(
    t,
    (response, { questions }) =>
      say(
        response,
        JSON.stringify({ answers: [{ question: questions[0]?.id, category: 'unknown', cause: '', lines: [] }] }),
      ),
    {
      models: ['a', 'b'],
    },
  )
  t.same([result, calls.length], [{ outcome: 'unsure', model: 'a', cached: false }, 1])
})

t.test('thoughts and a code block around the answer are taken off', async t => {
  const answer = JSON.stringify({
    answers: [
      {
        question: 'Q1',
        category: 'config_error',
        cause: 'it says so',
        lines: [LINES[0]].map(line => ({ id: line?.id, text: line?.text })),
      },
    ],
  })
  t.same(
    (await asked(t, response => say(response, `<think>\n{"a": 1}</think>\n\`\`\`json\n${answer}\n\`\`\`\n`))).result,
    NAMED,
  )
})

const one = (answer: object): string =>
  JSON.stringify({
    answers: [{ question: 'Q1', category: 'config_error', cause: 'x', lines: [{ id: 'L2', text: 'bye' }], ...answer }],
  })
const WRONG: Readonly<Record<string, { readonly content: string | null; readonly told: ModelResult }>> = {
  'a text that is not JSON': {
    content: 'The flux capacitor!',
    told: { outcome: 'failed', reason: 'a: the answer is not JSON' },
  },
  'JSON with words after it': {
    content: `${one({})} I hope this helps.`,
    told: { outcome: 'failed', reason: 'a: the answer is not JSON' },
  },
  'no text at all': {
    content: null,
    told: {
      outcome: 'failed',
      reason: 'a: the response does not meet its schema: /choices/0/message/content must be string',
    },
  },
  'another form': {
    content: '[]',
    told: { outcome: 'failed', reason: 'a: the answer does not meet its schema: must be object' },
  },
  'a field more': {
    content: '{"answers":[],"action":"stop"}',
    told: { outcome: 'failed', reason: 'a: the answer does not meet its schema: must NOT have additional properties' },
  },
  'an answer to nothing': {
    content: one({ question: 'Q9' }),
    told: { outcome: 'failed', reason: 'a: it left the question out' },
  },
  'an action': {
    content: one({ action: 'stop' }),
    told: {
      outcome: 'rejected',
      model: 'a',
      reason: 'the answer does not meet its schema: must NOT have additional properties',
    },
  },
  'a category of its own': {
    content: one({ category: 'flux_error' }),
    told: {
      outcome: 'rejected',
      model: 'a',
      reason: 'the answer does not meet its schema: /category must be equal to one of the allowed values',
    },
  },
  'that all is well': {
    content: one({ category: 'completed' }),
    told: {
      outcome: 'rejected',
      model: 'a',
      reason: 'the answer does not meet its schema: /category must be equal to one of the allowed values',
    },
  },
  'a line that was not sent': {
    content: one({ lines: [{ id: 'L3', text: 'bye' }] }),
    told: { outcome: 'rejected', model: 'a', reason: 'it quotes a line L3, which was not sent' },
  },
  'a line that says something else': {
    content: one({ lines: [{ id: 'L2', text: 'bye bye' }] }),
    told: { outcome: 'rejected', model: 'a', reason: 'what it quotes as L2 is not what was sent' },
  },
  'a true line and a made-up one': {
    content: one({
      lines: [
        { id: 'L2', text: 'bye' },
        { id: 'L1', text: 'Xid 79' },
      ],
    }),
    told: { outcome: 'rejected', model: 'a', reason: 'what it quotes as L1 is not what was sent' },
  },
  'no line': { content: one({ lines: [] }), told: { outcome: 'rejected', model: 'a', reason: 'it quotes no line' } },
  'too many lines': {
    content: one({ lines: Array(6).fill({ id: 'L2', text: 'bye' }) }),
    told: {
      outcome: 'rejected',
      model: 'a',
      reason: 'the answer does not meet its schema: /lines must NOT have more than 5 items',
    },
  },
  'no cause': {
    content: one({ cause: '\u0007 \u001b[31m' }),
    told: { outcome: 'rejected', model: 'a', reason: 'it names no cause' },
  },
  'a cause of a thousand words': {
    content: one({ cause: 'word '.repeat(1000) }),
    told: {
      outcome: 'rejected',
      model: 'a',
      reason: 'the answer does not meet its schema: /cause must NOT have more than 1000 characters',
    },
  },
}
for (const [what, { content, told }] of Object.entries(WRONG)) {
  t.test(`${what} is no answer`, async t => t.same((await asked(t, response => say(response, content))).result, told))
}

t.test('two answers to one question are none', async t => {
  const { result } = await asked(t, response =>
    say(response, JSON.stringify({ answers: [...JSON.parse(one({})).answers, ...JSON.parse(one({})).answers] })),
  )
  t.same(result, { outcome: 'rejected', model: 'a', reason: 'it answers the same question twice' })
})

t.test('control characters and what turns text around are gone from the cause', async t => {
  const { result } = await asked(t, blame('config_error', 'capacitor', 'red \u001b[31malert\u0007 \u202eevil\nnext'))
  t.equal((result as { cause: string }).cause, 'red alert evil next')
})

t.test('a response that is no JSON, or longer than may be, is none; the rest of it is not waited for', async t => {
  t.same((await asked(t, response => void response.end('<html>gateway</html>'))).result, {
    outcome: 'failed',
    reason: 'a: the response is not JSON',
  })
  const { result } = await asked(t, response => {
    response.writeHead(200)
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })
  t.same(result, { outcome: 'failed', reason: 'a: the response is longer than 262144 bytes' })
  const cut = await asked(
    t,
    response =>
      void response.end(JSON.stringify({ choices: [{ finish_reason: 'length', message: { content: one({}) } }] })),
  )
  t.same(cut.result, { outcome: 'failed', reason: 'a: the answer was cut short: it is longer than may be' })
})

t.test('401: one request, no other model, and the key is not in the words', async t => {
  const { result, calls } = await asked(
    t,
    (response, { headers }) => refuse(response, 401, {}, `no such key: ${headers.authorization}`),
    { models: ['a', 'b'], key: { env: 'KEY' } },
    {
      environment: { KEY: 'key-of-mine' },
    },
  )
  t.same([result, calls.length], [{ outcome: 'failed', reason: 'a: HTTP 401: no such key: Bearer [redacted]' }, 1])
})

t.test('429: asked again when the server says so', async t => {
  const { result, calls } = await asked(t, (response, call, count) =>
    count === 1 ? refuse(response, 429, { 'retry-after': '0' }) : good(response, call),
  )
  t.same([result, calls.length], [NAMED, 2])
})

t.test('429 for longer than the deadline: the next model is asked at once', async t => {
  const { result, calls } = await asked(
    t,
    (response, call) => (call.model === 'a' ? refuse(response, 429, { 'retry-after': '3600' }) : good(response, call)),
    {
      models: ['a', 'b'],
    },
  )
  t.same([result, calls.map(({ model }) => model)], [{ ...NAMED, model: 'b' }, ['a', 'b']])
})

t.test('500 three times, then the next model; a name that the server does not know, then the next model', async t => {
  const { result, calls } = await asked(
    t,
    (response, call) => (call.model === 'a' ? refuse(response, 500) : good(response, call)),
    { models: ['a', 'b'] },
  )
  t.same([result, calls.map(({ model }) => model)], [{ ...NAMED, model: 'b' }, ['a', 'a', 'a', 'b']])
  const other = await asked(
    t,
    (response, call) => (call.model === 'a' ? refuse(response, 404, {}, 'model not found') : good(response, call)),
    { models: ['a', 'b'] },
  )
  t.same([other.result, other.calls.map(({ model }) => model)], [{ ...NAMED, model: 'b' }, ['a', 'b']])
})

t.test('a quote that is made up is rejected; the next model is asked, and where it fails, both are told', async t => {
  const lie = (response: Parameters<Answering>[0]): void =>
    say(response, one({ lines: [{ id: 'L1', text: 'Xid 79' }] }))
  const { result } = await asked(t, (response, call) => (call.model === 'a' ? lie(response) : good(response, call)), {
    models: ['a', 'b'],
  })
  t.same(result, { ...NAMED, model: 'b' })
  const other = await asked(t, (response, call) => (call.model === 'a' ? lie(response) : refuse(response, 400)), {
    models: ['a', 'b'],
  })
  t.same(other.result, { outcome: 'rejected', model: 'a', reason: 'what it quotes as L1 is not what was sent' })
  const neither = await asked(t, response => refuse(response, 400, {}, ''), { models: ['a', 'b'] })
  t.same(neither.result, { outcome: 'failed', reason: 'a: HTTP 400; b: HTTP 400' })
})

t.test('a server that hangs is given up at the deadline; with two models the first has half of the time', async t => {
  const { result } = await asked(t, () => {}, { deadlineMs: 100 })
  t.match(result, { outcome: 'failed', reason: /^a: 127\.0\.0\.1:\d+ did not answer in time$/ })
  const slow = await asked(
    t,
    (response, call) => (call.model === 'a' ? void response.writeHead(200).write('{') : good(response, call)),
    {
      models: ['a', 'b'],
      deadlineMs: 2000,
    },
  )
  t.same(slow.result, { ...NAMED, model: 'b' })
})

t.test('nobody there, and a connection that breaks', async t => {
  const port = await freePort()
  const help = await helpOf(settingsOf(`http://127.0.0.1:${port}/v1`))
  t.same(await ask(help), {
    outcome: 'failed',
    reason: `a: 127.0.0.1:${port}: nothing listens there (connection refused)`,
  })
  const { result } = await asked(t, response => {
    response.writeHead(200, { 'content-length': '1000' }).write('{')
    setImmediate(() => response.destroy())
  })
  t.match(result, { outcome: 'failed', reason: /^a: 127\.0\.0\.1:\d+: the other side broke the connection off$/ })
})

t.test('a redirect is not followed: the key does not travel', async t => {
  const elsewhere = await startChat(t, good)
  const { result, calls } = await asked(
    t,
    response => refuse(response, 307, { location: `${elsewhere.url}/chat/completions` }),
    { models: ['a', 'b'] },
  )
  t.same(
    [result, calls.length, elsewhere.calls.length],
    [{ outcome: 'failed', reason: 'a: HTTP 307: redirects are not followed' }, 1, 0],
  )
})

t.test('TLS: the certificate is checked, whatever the environment says; ca_file adds one', async t => {
  const { caFile, certificateFile, keyFile } = makeCertificates(mkdtempSync(join(tmpdir(), 'logmon-model-tls-')))
  const { url, calls } = await startChat(
    t,
    good,
    listener => createTlsServer({ cert: readFileSync(certificateFile), key: readFileSync(keyFile) }, listener) as never,
  )
  const secure = url.replace('http:', 'https:')
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  t.teardown(() => delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'])
  t.match(await ask(await helpOf(settingsOf(secure, { models: ['a', 'b'] }))), {
    outcome: 'failed',
    reason: /^a: 127\.0\.0\.1:\d+: unable to verify/,
  })
  t.equal(calls.length, 0)
  t.same(await ask(await helpOf(settingsOf(secure, { caFile }))), NAMED)
  t.match(await ask(await helpOf(settingsOf(url))), { outcome: 'failed' }, 'plain HTTP to it does not work either')
})

t.test('TLS: certificates that the environment names do not count', async t => {
  const { caFile, certificateFile, keyFile } = makeCertificates(mkdtempSync(join(tmpdir(), 'logmon-model-tls-')))
  const { url, calls } = await startChat(
    t,
    good,
    listener => createTlsServer({ cert: readFileSync(certificateFile), key: readFileSync(keyFile) }, listener) as never,
  )
  // The variable counts at the start of a process.
  const words = ['bin/logmon-classify.js', '--llm', url.replace('http:', 'https:'), '--llm-model', 'a', '--only']
  const child = spawn(process.execPath, words, {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile, LOGMON_CLOCK: 'wall' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.end('capacitor 88 is empty\n')
  let out = ''
  for await (const data of child.stdout) out += data
  t.match(out, /"outcome":"failed","reason":"a: 127\.0\.0\.1:\d+: unable to verify/)
  t.equal(calls.length, 0)
})

t.test('nothing hidden: no proxy and no key but the ones that are named', async t => {
  const names = {
    HTTP_PROXY: 'http://127.0.0.1:9',
    http_proxy: 'http://127.0.0.1:9',
    ALL_PROXY: 'http://127.0.0.1:9',
    NODE_USE_ENV_PROXY: '1',
    OPENAI_API_KEY: 'sk-hidden',
  }
  Object.assign(process.env, names)
  t.teardown(() => {
    for (const name of Object.keys(names)) delete process.env[name]
  })
  const { result, calls } = await asked(t, good, {}, { environment: process.env })
  t.same([result, calls[0]?.headers.authorization], [NAMED, undefined])
})

t.test('a server on IPv6, or none where this machine has no IPv6', async t => {
  const hasLoopback6 = Object.values(networkInterfaces()).some(list => list?.some(({ address }) => address === '::1'))
  if (hasLoopback6) t.same(await ask(await helpOf(settingsOf((await startChat(t, good, undefined, '::1')).url))), NAMED)
  else
    t.match(await ask(await helpOf(settingsOf('http://[::1]:9/v1'))), {
      outcome: 'failed',
      reason: /^a: \[::1\]:9: E[A-Z]+$/,
    })
})

t.test('what a server does not know of the request is left out, and not tried again', async t => {
  const { url, calls } = await startChat(t, (response, call) => {
    const {
      max_tokens: limit,
      temperature,
      response_format: form,
    } = call.body as { max_tokens?: number; temperature?: number; response_format?: { type: string } }
    const complain = (message: string): void => refuse(response, 400, {}, JSON.stringify({ error: { message } }))
    if (limit !== undefined) complain("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
    else if (temperature !== undefined) complain("Unsupported value: 'temperature' does not support 0 with this model.")
    else if (form !== undefined) complain('This response_format type is unavailable now')
    else good(response, call)
  })
  const help = await helpOf(settingsOf(url))
  t.same(
    [await ask(help), await ask(help, questionOf('two'))].map(({ outcome }) => outcome),
    ['named', 'named'],
  )
  t.same(
    calls.map(({ body }) => [
      Object.keys(body)
        .filter(name => /tokens|temperature/.test(name))
        .sort(),
      (body['response_format'] as { type: string } | undefined)?.type,
    ]),
    [
      [['max_tokens', 'temperature'], 'json_schema'],
      [['max_completion_tokens', 'temperature'], 'json_schema'],
      [['max_completion_tokens'], 'json_schema'],
      [['max_completion_tokens'], 'json_object'],
      [['max_completion_tokens'], undefined],
      [['max_completion_tokens'], undefined],
    ],
  )
  const small = await asked(t, (response, call) =>
    call.body['max_tokens'] === 4096
      ? refuse(response, 400, {}, "this model's maximum context length is 4096 tokens")
      : good(response, call),
  )
  t.same([small.result, small.calls.length], [NAMED, 2])
})

t.test('questions of one moment go in few requests; one wrong answer leaves the others', async t => {
  const { url, calls } = await startChat(t, (response, { questions }) => {
    const answers = questions.map(({ id, lines }) => ({
      question: id,
      category: 'config_error',
      cause: 'x',
      lines: [{ id: 'L1', text: lines.get('L1')?.replace('three', 'tree') }],
    }))
    say(response, JSON.stringify({ answers }))
  })
  const help = await helpOf(settingsOf(url))
  const results = await Promise.all(['one', 'two', 'three', 'four'].map(word => ask(help, questionOf(word))))
  t.same(
    results.map(result => (result.outcome === 'named' ? result.lines[0]?.text : result.outcome)),
    ['capacitor one', 'capacitor two', 'rejected', 'capacitor four'],
  )
  t.same(
    calls.map(({ questions }) => questions.length),
    [3, 1],
  )
})

t.test('the budget of a run: requests, bytes, tokens', async t => {
  const spend = async (more: Partial<ModelSettings>, answer: Answering = good): Promise<readonly unknown[]> => {
    const { url, calls } = await startChat(t, answer)
    const help = await helpOf(settingsOf(url, more))
    const results = [await ask(help, questionOf('one')), await ask(help, questionOf('two'))]
    return [...results.map(result => ('reason' in result ? result.reason : result.outcome)), calls.length]
  }
  t.same(await spend({ maxRequests: 1 }), ['named', 'a: the 1 requests of this run are used up', 1])
  t.same(await spend({ maxRequests: 2, models: ['a', 'b'] }, response => refuse(response, 503)), [
    'a: the 2 requests of this run are used up',
    'a: the 2 requests of this run are used up',
    2,
  ])
  t.match(await spend({ maxInputBytes: 6000 }), [
    'named',
    /^a: the 6000 bytes that this run may send are not enough for another request of \d+$/,
    1,
  ])
  // 750 tokens were used of what is reserved for the longest answer.
  t.match(await spend({ maxTokens: 7500 }), ['named', 'named', 2])
  const dear = (response: Parameters<Answering>[0]): void =>
    say(response, one({ lines: [{ id: 'L1', text: 'capacitor one' }] }), { usage: { total_tokens: 7000 } })
  t.match(await spend({ maxTokens: 7500 }, dear), [
    'named',
    /^a: the 7500 tokens of this run are not enough for another request, which may take \d+$/,
    1,
  ])
})

t.test('answers are kept for their owner alone, and checked as if they were new', async t => {
  const cacheFolder = join(folder, 'cache')
  const { url, calls } = await startChat(t, good)
  const settings = settingsOf(url, { cacheFolder, models: ['a', 'b'] })
  t.same(await ask(await helpOf(settings)), NAMED)
  t.same(await ask(await helpOf(settings)), { ...NAMED, cached: true })
  t.equal(calls.length, 1)
  const [file] = readdirSync(cacheFolder) as [string]
  t.match(file, /^[0-9a-f]{64}\.json$/)
  t.same([statSync(cacheFolder).mode & 0o777, statSync(join(cacheFolder, file)).mode & 0o777], [0o700, 0o600])
  t.same(
    await ask(await helpOf({ ...settings, models: ['b'] })),
    { ...NAMED, model: 'b' },
    'another model is asked itself',
  )
  t.equal(calls.length, 2)

  for (const name of readdirSync(cacheFolder))
    writeFileSync(join(cacheFolder, name), one({ question: 'Q1', lines: [{ id: 'L1', text: 'Xid 79' }] }))
  t.same(await ask(await helpOf(settings)), NAMED, 'what does not hold is asked again')
  t.equal(calls.length, 3)
  writeFileSync(join(cacheFolder, file), 'torn {')
  t.same(await ask(await helpOf(settings)), NAMED)
  t.equal(calls.length, 4)
})

t.test('a folder that cannot be written is told once, and the answer holds', async t => {
  const said: string[] = []
  writeFileSync(join(folder, 'no-folder'), '')
  const { url } = await startChat(t, good)
  const help = await helpOf(settingsOf(url, { cacheFolder: join(folder, 'no-folder') }), {
    say: line => void said.push(line),
  })
  t.match(
    [await ask(help, questionOf('one')), await ask(help, questionOf('two'))],
    [{ outcome: 'named' }, { outcome: 'named' }],
  )
  t.match(said, [/^--llm-cache: (?:it is there already|a part of its path is no directory)/])
})

t.test('in a replay only the cache answers', async t => {
  const { url, calls } = await startChat(t, good)
  const settings = settingsOf(url, { cacheFolder: join(folder, 'replay') })
  const nothing = { outcome: 'not_asked', reason: 'in a replay only answers of the cache count, and it has none' }
  t.same(await ask(await helpOf(settings, {}, 'record')), nothing)
  await ask(await helpOf(settings))
  t.same(await ask(await helpOf(settings, {}, 'record')), { ...NAMED, cached: true })
  t.equal(calls.length, 1)
})

t.test('what is wrong with the key or the certificates is told before anything is asked', async t => {
  const open = join(folder, 'open-key')
  writeFileSync(open, 'k\n', { mode: 0o644 })
  const problems = async (more: Partial<ModelSettings>): Promise<unknown> =>
    modelHelp(settingsOf('http://127.0.0.1:9/v1', more), 'wall', world())
  t.same(await problems({ key: { file: open } }), [
    { place: '--llm-key-file', reason: `${open} can be read by everybody on this machine: chmod o-r ${open}` },
  ])
  t.same(await problems({ key: { env: 'NONE' }, keyPlace: '--llm-key-env', caFile: '/none' }), [
    { place: '--llm-key-env', reason: 'the environment variable NONE is not set' },
    { place: '--llm-ca-file', reason: '/none cannot be read: there is no such file or directory' },
  ])
})

t.test('a key that no header can hold, and one that goes out in the clear', async t => {
  const { result } = await asked(t, good, { key: { env: 'KEY' } }, { environment: { KEY: 'a\u0001b' } })
  t.match(result, { outcome: 'failed', reason: /^a: Invalid character in header content/ })
  const said: string[] = []
  await helpOf(settingsOf('http://models.example.org/v1', { key: { env: 'KEY' } }), {
    environment: { KEY: 'k' },
    say: line => void said.push(line),
  })
  t.same(said, ['--llm: the key goes to models.example.org unencrypted (http)'])
})

t.test('whoever is interrupted waits no longer', async t => {
  const { url } = await startChat(t, () => help.stop('interrupted'))
  const help = await helpOf(settingsOf(url))
  t.match(await ask(help), { outcome: 'failed', reason: /did not answer in time$/ })
  t.same(await ask(help), { outcome: 'failed', reason: 'interrupted' })
  await help.idle()
})
