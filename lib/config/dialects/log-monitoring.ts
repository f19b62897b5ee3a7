// HyperPod's logMonitoringConfiguration -> our job. Its operators state what is SLOW; its patterns match from the start
// of a line.

import { compilePattern, isPatternProblem } from '../../pattern/pattern.ts'
import type { Problem } from '../../problem.ts'
import { parseNumber } from '../../rules/number.ts'
import type { RuleConfig } from '../../rules/rule-config.ts'
import { checkNames } from '../check-rules.ts'
import { checkSchema } from '../check-schema.ts'
import type { JobConfig } from '../job.ts'
import type { Document } from '../read-document.ts'
import { OWN_LIMITS } from './own-limits.ts'

interface LogMonitoringRule {
  readonly name: string
  readonly logPattern: string
  readonly expectedStartCutOffInSeconds?: number | string
  readonly expectedRecurringFrequencyInSeconds?: number | string
  readonly stopPattern?: string
  readonly metricThreshold?: number | string
  readonly operator?: keyof typeof OPERATORS
  readonly metricEvaluationDataPoints?: number
  readonly faultOnMatch?: boolean
}

const OPERATORS = { gt: 'above', gteq: 'at_least', lt: 'below', lteq: 'at_most', eq: 'equals' } as const

/** Keys that the list is found under, besides standing bare. */
export const LIST_KEYS = ['logMonitoringConfiguration', 'rules'] as const

export async function readLogMonitoring(document: Document): Promise<JobConfig | readonly Problem[]> {
  const list = findList(document)
  const misshapen = await checkSchema('log-monitoring', list)
  if (misshapen.length > 0) return misshapen
  const twice = checkNames(list.value as readonly unknown[], (index, reason) => list.problem([index, 'name'], reason))
  if (twice.length > 0) return twice
  return { rules: (list.value as readonly LogMonitoringRule[]).map(ruleOf), hang: OWN_LIMITS }
}

/** The document of the list alone; its problems keep their places in the whole file. */
function findList(document: Document): Document {
  const key = LIST_KEYS.find(name => Array.isArray((document.value as Record<string, unknown>)[name]))
  if (key === undefined) return document
  return {
    value: (document.value as Record<string, unknown>)[key],
    problem: (path, reason) => document.problem([key, ...path], reason),
  }
}

function ruleOf(rule: LogMonitoringRule): RuleConfig {
  const startMs = secondsOf(rule.expectedStartCutOffInSeconds)
  const repeatMs = secondsOf(rule.expectedRecurringFrequencyInSeconds)
  return {
    name: rule.name,
    pattern: fromLineStart(rule.logPattern),
    scope: 'rank',
    with_labels: true,
    ...polarityOf(rule),
    ...(rule.stopPattern === undefined ? {} : { stop_pattern: fromLineStart(rule.stopPattern) }),
    ...(startMs === undefined ? {} : { start_within: startMs }),
    ...(repeatMs === undefined ? {} : { repeat_within: repeatMs }),
  }
}

/** A fault on match comes before any value; without a group, an operator or a threshold a match is a sign of life. */
function polarityOf(rule: LogMonitoringRule): Partial<RuleConfig> {
  if (rule.faultOnMatch === true) return { on_match: 'fault' }
  const pattern = compilePattern(rule.logPattern)
  const hasGroup = !isPatternProblem(pattern) && pattern.names.length > 1
  if (!hasGroup || rule.operator === undefined || rule.metricThreshold === undefined) return { on_match: 'life' }
  const threshold =
    typeof rule.metricThreshold === 'string' ? (parseNumber(rule.metricThreshold) as number) : rule.metricThreshold
  return { slow_when: { [OPERATORS[rule.operator]]: threshold }, consecutive: rule.metricEvaluationDataPoints ?? 1 }
}

/**
 * Python's `match` on single lines: anchored at the start of a line, also of one within a joined entry; `^` and `$` are
 * the line's.
 */
const fromLineStart = (pattern: string): string => `(?m:^(?:${pattern}))`

const secondsOf = (value: number | string | undefined): string | undefined =>
  value === undefined ? undefined : `${String(value).trim()}s`
