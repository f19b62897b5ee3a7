// What several stages have.
import { compilePattern, isPatternProblem } from '../pattern/pattern.ts'
import type { Stage } from './pipeline.ts'
import { groupOf, textIn } from './read.ts'

/** Returns the value that a stage reads, as steps name it; nothing for the line. */
export function fromOf(settings: unknown): { readonly from?: string } {
  const source = textIn(groupOf(settings)?.['source'])
  return source === undefined || source === '' ? {} : { from: source }
}

/** Returns the pattern, or tells why it cannot be used. */
export function patternIn({ pipeline, place }: Stage, value: unknown, key: string): string | undefined {
  const source = textIn(value)
  if (source === undefined) {
    pipeline.tell(place, `has no ${key}`)
    return undefined
  }
  const pattern = compilePattern(source)
  if (!isPatternProblem(pattern)) return source
  pipeline.tell([...place, key], `logmon cannot run this pattern: character ${pattern.position}: ${pattern.reason}`)
  return undefined
}
