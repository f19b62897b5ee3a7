// The HyperPod Log Agent's JSON -> our job. Its expressions state what is HEALTHY; it has one timer for all rules.

import { compilePattern, isPatternProblem } from '../../pattern/pattern.ts'
import type { Problem } from '../../problem.ts'
import { parseNumber } from '../../rules/number.ts'
import type { Condition, RuleConfig } from '../../rules/rule-config.ts'
import { checkNames } from '../check-rules.ts'
import { checkSchema } from '../check-schema.ts'
import type { JobConfig } from '../job.ts'
import type { Document } from '../read-document.ts'
import { OWN_LIMITS } from './own-limits.ts'

interface LogAgentRule {
  readonly name?: string
  readonly pattern: string
  readonly type?: 'value' | 'str'
  readonly threshold?: number | string
  readonly op?: keyof typeof OPERATORS
}

interface LogAgentFile {
  readonly hanging_job_threshold_sec: number
  readonly slow_tolerance_times?: number
  readonly rules: readonly LogAgentRule[]
}

const OPERATORS = { '>': 'above', '<': 'below', '=': 'equals', '<=': 'at_most', '>=': 'at_least' } as const

export async function readLogAgent(document: Document): Promise<JobConfig | readonly Problem[]> {
  const misshapen = await checkSchema('log-agent', document)
  if (misshapen.length > 0) return misshapen
  const file = document.value as LogAgentFile
  const problems: Problem[] = [
    ...checkNames(file.rules, (index, reason) => document.problem(['rules', index, 'name'], reason)),
  ]
  const rules = file.rules.map((rule, index): RuleConfig => {
    const condition = conditionOf(rule)
    if (typeof condition === 'string')
      problems.push(document.problem(['rules', index, rule.threshold === undefined ? 'op' : 'threshold'], condition))
    return {
      name: nameOf(rule, index, file.rules),
      pattern: rule.pattern,
      scope: 'job',
      ...(typeof condition === 'object'
        ? { healthy_when: condition, consecutive: file.slow_tolerance_times ?? 1 }
        : { on_match: 'life' }),
    }
  })
  return problems.length > 0
    ? problems
    : { rules, hang: { ...OWN_LIMITS, match_within: `${file.hanging_job_threshold_sec}s` } }
}

/** The original's names are optional: without one, a rule is called by its pattern; a long one, by its place. */
function nameOf({ name, pattern }: LogAgentRule, index: number, rules: readonly LogAgentRule[]): string {
  if (name !== undefined) return name
  const isTaken = rules.some((other, place) => place !== index && (other.name ?? other.pattern) === pattern)
  return isTaken || pattern.length > MAX_NAME ? `rule ${index + 1}` : pattern
}

/** Longest pattern that is a name, in characters. */
const MAX_NAME = 60

/**
 * Returns the condition; undefined where nothing is compared (no group, no op or no threshold); or what is wrong with
 * it.
 */
function conditionOf(rule: LogAgentRule): Condition | string | undefined {
  const pattern = compilePattern(rule.pattern)
  if (rule.op === undefined || rule.threshold === undefined || isPatternProblem(pattern) || pattern.names.length === 1)
    return undefined
  // Texts are compared with "=" alone: any other op on a number asks for a value, said or not.
  const isText =
    rule.type === 'str' || (rule.type === undefined && (rule.op === '=' || typeof rule.threshold !== 'number'))
  if (isText) {
    return rule.op === '='
      ? { equals: String(rule.threshold) }
      : `texts are compared with "=" alone: "${rule.op}" needs "type": "value"`
  }
  const threshold = typeof rule.threshold === 'number' ? rule.threshold : parseNumber(rule.threshold)
  return typeof threshold === 'number'
    ? { [OPERATORS[rule.op]]: threshold }
    : `${JSON.stringify(rule.threshold)} is no number, as "type": "value" asks for`
}
