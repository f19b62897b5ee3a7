// Patterns of steps. The job file's schema has looked at them already; steps that were made otherwise are checked here.
import { compilePattern, isPatternProblem, type Pattern } from '../pattern/pattern.ts'
import type { StepIssue } from './work.ts'

export type Issue = (path: StepIssue['path'], reason: string) => void

const NEVER: Pattern = { source: '', names: [], maxChars: 0, match: () => undefined, spans: () => undefined }

/** Returns the pattern; one that matches nothing where it cannot be used, which is told. */
export function patternOf(source: string, key: string, issue: Issue): Pattern {
  const pattern = compilePattern(source)
  if (!isPatternProblem(pattern)) return pattern
  issue([key], `character ${pattern.position}: ${pattern.reason}`)
  return NEVER
}
