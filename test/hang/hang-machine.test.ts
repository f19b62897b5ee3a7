import t from 'tap'
import type { Dialect } from '../../lib/config/dialects/guess-dialect.ts'
import { loadJob } from '../../lib/config/load.ts'
import { chain, drive } from '../../lib/drive.ts'
import { hangMachine } from '../../lib/hang/hang-machine.ts'
import { hangSettings } from '../../lib/hang/settings.ts'
import { isProblems } from '../../lib/problem.ts'
import { rulesMachine, rulesSettings } from '../../lib/programs/rules.ts'
import type { AnyRecord, LogRecord, MatchRecord, StatusRecord } from '../../lib/record/types.generated.ts'
import type { Machine } from '../../lib/stage.ts'
import { type Driven, driven } from '../driven.ts'
import { NO_OPTIONS } from './no-options.ts'

const ONLY_RULES = 'hang: { step_gap: off, step_stall: off }\n'

/** rules | hang, as two piped processes with the same job file; without one, hang alone. */
async function start(
  text: string | undefined,
  mode: 'record' | 'wall' = 'record',
  dialect: Dialect = 'native',
  maxRanks = 100,
): Promise<Driven> {
  const job = text === undefined ? undefined : await loadJob({ path: 'job.yaml', text }, dialect)
  if (isProblems(job)) throw new Error(JSON.stringify(job))
  const rules = rulesMachine(rulesSettings(job?.rules ?? [], maxRanks)) as Machine<AnyRecord | string>
  const hang = hangMachine(
    hangSettings({ ...NO_OPTIONS, 'exit-code': true, 'max-ranks': maxRanks }, { config: job }),
  ) as Machine<AnyRecord | string>
  return driven(chain([drive(rules, mode, true), drive(hang, mode, true)]))
}

const timeOf = (seconds: number): string => new Date(1_767_225_600_000 + Math.round(seconds * 1000)).toISOString()
/** A log record so many seconds after the start of 2026. */
const at = (seconds: number, message: string, more: Partial<LogRecord> = {}): LogRecord => ({
  kind: 'log',
  time: timeOf(seconds),
  message,
  ...more,
})
const step = (seconds: number, number: number, more: Partial<LogRecord> = {}): LogRecord =>
  at(seconds, `step ${number}`, { step: number, ...more })
const secondsOf = (time: string | undefined): number => (Date.parse(time as string) - 1_767_225_600_000) / 1000

const run = (driver: Driven, records: readonly AnyRecord[]): readonly AnyRecord[] => [
  ...records.flatMap(record => driver.take(record, 0)),
  ...driver.end(0),
]
const statuses = (records: readonly AnyRecord[], scope: StatusRecord['scope'] = 'job'): readonly StatusRecord[] =>
  records.filter((record): record is StatusRecord => record.kind === 'status' && record.scope === scope)
/** Every change of the job: `10: HEALTHY (rules)`. */
const changes = (records: readonly AnyRecord[], scope?: StatusRecord['scope']): readonly string[] =>
  statuses(records, scope).map(
    status =>
      `${secondsOf(status.time)}: ${status.scope === 'job' ? '' : `${status.rank ?? status.rule} `}${status.to}${status.rules === undefined ? '' : ` (${status.rules.join(', ')})`}`,
  )

t.test('any match of a rule without a threshold is life, and its line is kept', async t => {
  const out = run(await start(`rules: [{ name: step, pattern: 'step', on_match: life }]\n${ONLY_RULES}`), [
    at(0, 'noise'),
    at(1, 'step 1'),
  ])
  t.same(statuses(out), [
    {
      kind: 'status',
      time: timeOf(1),
      scope: 'job',
      from: 'WAITING',
      to: 'HEALTHY',
      rules: ['step'],
      reason: 'rule step matched',
      last_match: 'step 1',
      since: timeOf(0),
    },
  ])
})

t.test(
  'no first match within the cut-off is a hang with no line, stamped with the deadline; strictly more than the limit',
  async t => {
    const job = `rules: [{ name: step, pattern: 'step', on_match: life, start_within: 1s }]\n${ONLY_RULES}`
    t.same(statuses(run(await start(job), [at(0, 'noise'), at(1, 'noise'), at(1.001, 'noise')])), [
      {
        kind: 'status',
        time: timeOf(1),
        scope: 'job',
        from: 'WAITING',
        to: 'HANGING',
        rules: ['step'],
        reason: 'rule step has not matched in the first 1 s',
        since: timeOf(0),
      },
    ])
    t.same(
      changes(run(await start(job), [at(0, 'noise'), at(1, 'step')])),
      ['1: HEALTHY (step)'],
      'a match at the very limit is in time',
    )
  },
)

t.test('a live job that never says a line hangs at its cut-off', async t => {
  const driver = await start(
    `rules: [{ name: step, pattern: 'step', on_match: life, start_within: 1s }]\n${ONLY_RULES}`,
    'wall',
  )
  driver.tick(Date.parse(timeOf(0)))
  t.equal(driver.deadline(), Date.parse(timeOf(1.001)))
  t.same(changes(driver.tick(Date.parse(timeOf(1.001)))), ['1: HANGING (step)'])
})

t.test(
  'WAITING, HEALTHY, HANGING with the last line, HEALTHY at once with a late line; unmatched lines are not life',
  async t => {
    const out = run(
      await start(`rules: [{ name: step, pattern: 'step', on_match: life, repeat_within: 1s }]\n${ONLY_RULES}`),
      [at(0, 'noise'), at(50, 'step 1'), at(50.9, 'noise'), at(51.9, 'noise'), at(53, 'step 2')],
    )
    t.same(changes(out), ['50: HEALTHY (step)', '51: HANGING (step)', '53: HEALTHY (step)'])
    t.equal(statuses(out)[1]?.last_match, 'step 1')
  },
)

t.test('two slow of three are healthy, the third is slow, a healthy value resets; a slow line is life too', async t => {
  const out = run(
    await start(
      `rules: [{ name: v, pattern: 'v=(.)', slow_when: { below: 5 }, consecutive: 3, repeat_within: 10s }]\n${ONLY_RULES}`,
    ),
    [at(0, 'v=1'), at(9, 'v=1'), at(18, 'v=9'), at(27, 'v=1'), at(36, 'v=1'), at(45, 'v=1'), at(54, 'v=9')],
  )
  t.same(changes(out), ['0: HEALTHY (v)', '45: SLOW (v)', '54: HEALTHY (v)'])
})

t.test('a slow streak survives a hang', async t => {
  const out = run(
    await start(
      `rules: [{ name: v, pattern: 'v=(.)', slow_when: { below: 5 }, consecutive: 2, repeat_within: 10s }]\n${ONLY_RULES}`,
    ),
    [at(0, 'v=1'), at(20, 'v=1')],
  )
  t.same(changes(out), ['0: HEALTHY (v)', '10: HANGING (v)', '20: SLOW (v)'])
})

t.test('a fault is sticky: no match, no value and no deadline takes it back; a new attempt does', async t => {
  const job = `rules:\n  - { name: oom, pattern: 'oom', on_match: fault, repeat_within: 1s }\n  - { name: step, pattern: 'step', on_match: life }\n${ONLY_RULES}`
  const out = run(await start(job), [
    at(0, 'step', { attempt: 0 }),
    at(1, 'oom', { attempt: 0 }),
    at(9, 'step', { attempt: 0 }),
    at(20, 'hello', { attempt: 1 }),
    at(21, 'step', { attempt: 1 }),
    at(22, 'oom', { attempt: 0 }),
  ])
  t.same(changes(out), ['0: HEALTHY (step)', '1: FAULTED (oom)', '20: WAITING', '21: HEALTHY (step)'])
  t.equal(statuses(out)[2]?.reason, 'attempt 1 began')
})

t.test(
  'a new attempt of which a source tells starts all states again before it writes a line: what it is silent for is no hang of the old one',
  async t => {
    const job = `rules:\n  - { name: step, pattern: 'step', on_match: life, repeat_within: 10s }\n${ONLY_RULES}`
    const told = (seconds: number, attempt: number): AnyRecord => ({
      kind: 'notice',
      time: timeOf(seconds),
      run: 'r',
      attempt,
      code: 'attempt_started',
      message: '',
    })
    const out = run(await start(job), [
      at(0, 'step', { run: 'r', attempt: 0 }),
      told(5, 1),
      at(60, 'step', { run: 'r', attempt: 1 }),
      told(61, 1),
      at(65, 'step', { run: 'r', attempt: 1 }),
      told(66, 0),
      at(80, 'x', { run: 'r', attempt: 1 }),
    ])
    t.same(changes(out), ['0: HEALTHY (step)', '5: WAITING', '60: HEALTHY (step)', '75: HANGING (step)'])
  },
)

t.test(
  'three phases, each with its own rule: the worst rule wins, a stopped one is healthy, one healthy rule hides waiting ones',
  async t => {
    const job = `rules:
  - { name: pretrain, pattern: 'pre', on_match: life, repeat_within: 10s, stop_pattern: 'train begins' }
  - { name: train, pattern: 'loss=(.)', slow_when: { above: 5 }, repeat_within: 10s, stop_pattern: 'train ends' }
  - { name: posttrain, pattern: 'post', on_match: life, repeat_within: 10s }
${ONLY_RULES}`
    const out = run(await start(job), [
      at(0, 'pre'),
      at(5, 'train begins'),
      at(60, 'loss=1'),
      at(65, 'loss=9'),
      at(70, 'train ends'),
      at(200, 'post'),
      at(220, 'x'),
    ])
    t.same(changes(out), [
      '0: HEALTHY (pretrain)',
      '65: SLOW (train)',
      '70: HEALTHY (pretrain, train)',
      '210: HANGING (posttrain)',
    ])
  },
)

t.test(
  'out of memory on rank 0 alone is rank 0 FAULTED, and the job; ranks that never speak raise nothing',
  async t => {
    const job =
      'rules:\n- { name: oom, logPattern: ".*OutOfMemory", faultOnMatch: true }\n- { name: step, logPattern: "step", expectedRecurringFrequencyInSeconds: 5 }\n'
    const out = run(await start(job, 'record', 'log-monitoring'), [
      at(0, 'torch.OutOfMemoryError', { rank: 0 }),
      at(1, 'step', { rank: 1 }),
      at(100, 'hello', { rank: 2 }),
    ])
    t.same(changes(out, 'rank'), ['0: 0 FAULTED (oom)', '1: 1 HEALTHY (step)', '6: 1 HANGING (step)'])
    t.same(changes(out), ['0: FAULTED (oom)'])
  },
)

t.test('eight ranks that speak and fall silent all hang, and the job once', async t => {
  const job = `rules: [{ name: step, pattern: 'step', on_match: life, scope: rank, repeat_within: 5s }]\n${ONLY_RULES}`
  const out = run(await start(job), [
    ...Array.from({ length: 8 }, (_, rank) => at(0, 'step', { rank })),
    at(60, 'noise'),
  ])
  t.same(
    changes(out, 'rank').filter(change => change.includes('HANGING')),
    Array.from({ length: 8 }, (_, rank) => `5: ${rank} HANGING (step)`),
  )
  t.same(changes(out), ['0: HEALTHY (step)', '5: HANGING (step)'])
})

t.test("the Log Agent's one timer: any matched line of any rule keeps the job alive", async t => {
  const job = JSON.stringify({
    hanging_job_threshold_sec: 10,
    rules: [
      { name: 'a', pattern: 'aaa' },
      { name: 'b', pattern: 'v=(\\d+)', type: 'value', op: '>', threshold: 5 },
    ],
  })
  const out = run(await start(job, 'record', 'log-agent'), [
    at(0, 'x'),
    at(100, 'aaa'),
    at(109, 'v=9'),
    at(118, 'aaa'),
    at(128, 'noise'),
    at(129, 'v=1'),
    at(130, 'v=7'),
  ])
  t.same(changes(out), [
    '100: HEALTHY (a, any rule)',
    '128: HANGING (any rule)',
    '129: SLOW (b)',
    '130: HEALTHY (a, any rule, b)',
  ])
})

t.test(
  'with no configuration: the step that does not come is missed after twice its expected time, but not before the floor',
  async t => {
    const time = (ms: number): Partial<LogRecord> => ({ metrics: { step_time_ms: ms } })
    const early = run(await start(undefined), [
      step(0, 1, time(1000)),
      step(1, 2, time(1000)),
      at(61.9, 'noise'),
      at(62, 'noise'),
    ])
    t.same(changes(early), ['0: HEALTHY (step gap, step stall)', '61: HANGING (step gap)'])
    t.equal(
      statuses(early)[1]?.reason,
      'no training step for more than 1 min: the next was due after 1 s; the limit is the floor, 1 min',
    )
    const interval = run(await start(undefined), [
      step(0, 10, time(10_000)),
      step(100, 20, time(10_000)),
      step(290, 30, time(10_000)),
      at(600, 'noise'),
    ])
    t.same(
      changes(interval),
      [
        '0: HEALTHY (step gap, step stall)',
        '60: HANGING (step gap)',
        '100: HEALTHY (step gap, step stall)',
        '490: HANGING (step gap)',
      ],
      'a record every 10 steps of 10 s is expected after 100 s',
    )
  },
)

t.test('a reporter of every fourth step does not lengthen the wait for the one that reports each', async t => {
  const job = 'hang: { step_gap: { factor: 2, floor: 1s }, step_stall: off }\n'
  const seconds = [1, 2, 3, 4, 5, 6, 7, 8]
  const dense = seconds.map(second => step(10 * second, second, { rank: 0, metrics: { step_time_ms: 10_000 } }))
  const sparse = [4, 8].map(number => step(10 * number + 1, number, { rank: 1, metrics: { step_time_ms: 10_000 } }))
  const both = [...dense, ...sparse].sort((a, b) => ((a.time as string) < (b.time as string) ? -1 : 1))
  t.same(changes(run(await start(job), [...dense, at(1000, 'noise')])), [
    '10: HEALTHY (step gap)',
    '100: HANGING (step gap)',
  ])
  t.same(
    changes(run(await start(job), [...both, at(1000, 'noise')])),
    ['10: HEALTHY (step gap)', '100: HANGING (step gap)'],
    'not 4 x as late',
  )
  t.same(changes(run(await start(job), [...sparse, at(1000, 'noise')])), [
    '41: HEALTHY (step gap)',
    '61: HANGING (step gap)',
    '81: HEALTHY (step gap)',
    '161: HANGING (step gap)',
  ])
})

t.test(
  'lines without stamps, which have the time of a neighbour, are as far apart as their step times say',
  async t => {
    const unstamped = Array.from({ length: 30 }, (_, index) =>
      step(0, index * 10, { time_from: 'inferred', metrics: { step_time_ms: 1000 } }),
    )
    t.same(changes(run(await start(undefined), [...unstamped, at(300, 'stamped')])), [
      '0: HEALTHY (step gap, step stall)',
    ])
    t.same(changes(run(await start(undefined), [...unstamped, at(400, 'stamped')])), [
      '0: HEALTHY (step gap, step stall)',
      '350: HANGING (step gap)',
    ])
  },
)

t.test('lines that flow with a step that does not rise are a stall', async t => {
  const same = Array.from({ length: 40 }, (_, index) => step(index * 50, 7))
  t.same(changes(run(await start('hang: { step_stall: 10m }'), same)), [
    '0: HEALTHY (step gap, step stall)',
    '600: HANGING (step stall)',
  ])
})

t.test('silence of every line is told where nothing else is configured', async t => {
  t.same(changes(run(await start(undefined), [at(0, 'loading'), at(10, 'loading'), at(9000, 'loaded')])), [
    '1810: HANGING (silence)',
    '9000: WAITING (silence)',
  ])
})

t.test('after the end of training silence is no hang, until training goes on', async t => {
  for (const line of [
    '[after training is done] datetime: 2026-01-01 00:00:00',
    '`Trainer.fit` stopped: `max_steps=10` reached.',
    ':::MLLOG {"key": "run_stop", "value": null}',
    "{'train_runtime': 12.3}",
  ]) {
    t.same(
      changes(run(await start(undefined), [step(0, 1), at(1, line), at(90_000, 'bye')])),
      ['0: HEALTHY (step gap, step stall)', '1: ENDED'],
      line,
    )
  }
  const again = run(await start(undefined), [
    step(0, 1),
    at(1, 'Training completed.'),
    step(2, 1, { rank: 5 }),
    step(3, 2),
    step(4, 3),
  ])
  t.same(
    changes(again).map(change => change.replace(/ \(.*/, '')),
    ['0: HEALTHY', '1: ENDED', '4: HEALTHY'],
    'neither a late rank nor a single step is training',
  )
})

t.test('the last step of the run, then silence, is an end too; so is the end of the log', async t => {
  const last = step(0, 10, { total_steps: 10, metrics: { step_time_ms: 1000 } })
  t.same(
    changes(run(await start(undefined), [last, at(60, 'x')])).map(change => change.replace(/ \(.*/, '')),
    ['0: HEALTHY', '60: ENDED'],
  )
  t.same(
    changes(run(await start(undefined), [last, at(100, 'x')])).map(change => change.replace(/ \(.*/, '')),
    ['0: HEALTHY', '60: ENDED'],
  )
})

t.test('the exit code says the last state of the job', async t => {
  const codeAfter = async (records: readonly LogRecord[]): Promise<number> => {
    const driver = await start(
      `rules: [{ name: v, pattern: 'v=(.)', slow_when: { below: 5 }, repeat_within: 5s }, { name: oom, pattern: oom, on_match: fault }]\n${ONLY_RULES}`,
    )
    run(driver, records)
    return driver.exitCode()
  }
  t.same(
    await Promise.all(
      [
        [at(0, 'v=9')],
        [at(0, 'x')],
        [at(0, 'v=1')],
        [at(0, 'v=9'), at(9, 'x')],
        [at(0, 'oom')],
        [at(0, 'v=1'), at(1, 'Training completed')],
      ].map(codeAfter),
    ),
    [0, 20, 21, 22, 23, 0],
  )
})

t.test('ranks are bounded: the one silent longest is forgotten with its state, and that is told', async t => {
  const job = `rules: [{ name: step, pattern: 'step', on_match: life, scope: rank, repeat_within: 5s }]\n${ONLY_RULES}`
  const out = run(await start(job, 'record', 'native', 2), [
    at(0, 'step', { rank: 0 }),
    at(1, 'step', { rank: 1 }),
    at(2, 'step', { rank: 2 }),
    at(60, 'x'),
  ])
  t.same(
    changes(out, 'rank').filter(change => change.includes('HANGING')),
    ['6: 1 HANGING (step)', '7: 2 HANGING (step)'],
  )
  t.same(
    out.filter(record => record.kind === 'notice').map(record => record.message),
    [
      'More than 2 ranks are watched; those silent longest are forgotten.',
      'More than 2 ranks match one rule; those silent longest are forgotten.',
    ],
  )
})

t.test('rules that no job file names are bounded, and those that it names stay', async t => {
  const named = "rules: [{ name: named, pattern: 'x', on_match: life }]\n"
  const hang = await start(`${named}${ONLY_RULES}`)
  const match = (seconds: number, rule: string, verdict: 'ok' | 'fault'): MatchRecord => ({
    kind: 'match',
    time: timeOf(seconds),
    rule,
    verdict,
  })
  const flood = Array.from({ length: 1001 }, (_, index) => match(2 + index / 1000, `r${index}`, 'ok'))
  const out = run(hang, [match(0, 'named', 'ok'), match(1, 'lost', 'fault'), ...flood, match(9, 'named', 'fault')])
  t.same(
    statuses(out).map(({ time, to }) => `${secondsOf(time)}: ${to}`),
    ['0: HEALTHY', '1: FAULTED', '2.999: HEALTHY', '9: FAULTED'],
  )
  t.same(
    out.filter(record => record.kind === 'notice').map(({ code, message, count }) => [code, message, count]),
    [
      [
        'rules_forgotten',
        'More than 1000 rules match that the job file does not name; those silent longest are forgotten.',
        undefined,
      ],
      ['rules_forgotten', '2 rules were forgotten.', 2],
    ],
  )
})

t.test('ten thousand ranks hang and recover in one go', async t => {
  const job = `rules: [{ name: step, pattern: 'step', on_match: life, scope: rank, repeat_within: 5s }]\n${ONLY_RULES}`
  const all = (seconds: number): LogRecord[] =>
    Array.from({ length: 10_000 }, (_, rank) => at(seconds, 'step', { rank }))
  const out = run(await start(job, 'record', 'native', 20_000), [...all(0), ...all(3), ...all(60)])
  t.equal(changes(out, 'rank').length, 30_000)
  t.same(changes(out), ['0: HEALTHY (step)', '8: HANGING (step)', '60: HEALTHY (step)'])
})

t.test('where ranks match a rule of scope rank, lines of nobody say nothing more; a fault of nobody stays', async t => {
  const job = `rules: [{ name: loss, metric: loss, scope: rank, fault_when: { non_finite: true } }]\n${ONLY_RULES}`
  const loss = (seconds: number, value: number | null, more: Partial<LogRecord> = {}): LogRecord =>
    at(seconds, `loss ${value}`, {
      metrics: { loss: value },
      ...(value === null ? { non_finite: ['loss'] } : {}),
      ...more,
    })
  const turns = Array.from({ length: 20 }, (_, turn) => [loss(2 + turn, 2, { rank: 0 }), loss(2.5 + turn, 2)]).flat()
  const quiet = run(await start(job), [loss(0, 2), loss(1, 2, { rank: 0 }), ...turns])
  t.same(changes(quiet, 'rule'), ['0: loss HEALTHY', '1: 0 HEALTHY'], 'one status each, however often they take turns')
  const faulted = run(await start(job), [loss(1, 2, { rank: 0 }), loss(2, null), loss(3, 2, { rank: 0 }), loss(4, 2)])
  t.same(changes(faulted), ['1: HEALTHY (loss)', '2: FAULTED (loss)'])
})

t.test('that training went on after a fault and is over is told, though the fault stays', async t => {
  const job = `rules: [{ name: oom, pattern: 'out of memory', on_match: fault }]\nhang: { end_patterns: ['^all done'] }\n`
  const ends = async (...more: readonly AnyRecord[]): Promise<readonly AnyRecord[]> =>
    run(await start(job), [step(0, 1), step(1, 2), at(2, 'out of memory'), ...more]).filter(
      record => record.kind === 'notice' && record.code === 'ended_faulted',
    )
  t.match(await ends(step(3, 3), step(4, 4), at(5, 'all done')), [
    { time: timeOf(5), step: 4, reason: 'the log says that training is over', last_match: 'all done' },
  ])
  t.same(await ends(at(5, 'all done')), [], 'nothing went on')
  t.same(await ends(step(3, 2), at(5, 'all done')), [], 'that was no progress')
  t.same(await ends(step(3, 3), at(4, 'out of memory'), at(5, 'all done')), [], 'a fault was the last')
  t.match(await ends(step(3, 3, { total_steps: 3 })), [{ reason: /^the last step of the run was reached/ }])
  t.same(await ends(step(3, 3, { total_steps: 9 })), [])
})
