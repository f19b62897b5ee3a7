import { checkRule } from '../rules/rule.ts'
import type { RuleConfig } from '../rules/rule-config.ts'
import type { Problem } from '../stage.ts'
import type { Document } from './read-document.ts'

/** Returns what is wrong with the rules of a document beyond the schema: keys that do not go together, names given twice. */
export function checkRules(document: Document): readonly Problem[] {
  const rules = (document.value as { rules?: unknown }).rules
  if (!Array.isArray(rules)) return []
  const problems: Problem[] = []
  const placeOf = new Map<string, number>()
  for (const [index, rule] of rules.entries()) {
    // What is no group of keys, or has texts that are none, the schema has told.
    if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) continue
    const { pattern, name } = rule as { pattern?: unknown; name?: unknown }
    if (pattern === undefined || typeof pattern === 'string') {
      for (const issue of checkRule(rule as RuleConfig)) problems.push(document.problem(['rules', index, ...issue.path], issue.reason))
    }
    if (typeof name !== 'string') continue
    const first = placeOf.get(name)
    if (first === undefined) placeOf.set(name, index)
    else problems.push(document.problem(['rules', index, 'name'], `${JSON.stringify(name)} is the name of rules[${first}] too`))
  }
  return problems
}
