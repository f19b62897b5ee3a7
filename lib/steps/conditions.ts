// Steps that look at an entry: what is dropped, and what further steps are for.
import type { ConditionConfig, DropConfig, StepConfig } from '../config/source.ts'
import { type Millis, parseDuration } from '../record/time.ts'
import { type Issue, patternOf } from './patterns.ts'
import { doSteps, type Step, textAt, type Work } from './work.ts'

type Condition = (work: Work) => boolean

export function dropStep(drop: DropConfig, issue: Issue): Step {
  const { from, pattern, equals, longer_than: bytes, older_than: age } = drop
  const conditions: Condition[] = []
  if (from !== undefined) conditions.push(work => work.values.has(from))
  if (equals !== undefined) conditions.push(work => textAt(work, from) === equals)
  if (pattern !== undefined) {
    const compiled = patternOf(pattern, 'pattern', issue)
    conditions.push(work => compiled.match(textAt(work, from) ?? '') !== undefined)
  }
  if (bytes !== undefined) conditions.push(({ text }) => Buffer.byteLength(text) > bytes)
  const oldest = age === undefined ? undefined : parseDuration(age)
  if (oldest !== undefined) conditions.push(work => isOlder(work, oldest))
  return work => {
    if (conditions.every(holds => holds(work))) work.isDropped = true
  }
}

/** A time that names no zone counts as UTC here: ages are hours and days. */
function isOlder({ stamp, now }: Work, age: Millis): boolean {
  if (stamp?.kind !== 'full') return false
  return (stamp.seconds - (stamp.zoneMinutes ?? 0) * 60) * 1000 < now - age
}

export function whenStep(
  { all }: Pick<NonNullable<StepConfig['when']>, 'all'>,
  steps: readonly Step[],
  issue: Issue,
): Step {
  const conditions = all.map((condition, index) =>
    conditionOf(condition, (path, reason) => issue(['all', index, ...path], reason)),
  )
  return work => {
    if (conditions.every(holds => holds(work))) doSteps(steps, work)
  }
}

/** A field or value that there is none of is ''. */
function conditionOf({ from, equals, contains, matches, not = false }: ConditionConfig, issue: Issue): Condition {
  const pattern = matches === undefined ? undefined : patternOf(matches, 'matches', issue)
  if (equals === undefined && contains === undefined && pattern === undefined)
    issue([], 'says nothing of the text: equals, contains or matches')
  return work => {
    const text = from === undefined ? work.text : (work.fields.get(from) ?? work.values.get(from) ?? '')
    const holds =
      (equals === undefined || text === equals) &&
      (contains === undefined || text.includes(contains)) &&
      (pattern === undefined || pattern.match(text) !== undefined)
    return holds !== not
  }
}
