import type { Problem } from '../problem.ts'
import { checkRule } from '../rules/rule.ts'
import type { RuleConfig } from '../rules/rule-config.ts'
import type { Document } from './read-document.ts'

/**
 * Returns what is wrong with the rules of a document beyond the schema: names given twice, keys that do not go
 * together.
 */
export function checkRules(document: Document): readonly Problem[] {
  const rules = (document.value as { rules?: unknown }).rules
  if (!Array.isArray(rules)) return []
  const problems: Problem[] = [
    ...checkNames(rules, (index, reason) => document.problem(['rules', index, 'name'], reason)),
  ]
  for (const [index, rule] of rules.entries()) {
    // What is no group of keys, or has texts that are none, the schema has refused.
    if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) continue
    const { pattern } = rule as { pattern?: unknown }
    if (pattern === undefined || typeof pattern === 'string') {
      for (const issue of checkRule(rule as RuleConfig))
        problems.push(document.problem(['rules', index, ...issue.path], issue.reason))
    }
  }
  return problems
}

/** Returns the rules of a list that are called like an earlier one: states are kept by name. */
export function checkNames(
  rules: readonly unknown[],
  problem: (index: number, reason: string) => Problem,
): readonly Problem[] {
  const problems: Problem[] = []
  const indexOf = new Map<string, number>()
  for (const [index, rule] of rules.entries()) {
    const name = (rule as { name?: unknown } | null)?.name
    if (typeof name !== 'string') continue
    const first = indexOf.get(name)
    if (first === undefined) indexOf.set(name, index)
    else problems.push(problem(index, `${JSON.stringify(name)} is the name of rule ${first + 1} too`))
  }
  return problems
}
