// What a job file's sources may say, and what is told of those that are wrong.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { loadJob } from '../../lib/config/load.ts'
import { isProblems } from '../../lib/problem.ts'
import { sourceSettings } from '../../lib/steps/settings.ts'
import { shippedOf } from '../import/imported.ts'

const jobOf = async (text: string) => {
  const config = await loadJob({ path: 'job.yaml', text })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  return config
}

t.test('the job file of the page is right, and does what the page says', async t => {
  const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/sources.md', 'utf8')) ?? []
  const file = '/var/log/train/a.log'
  const made = shippedOf(await jobOf(text), [
    [file, '2026-05-01 10:00:00.5 WARN rank=3 shard=a7 slow'],
    [file, '2026-05-01 10:00:01.5 DEBUG rank=3 shard=a7 heartbeat'],
    ['/elsewhere.log', 'rank=3 shard=a8'],
  ])
  t.match(made, [
    { time: '2026-05-01T08:00:00.500Z', labels: { shard: 'a7', level: 'WARNING', rank: '3', job: 'llama' } },
    { labels: { filename: '/elsewhere.log' } },
  ])
  t.equal(made.length, 2)
})

t.test('everything wrong is told with its place', async t => {
  const wrong = sourceSettings([
    {
      paths: ['/a'],
      tz: 'Mars/Base',
      steps: [
        { regex: { pattern: '(' } },
        { json: { values: { a: 'b..c', b: 'length(@)' } } },
        { time: { from: 'x', layout: ['%Q', '%H:%M'] } },
        { when: { all: [{ from: 'x' }, { matches: '[' }], steps: [{ replace: { pattern: '*', with: '' } }] } },
      ],
    },
  ])
  t.ok(isProblems(wrong))
  const places = (wrong as readonly { readonly place: string }[]).map(({ place }) => place)
  t.same(
    new Set(places),
    new Set([
      'sources[0].tz',
      'sources[0].steps[0].regex.pattern',
      'sources[0].steps[1].json.values.a',
      'sources[0].steps[1].json.values.b',
      'sources[0].steps[2].time.layout',
      'sources[0].steps[3].when.all[0]',
      'sources[0].steps[3].when.all[1].matches',
      'sources[0].steps[3].when.steps[0].replace.pattern',
    ]),
  )
  const misshapen = await loadJob({
    path: 'job.yaml',
    text: 'sources:\n- path: [/a]\n  paths: [/a]\n  steps: [{regexp: {pattern: x}}, {drop: {}, keep: {a: b}}]\n',
  })
  t.match(JSON.stringify(misshapen), /did you mean paths|did you mean regex/)
})

t.test('steps in the order that is written; what a hostile text gives is bounded', async t => {
  const config = await jobOf(`
sources:
  - paths: ['/l/']
    fields: { a: one }
    steps:
      - text: { into: b, text: '{a}-{none}-{filename}', case: upper }
      - keep: { b: b, gone: a, last: missing }
      - forget: [gone]
      - replace: { pattern: 'x', with: '[{value}]' }
      - replace: { pattern: '(y)(z)?', with: '', from: b }
      - logfmt: { values: { k: k } }
      - when: { all: [{ from: k, equals: v, not: true }], steps: [{ text: { into: k, text: none } }] }
      - keep: { k: k }
ship: { loki: 'http://l', usual_labels: [], labels: { b: fields.b, k: fields.k, gone: fields.gone, a: fields.a } }
`)
  const [first, second] = shippedOf(config, [
    ['/l/f', 'axxb k=v'],
    ['/l/f', `${'x=1 '.repeat(5000)}k=w`],
  ])
  t.same(first, {
    labels: { b: 'ONE--/L/F', k: 'v', a: 'one' },
    line: 'a[x][x]b k=v',
    time: '2026-06-01T00:00:00.000Z',
  })
  t.equal(second?.labels['k'], 'none')
})
