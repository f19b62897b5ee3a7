import t from 'tap'
import type { Dialect } from '../../lib/config/dialects/guess-dialect.ts'
import { loadJob } from '../../lib/config/load.ts'

const load = (text: string, dialect: Dialect = 'native') => loadJob({ path: 'job.yaml', text }, dialect)
/** Place and reason of every problem of one native rule. */
const wrong = async (rule: string): Promise<unknown> => {
  const loaded = await load(`rules:\n  - ${rule}\n`)
  return Array.isArray(loaded) ? loaded.map(problem => `${problem.place}: ${problem.reason}`) : 'nothing'
}

t.test('each thing wrong with a rule is told with its place, its reason and what would be right', async t => {
  const cases: readonly (readonly [what: string, rule: string, told: readonly string[]])[] = [
    [
      'a required field that is missing',
      '{ metric: loss, on_match: life }',
      ['rules[0].name: is missing: what the rule is called in records and alerts'],
    ],
    [
      'an unknown key',
      '{ name: x, metric: loss, slow_wen: { above: 1 }, on_match: life }',
      ['rules[0].slow_wen: unknown key; did you mean slow_when?'],
    ],
    [
      'an unknown operator',
      '{ name: x, metric: loss, slow_when: { abov: 1 } }',
      ['rules[0].slow_when.abov: unknown operator; did you mean above?'],
    ],
    ['a wrong type', '{ name: x, metric: 3, on_match: life }', ['rules[0].metric: must be text, not 3']],
    [
      'a wrong word',
      '{ name: x, metric: loss, on_match: fail }',
      ['rules[0].on_match: the text "fail" is none of life, fault'],
    ],
    [
      'a bad pattern',
      "{ name: x, pattern: 'a(b', on_match: life }",
      ['rules[0].pattern: character 2: this group is not closed'],
    ],
    [
      'a threshold that is no number',
      '{ name: x, metric: loss, slow_when: { above: high } }',
      ['rules[0].slow_when.above: must be a number, not the text "high"'],
    ],
    [
      'a threshold that is not finite',
      '{ name: x, metric: loss, slow_when: { above: .nan } }',
      ['rules[0].slow_when.above: must be a number, not NaN'],
    ],
    [
      'a negative duration',
      '{ name: x, metric: loss, on_match: life, repeat_within: -5s }',
      ['rules[0].repeat_within: "-5s" is negative: a duration is 0 or more'],
    ],
    [
      'a duration without a unit',
      '{ name: x, metric: loss, on_match: life, repeat_within: 5 }',
      ['rules[0].repeat_within: 5 has no unit: write 5s, 5ms or 5m'],
    ],
    [
      'a polarity that is missing',
      '{ name: x, metric: loss }',
      [
        'rules[0]: has no polarity: say healthy_when, slow_when or fault_when with a condition, or on_match: life (a sign of life, no more) or on_match: fault',
      ],
    ],
    [
      'two polarities',
      '{ name: x, metric: loss, healthy_when: { below: 1 }, slow_when: { above: 1 } }',
      ['rules[0].slow_when: stands beside healthy_when: a rule has one polarity'],
    ],
    ['nothing to look at', '{ name: x, on_match: life }', ['rules[0]: looks at nothing: give a pattern or a metric']],
    [
      'a pattern that gives no value',
      '{ name: x, pattern: loss, slow_when: { above: 1 } }',
      ['rules[0].pattern: has no group, so there is no value for slow_when: put the number in ( )'],
    ],
    [
      'a consecutive of 0',
      '{ name: x, metric: loss, slow_when: { above: 1 }, consecutive: 0 }',
      ['rules[0].consecutive: 0 must be >= 1'],
    ],
    [
      'an argument that is missing',
      '{ name: x, metric: loss, slow_when: { jump: {} } }',
      ['rules[0].slow_when.jump.by: is missing: how far above the earlier values is a jump'],
    ],
  ]
  for (const [what, rule, told] of cases) t.same(await wrong(rule), told, what)
  t.same(
    await load('rules:\n  - { name: x, metric: a, on_match: life }\n  - { name: x, metric: b, on_match: life }\n'),
    [{ file: 'job.yaml:3', place: 'rules[1].name', reason: '"x" is the name of rule 1 too' }],
    'a name given twice',
  )
})

t.test("a Log Agent's file becomes rules of what is healthy, and one timer for all of them", async t => {
  const rules = [
    { name: 'tflops', pattern: '.* (.+) TFLOPs.*', type: 'value', threshold: '100', op: '>=' },
    { name: 'state', pattern: 'state (\\w+)', threshold: 'ok', op: '=' },
    { name: 'alive', pattern: 'step' },
    { name: 'no group', pattern: 'epoch', type: 'value', threshold: 3, op: '<' },
  ]
  t.same(await load(JSON.stringify({ hanging_job_threshold_sec: 600, slow_tolerance_times: 3, rules }), 'log-agent'), {
    rules: [
      { name: 'tflops', pattern: '.* (.+) TFLOPs.*', scope: 'job', healthy_when: { at_least: 100 }, consecutive: 3 },
      { name: 'state', pattern: 'state (\\w+)', scope: 'job', healthy_when: { equals: 'ok' }, consecutive: 3 },
      { name: 'alive', pattern: 'step', scope: 'job', on_match: 'life' },
      { name: 'no group', pattern: 'epoch', scope: 'job', on_match: 'life' },
    ],
    hang: { step_gap: 'off', step_stall: 'off', first_step_within: 'off', silence: 'off', match_within: '600s' },
  })
  const agent = (threshold: number, ...rules: readonly object[]): Promise<unknown> =>
    load(JSON.stringify({ hanging_job_threshold_sec: threshold, rules }), 'log-agent')
  t.match(
    await agent(
      5,
      { pattern: '(a)', op: '>', threshold: 3 },
      { pattern: '(a)', op: '=', threshold: 3 },
      { pattern: 'b' },
    ),
    {
      rules: [
        { name: 'rule 1', healthy_when: { above: 3 } },
        { name: 'rule 2', healthy_when: { equals: '3' } },
        { name: 'b', on_match: 'life' },
      ],
    },
    'name and type are optional',
  )
  t.same(await agent(5, { name: 'x', pattern: '(a)', op: '>', threshold: '3' }), [
    {
      file: 'job.yaml:1',
      place: 'rules[0].threshold',
      reason: 'texts are compared with "=" alone: ">" needs "type": "value"',
    },
  ])
  t.match(await agent(0, { pattern: 'a' }), [{ place: 'hanging_job_threshold_sec' }], 'every line would hang')
  t.match(await agent(5), [{ place: 'rules' }], 'nothing would be looked at')
})

t.test(
  "a logMonitoringConfiguration becomes rules of what is slow, anchored at a line's start, with its numbers unharmed",
  async t => {
    const entry = {
      name: 'speed',
      logPattern: '.* (.+) TFLOPs',
      expectedStartCutOffInSeconds: '120',
      expectedRecurringFrequencyInSeconds: 0.5,
      stopPattern: 'done',
      metricThreshold: '2.5',
      operator: 'lt',
      metricEvaluationDataPoints: 3,
    }
    const rule = {
      name: 'speed',
      pattern: '(?m:^(?:.* (.+) TFLOPs))',
      scope: 'rank',
      with_labels: true,
      slow_when: { below: 2.5 },
      consecutive: 3,
      stop_pattern: '(?m:^(?:done))',
      start_within: '120s',
      repeat_within: '0.5s',
    }
    const hang = { step_gap: 'off', step_stall: 'off', first_step_within: 'off', silence: 'off' }
    for (const file of [[entry], { logMonitoringConfiguration: [entry] }, { rules: [entry] }])
      t.same(await load(JSON.stringify(file), 'log-monitoring'), { rules: [rule], hang })
    t.same(
      await load(
        '- { name: oom, logPattern: ".*out of memory", faultOnMatch: true, metricThreshold: 1, operator: gt }',
        'log-monitoring',
      ),
      {
        rules: [
          { name: 'oom', pattern: '(?m:^(?:.*out of memory))', scope: 'rank', with_labels: true, on_match: 'fault' },
        ],
        hang,
      },
    )
    t.same(
      await load(
        'rules:\n- { name: x, logPattern: "(a)", operator: less, metricThreshold: many, faultOnMach: true }',
        'log-monitoring',
      ),
      [
        { file: 'job.yaml:2', place: 'rules[0].faultOnMach', reason: 'unknown key; did you mean faultOnMatch?' },
        { file: 'job.yaml:2', place: 'rules[0].metricThreshold', reason: '"many" is no number' },
        { file: 'job.yaml:2', place: 'rules[0].operator', reason: 'the text "less" is none of gt, gteq, lt, lteq, eq' },
      ],
    )
  },
)

t.test('a file in another dialect is never guessed: the option is named', async t => {
  const agent = '{"hanging_job_threshold_sec": 5, "rules": []}'
  t.same(await load(agent), [
    { file: 'job.yaml', place: '', reason: 'is written in the log-agent dialect, not native: say --dialect log-agent' },
  ])
  t.same(await load('- { name: x, logPattern: a }'), [
    {
      file: 'job.yaml',
      place: '',
      reason: 'is written in the log-monitoring dialect, not native: say --dialect log-monitoring',
    },
  ])
  t.same(await load('rules: [{ name: x, metric: loss, on_match: life }]', 'log-agent'), [
    { file: 'job.yaml', place: '', reason: 'is written in the native dialect, not log-agent: say --dialect native' },
  ])
})
