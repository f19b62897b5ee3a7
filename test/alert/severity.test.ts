import t from 'tap'
import type { BadState } from '../../lib/alert/bad-state.ts'
import { louder, severityOf } from '../../lib/alert/severity.ts'
import type { Severity } from '../../lib/record/severity.ts'

const OF_RULE: ReadonlyMap<string, Severity> = new Map([
  ['quiet', 'info'],
  ['loud', 'critical'],
])

t.test('the loudest that a rule asks for wins; where none asks, the state says it', async t => {
  const rows: readonly (readonly [state: BadState, rules: readonly string[], severity: Severity])[] = [
    ['SLOW', [], 'warning'],
    ['HANGING', [], 'critical'],
    ['FAULTED', [], 'critical'],
    ['FAULTED', ['quiet'], 'info'],
    ['SLOW', ['quiet', 'loud'], 'critical'],
    ['HANGING', ['unknown'], 'critical'],
    ['HANGING', ['unknown', 'quiet'], 'info'],
  ]
  for (const [state, rules, severity] of rows)
    t.equal(severityOf({ state, rules, origin: {}, at: undefined }, OF_RULE), severity, `${state} ${rules.join()}`)
})

t.test('the louder of two', async t => {
  t.equal(louder('info', 'warning'), 'warning')
  t.equal(louder('critical', 'warning'), 'critical')
  t.equal(louder('info', 'info'), 'info')
})
