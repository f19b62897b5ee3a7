// A rule of the job file, ready to judge.

import { compilePattern, isPatternProblem, type Pattern } from '../pattern/pattern.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { Judge, Operator } from './operator.ts'
import * as operators from './operators/index.ts'
import type { Condition, RuleConfig } from './rule-config.ts'
import { compileWhere } from './where.ts'

/** What a match means: which side of the condition is bad, or that there is no condition. */
export type Polarity = 'healthy_when' | 'slow_when' | 'fault_when' | 'life' | 'fault'

export interface Rule {
  readonly name: string
  /** What the job file says of it: a rule that says something else is another one. */
  readonly source: string
  readonly polarity: Polarity
  readonly pattern: Pattern | undefined
  /** Index of the group that gives the value; 0 for none. */
  readonly valueGroup: number
  readonly metric: string | undefined
  readonly stopPattern: Pattern | undefined
  readonly isPerRank: boolean
  readonly consecutive: number
  readonly takesText: boolean
  /** True where it matches lines with the labels of launchers, too. */
  readonly withLabels: boolean
  /** True where a value that is not finite is bad, and all others are not. */
  readonly isOnNonFinite: boolean
  /** False for a record that the rule does not look at. */
  readonly looksAt: (record: LogRecord) => boolean
  /** Makes a fresh judge; undefined where there is no condition. */
  readonly startJudge: (() => Judge) | undefined
}

/** Something wrong with a rule, below its place in the file. */
export interface Issue {
  readonly path: readonly string[]
  readonly reason: string
}

const POLARITIES = ['healthy_when', 'slow_when', 'fault_when'] as const
const operatorOf = new Map((Object.values(operators) as Operator<unknown>[]).map(operator => [operator.name, operator]))

/** Says what the schema cannot: which keys of a rule go together. */
export function checkRule(config: RuleConfig): readonly Issue[] {
  const issues: Issue[] = []
  const sources = [config.pattern, config.metric].filter(source => source !== undefined)
  if (sources.length === 0) issues.push({ path: [], reason: 'looks at nothing: give a pattern or a metric' })
  if (sources.length === 2)
    issues.push({ path: ['metric'], reason: 'stands beside pattern: a rule looks at one of the two' })

  const polarities = [...POLARITIES, 'on_match' as const].filter(key => config[key] !== undefined)
  if (polarities.length === 0) {
    issues.push({
      path: [],
      reason:
        'has no polarity: say healthy_when, slow_when or fault_when with a condition, or on_match: life (a sign of life, no more) or on_match: fault',
    })
  }
  if (polarities.length > 1)
    issues.push({ path: [polarities[1] as string], reason: `stands beside ${polarities[0]}: a rule has one polarity` })

  const pattern = config.pattern === undefined ? undefined : compilePattern(config.pattern)
  const conditionKey = POLARITIES.find(key => config[key] !== undefined)
  if (conditionKey !== undefined && pattern !== undefined && !isPatternProblem(pattern) && pattern.names.length === 1) {
    issues.push({
      path: ['pattern'],
      reason: `has no group, so there is no value for ${conditionKey}: put the number in ( )`,
    })
  }
  if (config.consecutive !== undefined && config.on_match !== undefined)
    issues.push({ path: ['consecutive'], reason: 'counts bad values in a row, and on_match judges no value' })
  return issues
}

/** Returns the rule of a checked configuration. Throws for one that was not checked. */
export function compileRule(config: RuleConfig): Rule {
  const key = POLARITIES.find(name => config[name] !== undefined)
  const pattern = config.pattern === undefined ? undefined : mustCompile(config.pattern)
  const operator = key === undefined ? undefined : operatorOf.get(Object.keys(config[key] as Condition)[0] as string)
  if (key !== undefined && operator === undefined) throw new Error(`rule ${config.name}: unknown operator`)
  const argument = key === undefined ? undefined : Object.values(config[key] as Condition)[0]
  return {
    name: config.name,
    source: JSON.stringify(config),
    polarity: key ?? (config.on_match as 'life' | 'fault'),
    pattern,
    valueGroup: pattern === undefined ? 0 : Math.max(pattern.names.indexOf('value'), pattern.names.length > 1 ? 1 : 0),
    metric: config.metric,
    stopPattern: config.stop_pattern === undefined ? undefined : mustCompile(config.stop_pattern),
    isPerRank: config.scope === 'rank',
    consecutive: config.consecutive ?? 1,
    withLabels: config.with_labels === true,
    takesText: operator?.takesText === true,
    isOnNonFinite: operator?.name === 'non_finite' && key !== 'healthy_when',
    looksAt: compileWhere(config.where),
    startJudge: operator === undefined ? undefined : () => operator.start(argument),
  }
}

function mustCompile(source: string): Pattern {
  const pattern = compilePattern(source)
  if (isPatternProblem(pattern))
    throw new Error(`pattern ${source}: ${pattern.reason} at character ${pattern.position}`)
  return pattern
}
