import fc from 'fast-check'
import t from 'tap'
import type { MatchRecord } from '../../lib/record/types.generated.ts'
import { JUDGED_MATCH, writeRecord } from '../../lib/record/write.ts'
import { rulesMachine, rulesSettings } from '../../lib/stages/rules.ts'
import { recordStream } from '../arbitrary-records.ts'

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
          if (writeRecord(match) !== JSON.stringify(match)) return false
        }
      }
      return true
    }),
    { numRuns: 100 },
  )
  t.ok(matches > 100, 'records of every kind match')
})

t.test('numbers that JSON cannot hold and texts that it must escape, in every field of a match', async t => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"', '\\', '\n', '\u2028', '\ud800', '\udc00', '\u0000', '\u{1f600}'))
  const number = fc.oneof(fc.double(), fc.constantFrom(Number.POSITIVE_INFINITY, Number.NaN, -0, 1e21, 5e-324))
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
      const match = { __proto__: JUDGED_MATCH, kind: 'match', ...keys } as unknown as MatchRecord
      return writeRecord(match) === JSON.stringify(match)
    }),
    { numRuns: 500 },
  )
  t.pass()
})
