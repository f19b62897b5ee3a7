// Adds one thing of each kind to a copy of this checkout as docs/adding.md says, by hand and by the commands that it
// names, and looks whether that was all: which files were touched, and whether the tests of every such thing pass.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { scratchCopy } from '../scripts/scratch-copy.js'

interface Thing {
  /** How its row of docs/adding.md begins. */
  readonly row: string
  /** What stands for `<name>` in the row. */
  readonly name: string
  /** Files written by hand, by path: what comes of the text that is there, which is empty for a new file. */
  readonly byHand: Readonly<Record<string, (before: string) => string>>
  /** Files that the commands of the row change. */
  readonly made: readonly string[]
  /** Tests that must find it right. */
  readonly tests: readonly string[]
}

const newFile = (text: string) => (): string => text
const addLine =
  (line: string) =>
  (before: string): string =>
    `${before}${line}\n`
/** Puts text after the first place where `after` stands. */
const insert =
  (after: string, text: string) =>
  (before: string): string => {
    if (!before.includes(after)) throw new Error(`no ${after}`)
    return before.replace(after, () => after + text)
  }

const THINGS: readonly Thing[] = [
  {
    row: 'a log format',
    name: 'picotron',
    byHand: {
      'lib/formats/payloads/picotron.ts': newFile(`import type { Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'

/** picotron's steps: \`picotron@12 loss=2.41 tok_s=8123\`. */
export const picotron: Payload = {
  part: 'payload',
  name: 'picotron',
  source: 'https://github.com/huggingface/picotron/blob/main/train.py',
  starts: 'p',
  samples: [
    { line: 'picotron@12 loss=2.41 tok_s=8123', gives: { format: 'picotron', step: 12, metrics: { loss: 2.41 } } },
  ],
  read(text, entry) {
    const match = /^picotron@(\\d+) (?=\\w+=)/.exec(text)
    if (match === null || notePairs(entry, text.slice(match[0].length)) === 0) return false
    entry.step = Number(match[1])
    return true
  },
}
`),
      'lib/formats/index.ts': addLine("export { picotron } from './payloads/picotron.ts'"),
    },
    made: [],
    tests: ['test/formats/samples.test.ts'],
  },
  {
    row: 'a failure signature',
    name: 'signals',
    byHand: {
      'lib/signatures/signals.ts': insert(
        'readonly Signature[] = [\n',
        `  {
    id: 'signal.bad-system-call',
    anchors: ['Bad system call'],
    pattern: /Bad system call(?: \\(core dumped\\))?$/,
    category: 'segfault',
    role: 'initiator',
    tier: 3,
    source: 'https://man7.org/linux/man-pages/man7/signal.7.html',
    samples: ['Bad system call (core dumped)'],
  },
`,
      ),
    },
    made: [],
    tests: ['test/signatures/index.test.ts'],
  },
  {
    row: 'an operator of rules',
    name: 'outside',
    byHand: {
      'lib/rules/operators/outside.ts': newFile(`import { compare, type Operator } from '../operator.ts'

export const outside: Operator<readonly [number, number]> = {
  name: 'outside',
  summary: 'less than low or more than high',
  schema: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
  samples: [{ argument: [1, 3], values: [0.9, 1, 3, 3.1, null], holds: [true, false, false, true, undefined] }],
  start: ([low, high]) => compare(say => \`outside \${say(low)} to \${say(high)}\`, undefined, value => value < low || value > high),
}
`),
      'lib/rules/operators/index.ts': addLine("export { outside } from './outside.ts'"),
    },
    made: ['schemas/job.schema.json', 'docs/rules.md'],
    tests: ['test/rules/operators.test.ts', 'test/docs-rules.test.ts'],
  },
  {
    row: 'an alert channel',
    name: 'mattermost',
    byHand: {
      'lib/channels/mattermost.ts': newFile(`import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { secretProperties } from '../channel/secret.ts'

const SECRETS = { url: { what: 'the address', isRequired: true } } as const

/** A message in a Mattermost channel, through an incoming webhook, whose address is a secret. */
export const mattermost = defineChannel<ChannelConfig, 'http'>({
  type: 'mattermost',
  via: 'http',
  settings: { properties: secretProperties('url', SECRETS.url) },
  secrets: SECRETS,
  target: (_config, { url = '' }) => ({ url: url.trim() }),
  render: ({ summary }) => ({
    via: 'http',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: summary }),
  }),
  samples: [
    {
      describe: 'the summary is the text',
      config: { type: 'mattermost' },
      secrets: { url: 'https://hooks.example.com/1' },
      alert: { kind: 'alert', key: 'job/', state: 'firing', summary: '[HANGING] llama' },
      target: { url: 'https://hooks.example.com/1' },
      request: {
        via: 'http',
        headers: { 'content-type': 'application/json' },
        body: '{"text":"[HANGING] llama"}',
      },
    },
  ],
})
`),
      'lib/channels/index.ts': addLine("export { mattermost } from './mattermost.ts'"),
    },
    made: ['docs/messages.md', 'schemas/job.schema.json'],
    tests: ['test/channels/index.test.ts'],
  },
  {
    row: 'a program',
    name: 'count',
    byHand: {
      'lib/programs/count.ts': newFile(`import { stageProgram } from '../program.ts'
import type { NoticeRecord } from '../record/types.generated.ts'
import { NONE } from '../stage.ts'

export const count = stageProgram({
  name: 'count',
  summary: 'Count the records that pass, and tell at the end.',
  reads: 'records',
  writes: ['notice'],
  passes: true,
  configured: false,
  options: {},
  examples: [{ describe: 'how many records a log gives', args: '', input: '', output: '' }],
  chain: { place: 15, when: 'asked', describe: 'also count the records (logmon-count)' },
  settle: () => ({}),
  start() {
    let records = 0
    return {
      onRecord() {
        records++
        return NONE
      },
      onEnd(): readonly NoticeRecord[] {
        if (records === 0) return NONE
        return [{ kind: 'notice', code: 'records', message: \`\${records} records passed\`, count: records, stage: 'count' }]
      },
      save: () => records,
      restore(saved) {
        records = saved as number
      },
    }
  },
})
`),
      'lib/programs/index.ts': addLine("export { count } from './count.ts'"),
    },
    made: [
      'bin/logmon-count.js',
      'package.json',
      'test/cases/count-help.case',
      'test/cases/run-help.case',
      'test/cases/logmon-help.case',
      'README.md',
    ],
    tests: ['test/package.test.ts', 'test/laws.test.ts'],
  },
]

const adding = readFileSync('docs/adding.md', 'utf8')

/** Paths in one cell of the row of docs/adding.md that begins so. */
function pathsIn({ row, name }: Thing, cell: number): readonly string[] {
  const line = adding.split('\n').find(text => text.startsWith(`| ${row}`))
  const text = line?.split('|')[cell + 1] ?? ''
  return [...text.matchAll(/`([\w.-]+(?:\/[\w.<>{},-]+)*\.\w+)`/g)]
    .map(([, path]) => (path as string).replaceAll(/<\w+>/g, name))
    .sort()
}

for (const thing of THINGS)
  t.test(`${thing.row}: docs/adding.md names the files that are touched`, async t => {
    t.same(pathsIn(thing, 1), Object.keys(thing.byHand).sort(), 'by hand')
    t.same(pathsIn(thing, 2), [...thing.made].sort(), 'made by the commands of the row')
  })

t.test('one of each is added by what docs/adding.md says, and by nothing else', { timeout: 600_000 }, async t => {
  const folder = scratchCopy()
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const run = (command: string, ...words: readonly string[]): string =>
    execFileSync(command, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const commit = ['-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '-q', '-m', 'Before']
  for (const words of [['init', '-q'], ['add', '--all'], commit]) run('git', ...words)

  for (const { byHand } of THINGS)
    for (const [path, edited] of Object.entries(byHand)) {
      const before = run('git', 'ls-files', path) === '' ? '' : readFileSync(join(folder, path), 'utf8')
      writeFileSync(join(folder, path), edited(before))
    }
  run('node', 'scripts/generate.js')
  run('node', 'scripts/build.js')
  run('node', 'scripts/run.js', 'test/cases/main.ts', '--write', 'count-help', 'run-help', 'logmon-help')

  const touched = run('git', 'status', '--porcelain', '--untracked-files=all')
    .trimEnd()
    .split('\n')
    .map(line => line.slice(3))
  const named = THINGS.flatMap(({ byHand, made }) => [...Object.keys(byHand), ...made])
  t.same(touched.sort(), [...new Set(named)].sort())

  run('node', 'node_modules/typescript/bin/tsc', '-p', '.')
  run('node', 'scripts/generate.js', '--check')
  for (const test of THINGS.flatMap(({ tests }) => tests)) {
    const { status, stdout } = spawnSync('node', ['--import=@tapjs/typescript/import', test], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, LOGMON_LAWS_OF: 'count' },
    })
    t.equal(status, 0, test, { stdout: stdout.split('\n').filter(line => line.includes('not ok')) })
  }
  const ran = spawnSync('node', ['bin/logmon.js', 'run', '--count', '--only'], {
    cwd: folder,
    input: 'loss: 1\nloss: 2\n',
    encoding: 'utf8',
  })
  t.match(ran.stdout, '"message":"2 records passed"')
})
