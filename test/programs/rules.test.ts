import t from 'tap'
import { loadJob } from '../../lib/config/load.ts'
import { drive } from '../../lib/drive.ts'
import { isProblems } from '../../lib/problem.ts'
import { rulesMachine, rulesSettings } from '../../lib/programs/rules.ts'
import type { AnyRecord, LogRecord, MatchRecord } from '../../lib/record/types.generated.ts'
import type { Machine } from '../../lib/stage.ts'
import { driven } from '../driven.ts'

async function machineOf(rule: string, maxRanks = 1000): Promise<Machine<AnyRecord | string>> {
  const job = await loadJob({ path: 'job.yaml', text: `rules:\n  - ${rule}\n` })
  if (isProblems(job)) throw new Error(JSON.stringify(job))
  return rulesMachine(rulesSettings(job.rules ?? [], maxRanks))
}

/** The records that a rule adds to log records, as they are written. */
async function judge(
  rule: string,
  records: readonly Partial<LogRecord>[],
  maxRanks?: number,
): Promise<readonly AnyRecord[]> {
  const driver = driven(drive(await machineOf(rule, maxRanks), 'record', false))
  const out = records.flatMap(record => driver.take({ kind: 'log', message: '', ...record }, 0))
  return JSON.parse(JSON.stringify([...out, ...driver.end(0)]))
}
const verdicts = (records: readonly AnyRecord[]): unknown =>
  records.map(record => (record.kind === 'match' ? record.verdict : record.kind))
const steps = (values: readonly (number | null)[], more: Partial<LogRecord> = {}): Partial<LogRecord>[] =>
  values.map((value, index) => ({ step: index + 1, metrics: { step_time_ms: value }, ...more }))

t.test('a match says what was seen, what it was compared with, and why that is bad', async t => {
  t.same(
    await judge("{ name: speed, pattern: 'at (?P<value>\\S+)', healthy_when: { at_least: 100 }, consecutive: 2 }", [
      { time: '2026-01-01T00:00:00.000Z', rank: 3, node: 'n1', step: 7, message: 'speed at 1,061.5' },
      { time: '2026-01-01T00:00:01.000Z', message: 'no speed' },
      { time: '2026-01-01T00:00:02.000Z', message: 'speed at 99' },
      { time: '2026-01-01T00:00:03.000Z', message: 'speed at fast' },
      { time: '2026-01-01T00:00:04.000Z', message: 'speed at nan' },
      { time: '2026-01-01T00:00:05.000Z', message: 'speed at 98' },
    ]),
    [
      {
        kind: 'match',
        time: '2026-01-01T00:00:00.000Z',
        node: 'n1',
        rank: 3,
        rule: 'speed',
        verdict: 'ok',
        value: 1061.5,
        threshold: 100,
        streak: 0,
        step: 7,
        message: 'speed at 1,061.5',
      },
      {
        kind: 'match',
        time: '2026-01-01T00:00:02.000Z',
        rule: 'speed',
        verdict: 'slow',
        value: 99,
        threshold: 100,
        streak: 1,
        consecutive: 2,
        reason: 'value 99 is not at least 100 (1 of 2 in a row)',
        message: 'speed at 99',
      },
      {
        kind: 'match',
        time: '2026-01-01T00:00:03.000Z',
        rule: 'speed',
        verdict: 'unjudged',
        value: 'fast',
        streak: 1,
        reason: '"fast" is no number',
        message: 'speed at fast',
      },
      {
        kind: 'match',
        time: '2026-01-01T00:00:04.000Z',
        rule: 'speed',
        verdict: 'slow',
        value: null,
        threshold: 100,
        streak: 2,
        consecutive: 2,
        reason: 'value is nan or infinite (2 of 2 in a row)',
        message: 'speed at nan',
      },
      {
        kind: 'match',
        time: '2026-01-01T00:00:05.000Z',
        rule: 'speed',
        verdict: 'slow',
        value: 98,
        threshold: 100,
        streak: 3,
        consecutive: 2,
        reason: 'value 98 is not at least 100 (2 of 2 in a row)',
        message: 'speed at 98',
      },
    ],
  )
})

t.test('a baseline begins again with a new run, a new attempt, or when the step falls back to the first', async t => {
  const rule = '{ name: time, metric: step_time_ms, slow_when: { above_mean: { factor: 1.5 } } }'
  t.same(verdicts(await judge(rule, steps([100, 100, 160]))), ['unjudged', 'ok', 'slow'])
  t.same(
    verdicts(await judge(rule, [...steps([100, 100]), ...steps([160])])),
    ['unjudged', 'ok', 'unjudged'],
    'the step',
  )
  t.same(
    verdicts(
      await judge(rule, [
        ...steps([100, 100], { attempt: 0 }),
        { step: 9, attempt: 1, metrics: { step_time_ms: 160 } },
      ]),
    ),
    ['unjudged', 'ok', 'unjudged'],
    'the attempt',
  )
  t.same(
    verdicts(
      await judge(rule, [...steps([100, 100], { run: 'a' }), { step: 9, run: 'b', metrics: { step_time_ms: 160 } }]),
    ),
    ['unjudged', 'ok', 'unjudged'],
    'the run',
  )
  const lateRank = [...steps([100, 100], { rank: 0 }), { rank: 1, step: 1, metrics: { step_time_ms: 160 } }]
  t.same(verdicts(await judge(rule, lateRank)), ['unjudged', 'ok', 'slow'], 'but not with another rank that is late')
})

t.test('one stall does not hide the next, and a lasting change is learnt', async t => {
  const rule = '{ name: time, metric: step_time_ms, slow_when: { above_mean: { factor: 1.5 } } }'
  t.same(verdicts(await judge(rule, steps([100, 100, 100, 100_000, 100, 200]))), [
    'unjudged',
    'ok',
    'ok',
    'slow',
    'ok',
    'slow',
  ])
  const lasting = (await judge(rule, steps([100, ...Array.from({ length: 20 }, () => 200)]))) as MatchRecord[]
  t.equal(lasting.at(-1)?.verdict, 'ok')
})

t.test('ranks have one state together, or one each', async t => {
  const at = (rank: number, message: string): Partial<LogRecord> => ({ rank, message })
  const lines = [at(0, 'at 1'), at(1, 'at 1'), at(0, 'at 1')]
  const streaks = async (scope: string): Promise<unknown> =>
    (await judge(`{ name: x, pattern: 'at (.)', slow_when: { below: 5 }, scope: ${scope} }`, lines)).map(
      record => (record as MatchRecord).streak,
    )
  t.same(await streaks('job'), [1, 2, 3])
  t.same(await streaks('rank'), [1, 1, 2])
})

t.test('a rule of scope rank remembers a bounded number of ranks, and says what it forgot', async t => {
  const rule = "{ name: x, pattern: 'at (.)', slow_when: { below: 5 }, scope: rank }"
  const out = await judge(
    rule,
    [0, 1, 2, 0].map(rank => ({ rank, message: 'at 1' })),
    2,
  )
  t.same(verdicts(out), ['slow', 'slow', 'slow', 'notice', 'slow', 'notice'])
  t.equal((out[4] as MatchRecord).streak, 1, 'rank 0 was forgotten')
})

t.test(
  'a fault on match comes before the stop pattern; a stopped rule says nothing more until a new attempt',
  async t => {
    const life = "{ name: x, pattern: 'step', on_match: life, stop_pattern: 'done' }"
    t.same(verdicts(await judge(life, [{ message: 'step' }, { message: 'step done' }, { message: 'step' }])), [
      'seen',
      'stopped',
    ])
    t.same(
      verdicts(
        await judge(life, [
          { attempt: 0, message: 'step done' },
          { attempt: 1, message: 'step' },
        ]),
      ),
      ['stopped', 'seen'],
    )
    t.same(
      verdicts(
        await judge("{ name: x, pattern: 'step', on_match: fault, stop_pattern: 'done' }", [{ message: 'step done' }]),
      ),
      ['fault'],
    )
  },
)

t.test('where looks only at some records, and a metric that is not finite can be a fault', async t => {
  const rule = '{ name: loss, metric: loss, where: { rank: [0, 7], level: ERROR }, fault_when: { non_finite: true } }'
  const loss = (rank: number, value: number | null): Partial<LogRecord> => ({
    rank,
    level: 'ERROR',
    metrics: { loss: value },
  })
  t.same(
    verdicts(
      await judge(rule, [
        loss(0, 2),
        loss(7, null),
        loss(3, null),
        { rank: 0, metrics: { loss: null } },
        { rank: 0, level: 'ERROR', metrics: {}, non_finite: ['loss'] },
      ]),
    ),
    ['ok', 'fault', 'fault'],
  )
})

t.test('100 random values under lt 10: slow if and only if below', async t => {
  const values = Array.from({ length: 100 }, (_, index) => (index * 7919) % 21)
  const out = (await judge(
    "{ name: x, pattern: 'v=(\\d+)', slow_when: { below: 10 } }",
    values.map(value => ({ message: `v=${value}` })),
  )) as MatchRecord[]
  t.same(
    out.map(record => record.verdict),
    values.map(value => (value < 10 ? 'slow' : 'ok')),
  )
})

t.test('a line longer than patterns may look at is cut, told once, and counted; the next line is judged', async t => {
  const rule = "{ name: speed, pattern: '.* (.+) TFLOPs.*', healthy_when: { above: 100 } }"
  const blanks = ' '.repeat(1 << 20)
  const out = await judge(rule, [{ message: blanks }, { message: blanks }, { message: 'speed 61 TFLOPs' }])
  t.same(verdicts(out), ['notice', 'slow', 'notice'])
})

t.test('a value that is not finite violates whatever is compared, and enters no mean', async t => {
  const values = [100, null, 100, 160]
  for (const [rule, expected] of [
    ['healthy_when: { at_least: 1 }', ['ok', 'slow', 'ok', 'ok']],
    ['slow_when: { below: 1 }', ['ok', 'slow', 'ok', 'ok']],
    ['fault_when: { above: 1000 }', ['ok', 'fault', 'ok', 'ok']],
    ['slow_when: { above_mean: { factor: 1.5 } }', ['unjudged', 'slow', 'ok', 'slow']],
    ['slow_when: { equals: 7 }', ['ok', 'slow', 'ok', 'ok']],
    ['healthy_when: { non_finite: true }', ['slow', 'ok', 'slow', 'slow']],
  ] as const)
    t.same(verdicts(await judge(`{ name: r, metric: step_time_ms, ${rule} }`, steps(values))), expected, rule)
})

const megatron = (step: number, loss: number | undefined): Partial<LogRecord> => ({
  step,
  format: 'megatron',
  metrics: { ...(loss === undefined ? {} : { loss }), step_time_ms: 100, grad_norm: 1 },
})

t.test('a metric that was there and is gone is told, and is a fault where nan would be one', async t => {
  const records = [
    ...[1, 2, 3].map(step => megatron(step, 2)),
    ...[4, 5, 6, 7, 8, 9].map(step => megatron(step, undefined)),
  ]
  const [notice, match, ...rest] = (
    await judge('{ name: loss, metric: loss, fault_when: { non_finite: true } }', records)
  ).slice(3)
  const words = 'loss is gone: 5 lines came without it, all else as before; the last that had it was of step 3'
  t.match(notice, { kind: 'notice', code: 'metric_gone', message: `rule loss: ${words}` })
  t.match(match, { kind: 'match', verdict: 'fault', value: null, step: 8, reason: words })
  t.same(rest, [], 'once')
  t.same(verdicts(await judge('{ name: loss, metric: loss, slow_when: { above: 5 } }', records)), [
    ...['ok', 'ok', 'ok'],
    'notice',
  ])
})

t.test('a metric that comes now and then, or with lines of another kind, is not gone', async t => {
  const rule = '{ name: loss, metric: loss, fault_when: { non_finite: true } }'
  const everyThird = Array.from({ length: 40 }, (_, index) => megatron(index, index % 3 === 0 ? 2 : undefined))
  const head = [1, 2, 3].map(step => megatron(step, 2))
  const without = (more: Partial<LogRecord>) =>
    [4, 5, 6, 7, 8, 9].map(step => ({ ...megatron(step, undefined), ...more }))
  for (const records of [
    everyThird,
    [...head, ...without({ format: 'other' })],
    [...head, ...without({ metrics: { val_loss: 1, step_time_ms: 100 } })],
    [...head, ...without({ attempt: 1 })],
    [...head.slice(1), ...without({})],
    [...head, ...without({ step: undefined as unknown as number })],
  ])
    t.notOk((await judge(rule, records)).some(({ kind }) => kind === 'notice'))
})

t.test('a rule that never matched is named at the end, unless it waits for a fault', async t => {
  const names = async (rule: string, records: readonly Partial<LogRecord>[]): Promise<unknown> =>
    (await judge(rule, records)).map(record => (record.kind === 'notice' ? [record.code, record.message] : record.kind))
  t.same(await names('{ name: time, metric: step_tme_ms, slow_when: { above: 1 } }', steps([1])), [
    ['rule_never_matched', 'rule time never matched: no line gave step_tme_ms'],
  ])
  t.same(await names("{ name: alive, pattern: 'alive', on_match: life }", steps([1])), [
    ['rule_never_matched', 'rule alive never matched: no line is like its pattern'],
  ])
  t.same(await names("{ name: oom, pattern: 'out of memory', on_match: fault }", steps([1])), [])
  t.same(await names("{ name: alive, pattern: 'alive', on_match: life }", []), [], 'where no line came')
  const builtIn = driven(drive(rulesMachine({ rules: [], isBuiltIn: true, maxRanks: 1 }), 'record', false))
  t.same([...builtIn.take({ kind: 'log', message: 'x' }, 0), ...builtIn.end(0)], [])
})

t.test("patterns of the log-monitoring dialect see a launcher's label, as the original does", async t => {
  const match = async (logPattern: string, record: Partial<LogRecord>): Promise<number> => {
    const text = JSON.stringify([{ name: 'r', logPattern, faultOnMatch: true }])
    const job = await loadJob({ path: 'job.json', text }, 'log-monitoring')
    if (isProblems(job)) throw new Error(JSON.stringify(job))
    const driver = driven(drive(rulesMachine(rulesSettings(job.rules ?? [], 10)), 'record', false))
    return driver.take({ kind: 'log', message: '', ...record }, 0).length
  }
  const message = '2025-06-17 05:51:29,300 [INFO] __main__: Train Epoch: 5'
  t.equal(await match('\\[default0\\]:.*Train Epoch.*', { message, local_rank: 0 }), 1)
  t.equal(await match('\\[default0\\]:.*Train Epoch.*', { message, local_rank: 1 }), 0)
  t.equal(await match('\\[default1\\]:\\[rank9\\]: 2025', { message, local_rank: 1, rank: 9 }), 1)
  t.equal(await match('12: 2025', { message, task: 12 }), 1)
  t.equal(await match('2025.*Epoch', { message, task: 12 }), 1)
  t.equal(await match('Train', { message }), 0, "from the line's start")
})
