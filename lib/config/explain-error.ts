// One error of the schema validator -> one sentence for a person.
import type { ErrorObject } from 'ajv/dist/2020.js'
import { nearestName } from '../record/nearest.ts'
import { FORMATS } from './formats.ts'

export interface ExplainedError {
  /** Steps below the place that the validator names. */
  readonly below: readonly string[]
  readonly reason: string
}

type SchemaPart = { properties?: Record<string, unknown>; format?: string; description?: string; title?: string }

/** Returns the error in words; undefined for one that only sums up others. */
export function explainError(error: ErrorObject): ExplainedError | undefined {
  const schema = (error.parentSchema ?? {}) as SchemaPart
  const here = (reason: string): ExplainedError => ({ below: [], reason })
  switch (error.keyword) {
    case 'required': {
      const name = error.params['missingProperty'] as string
      const meaning = (schema.properties?.[name] as SchemaPart | undefined)?.description
      return { below: [name], reason: `is missing${meaning === undefined ? '' : `: ${meaning}`}` }
    }
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = (error.params['additionalProperty'] ?? error.params['unevaluatedProperty']) as string
      const known = Object.keys(schema.properties ?? {})
      // A title in lower case is the word for the keys of the group.
      return {
        below: [name],
        reason: `unknown ${/^[a-z]/.test(schema.title ?? '') ? schema.title : 'key'}${suggest(name, known)}`,
      }
    }
    case 'type':
      if (schema.format === 'logmon-duration' && typeof error.data === 'number') {
        return here(
          error.data < 0
            ? `${error.data} is negative: a duration is 0 or more, with a unit`
            : `${error.data} has no unit: write ${error.data}s, ${error.data}ms or ${error.data}m`,
        )
      }
      return here(`must be ${kindWords(error.params['type'] as string | string[])}, not ${describe(error.data)}`)
    case 'enum':
      return here(
        `${describe(error.data)} is none of ${(error.params['allowedValues'] as unknown[]).join(', ')}${near(String(error.data), (error.params['allowedValues'] as unknown[]).map(String))}`,
      )
    case 'format':
      return here(
        FORMATS[schema.format ?? '']?.(String(error.data)) ?? `${describe(error.data)} is no ${schema.format}`,
      )
    case 'minProperties':
    case 'maxProperties':
      return here(
        `must hold ${error.keyword === 'minProperties' ? 'at least' : 'at most'} ${error.params['limit']} of: ${Object.keys(schema.properties ?? {}).join(', ')}`,
      )
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return here(`${describe(error.data)} must be ${error.params['comparison']} ${error.params['limit']}`)
    case 'minItems':
    case 'minLength':
      return here('must not be empty')
    case 'oneOf':
    case 'anyOf':
      return describeChoice(error)
    case 'if':
    case 'discriminator': // the enum of the tag has said it
      return undefined
    default:
      return here(error.message ?? error.keyword)
  }
}

/** A choice between kinds of value says what it wants; a choice between objects has already said it below. */
function describeChoice(error: ErrorObject): ExplainedError | undefined {
  const wanted = (error.parentSchema as SchemaPart | undefined)?.description
  return { below: [], reason: `${describe(error.data)} does not fit${wanted === undefined ? '' : `: ${wanted}`}` }
}

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
