import { isAtLeast, type Severity } from '../record/severity.ts'
import type { BadState, BadStateCause } from './bad-state.ts'

const OF_STATE: Readonly<Record<BadState, Severity>> = { SLOW: 'warning', HANGING: 'critical', FAULTED: 'critical' }

/** Returns the louder of two severities. */
export const louder = (one: Severity, other: Severity): Severity => (isAtLeast(one, other) ? one : other)

/** Returns the loudest severity that the rules of a cause ask for; where none asks, that of its state. */
export function severityOf({ rules, state }: BadStateCause, severityOfRule: ReadonlyMap<string, Severity>): Severity {
  const asked = rules.flatMap(rule => severityOfRule.get(rule) ?? [])
  return asked.length === 0 ? OF_STATE[state] : asked.reduce(louder)
}
