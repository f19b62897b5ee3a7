// The whole name in a text that a word of secrets is a part of.

import { type NameKind, nameKind } from './name-words.ts'

const NAME_CHAR = /[\w.$\p{L}-]/u
/** Longer names are none. */
const MAX_NAME = 128

/** A name in a text. */
export interface Name {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly kind: NameKind
  /** Behind dashes, as options of programs. */
  readonly isArgument: boolean
  /** In the query of a URL. */
  readonly isQuery: boolean
}

/** Returns the name that a stem is a part of. `from`: what lies before was looked at already. */
export function nameAround(text: string, stem: number, from: number): Name {
  let start = stem
  const first = Math.max(from, stem - MAX_NAME)
  while (start > first && NAME_CHAR.test(text[start - 1] as string)) start--
  let end = stem
  while (end < text.length && NAME_CHAR.test(text[end] as string)) end++
  const whole = end
  while (end > stem && /[.$-]/.test(text[end - 1] as string)) end--
  if (end - start > MAX_NAME) return { start, end: whole, text: '', kind: 'none', isArgument: false, isQuery: false }
  start += escapeLength(text, start)
  const before = text.slice(Math.max(0, start - 6), start)
  const isQuery = /(?:[?&;]|%26|%3F|u0026)$/i.test(before)
  const given = text.slice(start, end)
  const bare = given.replace(/^[-+.$]+/, '')
  return {
    start,
    end,
    text: bare,
    kind: kindOf(text, start, bare, isQuery),
    isArgument: /^--?[A-Za-z]/.test(given),
    isQuery,
  }
}

/** Characters of an escape, such as `\n` or `%3D`, that look like the first ones of a name. */
function escapeLength(text: string, start: number): number {
  const before = text[start - 1]
  if (before === '\\') return /^(?:u00[0-9a-f]{2}|[nrt])/i.exec(text.slice(start, start + 5))?.[0].length ?? 0
  return before === '%' ? (/^[0-9a-f]{2}/i.exec(text.slice(start, start + 2))?.[0].length ?? 0) : 0
}

/** Names that tell a secret in the query of a URL, and elsewhere say little. */
export const QUERY_NAMES = /^(?:key|sig|sign|signature|token|auth|code|hmac|pass|pwd|credential|hook|pat|jwt)$/i
/** A `key` that is handed to what logs in. */
const LOGIN_CALL = /(?:login|client|api|openai|anthropic|cohere|configure|connect)\((?:[^()\n]{0,60},\s?)?$/i

function kindOf(text: string, start: number, name: string, isQuery: boolean): NameKind {
  // The user of an address: what stands behind is for who reads addresses.
  if (text.startsWith('://', start - 3)) return 'none'
  // A mark of ours.
  if (text[start - 1] === '[' && name.startsWith('redacted')) return 'none'
  if (isQuery && QUERY_NAMES.test(name)) return 'strong'
  // A name of AWS for a place: `arn:aws:secretsmanager:…:secret:prod/db`.
  if (text[start - 1] === ':' && /arn:[\w:-]{1,100}$/.test(text.slice(Math.max(0, start - 110), start))) return 'none'
  const kind = nameKind(name)
  if (kind === 'strong' || name === 'PWD' || name === 'OLDPWD') return kind
  if (name === 'key' && LOGIN_CALL.test(text.slice(Math.max(0, start - 80), start))) return 'strong'
  // In words: `API key`, `Secret access key`.
  const words = /(?:[A-Za-z]{1,24}[ \t]){1,2}$/.exec(text.slice(Math.max(0, start - 48), start))?.[0]
  return words !== undefined && /^[A-Za-z]{1,16}$/.test(name) && nameKind(words + name) === 'strong' ? 'strong' : kind
}
