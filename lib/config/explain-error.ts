// One error of the schema validator -> one sentence for a person.
import type { ErrorObject } from 'ajv/dist/2020.js'
import { nearestName } from '../record/nearest.ts'
import { FORMATS } from './formats.ts'

export interface ExplainedError {
  /** Steps below the place that the validator names. */
  readonly below: readonly string[]
  readonly reason: string
}

interface SchemaPart {
  readonly properties?: Readonly<Record<string, SchemaPart>>
  readonly format?: string
  readonly description?: string
  readonly title?: string
}

/** Returns one kind of error in words; undefined for one that only sums up others. */
type Explain = (error: ErrorObject, schema: SchemaPart) => ExplainedError | string | undefined

/** By the keyword of the schema that is not met. */
const EXPLAIN: Readonly<Record<string, Explain>> = {
  required: explainMissing,
  additionalProperties: ({ params }, schema) => explainUnknown(params['additionalProperty'], schema),
  unevaluatedProperties: ({ params }, schema) => explainUnknown(params['unevaluatedProperty'], schema),
  type: explainType,
  enum: explainEnum,
  format: ({ data }, { format = '' }) => FORMATS[format]?.(String(data)) ?? `${describe(data)} is no ${format}`,
  minProperties: ({ params }, schema) => `must hold at least ${params['limit']} of: ${namesOf(schema).join(', ')}`,
  maxProperties: ({ params }, schema) => `must hold at most ${params['limit']} of: ${namesOf(schema).join(', ')}`,
  minimum: explainBound,
  maximum: explainBound,
  exclusiveMinimum: explainBound,
  exclusiveMaximum: explainBound,
  minItems: () => 'must not be empty',
  minLength: () => 'must not be empty',
  oneOf: explainChoice,
  anyOf: explainChoice,
  if: () => undefined,
  // The enum of the tag has said it.
  discriminator: () => undefined,
}

/** Returns the error in words; undefined for one that only sums up others. */
export function explainError(error: ErrorObject): ExplainedError | undefined {
  const explain = EXPLAIN[error.keyword] ?? (({ message, keyword }) => message ?? keyword)
  const explained = explain(error, (error.parentSchema ?? {}) as SchemaPart)
  return typeof explained === 'string' ? { below: [], reason: explained } : explained
}

function explainMissing({ params }: ErrorObject, { properties }: SchemaPart): ExplainedError {
  const name = params['missingProperty'] as string
  const meaning = properties?.[name]?.description
  return { below: [name], reason: `is missing${meaning === undefined ? '' : `: ${meaning}`}` }
}

function explainUnknown(name: string, schema: SchemaPart): ExplainedError {
  // A title in lower case is the word for the keys of the group.
  const what = /^[a-z]/.test(schema.title ?? '') ? schema.title : 'key'
  return { below: [name], reason: `unknown ${what}${suggest(name, namesOf(schema))}` }
}

function explainType({ data, params }: ErrorObject, { format }: SchemaPart): string {
  if (format !== 'logmon-duration' || typeof data !== 'number')
    return `must be ${kindWords(params['type'] as string | string[])}, not ${describe(data)}`
  return data < 0
    ? `${data} is negative: a duration is 0 or more, with a unit`
    : `${data} has no unit: write ${data}s, ${data}ms or ${data}m`
}

function explainEnum({ data, params }: ErrorObject): string {
  const allowed = (params['allowedValues'] as readonly unknown[]).map(String)
  return `${describe(data)} is none of ${allowed.join(', ')}${near(String(data), allowed)}`
}

function explainBound({ data, params }: ErrorObject): string {
  return `${describe(data)} must be ${params['comparison']} ${params['limit']}`
}

/** Where one of several kinds of value is wanted, the description says which. */
function explainChoice({ data }: ErrorObject, { description }: SchemaPart): string {
  return `${describe(data)} does not fit${description === undefined ? '' : `: ${description}`}`
}

const namesOf = ({ properties = {} }: SchemaPart): readonly string[] => Object.keys(properties)

function suggest(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known)
  if (nearest !== undefined) return `; did you mean ${nearest}?`
  return known.length === 0 ? '' : `; known: ${known.join(', ')}`
}

function near(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known)
  return nearest === undefined ? '' : `; did you mean ${nearest}?`
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'a group of keys',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'empty',
}

const kindWords = (types: string | readonly string[]): string =>
  [types]
    .flat()
    .map(type => WORDS[type as string] ?? type)
    .join(' or ')

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a group of keys'
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`
  return String(value)
}
