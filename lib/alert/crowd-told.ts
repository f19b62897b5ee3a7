// Whom an alert of many spoke for, as far as the alert itself says it: what an outbox knows of them after a restart.
import type { AlertScope } from '../config/alert.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { parseRanks } from './rank-list.ts'

/**
 * Returns the keys of all that an alert of many named, each with its rank; undefined where it did not name all, or they
 * have other keys by now.
 */
export function membersToldOf(alert: AlertRecord, scope: AlertScope): ReadonlyMap<string, number> | undefined {
  const { job, key, labels = {}, facts = [], summary } = alert
  const start = `job/${job ?? ''}/many/${labels['state']}`
  if (scope === 'job' || labels['scope'] !== scope || !(key === start || key.startsWith(`${start}/`))) return undefined
  // What stands in the summary is no fact besides. What it says first of ranks is ours, later words are the log's.
  const text = facts.find(({ name }) => name === 'Where')?.value ?? summary
  const ranks = parseRanks(/(?:^|: )ranks ([^:]*)(?:$|: )/.exec(text)?.[1] ?? '')
  if (ranks === undefined || String(ranks.length) !== labels['count']) return undefined
  const below = scope === 'rank' ? '' : `/rule${key.slice(start.length)}`
  return new Map(ranks.map(rank => [`job/${job ?? ''}${below}/rank ${rank}`, rank]))
}
