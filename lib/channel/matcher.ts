// Which alerts something is about: `job=llama-*`, `node!=n7`. A `*` stands for any text; there are no other patterns,
// so nothing that a log or a user writes can stall a match. What an alert does not have is '', as in Alertmanager:
// `rank!=3` fits an alert without a rank, and `rank=*` does not.
import { incidentId } from '../record/alert-identity.ts'
import { nearestName } from '../record/nearest.ts'
import type { AlertRecord } from '../record/types.generated.ts'

export interface Matcher {
  readonly name: string
  readonly isNot: boolean
  readonly value: string
}

/** Returns a matcher as it is written, or why it is none. */
export function parseMatcher(text: string): Matcher | { readonly reason: string } {
  const [, name, operator, value] = /^([A-Za-z_]\w*)(!?=)(.*)$/s.exec(text) ?? []
  if (name === undefined || operator === undefined || value === undefined)
    return { reason: `${JSON.stringify(text)} is no matcher; write one such as job=llama-* or node!=n7` }
  if (value.length > MAX_VALUE) return { reason: `a value is at most ${MAX_VALUE} characters long` }
  return { name, isNot: operator === '!=', value }
}
const MAX_VALUE = 500

const OWN = ['job', 'run', 'attempt', 'node', 'rank', 'local_rank', 'task', 'severity', 'key'] as const
/** What `labelsOf` gives an alert beside its own fields, and what stands for its episode. */
const LABELS = ['id', 'state', 'scope', 'reason', 'rule', 'count', 'action', 'category', 'channel'] as const

/** The same for what a person writes now: a name that no alert has would match nothing, or with `!=` or `*` all. */
export function checkMatcher(text: string): Matcher | { readonly reason: string } {
  const matcher = parseMatcher(text)
  if ('reason' in matcher) return matcher
  const known: readonly string[] = [...OWN, ...LABELS]
  if (known.includes(matcher.name)) return matcher
  const near = nearestName(matcher.name, known)
  const hint = near === undefined ? `names are ${known.join(', ')}` : `did you mean ${near}?`
  return { reason: `no alert has ${JSON.stringify(matcher.name)}; ${hint}` }
}

export const matcherText = ({ name, isNot, value }: Matcher): string => `${name}${isNot ? '!=' : '='}${value}`

/** True where all matchers hold. What an alert does not have is ''. */
export const matchesAll = (matchers: readonly Matcher[], alert: AlertRecord): boolean =>
  matchers.every(({ name, isNot, value }) => fits(value, fieldOf(alert, name)) !== isNot)

/**
 * Returns what an alert has under a name, '' for nothing. Labels win but for what every alert has itself: the state of
 * an alert is HANGING, not firing. `id` names its episode.
 */
export function fieldOf(alert: AlertRecord, name: string): string {
  if (name === 'id') return incidentId(alert)
  const own = OWN.find(field => field === name)
  const value = own === undefined ? undefined : alert[own]
  const label = alert.labels?.[name]
  return String(value ?? label ?? (name === 'state' ? alert.state : ''))
}

/** What every alert has. */
const ALWAYS: ReadonlySet<string> = new Set(['severity', 'state', 'key', 'id'])

/** True where an alert that has nothing of what the matchers name would fit them all, as with `rank!=3` alone. */
export const fitsWithoutAny = (matchers: readonly Matcher[]): boolean =>
  matchers.every(({ name, isNot, value }) => !ALWAYS.has(name) && fits(value, '') !== isNot)

/** Each part between stars is looked for behind the one before it: no star is tried twice. */
function fits(pattern: string, text: string): boolean {
  if (text === '') return pattern === ''
  const parts = pattern.split('*')
  const first = parts[0] as string
  if (parts.length === 1) return text === pattern
  const last = parts.at(-1) as string
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}
