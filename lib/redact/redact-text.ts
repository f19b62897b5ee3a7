// Takes secrets out of text: the one way for records, alerts, models' questions, errors of deliveries and all else that
// leaves the machine.

import { compilePattern, isPatternProblem, type Pattern } from '../pattern/pattern.ts'
import type { Problem } from '../problem.ts'
import { findInCommands } from './commands.ts'
import { keyBlocksIn } from './key-block.ts'
import { findNamed } from './named.ts'
import { type Span, withoutSpans } from './span.ts'
import { findTokens } from './tokens.ts'
import { findInUrls } from './urls.ts'

export interface Redaction {
  /** What users want out besides secrets. */
  readonly patterns: readonly Pattern[]
  /** Takes e-mail addresses out too. */
  readonly emails: boolean
}

export const SECRETS_ONLY: Redaction = { patterns: [], emails: false }

const EMAIL = /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])/g
const USER_MARK = '[redacted-pattern]'
/** Text that a pattern sees twice where a longer text is looked at piece by piece. */
const OVERLAP_CHARS = 1024

/**
 * Returns text without the secrets that it holds: keys and tokens of known forms, values of names such as `password`,
 * `Authorization` headers, passwords in addresses and commands, private keys; and without what the redaction's own
 * patterns match. What is none stays as it is; redacting twice changes nothing more. Takes time in the length of the
 * text, whatever it is.
 */
export function redactText(text: string, { patterns, emails }: Redaction = SECRETS_ONLY): string {
  const spans = secretsIn(text)
  let redacted = spans.length === 0 ? text : withoutSpans(text, spans)
  for (const pattern of patterns) redacted = withoutPattern(redacted, pattern)
  return emails && redacted.includes('@') ? redacted.replace(EMAIL, '[redacted-email]') : redacted
}

/** Returns where the secrets of a text stand, in no order; they may overlap. */
export function secretsIn(text: string): readonly Span[] {
  const found: Span[] = []
  if (text.length < 4) return found
  if (text.includes('BEGIN') || text.includes('PuTTY-User-Key')) keyBlocksIn(text, found)
  findTokens(text, found)
  findNamed(text, found)
  if (text.includes('/')) findInUrls(text, found)
  findInCommands(text, found)
  return found
}
/** Returns the patterns ready for use, or what is wrong with them; `place` is where they were given. */
export function compilePatterns(sources: readonly string[], place: string): readonly Pattern[] | readonly Problem[] {
  const compiled = sources.map(source => ({ source, pattern: compilePattern(source) }))
  const problems: Problem[] = compiled.flatMap(({ source, pattern }) =>
    isPatternProblem(pattern)
      ? [{ place, reason: `"${source}": ${pattern.reason} (at character ${pattern.position})` }]
      : [],
  )
  return problems.length > 0
    ? problems
    : compiled.flatMap(({ pattern }) => (isPatternProblem(pattern) ? [] : [pattern]))
}

/** Replaces every match, also beyond the text that the pattern sees at once. */
function withoutPattern(text: string, pattern: Pattern): string {
  let done = ''
  let rest = text
  while (rest.length > 0) {
    const found = pattern.match(rest)?.[0]
    const at = found === undefined || found === '' ? -1 : rest.indexOf(found)
    if (found !== undefined && at >= 0) {
      done += `${rest.slice(0, at)}${USER_MARK}`
      rest = rest.slice(at + found.length)
    } else if (rest.length <= pattern.maxChars) break
    else {
      const seen = Math.max(1, pattern.maxChars - OVERLAP_CHARS)
      done += rest.slice(0, seen)
      rest = rest.slice(seen)
    }
  }
  return done + rest
}
