// Takes secrets, and what users' own patterns match, out of text.

import { compilePattern, isPatternProblem, type Pattern } from '../pattern/pattern.ts'
import type { Problem } from '../problem.ts'
import { redactSecrets } from './secrets.ts'

export interface Redaction {
  /** What users want out besides secrets. */
  readonly patterns: readonly Pattern[]
  /** Takes e-mail addresses out too. */
  readonly emails: boolean
}

const USER_MARK = '[redacted-pattern]'
/** Text that a pattern sees twice where a longer text is looked at piece by piece. */
const OVERLAP_CHARS = 1024

export function redactText(text: string, { patterns, emails }: Redaction): string {
  let redacted = redactSecrets(text, { emails })
  for (const pattern of patterns) redacted = withoutPattern(redacted, pattern)
  return redacted
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
