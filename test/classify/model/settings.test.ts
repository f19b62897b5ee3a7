import t from 'tap'
import { MODEL_OPTIONS, type ModelSettings, modelSettings } from '../../../lib/classify/model/settings.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { loadJob } from '../../../lib/config/load.ts'

type Options = Parameters<typeof modelSettings>[0]
const NONE = Object.fromEntries(
  Object.entries(MODEL_OPTIONS).map(([name, { type }]) => [name, type === 'strings' ? [] : undefined]),
) as unknown as Options
const settle = (options: object, inFile?: Parameters<typeof modelSettings>[1]): ReturnType<typeof modelSettings> =>
  modelSettings({ ...NONE, ...options }, inFile)

t.test('nobody is asked unless somebody says so', async t => {
  t.equal(settle({}), undefined)
  t.equal(settle({ llm: 'off' }, { url: 'http://h/v1', models: ['a'] }), undefined)
})

t.test('every bound has a default', async t => {
  t.same(settle({ llm: 'http://localhost:8000/v1', 'llm-model': ['a,b', 'c'] }), {
    url: 'http://localhost:8000/v1/chat/completions',
    models: ['a', 'b', 'c'],
    key: {},
    keyPlace: 'classify.llm.key_env',
    caFile: undefined,
    deadlineMs: 30_000,
    maxRequests: 10,
    maxTokens: 100_000,
    maxInputBytes: 262_144,
    cacheFolder: undefined,
    patterns: [],
  })
})

t.test('the address may be the server, its /v1 or the whole', async t => {
  const urlOf = (llm: string): string => (settle({ llm, 'llm-model': ['a'] }) as ModelSettings).url
  for (const url of ['http://h:1', 'http://h:1/', 'http://h:1/v1', 'http://h:1/v1/', 'http://h:1/v1/chat/completions'])
    t.equal(urlOf(url), 'http://h:1/v1/chat/completions')
  t.equal(urlOf('https://h/openai/v1?api-version=3#x'), 'https://h/openai/v1/chat/completions?api-version=3')
})

t.test('what is wrong is told with its place', async t => {
  t.same(
    settle({ llm: 'localhost', 'llm-model': ['a,'], 'llm-key-file': 'f', 'llm-key-env': 'E', 'llm-redact': ['('] }),
    [
      { place: '--llm', reason: 'is no address of a server; write one such as http://localhost:8000/v1' },
      { place: '--llm-model', reason: 'name the model to ask, and those to fall back to: --llm-model a,b' },
      { place: '--llm-key-file', reason: 'and --llm-key-env: one of them is enough' },
      { place: '--llm-redact', reason: '"(": this group is not closed (at character 1)' },
    ],
  )
  t.same(settle({}, { url: 'http://h', models: ['a'], key_file: 'f', key_env: 'E' }), [
    { place: 'classify.llm', reason: 'key_file and key_env: one of them is enough' },
  ])
  t.same(settle({ 'llm-model': ['a'], 'llm-max-tokens': 0 }), [
    { place: '--llm-model', reason: 'means nothing without --llm URL' },
    { place: '--llm-max-tokens', reason: 'means nothing without --llm URL' },
  ])
})

const IN_FILE = `
classify:
  llm:
    url: https://models.example.org/v1
    models: [big, small]
    key_file: /run/key
    ca_file: ca.pem
    deadline: 5s
    max_requests: 2
    max_tokens: 3
    max_input: 4
    cache: answers
    redact: ['x+']
`

t.test('the job file says the same; the command line wins, and a key stays with its endpoint', async t => {
  const { classify } = (await loadJob({ path: 'job.yaml', text: IN_FILE })) as JobConfig
  const { patterns, ...settings } = settle({ 'llm-deadline': 9 }, classify?.llm) as ModelSettings
  t.same(
    [settings, patterns.map(({ source }) => source)],
    [
      {
        url: 'https://models.example.org/v1/chat/completions',
        models: ['big', 'small'],
        key: { file: '/run/key' },
        keyPlace: 'classify.llm.key_file',
        caFile: 'ca.pem',
        deadlineMs: 9,
        maxRequests: 2,
        maxTokens: 3,
        maxInputBytes: 4,
        cacheFolder: 'answers',
      },
      ['x+'],
    ],
  )
  t.match(settle({ llm: 'https://elsewhere.example.org' }, classify?.llm), {
    models: ['big', 'small'],
    key: { file: undefined },
    caFile: undefined,
  })
})

t.test('a key does not stand in the job file; unknown keys are told', async t => {
  const wrong = await loadJob({
    path: 'job.yaml',
    text: 'classify:\n  llm: {url: "ftp://h", models: [], key: sk-1, deadlin: 3s}\n',
  })
  t.same(
    (wrong as readonly { place: string; reason: string }[]).map(({ place, reason }) => `${place}: ${reason}`),
    [
      'classify.llm.deadlin: unknown key; did you mean deadline?',
      'classify.llm.url: is no address of a server; write one such as http://localhost:8000/v1',
      'classify.llm.models: must not be empty',
      'classify.llm.key: must not stand in the file: put it in a file of its own or in the environment, and name that with _file or _env added to this key',
    ],
  )
  const both = await loadJob({
    path: 'job.yaml',
    text: 'classify:\n  llm: {url: "http://me:pw@h", models: [a], key_file: f, key_env: E}\n',
  })
  t.same(
    (both as readonly { place: string; reason: string }[]).map(({ place, reason }) => `${place}: ${reason}`),
    ['classify.llm.url: holds a password: a key is named as key_file or key_env'],
  )
})
