// Options of the classifier -> what it runs with.

import type { Problem } from '../problem.ts'
import { nearestName } from '../record/nearest.ts'
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import { SIGNATURES } from '../signatures/index.ts'
import { buildMatcher, type Matcher } from '../signatures/matcher.ts'
import type { Signature } from '../signatures/signature.ts'
import { ACTIONS, type Action, type PolicyTable, PROFILES, type ProfileName } from './policies.ts'

let shared: Matcher | undefined

/** Returns the matcher of the built-in rows, compiled once per process. */
export function builtInMatcher(): Matcher {
  shared ??= buildMatcher(SIGNATURES)
  return shared
}

/** Returns the matcher of the built-in rows and the user's, which come first and replace rows of the same id. */
export function matcherWith(own: readonly Signature[]): Matcher {
  if (own.length === 0) return builtInMatcher()
  const ids = new Set(own.map(row => row.id))
  return buildMatcher([...own, ...SIGNATURES.filter(row => !ids.has(row.id))])
}

/** Returns the profile's table with the user's rows (`category=action`) put over it, or what is wrong with them. */
export function policyTable(profile: ProfileName, overrides: readonly string[]): PolicyTable | readonly Problem[] {
  const table: Record<string, PolicyTable[Category]> = { ...PROFILES[profile] }
  const problems: Problem[] = []
  for (const override of overrides) {
    const [category = '', action = ''] = override.split('=')
    if (!(category in CATEGORIES))
      problems.push({ place: '--action', reason: unknownName('category', category, Object.keys(CATEGORIES)) })
    else if (!(ACTIONS as readonly string[]).includes(action))
      problems.push({ place: '--action', reason: unknownName('action', action, ACTIONS) })
    else table[category] = { first: action as Action, repeat: action as Action }
  }
  return problems.length > 0 ? problems : (table as PolicyTable)
}

function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = nearestName(name, known)
  return `"${name}" is no ${what}${near === undefined ? `; write CATEGORY=ACTION, such as time_limit=stop` : `; did you mean ${near}?`}`
}
