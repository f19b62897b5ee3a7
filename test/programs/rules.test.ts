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
        verdict: 'unjudged',
        value: null,
        threshold: 100,
        streak: 1,
        reason: 'the value is not finite',
        message: 'speed at nan',
      },
      {
        kind: 'match',
        time: '2026-01-01T00:00:05.000Z',
        rule: 'speed',
        verdict: 'slow',
        value: 98,
        threshold: 100,
        streak: 2,
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
