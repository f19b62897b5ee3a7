// Lines that are made to end a program: none does, and nothing is lost.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { AnyRecord, NoticeRecord } from '../lib/record/types.generated.ts'
import { runShell } from './cases/shell.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-hostile-'))
writeFileSync(join(folder, 'job.yaml'), 'rules:\n  - name: steps\n    metric: step\n    on_match: life\n')

const lists = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
const mixed = (levels: number): string => `${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`

/** Every place where a line of a log or of records may hold JSON. */
const deepLines = (levels: number): readonly string[] => [
  `{"time":"2026-01-01T00:00:00Z","msg":"x","a":${lists(levels)}}`,
  `{"time":"2026-01-01T00:00:00Z","level":${lists(levels)},"msg":${mixed(levels)},"event":"e"}`,
  `{"__REALTIME_TIMESTAMP":"1534860261221373","PRIORITY":${lists(levels)},"MESSAGE":${mixed(levels)}}`,
  `{"log":"hello\\n","stream":"stdout","time":"2026-01-01T00:00:00Z","attrs":${mixed(levels)}}`,
  `:::MLLOG {"time_ms":1714905636404,"key":${lists(levels)},"value":${mixed(levels)},"metadata":{"a":${lists(levels)}}}`,
  `{"message": {"message": "bad", "a":${lists(levels)}, "extraInfo": {"timestamp":${lists(levels)}}}}`,
  `ERROR 2026-07-31T09:39:36.5Z [resource.labels.podName: ${'['.repeat(150)}] {"event":"x","a":${lists(levels)}}`,
  `{"kind":"log","message":"x","fields":{"a":${mixed(levels)}}}`,
  `{"kind":"log","format":"raw","message":"x","fields":{"a":${lists(levels)}}}`,
  `{"kind":"status","scope":"job","to":"FAULTED","from":"HEALTHY","x":${mixed(levels)}}`,
  `{"a":${lists(levels)}}`,
]

const PROGRAMS = [
  'logmon-parse',
  'logmon-redact',
  'logmon-rules -c job.yaml',
  'logmon-hang -c job.yaml',
  'logmon-classify',
  'logmon-alert -c job.yaml',
]

const recordsOf = (text: string): readonly AnyRecord[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as AnyRecord)

for (const program of PROGRAMS) {
  t.test(`${program}: JSON of any depth`, async t => {
    for (const levels of [250, program === 'logmon-parse' ? 200_000 : 6000]) {
      const deep = deepLines(levels)
      const input = `first\n${deep.join('\n')}\nlast\n`
      const { stdout, stderr, status } = runShell(program, input, folder)
      t.same([status, stderr], [0, ''], `${levels} levels`)
      const records = recordsOf(stdout)
      const notices = records.filter((record): record is NoticeRecord => record.kind === 'notice')
      t.ok(records.length - notices.length >= deep.length + 1, 'every line came out')
      const messages = records.map(({ message }) => message)
      t.ok(messages.includes('first') && messages.includes('last'))
      if (levels > 256)
        t.ok(
          notices.find(({ code }) => code === 'too_deep'),
          'and it is told',
        )
      t.notOk(notices.find(({ code }) => /failed/.test(code)))
    }
  })
}

t.test('one process and the pipe say the same of them', async t => {
  const input = `first\n${deepLines(6000).join('\n')}\nlast\n`
  const piped = runShell(
    'logmon-parse -c job.yaml | logmon-redact -c job.yaml | logmon-rules -c job.yaml | logmon-hang -c job.yaml | logmon-alert -c job.yaml',
    input,
    folder,
  )
  const one = runShell('logmon run -c job.yaml --redact', input, folder)
  t.equal(piped.stderr, '')
  t.equal(one.stderr, '')
  t.ok(piped.stdout === one.stdout)
})

t.test('a part of a line that is too deep is kept as text, and counted', async t => {
  const inner = lists(6000)
  const { stdout } = runShell('logmon-parse', `{"event":"x","a":${inner}}\n{"event":"y","a":[${inner}]}\n`, folder)
  const [first, told, , end] = recordsOf(stdout) as readonly {
    fields?: { a: unknown }
    code?: string
    count?: number
  }[]
  t.ok(stdout.includes(`"${inner.slice(199, -199)}"`))
  t.ok(first)
  t.same([told?.code ?? first?.code, end?.count], ['too_deep', 2])
})

t.test('a line whose values cannot become text leaves all others as they are', t => {
  const odd = '{"toString":1,"valueOf":1}'
  const lines = [
    'iteration 5/ 10 | lm loss: 2.1 |',
    `{"__REALTIME_TIMESTAMP":"1534860261221373","PRIORITY":${odd},"_PID":${odd},"MESSAGE":"odd"}`,
    'Traceback (most recent call last):',
    `:::MLLOG {"time_ms":${odd},"key":${odd},"value":1,"metadata":{"file":"a","lineno":${odd}}}`,
    'last',
  ]
  const { stdout, stderr, status } = runShell('logmon-parse', `${lines.join('\n')}\n`, folder)
  t.same([status, stderr], [0, ''])
  const text = recordsOf(stdout)
    .map(({ message }) => message)
    .join('\n')
  for (const word of ['iteration 5/ 10', 'odd', 'Traceback', ':::MLLOG', 'last']) t.ok(text.includes(word), word)
  t.end()
})

t.test('a line of spaces below a rule is a line, not a task of hours', async t => {
  const spaces = ' '.repeat(70_000)
  const input = `${'='.repeat(60)}\n\n${spaces}{"a":1}\n${spaces}name 1\n${'- '.repeat(30_000)}x\nlast\n`
  const { stdout, status } = runShell('logmon-parse', input, folder)
  t.equal(status, 0)
  t.ok(recordsOf(stdout).some(({ message }) => message === 'last'))
})
