import t from 'tap'
import { readDocument } from '../../lib/config/read-document.ts'
import { isProblems } from '../../lib/problem.ts'

/** What a file with this text is, or what is told of it. */
async function read(text: string): Promise<unknown> {
  const document = await readDocument({ path: 'job.yaml', text })
  return isProblems(document) ? document.map(({ file, place, reason }) => [file, place, reason]) : document.value
}

t.test('YAML and JSON are read, with Windows line ends and a byte order mark too', async t => {
  t.same(await read('job: a\nrules: []\n'), { job: 'a', rules: [] })
  t.same(await read('{"job": "a"}'), { job: 'a' })
  t.same(await read('\ufeffjob: a\r\nrules:\r\n  - b\r\n'), { job: 'a', rules: ['b'] })
})

t.test('what cannot be read is told with its place, in words for whoever wrote the file', async t => {
  t.same(await read(''), [['job.yaml', '', 'is empty']])
  t.same(await read('# nothing yet\n'), [['job.yaml', '', 'is empty']])
  t.same(await read('j\0o\0b\0:\0'), [['job.yaml', '', 'is no text in UTF-8']])
  t.same(await read('job: a\n---\njob: b\n'), [
    ['job.yaml:2', 'column 1', 'a second document begins here; a file holds one'],
  ])
  t.same(await read('job: a\njob: b\n'), [['job.yaml:2', 'column 1', 'Map keys must be unique']])
  t.same(await read('rules:\n\t- a\n'), [['job.yaml:2', 'column 1', 'Tabs are not allowed as indentation']])
  t.same(await read('rules: *none\n'), [
    ['job.yaml', '', 'Unresolved alias (the anchor must be set before the alias): none'],
  ])
  t.match(await read(`rules: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`), [
    [/^job\.yaml:1$/, /^column \d+$/, 'is nested too deeply'],
  ])
})

t.test('aliases that would grow into millions of values are refused', async t => {
  const levels = [
    'a: &a [x,x,x,x,x,x,x,x,x,x]',
    ...['b', 'c', 'd', 'e'].map(
      (name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcd'[index]}`).join(',')}]`,
    ),
  ]
  t.same(await read(`${levels.join('\n')}\n`), [
    ['job.yaml', '', 'Excessive alias count indicates a resource exhaustion attack'],
  ])
})
