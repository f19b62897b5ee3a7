// The names of metrics that formats give: what a rule can be about.
import type { Format } from './format.ts'
import { CANONICAL } from './metric-names.ts'
import { FORMATS } from './ordered.ts'

/** `step` and `epoch`, the canonical quantities, and what the samples of formats show, the user's own among them. */
export function knownMetrics(own: readonly Format[]): ReadonlySet<string> {
  const names = new Set(['step', 'epoch', ...CANONICAL])
  for (const { samples } of [...FORMATS, ...own])
    for (const { gives } of samples) for (const name of Object.keys(gives.metrics ?? {})) names.add(name)
  return names
}
