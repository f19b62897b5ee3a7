import { readFileSync } from 'node:fs'
import t from 'tap'
import type { Format } from '../../lib/formats/format.ts'
import { loadFormats } from '../../lib/parse/load-formats.ts'
import { isProblems } from '../../lib/problem.ts'
import { parse } from '../../lib/programs/parse.ts'

/** The file of docs/formats.md: what the page shows is what is tested. */
const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8')
const FILE = (/\n {4}formats:\n(?: {6}.*\n|\n)+/.exec(page.slice(page.indexOf('## A file'))) as RegExpExecArray)[0]
  .replace(/^ {4}/gm, '')
  .trimStart()

async function load(text: string): Promise<readonly Format[]> {
  const formats = await loadFormats({ path: 'my.yaml', text })
  if (isProblems(formats)) throw new Error(JSON.stringify(formats))
  return formats
}

async function problemsOf(text: string): Promise<readonly string[]> {
  const formats = await loadFormats({ path: 'my.yaml', text })
  return isProblems(formats) ? formats.map(({ file, place, reason }) => `${file}: ${place}: ${reason}`) : []
}

/** The records of lines as JSON shows them. */
async function read(text: string, lines: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const settings = parse.settle({} as never, { config: { parse: { ownFormats: await load(text) } }, environment: {} })
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  const machine = parse.start(settings)
  const records = [...lines.flatMap(line => machine.onRecord(line, 0)), ...(machine.onEnd?.(0, 'ended') ?? [])]
  return records.map(record => JSON.parse(JSON.stringify(record)) as Record<string, unknown>)
}

/** One format, as YAML. */
const format = (part: string, pattern: string, line: string, gives: string, more = ''): string =>
  `formats:\n  - name: mine\n    part: ${part}\n    pattern: '${pattern}'\n${more}    samples:\n      - line: '${line}'\n        gives: ${gives}\n`

t.test('the example of the documentation does what the page says', async t => {
  const [line] = /\[rank3\].*/.exec(page) as RegExpExecArray
  const [wanted] = /\{"kind":"log".*/.exec(page) as RegExpExecArray
  t.same(await read(FILE, [line]), [JSON.parse(wanted)])
})

t.test('own formats are asked before the built-in ones, behind every carrier, and beside them', async t => {
  const own = format(
    'payload',
    'iteration (?P<step>\\d+) of mine, (?P<wibble>\\S+)',
    'iteration 5 of mine, 2',
    '{ step: 5, metrics: { wibble: 2 } }',
  )
  const [first, second, third] = await read(own, [
    '[rank2]: 2024-05-01 10:00:00 INFO iteration 7 of mine, x',
    'iter 100: loss 2.5, time 3.00ms, mfu 30.10%',
    '{"step":1}',
  ])
  t.match(
    first,
    { format: 'mine', rank: 2, level: 'INFO', step: 7, fields: { wibble: 'x' } },
    'a value that is no number is kept as it is',
  )
  t.match(second, { format: 'nanogpt', step: 100 })
  t.match(third, { format: 'json-lines', step: 1 })
})

t.test('a carrier of the own kind is peeled', async t => {
  const own = format(
    'carrier',
    '<(?P<node>\\w+):(?P<rank>\\d+):(?P<slot>\\w+)> ',
    '<n1:3:a> hello',
    '{ node: n1, rank: 3, fields: { slot: a }, message: hello }',
  )
  t.match((await read(own, ['<n7:12:b> [default4]:iter 100: loss 2.5, time 3.00ms, mfu 30.10%']))[0], {
    node: 'n7',
    rank: 12,
    local_rank: 4,
    step: 100,
    fields: { slot: 'b' },
  })
})

t.test('an impossible time means that the line is of another format', async t => {
  const own = format(
    'header',
    '(?P<time>\\S+ \\S+) ',
    '01.02.2024 10:00:00 x',
    '{ time: "2024-02-01T10:00:00.000Z" }',
    "    time: '%d.%m.%Y %H:%M:%S'\n",
  )
  t.match(await read(own, ['01.13.2024 10:00:00 x', '2024-05-01 10:00:00 x']), [
    { format: 'raw' },
    { format: 'stamped', time: '2024-05-01T10:00:00.000Z' },
  ])
})

t.test('what is wrong is told with file, line, place and what would be right', async t => {
  const one = format('payload', 'loss (?P<loss>\\S+)', 'loss 2', '{ metrics: { loss: 2 } }')
  const cases: readonly (readonly [text: string, problems: readonly string[]])[] = [
    [
      one.replace('samples:', 'sample:'),
      [
        'my.yaml:2: formats[0].samples: is missing: lines that the pattern must match, with what they give',
        'my.yaml:6: formats[0].sample: unknown key; did you mean samples?',
      ],
    ],
    [
      one.replace('part: payload', 'part: paylod'),
      ['my.yaml:3: formats[0].part: the text "paylod" is none of header, payload, carrier; did you mean payload?'],
    ],
    [
      one.replace('name: mine', 'name: Mine!'),
      ['my.yaml:2: formats[0].name: "Mine!" is no name: small letters, digits and dashes, a letter first'],
    ],
    [
      one.replace('name: mine', 'name: megatron'),
      ['my.yaml:2: formats[0].name: "megatron" is the name of a built-in format too'],
    ],
    [
      one.replace('loss 2', 'lost 2'),
      ['my.yaml:6: formats[0].samples[0].line: the pattern does not match this sample'],
    ],
    [
      one.replace('{ loss: 2 }', '{ loss: 3 }'),
      ['my.yaml:7: formats[0].samples[0].gives.metrics: the line gives {"loss":2}'],
    ],
    [
      one.replace('metrics: {', 'metric: {'),
      ['my.yaml:7: formats[0].samples[0].gives.metric: unknown field; did you mean metrics?'],
    ],
    [one.replace('(?P<loss>', '((?P<loss>'), ['my.yaml:4: formats[0].pattern: character 6: this group is not closed']],
    [
      one.replace('(?P<loss>\\S+)', '\\S+'),
      ['my.yaml:4: formats[0].pattern: has no named group: write (?P<step>\\d+) for what it shall give'],
    ],
    [
      one.replace('    samples', '    metrics: { los: { unit: s } }\n    samples'),
      [
        'my.yaml:5: formats[0].metrics.los: the pattern has no group named los; its groups: loss',
        'my.yaml:5: formats[0].metrics.los.unit: s does not go with the name los: times end in _ms, shares in _percent',
      ],
    ],
    [
      one.replace('    samples', "    time: '%H'\n    samples"),
      [
        'my.yaml:5: formats[0].time: a time needs at least %H and %M',
        'my.yaml:5: formats[0].time: the pattern has no group named time',
      ],
    ],
    ['formats: []', ['my.yaml:1: formats: must not be empty']],
  ]
  for (const [text, problems] of cases) t.same(await problemsOf(text), problems)
})

t.test('a pattern that could take forever is refused or runs in linear time', async t => {
  const slow = format('payload', '(?P<loss>(a+)+)$', 'aaa', '{ fields: { loss: aaa } }')
  // A backtracking engine would not come back from this line.
  const [record] = await read(slow, [`${'a'.repeat(15_000)}b`])
  t.equal(record?.['format'], 'raw')
})
