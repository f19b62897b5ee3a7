// Steps that read values out of a text: named groups, members of JSON, pairs of logfmt.
import type { StepConfig } from '../config/source.ts'
import { MAX_TEXT_DEPTH, withinDepth } from '../record/depth.ts'
import { jsonPath, memberAt } from './json-path.ts'
import { type Issue, patternOf } from './patterns.ts'
import { type Step, textAt, type Work } from './work.ts'

/** Values of one entry; a text that gives more is made to stall. */
const MAX_PAIRS = 1000

export function regexStep({ pattern, from }: NonNullable<StepConfig['regex']>, issue: Issue): Step {
  const compiled = patternOf(pattern, 'pattern', issue)
  if (compiled.names.every(name => name === undefined))
    issue(['pattern'], 'has no named group: write (?P<level>\\w+) for what it shall give')
  return work => {
    const text = textAt(work, from)
    const found = text === undefined ? undefined : compiled.match(text)
    if (found === undefined) return
    for (const [index, name] of compiled.names.entries())
      if (name !== undefined) work.values.set(name, found[index] ?? '')
  }
}

export function jsonStep({ values, from, drop_malformed: drops }: NonNullable<StepConfig['json']>, issue: Issue): Step {
  const paths = Object.entries(values).map(([name, text]) => {
    const path = jsonPath(text === '' ? name : text)
    if (path === undefined)
      issue(
        ['values', name],
        `${JSON.stringify(text)} is no path of a member; write one such as log.level or a[0]."b-c"`,
      )
    return [name, path ?? []] as const
  })
  return work => {
    const text = textAt(work, from)
    if (text === undefined) return
    const object = objectOf(text)
    if (object === undefined) {
      if (drops === true) work.isDropped = true
      return
    }
    for (const [name, path] of paths) setValue(work, name, memberAt(object, path))
  }
}

function objectOf(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.parse(withinDepth(text, MAX_TEXT_DEPTH))
  } catch {
    return undefined // no JSON
  }
}

/** What is no single value stands as JSON. */
function setValue({ values }: Work, name: string, value: unknown): void {
  if (value === undefined || value === null) return
  values.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/** `key=value`, `key="value with \" and blanks"`. */
const PAIR = /([^\s="]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g

export function logfmtStep({ values, from }: NonNullable<StepConfig['logfmt']>): Step {
  const wanted = new Map<string, string[]>()
  for (const [name, text] of Object.entries(values)) {
    const key = text === '' ? name : text
    wanted.set(key, [...(wanted.get(key) ?? []), name])
  }
  return work => {
    const text = textAt(work, from)
    if (text === undefined) return
    let count = 0
    for (const [, key, quoted, plain] of text.matchAll(PAIR)) {
      if (++count > MAX_PAIRS) return
      for (const name of wanted.get(key as string) ?? [])
        work.values.set(name, quoted === undefined ? (plain as string) : unquote(quoted))
    }
  }
}

const unquote = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(.)/gs, (_, character: string) => ({ n: '\n', t: '\t', r: '\r' })[character] ?? character)
    : text
