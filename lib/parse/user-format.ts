// A format that a user describes in YAML -> a format like the built-in ones.
import type { Entry, Format, Sample } from '../formats/format.ts'
import { noteMetric, setMetric } from '../formats/metric-names.ts'
import { parseNumber } from '../formats/numbers.ts'
import { epochStamp, readStamp } from '../formats/stamp.ts'
import { type Captures, compilePattern, isPatternProblem, type Pattern } from '../pattern/pattern.ts'
import { parseLevel } from '../record/level.ts'
import { type LayoutReader, timeLayout } from './time-layout.ts'

/** One entry of the `formats` list, its shape checked. */
export interface UserFormat {
  readonly name: string
  readonly part: 'header' | 'payload' | 'carrier'
  readonly pattern: string
  readonly time?: string
  readonly metrics?: Readonly<Record<string, { readonly name?: string; readonly unit?: string }>>
  readonly samples: readonly Sample[]
}

/** What is wrong with one, and where in it. */
export interface FormatIssue {
  readonly path: readonly (string | number)[]
  readonly reason: string
}

const TEXTS = new Set(['logger', 'code', 'node'])
const NUMBERS = new Set(['rank', 'local_rank', 'task', 'attempt', 'step', 'total_steps'])
/** What a number in a unit is multiplied by, for metrics in milliseconds and in percent. */
const FACTORS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  _ms: { ns: 1e-6, us: 0.001, ms: 1, s: 1000, min: 60_000 },
  _percent: { percent: 1, fraction: 100 },
}

type GroupSetter = (entry: Entry, value: string) => boolean

/** Returns the format, or everything that is wrong with it. */
export function userFormat(definition: UserFormat): Format | readonly FormatIssue[] {
  const issues: FormatIssue[] = []
  // A payload may stand anywhere behind what the trainer puts before it; the others are at the start.
  const pattern = compilePattern(definition.part === 'payload' ? definition.pattern : `^(?:${definition.pattern})`)
  if (isPatternProblem(pattern)) return [{ path: ['pattern'], reason: pattern.reason }]
  const layout = definition.time === undefined ? undefined : timeLayout(definition.time)
  if (layout !== undefined && 'reason' in layout) issues.push({ path: ['time'], reason: layout.reason })
  const names = pattern.names.filter((name): name is string => name !== undefined)
  if (names.length === 0 && definition.part !== 'carrier')
    issues.push({ path: ['pattern'], reason: 'has no named group: write (?P<step>\\d+) for what it shall give' })
  if (definition.time !== undefined && !names.includes('time'))
    issues.push({ path: ['time'], reason: 'the pattern has no group named time' })
  for (const [group, metric] of Object.entries(definition.metrics ?? {})) {
    if (definition.part !== 'payload') issues.push({ path: ['metrics'], reason: 'only a payload has metrics' })
    if (!names.includes(group))
      issues.push({
        path: ['metrics', group],
        reason: `the pattern has no group named ${group}; its groups: ${names.join(', ')}`,
      })
    if (metric.unit !== undefined && factorOf(metric.name ?? group, metric.unit) === undefined)
      issues.push({
        path: ['metrics', group, 'unit'],
        reason: `${metric.unit} does not go with the name ${metric.name ?? group}: times end in _ms, shares in _percent`,
      })
  }
  if (issues.length > 0) return issues
  return formatOf(definition, pattern, layout as LayoutReader | undefined)
}

function factorOf(name: string, unit: string): number | undefined {
  return Object.entries(FACTORS).find(([ending]) => name.endsWith(ending))?.[1][unit]
}

function formatOf(definition: UserFormat, pattern: Pattern, layout: LayoutReader | undefined): Format {
  // The time first: where it is impossible, nothing must have been noted.
  const setters = [...pattern.names.entries()]
    .flatMap(([index, name]): [number, string][] => (name === undefined ? [] : [[index, name]]))
    .sort(([, name], [, other]) => Number(other === 'time') - Number(name === 'time'))
    .map(([index, name]) => ({ index, set: setterOf(name, definition, layout) }))
  const note = (text: string, entry: Entry): Captures | undefined => {
    const found = pattern.match(text)
    if (found === undefined) return undefined
    for (const { index, set } of setters) {
      const value = found[index]
      if (value !== undefined && !set(entry, value)) return undefined
    }
    return found
  }
  const rest = (text: string, entry: Entry): string | undefined => {
    const found = note(text, entry)
    return found === undefined ? undefined : text.slice((found[0] as string).length)
  }
  const base = {
    name: definition.name,
    source: 'https://logmon.dev/docs/formats',
    starts: '\t -ÿ',
    samples: definition.samples,
  }
  switch (definition.part) {
    case 'carrier':
      return { ...base, part: 'carrier', peel: rest }
    case 'header':
      return { ...base, part: 'header', read: rest }
    case 'payload':
      return { ...base, part: 'payload', read: (text, entry) => note(text, entry) !== undefined }
  }
}

/**
 * Returns what a group sets; it says false where the value is impossible, such as a time of month 13: then the line is
 * of another format.
 */
function setterOf(name: string, definition: UserFormat, layout: LayoutReader | undefined): GroupSetter {
  if (name === 'time') {
    return (entry, value) => {
      const stamp = layout === undefined ? (readStamp(value) ?? epochStamp(value)) : layout(value)
      entry.stamp = stamp ?? entry.stamp
      return stamp !== undefined
    }
  }
  if (name === 'level') return done((entry, value) => (entry.level = parseLevel(value) ?? entry.level))
  if (name === 'stream') return done((entry, value) => (entry.stream ??= /err/i.test(value) ? 'stderr' : 'stdout'))
  if (name === 'epoch') return done((entry, value) => (entry.epoch = parseNumber(value) ?? entry.epoch))
  if (TEXTS.has(name)) return done((entry, value) => (entry[name as 'logger'] ??= value))
  if (NUMBERS.has(name))
    return done((entry, value) => (entry[name as 'rank'] ??= /^\d{1,15}$/.test(value) ? Number(value) : undefined))
  if (definition.part === 'payload') return metricSetter(name, definition.metrics?.[name])
  return done((entry, value) => {
    entry.fields = { ...entry.fields, [name]: /^\d{1,15}$/.test(value) ? Number(value) : value }
  })
}

function metricSetter(
  group: string,
  metric: { readonly name?: string; readonly unit?: string } | undefined,
): GroupSetter {
  const name = metric?.name ?? group
  const factor = metric?.unit === undefined ? 1 : (factorOf(name, metric.unit) as number)
  return done((entry, value) => {
    const number = parseNumber(value)
    // A group that is no number is kept as what it is.
    if (number === undefined) entry.fields = { ...entry.fields, [group]: value }
    else if (metric === undefined) noteMetric(entry, group, number)
    else setMetric(entry, name, Number.isFinite(number) ? Number((number * factor).toPrecision(15)) : number)
  })
}

const done =
  (set: (entry: Entry, value: string) => unknown): GroupSetter =>
  (entry, value) => {
    set(entry, value)
    return true
  }
