// Storms: what a person gets is bounded, and everything is named somewhere.
import t from 'tap'
import { alertMachine } from '../../lib/alert/machine.ts'
import { firingOf, noteLine, readOutbox } from '../../lib/alert/outbox.ts'
import { alertSettings } from '../../lib/alert/settings.ts'
import type { AlertConfig } from '../../lib/config/alert.ts'
import type { AlertRecord, AnyRecord, StatusRecord } from '../../lib/record/types.generated.ts'

const START = Date.parse('2026-01-05T10:00:00Z')
const HOUR = 3_600_000

/** Plays statuses at seconds, and time until all is told. */
function play(alert: AlertConfig, statuses: Iterable<readonly [second: number, status: Partial<StatusRecord>]>) {
  const machine = alertMachine(alertSettings({ job: 'llama', alert }))
  const made: AnyRecord[] = []
  let now = START
  machine.onStart?.(now)
  const pass = (until: number): void => {
    for (let due = machine.deadline?.(); due !== undefined && due <= until; due = machine.deadline?.()) {
      now = due
      made.push(...(machine.onDeadline?.(now) ?? []))
    }
    now = until
  }
  for (const [second, status] of statuses) {
    const at = START + second * 1000
    if (at > now) pass(at)
    const record = { kind: 'status', time: new Date(at).toISOString(), ...status } as StatusRecord
    made.push(...machine.onRecord(record, now))
  }
  pass(now + 2 * HOUR)
  made.push(...(machine.onEnd?.(now, 'ended') ?? []))
  return {
    alerts: made.filter((record): record is AlertRecord => record.kind === 'alert'),
    text: made
      .map(record =>
        record.kind === 'alert' ? `${record.summary}\n${record.body}` : 'message' in record ? record.message : '',
      )
      .join('\n'),
  }
}

t.test('100,000 ranks at once: one alert that names them, and one that all are well', async t => {
  const ranks = 100_000
  function* storm(): Generator<readonly [number, Partial<StatusRecord>]> {
    for (const [second, to] of [
      [1, 'FAULTED'],
      [600, 'HEALTHY'],
    ] as const)
      for (let rank = 0; rank < ranks; rank++)
        yield [second, { scope: 'rank', rank, to, rule: 'nccl', reason: 'timeout' }]
  }
  const { alerts, text } = play({ scope: 'rank' }, storm())
  t.same(
    alerts.map(({ state }) => state),
    ['firing', 'resolved'],
  )
  t.match(text, /ranks 0-99999/)
})

t.test('200 flaps an hour for six hours: a handful of messages, and the last one is right', async t => {
  const flaps = Array.from({ length: 6 * 400 }, (_, index): readonly [number, Partial<StatusRecord>] => [
    index * 9,
    { scope: 'job', to: index % 2 === 0 ? 'SLOW' : 'HEALTHY', rules: ['step-time'] },
  ])
  const { alerts } = play({}, flaps)
  t.ok(alerts.length <= 12, `${alerts.length} messages`)
  t.equal(alerts.at(-1)?.state, 'resolved')
})

t.test('5,000 different troubles in an hour: at most so many messages, and each is named', async t => {
  const count = 5000
  const troubles = Array.from({ length: count }, (_, index): readonly [number, Partial<StatusRecord>] => [
    Math.floor((index * 3600) / count),
    { scope: 'rule', rank: index % 8, rule: `rule-${index}.`, to: 'SLOW', reason: `trouble ${index}.` },
  ])
  const { alerts, text } = play({ scope: 'rule', max_per_hour: 60 }, troubles)
  t.ok(alerts.length <= 60 + 5, `${alerts.length} messages`)
  const unnamed = troubles.filter((_, index) => !text.includes(`trouble ${index}.`) && !text.includes(`rule-${index}.`))
  t.equal(unnamed.length, 0)
})

t.test('four hours of a storm: the first sixty, then digests that name all the others', async t => {
  const storm = (step: number, to: StatusRecord['to']) =>
    Array.from({ length: (4 * 3600) / step }, (_, index): readonly [number, Partial<StatusRecord>] => [
      index * step,
      { scope: 'rule', rank: index % 8, rule: `rule-${index}.`, to, reason: `trouble ${index}.` },
    ])
  for (const [step, to, most] of [
    [18, 'SLOW', 60 + 6],
    [18, 'FAULTED', 60 + 17],
    [60, 'SLOW', 4 * 60],
    [55, 'SLOW', 60 + 6],
  ] as const) {
    const { alerts } = play({ scope: 'rule' }, storm(step, to))
    t.ok(alerts.length <= most, `${to} each ${step} s: ${alerts.length} messages`)
    const text = alerts.map(({ summary, body }) => `${summary} ${body}`).join('\n')
    t.same(
      storm(step, to).filter((_, index) => !text.includes(`trouble ${index}.`)),
      [],
      'each is named',
    )
  }
})

t.test('killed in a storm, with the outbox alone: the next run names what was held back', async t => {
  const outbox = readOutbox('')
  const settings = () => ({
    ...alertSettings({ job: 'llama', alert: { scope: 'rule', max_per_hour: 1, gather: '0s' } }),
    openBefore: firingOf(outbox),
    stormBefore: { came: outbox.came, alerts: outbox.stormed.values() },
  })
  const start = (second: number) => {
    const machine = alertMachine(settings())
    machine.onStart?.(START + second * 1000)
    return (at: number, rule: string, to = 'SLOW') => {
      const now = START + at * 1000
      const status = { kind: 'status', scope: 'rule', rule, to, time: new Date(now).toISOString(), reason: rule }
      const due = machine.deadline?.()
      const made = [
        ...(due !== undefined && due <= now ? (machine.onDeadline?.(due) ?? []) : []),
        ...machine.onRecord(status as StatusRecord, now),
      ]
      for (const record of made) {
        if (record.kind === 'alert') noteLine(outbox, { is: 'intent', channels: ['chat'], alert: record })
        if (record.kind === 'notice') noteLine(outbox, { is: 'stormed', alert: record.held_back as AlertRecord })
      }
      return made
    }
  }
  const first = start(0)
  t.match(first(1, 'a'), [{ kind: 'alert' }])
  t.match(first(2, 'b'), [{ kind: 'notice', code: 'alert_held_back', message: /b/ }])
  const second = start(10)
  t.match(second(11, 'c'), [{ kind: 'notice', code: 'alert_held_back', message: /c/ }], 'an hour is an hour')
  t.same(second(12, 'b'), [], 'it is known')
  const third = start(20)
  const [digest, d] = third(3700, 'd')
  t.match(digest, { labels: { reason: 'AlertDigest' }, body: /2 alerts were held back[\s\S]*b\n[\s\S]*c\n/ })
  t.match(d, { kind: 'alert', summary: /d$/ }, 'an hour later one may leave')
  t.same(outbox.stormed.values(), [])
  t.match(start(3800)(3801, 'b', 'HEALTHY'), [{ state: 'resolved' }])
})

t.test('after a restart that knows the outbox alone, a crowd goes on: told once, and once that it is over', async t => {
  const at = (second: number): string => new Date(START + second * 1000).toISOString()
  const status = (scope: 'rank' | 'rule', second: number, rank: number, to: string): StatusRecord =>
    ({
      kind: 'status',
      time: at(second),
      scope,
      rank,
      to,
      rule: 'nccl',
      reason: 'timeout: ranks 1-5',
    }) as StatusRecord
  for (const scope of ['rank', 'rule'] as const) {
    const ranks = [...Array(250).keys()].map(index => (index < 200 ? index : 1000 + index))
    let open: AlertRecord[] = []
    const run = (second: number, states: readonly (readonly [rank: number, to: string])[]): readonly AlertRecord[] => {
      const settings = { ...alertSettings({ job: 'llama', alert: { scope } }), openBefore: open }
      const machine = alertMachine(settings)
      machine.onStart?.(START + second * 1000)
      const made = states.flatMap(([rank, to]) =>
        machine.onRecord(status(scope, second, rank, to), START + second * 1000),
      )
      made.push(...(machine.onEnd?.(START + second * 1000 + 30_000, 'ended') ?? []))
      const alerts = made.filter((record): record is AlertRecord => record.kind === 'alert')
      for (const alert of alerts) open = [...open.filter(({ key }) => key !== alert.key), alert]
      open = open.filter(({ state }) => state === 'firing')
      return alerts
    }
    const [first, ...others] = run(
      0,
      ranks.map(rank => [rank, 'HANGING']),
    )
    t.match([first, others], [{ state: 'firing', labels: { count: '250' }, sequence: 1 }, []], scope)
    for (let restart = 1; restart < 20; restart++)
      t.same(
        run(
          restart * 60,
          ranks.map(rank => [rank, 'HANGING']),
        ),
        [],
        'it is told already',
      )
    t.match(
      run(1500, [
        [7, 'HANGING'],
        [5000, 'HANGING'],
      ]),
      [{ rank: 5000, state: 'firing' }],
      'but not whom it did not name',
    )
    const over = run(
      1600,
      [...ranks, 5000].map(rank => [rank, 'HEALTHY']),
    )
    t.same(
      over.map(({ state }) => state),
      ['resolved', 'resolved'],
    )
    const crowd = over.find(({ key }) => key === first?.key)
    t.match(crowd, { episode: first?.episode, starts_at: first?.starts_at, sequence: 2 })
  }
})

t.test('a crowd goes on where the outbox has its members, under the scope that it had', async t => {
  const members = [{ before: 'job/llama/rank ', numbers: '0-299' }]
  for (const [goesOn, more, labels] of [
    [true, { members }, {}],
    [false, {}, {}],
    [false, { members: [{ before: 'job/llama/rank ', numbers: '0-x' }] }, {}],
    [false, { members }, { scope: 'rule' }],
  ] as const) {
    const alert = {
      kind: 'alert',
      key: 'job/llama/many/HANGING/nccl',
      job: 'llama',
      state: 'firing',
      summary: '[HANGING] llama, 300 ranks: ranks 0-299: no step',
      labels: { scope: 'rank', state: 'HANGING', rule: 'nccl', count: '300', ...labels },
      episode: 1,
      sequence: 1,
      starts_at: '2026-01-05T10:00:00.000Z',
      ...more,
    } as AlertRecord
    const machine = alertMachine({ ...alertSettings({ job: 'llama', alert: { scope: 'rank' } }), openBefore: [alert] })
    t.equal(JSON.stringify(machine.save?.()).includes('/many/'), goesOn, JSON.stringify({ more, labels }))
  }
})
