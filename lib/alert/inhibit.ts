// What is not told while something else is firing: a node that is faulted explains why its ranks are slow.
import { BOUNDS } from '../bounds.ts'
import { fieldOf, type Matcher, matchesAll } from '../channel/matcher.ts'
import { incidentId } from '../record/alert-identity.ts'
import { recencyMap } from '../record/recency-map.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { nameAlone } from './short-alert.ts'

/** While an alert of `source` is firing, one of `target` is muted whose `equal` fields are there and the same. */
export interface Inhibition {
  readonly source: readonly Matcher[]
  readonly target: readonly Matcher[]
  readonly equal: readonly string[]
}

export interface Inhibitor {
  /**
   * Returns the alert that mutes this one now, and notes this one where it may mute others. What is muted itself mutes
   * nothing, so that of two that would mute each other one is told.
   */
  take(alert: AlertRecord): AlertRecord | undefined
  /** The alert that mutes this one now. */
  of(alert: AlertRecord): AlertRecord | undefined
}

const MOST = BOUNDS['alert.held'].most

/** `firing`: what was told before and is not over. */
export function inhibitor(rules: readonly Inhibition[], firing: readonly AlertRecord[] = []): Inhibitor {
  /** By episode, the last notice of what is firing and may mute others. */
  const sources = recencyMap<string, AlertRecord>()

  function of(alert: AlertRecord): AlertRecord | undefined {
    const mine = rules.filter(({ target }) => matchesAll(target, alert))
    if (mine.length === 0) return undefined
    const incident = incidentId(alert)
    return sources
      .values()
      .find(source => incidentId(source) !== incident && mine.some(rule => mutes(rule, source, alert)))
  }
  function note(alert: AlertRecord): void {
    if (alert.once === true || !rules.some(({ source }) => matchesAll(source, alert))) return
    sources.set(incidentId(alert), nameAlone(alert))
    if (sources.size() > MOST) sources.takeOldest()
  }
  for (const alert of firing) note(alert)
  return {
    of,
    take(alert) {
      if (alert.state === 'resolved') {
        sources.delete(incidentId(alert))
        return undefined
      }
      const source = of(alert)
      if (source === undefined) note(alert)
      else sources.delete(incidentId(alert))
      return source
    },
  }
}

const mutes = ({ source, equal }: Inhibition, one: AlertRecord, other: AlertRecord): boolean =>
  matchesAll(source, one) &&
  equal.every(name => fieldOf(one, name) !== '' && fieldOf(one, name) === fieldOf(other, name))
