// Promtail's match stage -> a step with conditions, or what it comes to where its labels are known beforehand.
import type { ConditionConfig, StepConfig } from '../config/source.ts'
import { compilePattern, isPatternProblem } from '../pattern/pattern.ts'
import type { ConfigPath, Pipeline, Stage } from './pipeline.ts'
import { groupOf, textIn } from './read.ts'
import { type LabelMatcher, parseSelector, type Selector } from './selector.ts'

type StagesOf = (
  stages: unknown,
  place: ConfigPath,
  pipeline: Pipeline,
  isConditional?: boolean,
) => readonly StepConfig[]

export function matchOf(stage: Stage, stagesOf: StagesOf): readonly StepConfig[] {
  const { settings, place, pipeline, isConditional } = stage
  const group = groupOf(settings) ?? {}
  const selector = parseSelector(textIn(group['selector']) ?? '')
  if (selector === undefined) {
    pipeline.tell([...place, 'selector'], 'is more than matchers of labels and filters of lines')
    return []
  }
  const all = conditionsOf(selector, stage)
  // Never met: no line of this source has such labels.
  if (all === undefined) return []
  const isDrop = textIn(group['action']) === 'drop'
  if (isDrop && group['stages'] !== undefined)
    pipeline.tell([...place, 'stages'], 'are not done where the action is drop')
  const steps: readonly StepConfig[] = isDrop
    ? [{ drop: {} }]
    : stagesOf(group['stages'], [...place, 'stages'], pipeline, isConditional || all.length > 0)
  if (steps.length === 0) return []
  return all.length === 0 ? steps : [{ when: { all, steps } }]
}

/** Returns what must hold for a line; undefined where it never does, or cannot be said. */
function conditionsOf(
  { matchers, filters }: Selector,
  { pipeline, place }: Stage,
): readonly ConditionConfig[] | undefined {
  const conditions: ConditionConfig[] = []
  for (const matcher of matchers) {
    const condition = conditionOf(matcher)
    const pattern = condition.matches === undefined ? undefined : compilePattern(condition.matches)
    if (pattern !== undefined && isPatternProblem(pattern)) {
      pipeline.tell([...place, 'selector'], `logmon cannot run ${matcher.value}: ${pattern.reason}`)
      return undefined
    }
    const { label } = matcher
    if (label === 'filename' || pipeline.set.has(label) || pipeline.fixed[label]?.includes('${') === true) {
      conditions.push(condition)
      continue
    }
    const value = pipeline.fixed[label] ?? ''
    const holds = pattern === undefined ? value === matcher.value : pattern.match(value) !== undefined
    if (holds === (condition.not === true)) return undefined
  }
  for (const { operator, text } of filters) {
    const not = operator.startsWith('!') ? { not: true } : {}
    if (operator.endsWith('=')) conditions.push({ contains: text, ...not })
    else if (isPatternProblem(compilePattern(text))) {
      pipeline.tell([...place, 'selector'], `logmon cannot run ${text}`)
      return undefined
    } else conditions.push({ matches: text, ...not })
  }
  return conditions
}

/** Patterns of labels match all of the value. */
function conditionOf({ label, operator, value }: LabelMatcher): ConditionConfig {
  const not = operator.startsWith('!') ? { not: true } : {}
  return operator.endsWith('~')
    ? { from: label, matches: `^(?:${value})$`, ...not }
    : { from: label, equals: value, ...not }
}
