// Takes secrets out of records and of anybody's JSON: of every text in it, at any depth, and of names.

import { BOUNDS } from '../bounds.ts'
import { isHarmless } from './harmless.ts'
import { jsonText } from './json-text.ts'
import { nameKind } from './name-words.ts'
import { looksSecret } from './random-looking.ts'
import { type Redaction, redactText, secretsIn } from './redact-text.ts'
import { NAMED_MARK } from './span.ts'

/** Objects and lists inside of each other that keep their shape; what is deeper becomes text. */
export const MAX_DEPTH = 64
/** Fields whose values are words of ours: nothing in them can be a secret, and another program matches on them. */
const OUR_WORDS: ReadonlySet<string> = new Set(['kind', 'time', 'first', 'last', 'time_from', 'format', 'level'])
/** Names come again and again; those in which nothing was found are not looked at twice. */
const MAX_SAFE_NAMES = BOUNDS['redact.names'].most

/** What was found beside secrets. */
export interface Findings {
  /** True where something was too deep to keep its shape. */
  isTooDeep: boolean
}

export interface RecordRedactor {
  /**
   * Returns the value with every text in it redacted, names included; the same value where nothing was in it. `isOurs`:
   * a record of ours, whose own words stay.
   */
  redact(value: object, isOurs: boolean, findings: Findings): object
}

/** Memory: at most MAX_SAFE_NAMES names. */
export function recordRedactor(redaction: Redaction): RecordRedactor {
  const safeNames = new Set<string>()

  function redactName(name: string): string {
    if (safeNames.has(name)) return name
    const redacted = redactText(name, redaction)
    if (redacted !== name) return redacted
    if (safeNames.size >= MAX_SAFE_NAMES) safeNames.clear()
    if (name.length <= 64) safeNames.add(name)
    return name
  }

  function redactAny(value: unknown, name: string, depth: number, findings: Findings): unknown {
    if (typeof value === 'string') return redactNamed(name, value, redaction)
    if (typeof value === 'number') return isSecretNumber(name, value) ? NAMED_MARK : value
    if (typeof value !== 'object' || value === null) return value
    if (depth >= MAX_DEPTH) {
      findings.isTooDeep = true
      return redactText(jsonText(value), redaction)
    }
    return Array.isArray(value) ? redactList(value, name, depth, findings) : redactObject(value, depth, findings)
  }

  function redactList(list: readonly unknown[], name: string, depth: number, findings: Findings): unknown {
    const safe = list.every(item => typeof item === 'string')
      ? redactArguments(list as readonly string[], redaction)
      : list
    const itemName = name.replace(/(?<=pass(?:word|wd|phrase)|secret)s$/i, '')
    const items = safe.map(item => redactAny(item, itemName, depth + 1, findings))
    return items.some((item, index) => item !== list[index]) ? items : list
  }

  function redactObject(object: object, depth: number, findings: Findings, isOurs = false): object {
    const named = namedValue(object)
    let hasChanged = false
    const entries = Object.entries(object).map(([name, inner]): readonly [string, unknown] => {
      if (isOurs && OUR_WORDS.has(name)) return [name, inner]
      const redacted = redactAny(inner, name === named?.valueField ? named.name : name, depth + 1, findings)
      const safeName = redactName(name)
      if (redacted !== inner || safeName !== name) hasChanged = true
      return [safeName, redacted]
    })
    return hasChanged ? Object.fromEntries(withoutTwins(entries)) : object
  }

  return {
    redact: (value, isOurs, findings) =>
      Array.isArray(value) ? (redactAny(value, '', 0, findings) as object) : redactObject(value, 0, findings, isOurs),
  }
}

/** A value under a name such as `password` is a secret whatever it looks like. */
function redactNamed(name: string, value: string, redaction: Redaction): string {
  const kind = name === '' ? 'none' : nameKind(name)
  const isSecret = kind === 'strong' ? !isHarmless(value, true, '') : kind === 'weak' && looksSecret(value)
  if (!isSecret) return redactText(value, redaction)
  // A form that is known says more, and what stands around a header's secret may stay.
  const redacted = redactText(`${name}: ${JSON.stringify(value)}`, redaction)
  const known = redacted.startsWith(`${name}: "`) && redacted.endsWith('"') ? redacted.slice(name.length + 3, -1) : ''
  return /^(?:[A-Za-z0-9-]{1,24} )?\[redacted[^\]]*\]$/.test(known) ? known : NAMED_MARK
}

const isSecretNumber = (name: string, value: number): boolean =>
  Math.abs(value) >= 1000 && nameKind(name) === 'strong' && /pass|pwd|secret|pin/i.test(name)

/** The fields of an object that holds a name and its value: `{"name": "HF_TOKEN", "value": "…"}`. */
function namedValue(object: object): { readonly name: string; readonly valueField: string } | undefined {
  const fields = object as Readonly<Record<string, unknown>>
  for (const [nameField, valueField] of NAME_AND_VALUE) {
    const name = fields[nameField]
    if (typeof name === 'string' && name.length <= 128 && Object.hasOwn(fields, valueField)) return { name, valueField }
  }
  return undefined
}
const NAME_AND_VALUE = [
  ['name', 'value'],
  ['key', 'value'],
  ['Name', 'Value'],
  ['Key', 'Value'],
  ['variable', 'value'],
] as const

/** Names that became the same keep their values under names of their own. */
function withoutTwins(entries: readonly (readonly [string, unknown])[]): readonly (readonly [string, unknown])[] {
  const names = new Set<string>()
  return entries.map(([name, value]) => {
    let own = name
    for (let count = 2; names.has(own); count++) own = `${name} ${count}`
    names.add(own)
    return [own, value]
  })
}

/** Takes secrets out of a list of a program's arguments, which tell them by the argument before. */
function redactArguments(list: readonly string[], redaction: Redaction): readonly string[] {
  if (list.length < 2) return list
  const quoted = list.map(item => JSON.stringify(item))
  const spans = secretsIn(quoted.join(', '))
  if (spans.length === 0) return list
  let at = 0
  return list.map((item, index) => {
    const from = at + 1
    const to = at + (quoted[index] as string).length - 1
    at = to + 3
    const inside = spans.filter(span => span.start < to && span.end > from)
    if (inside.length === 0) return item
    const alone = redactText(item, redaction)
    if (alone !== item) return alone
    const isWhole = inside.some(span => span.start <= from && span.end >= to)
    const isPlain = quoted[index] === `"${item}"`
    if (isWhole || !isPlain) return NAMED_MARK
    const [first] = inside
    return first === undefined ? item : `${item.slice(0, Math.max(0, first.start - from))}${first.mark}`
  })
}
