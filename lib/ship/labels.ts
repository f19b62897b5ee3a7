// The labels of a record: those that SmolCluster's Promtail gave its lines, and what the user asks for besides.
import { ORIGIN_FIELDS } from '../record/origin.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import type { LabelSettings } from './label-settings.ts'
import { wellFormed } from './well-formed.ts'

/** Labels by their names; no value is empty. */
export type Labels = Readonly<Record<string, string>>

/** The job of lines that nothing names. */
const DEFAULT_JOB = 'logmon'
/** The component of what logmon says itself: states, verdicts, alerts. */
const OWN_COMPONENT = 'logmon'
/** Loki's own limit, in bytes. */
const MAX_VALUE_BYTES = 2048

/** What the name of a file says: SmolCluster's launch scripts name them so, and its Promtail reads them so. */
interface FileLabels {
  readonly job?: string
  readonly component?: string
  readonly host?: string
}

const SMOLCLUSTER_FILE = /(?:^|\/)((?:(server)|(worker)-rank\d{1,9})-[^/]{1,253})\.log$/

/** Returns the labels that a file's name gives. The host is the name of the file, as it is in SmolCluster's streams. */
export function labelsOfFile(file: string): FileLabels {
  const match = SMOLCLUSTER_FILE.exec(file)
  if (match === null) return {}
  const component = match[2] ?? (match[3] as string)
  return { job: `smolcluster-${component}`, component, host: match[1] as string }
}

/** Returns the labels of a record. */
export function labelsOf(record: AnyRecord, settings: LabelSettings): Labels {
  const isLog = record.kind === 'log'
  const named = isLog && record.file !== undefined ? labelsOfFile(record.file) : {}
  const labels: Record<string, unknown> = {
    job: settings.job ?? record.job ?? named.job ?? DEFAULT_JOB,
    component: isLog ? named.component : OWN_COMPONENT,
    host: named.host ?? record.node,
    rank: isLog ? (roleOf(record) ?? record.rank) : undefined,
    level: isLog ? record.level : undefined,
    filename: isLog ? record.file : undefined,
  }
  if (isLog && settings.usual !== undefined)
    for (const name of Object.keys(labels)) if (!settings.usual.has(name)) delete labels[name]
  for (const { name, path } of settings.fromFields) {
    const value = fieldOf(record, path)
    // What logmon says itself keeps its job and component where it has no such field.
    if (isLog || value !== undefined) labels[name] = value
  }
  return textsOf({ ...labels, ...settings.fixed })
}

/** Returns the labels that a line keeps where there are too many streams already. */
export function fewerLabels(labels: Labels, settings: LabelSettings): Labels {
  const { job = DEFAULT_JOB, component } = labels
  return { job, ...(component === undefined ? {} : { component }), ...textsOf(settings.fixed) }
}

/** Returns a text that differs where labels differ: cheaper to make than the labels, for every record needs it. */
export function labelsKey(record: AnyRecord, settings: LabelSettings): string {
  const { kind, job, node, rank, file } = record
  let key =
    kind === 'log' ? `${file}\n${rank}\n${record.level}\n${roleOf(record)}\n${node}\n${job}` : `\n${node}\n${job}`
  for (const { path } of settings.fromFields) key += `\n${fieldOf(record, path)}`
  return key
}

/** SmolCluster's server writes its role where workers write their rank. */
function roleOf({ format, fields }: AnyRecord): string | undefined {
  const isNamed = typeof format === 'string' && format.startsWith('smolcluster')
  return isNamed && (fields as { readonly role?: unknown } | undefined)?.role === 'server' ? 'server' : undefined
}

/** Returns the value at a path; undefined for what is no single value. */
function fieldOf(record: object, path: readonly string[]): string | number | boolean | undefined {
  let value: unknown = record
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[step]
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}

function textsOf(values: Readonly<Record<string, unknown>>): Labels {
  const texts: [string, string][] = []
  for (const [name, value] of Object.entries(values)) {
    const text = value === undefined ? '' : cut(wellFormed(String(value)))
    if (text !== '') texts.push([name, text])
  }
  return Object.fromEntries(texts)
}

/** Cuts a value to what a label may hold, between two characters. */
function cut(text: string): string {
  if (text.length * 3 <= MAX_VALUE_BYTES) return text
  const bytes = Buffer.from(text)
  if (bytes.length <= MAX_VALUE_BYTES) return text
  let end = MAX_VALUE_BYTES
  while (((bytes[end] as number) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}

/** Fields that are labels, or that no line needs beside its text and time. */
export const LABEL_FIELDS: ReadonlySet<string> = new Set(['job', 'node', 'rank', 'level', 'file'])
export const OTHER_ORIGIN = ORIGIN_FIELDS.filter(field => !LABEL_FIELDS.has(field))
