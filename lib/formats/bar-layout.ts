// Lines of values between bars repeat their keys in their order. A line laid out as one before it needs no look-up and no cut for its keys.
import type { Entry } from './format.ts'
import { type MetricTarget, metricValue } from './metric-names.ts'
import { type Place, readPlainAt } from './numbers.ts'

/** The keys of one such line in their order, each with the metric that it is. */
export interface BarLayout {
  readonly keys: readonly string[]
  readonly targets: readonly MetricTarget[]
  /** An object with all of the metrics: a copy of it is made faster than one key after the other. */
  readonly blank: Readonly<Record<string, number>>
}

/** Returns the layout of keys that all are metrics, each another one; undefined for any other keys. */
export function barLayout(keys: readonly string[], targets: readonly (MetricTarget | undefined)[]): BarLayout | undefined {
  const known = targets.filter(target => target !== undefined)
  const names = new Set(known.map(target => target.name))
  if (names.size !== keys.length || keys.length === 0) return undefined
  return { keys, targets: known, blank: Object.fromEntries([...names].map(name => [name, 0.5])) }
}

const BLANK = 32
const BAR = 124
const COLON = 58
const MAX_KEYS = 64
const values = new Float64Array(MAX_KEYS)
const place: Place = { end: 0 }

/**
 * Reads a text of this layout and sets the metrics of an entry that has none; returns how many. Returns 0, and has set nothing, where a key or
 * a bar is not where it was, or a value is no plain number: such a line is for the reader that takes nothing for granted.
 */
export function readLaidOut(entry: Entry, text: string, layout: BarLayout): number {
  const { keys, targets, blank } = layout
  const { length } = keys
  if (length > MAX_KEYS) return 0
  let at = 0
  for (let index = 0; index < length; index++) {
    const key = keys[index] as string
    at = skipBlanks(text, at)
    // A cut and a comparison, because startsWith takes twice as long.
    if (text.slice(at, at + key.length) !== key) return 0
    at = skipBlanks(text, at + key.length)
    if (text.charCodeAt(at) !== COLON) return 0
    const value = readPlainAt(text, skipBlanks(text, at + 1), place)
    if (Number.isNaN(value)) return 0
    values[index] = value
    at = skipBlanks(text, place.end)
    if (at < text.length && text.charCodeAt(at) !== BAR) return 0
    at++
  }
  if (skipBlanks(text, at) < text.length) return 0
  const metrics: Record<string, number> = { ...blank }
  for (let index = 0; index < length; index++) {
    const target = targets[index] as MetricTarget
    metrics[target.name] = metricValue(target, values[index] as number)
  }
  entry.metrics = metrics
  return length
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === BLANK) at++
  return at
}
