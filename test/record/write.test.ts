import t from 'tap'
import { rulesMachine, rulesSettings } from '../../lib/programs/rules.ts'
import type { LogRecord, MatchRecord } from '../../lib/record/types.generated.ts'
import { recordText, sharedText } from '../../lib/record/write.ts'
import { recordStream } from '../arbitrary-records.ts'
import fc from '../fast-check.ts'

const RULES = rulesSettings(
  [
    { name: 'say "loss"', metric: 'loss', fault_when: { above: 1 }, consecutive: 2, scope: 'rank' },
    { name: 'speed', pattern: 'speed (\\S+)', healthy_when: { at_least: 60 } },
    { name: 'step', metric: 'step', slow_when: { above_mean: {} } },
    { name: 'any', pattern: '(?s).', on_match: 'life', stop_pattern: 'done' },
    { name: 'oom', pattern: 'out of memory', on_match: 'fault' },
  ],
  10,
)

t.test('what rules say of any log record is written as JSON.stringify writes it', async t => {
  let matches = 0
  fc.assert(
    fc.property(recordStream, records => {
      const machine = rulesMachine(RULES)
      for (const [index, record] of records.entries()) {
        for (const match of machine.onRecord(record, index)) {
          matches++
          if (recordText(match, machine.formOf?.(match, 0)) !== `${JSON.stringify(match)}\n`) return false
        }
      }
      return true
    }),
    { numRuns: 100 },
  )
  t.ok(matches > 100, 'records of every kind match')
})

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', '\\', '\n', '\u2028', '\ud800', '\udc00', '\u0000', '\u{1f600}', 'x'.repeat(400_000)),
)
const number = fc.oneof(fc.double(), fc.constantFrom(Number.POSITIVE_INFINITY, Number.NaN, -0, 1e21, 5e-324))

t.test('numbers that JSON cannot hold and texts that it must escape, in every field of a match', async t => {
  const fields = {
    time: text,
    job: text,
    run: text,
    attempt: number,
    node: text,
    rank: number,
    local_rank: number,
    task: number,
    stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    file: text,
    rule: text,
    verdict: fc.constantFrom('ok' as const, 'slow' as const, 'fault' as const),
    value: fc.oneof(text, number, fc.constant(null)),
    threshold: fc.oneof(text, number, fc.constant(null)),
    streak: fc.nat(),
    consecutive: fc.nat(),
    reason: text,
    step: number,
    message: text,
  }
  fc.assert(
    fc.property(fc.record(fields, { requiredKeys: ['rule', 'verdict', 'message'] }), given => {
      const keys = Object.fromEntries(Object.keys(fields).map(key => [key, given[key as keyof typeof given]]))
      const match = { kind: 'match', ...keys } as MatchRecord
      return recordText(match, 'match') === `${JSON.stringify(match)}\n`
    }),
    { numRuns: 500 },
  )
  t.pass()
})

t.test('texts and numbers in every field of a log record', async t => {
  const fields = {
    time: text,
    time_from: fc.constantFrom('observed' as const, 'inferred' as const),
    job: text,
    run: text,
    attempt: number,
    node: text,
    rank: number,
    local_rank: number,
    task: number,
    stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    file: text,
    level: fc.constantFrom('INFO' as const, 'ERROR' as const),
    logger: text,
    code: text,
    format: text,
    step: number,
    total_steps: number,
    epoch: number,
    metrics: fc.dictionary(text, fc.oneof(number, fc.constant(null)), {
      noNullPrototype: true,
    }),
    non_finite: fc.array(text),
    progress: fc.record({ current: fc.nat(), total: fc.nat() }),
    message: text,
    lines: fc.nat(),
    truncated: fc.constant(true),
    offset: fc.maxSafeNat(),
    fields: fc.dictionary(
      text,
      fc.oneof(text, fc.nat(), number, fc.boolean(), fc.array(text), fc.constant(undefined)),
      { noNullPrototype: true },
    ),
  }
  fc.assert(
    fc.property(fc.record(fields, { requiredKeys: ['time_from', 'message', 'format'] }), given => {
      const time_from = given.time === undefined ? undefined : given.time_from
      const keys = Object.fromEntries(Object.keys(fields).map(key => [key, given[key as keyof typeof given]]))
      const record = { kind: 'log', ...keys, time_from } as LogRecord
      return recordText(record, 'log') === `${JSON.stringify(record)}\n`
    }),
    { numRuns: 500 },
  )
  t.pass()
})

t.test(
  'records that say the same but for their time, writer and digits of their message share what is written of them',
  async t => {
    for (const message of ['03:04 saved', '03:04 said "saved"', '03:04 sauvegardé\n']) {
      const form = sharedText(message)
      for (const [index, rank] of [0, 1, undefined, 1].entries()) {
        const record = {
          kind: 'log',
          time: `2026-01-01T03:0${index}:00.000Z`,
          time_from: 'line',
          node: index === 2 ? 'node-2' : undefined,
          rank,
          level: 'INFO',
          logger: 'trainer',
          format: 'python-logging',
          step: 7,
          message: message.replace('03:04', `03:0${index}`),
          fields: { pid: 12, 'a "name"': 'a value', none: undefined },
        } as LogRecord
        t.equal(recordText(record, form), `${JSON.stringify(record)}\n`)
      }
    }
  },
)

t.test('a text that comes again right behind another is written again', async t => {
  for (const message of [
    'one',
    'one',
    'a "quoted" one',
    'a "quoted" one',
    'x'.repeat(600_000),
    'x'.repeat(600_000),
    '',
    '',
  ]) {
    const match = { kind: 'match', rule: 'a', verdict: 'ok', message } as MatchRecord
    t.ok(recordText(match, 'match') === `${JSON.stringify(match)}\n`)
  }
})
