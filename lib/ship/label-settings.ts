// Which labels lines get: what options and the job file ask for.
import { BOUNDS } from '../bounds.ts'
import type { ShipConfig } from '../config/ship.ts'
import type { Problem } from '../problem.ts'
import type { ShipOptions } from './options.ts'

/** A label that is taken from a field: `fields.role` is the steps to it. */
export interface FieldLabel {
  readonly name: string
  readonly path: readonly string[]
}

export interface LabelSettings {
  readonly job: string | undefined
  readonly fromFields: readonly FieldLabel[]
  readonly fixed: Readonly<Record<string, string>>
  readonly maxStreams: number
  /** Which of the usual labels lines of logs have; undefined for all. */
  readonly usual: ReadonlySet<string> | undefined
}

/** Labels that a line has without being asked for. */
export const USUAL_LABELS = ['job', 'component', 'host', 'rank', 'level', 'filename'] as const
/** Loki's own limit, from 3.4 on. */
export const MAX_LABELS = 15
/** What changes from line to line: a stream for each would be one for each line. */
const NEVER_LABELS = new Set(['step', 'total_steps', 'epoch', 'message', 'time', 'offset', 'lines', 'metrics', 'loss'])

/** Returns the settings; adds what is wrong to `problems`. */
export function labelSettings(options: ShipOptions, config: ShipConfig, problems: Problem[]): LabelSettings {
  const fromFields = { ...config.labels, ...pairsOf(options.label, '--label', problems) }
  const fixed = { ...config.static_labels, ...pairsOf(options['static-label'], '--static-label', problems) }
  for (const name of [...Object.keys(fromFields), ...Object.keys(fixed)])
    if (!/^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$/.test(name) || name.startsWith('__'))
      problems.push({
        place: '--label',
        reason: `"${name}" is no name of a label: letters, digits and _, a letter first`,
      })
  for (const [name, field] of Object.entries(fromFields))
    if (NEVER_LABELS.has(name) || NEVER_LABELS.has(field.split('.')[0] as string))
      problems.push({
        place: '--label',
        reason: `${name}=${field} would make a stream for every line: it goes along as structured metadata`,
      })
  const usual = config.usual_labels
  const names = new Set([...(usual ?? USUAL_LABELS), ...Object.keys(fromFields), ...Object.keys(fixed)])
  if (names.size > MAX_LABELS)
    problems.push({
      place: '--label',
      reason: `makes ${names.size} labels with the usual ones; Loki takes ${MAX_LABELS}`,
    })
  return {
    job: options.job,
    fromFields: Object.entries(fromFields).map(([name, field]) => ({ name, path: field.split('.') })),
    fixed,
    usual: usual === undefined ? undefined : new Set(usual),
    maxStreams: options['max-streams'] ?? config.max_streams ?? BOUNDS['ship.streams'].most,
  }
}

function pairsOf(words: readonly string[], place: string, problems: Problem[]): Readonly<Record<string, string>> {
  const pairs: [string, string][] = []
  for (const word of words) {
    const at = word.indexOf('=')
    if (at > 0 && at < word.length - 1) pairs.push([word.slice(0, at), word.slice(at + 1)])
    else problems.push({ place, reason: `"${word}" is not written NAME=${place === '--label' ? 'FIELD' : 'TEXT'}` })
  }
  return Object.fromEntries(pairs)
}
