// Rules of a job file -> alerting rules of Loki's ruler, as far as LogQL can say them.
import type { JobConfig } from '../config/job.ts'
import type { Condition, RuleConfig, WhereConfig } from '../rules/rule-config.ts'

export interface RulerRule {
  readonly alert: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export interface RulerFile {
  readonly rules: readonly RulerRule[]
  /** What LogQL cannot say, with its place in the job file. */
  readonly left: readonly { readonly place: string; readonly reason: string }[]
}

/** How far back each look goes. */
const WINDOW = '5m'
/** What stands for the mean of all before. */
const HISTORY = '1h'

/** Returns the rules of a job file. Wordings and states stay logmon's own: Loki only tells that something is wrong. */
export function rulerFile(config: JobConfig): RulerFile {
  const rules: RulerRule[] = []
  const left: { place: string; reason: string }[] = []
  for (const [index, rule] of (config.rules ?? []).entries()) {
    const made = exprOf(rule, config.job)
    if ('reason' in made) left.push({ place: `rules[${index}]`, reason: made.reason })
    else {
      const lost = PARTS.filter(({ isThere }) => isThere(rule))
      left.push(...lost.map(({ part, reason }) => ({ place: `rules[${index}].${part}`, reason })))
      rules.push({
        alert: rule.name,
        expr: made.expr,
        labels: { severity: rule.severity ?? 'warning' },
        annotations: { summary: made.summary },
      })
    }
  }
  const floor =
    config.hang?.step_gap === undefined || config.hang.step_gap === 'off' ? undefined : config.hang.step_gap.floor
  if (floor !== undefined && config.job !== undefined)
    rules.push({
      alert: 'no step',
      expr: `absent_over_time(${selector(config.job, undefined)} | step!="" [${floor}])`,
      labels: { severity: 'critical' },
      annotations: { summary: `no step for ${floor}` },
    })
  return { rules, left }
}

/** Parts of a rule that its expression does not have. */
const PARTS: readonly {
  readonly part: string
  readonly isThere: (rule: RuleConfig) => boolean
  readonly reason: string
}[] = [
  {
    part: 'consecutive',
    isThere: ({ consecutive = 1 }) => consecutive > 1,
    reason: 'LogQL does not count bad values in a row, so that one is enough there',
  },
  ...(['stop_pattern', 'start_within', 'repeat_within'] as const).map(part => ({
    part,
    isThere: (rule: RuleConfig) => rule[part] !== undefined,
    reason: 'the ruler does not know when the job began or ended',
  })),
]

type Made = { readonly expr: string; readonly summary: string } | { readonly reason: string }

function exprOf(rule: RuleConfig, job: string | undefined): Made {
  const by = rule.scope === 'rank' ? 'job, rank' : 'job'
  const lines = selector(job, rule.where)
  if (rule.on_match === 'life') return { reason: 'a sign of life is no alert' }
  if (rule.on_match === 'fault') {
    if (rule.pattern === undefined) return { reason: 'has no pattern' }
    if (!isLinear(rule.pattern)) return { reason: 'its pattern looks around or back, which LogQL does not' }
    return {
      expr: `sum by (${by}) (count_over_time(${lines} |~ ${JSON.stringify(rule.pattern)} [${WINDOW}])) > 0`,
      summary: `a line matches ${rule.pattern}`,
    }
  }
  const source = valuesOf(rule, lines)
  if ('reason' in source) return source
  const [condition, isBad] = conditionOf(rule)
  const over = (how: string, window: string): string => `${how}_over_time(${source.values} [${window}])`
  const test = testOf(condition, isBad, { by, over })
  if (test === undefined)
    return { reason: `${Object.keys(condition)[0]} compares with what came before, which LogQL cannot` }
  return { expr: test.expr, summary: `${rule.metric ?? 'value'} is ${test.words}` }
}

/** What a rule looks at; bad where it holds, or, for what is healthy, where it does not. */
function conditionOf({ slow_when, fault_when, healthy_when }: RuleConfig): readonly [Condition, boolean] {
  if (healthy_when !== undefined) return [healthy_when, false]
  return [slow_when ?? fault_when ?? {}, true]
}

function valuesOf(
  { metric, pattern }: RuleConfig,
  lines: string,
): { readonly values: string } | { readonly reason: string } {
  if (metric !== undefined) return { values: `${lines} | ${metric}!="" | unwrap ${metric} | __error__=""` }
  if (pattern === undefined) return { reason: 'has neither metric nor pattern' }
  if (!isLinear(pattern)) return { reason: 'its pattern looks around or back, which LogQL does not' }
  const named = /\(\?P?<value>/.test(pattern) ? pattern.replace('(?<value>', '(?P<value>') : withValue(pattern)
  if (named === undefined) return { reason: 'its pattern has no group that gives the value' }
  const quoted = JSON.stringify(named)
  return { values: `${lines} |~ ${JSON.stringify(pattern)} | regexp ${quoted} | unwrap value | __error__=""` }
}

interface Over {
  readonly by: string
  over(how: string, window: string): string
}

function testOf(
  condition: Condition,
  isBad: boolean,
  { by, over }: Over,
): { readonly expr: string; readonly words: string } | undefined {
  const [[name, argument] = ['', undefined]] = Object.entries(condition)
  const most = (limit: number): { expr: string; words: string } => ({
    expr: `max by (${by}) (${over('max', WINDOW)}) > ${limit}`,
    words: `above ${limit}`,
  })
  const least = (limit: number): { expr: string; words: string } => ({
    expr: `min by (${by}) (${over('min', WINDOW)}) < ${limit}`,
    words: `below ${limit}`,
  })
  if (typeof argument === 'number') {
    if (name === 'above' || name === 'at_least') return isBad ? most(argument) : least(argument)
    if (name === 'below' || name === 'at_most') return isBad ? least(argument) : most(argument)
  }
  const factor = (argument as { readonly factor?: unknown } | undefined)?.factor
  if (isBad && typeof factor === 'number' && (name === 'above_mean' || name === 'below_mean')) {
    const sign = name === 'above_mean' ? '>' : '<'
    return {
      expr: `avg by (${by}) (${over('avg', WINDOW)}) ${sign} ${factor} * avg by (${by}) (${over('avg', HISTORY)})`,
      words: `${sign === '>' ? 'more' : 'less'} than ${factor} x the mean of ${HISTORY}`,
    }
  }
  return undefined
}

/** Labels that ship gives lines, by the field of a rule's `where`. */
const LABELS: Readonly<Record<string, string>> = { level: 'level', rank: 'rank', node: 'host' }

function selector(job: string | undefined, where: WhereConfig | undefined): string {
  const matchers = [job === undefined ? 'job=~".+"' : `job=${JSON.stringify(job)}`, 'component!="logmon"']
  const filters: string[] = []
  for (const [field, wanted] of Object.entries(where ?? {})) {
    const texts = [wanted].flat().map(String)
    const value = JSON.stringify(texts.map(text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'))
    const label = LABELS[field]
    if (label === undefined) filters.push(` | ${field}=~${value}`)
    else matchers.push(`${label}=~${value}`)
  }
  return `{${matchers.join(', ')}}${filters.join('')}`
}

/** RE2 looks neither around nor back. */
const isLinear = (pattern: string): boolean => !/\(\?<?[=!]|\\[1-9]|\(\?P=/.test(pattern)

/** Gives the first group that captures the name that unwrap reads; undefined where there is none. */
function withValue(pattern: string): string | undefined {
  let isInClass = false
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]
    if (character === '\\') at++
    else if (character === '[') isInClass = true
    else if (character === ']') isInClass = false
    else if (character === '(' && !isInClass && pattern[at + 1] !== '?')
      return `${pattern.slice(0, at)}(?P<value>${pattern.slice(at + 1)}`
  }
  return undefined
}

/** Returns the text of a rule file of the ruler. */
export function rulerText({ rules, left }: RulerFile, from: string): string {
  const comments = [
    `Made by logmon rules export --loki of ${from}.`,
    ...left.map(({ place, reason }) => `Left out: ${place}: ${reason}.`),
  ]
  const body = rules.flatMap(({ alert, expr, labels, annotations }) => [
    `      - alert: ${JSON.stringify(alert)}`,
    `        expr: ${JSON.stringify(expr)}`,
    '        labels:',
    ...Object.entries(labels).map(([name, value]) => `          ${name}: ${JSON.stringify(value)}`),
    '        annotations:',
    ...Object.entries(annotations).map(([name, value]) => `          ${name}: ${JSON.stringify(value)}`),
  ])
  return [
    ...comments.map(text => `# ${text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`),
    'groups:',
    '  - name: logmon',
    ...(body.length === 0 ? ['    rules: []'] : ['    rules:', ...body]),
    '',
  ].join('\n')
}
