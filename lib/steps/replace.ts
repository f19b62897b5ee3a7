// The step that replaces what groups of a pattern match.
import type { StepConfig } from '../config/source.ts'
import type { Span } from '../pattern/pattern.ts'
import { type Issue, patternOf } from './patterns.ts'
import { type Step, textAt } from './work.ts'

/** Matches of one text that are replaced. */
const MAX_MATCHES = 1000

export function replaceStep(
  { pattern, with: replacement, from }: NonNullable<StepConfig['replace']>,
  issue: Issue,
): Step {
  const compiled = patternOf(pattern, 'pattern', issue)
  const replace = (value: string): string =>
    replacement.includes('{value}') ? replacement.split('{value}').join(value) : replacement
  return work => {
    const text = textAt(work, from)
    if (text === undefined) return
    let made = ''
    let done = 0
    let at = 0
    for (let count = 0; count < MAX_MATCHES && at <= text.length; count++) {
      const spans = compiled.spans(text, at)
      if (spans === undefined) break
      const [whole, ...groups] = spans as [Span, ...(Span | undefined)[]]
      for (const span of groups.length === 0 ? [whole] : groups) {
        // A group inside of another one is gone with it.
        if (span === undefined || span.start < done) continue
        made += text.slice(done, span.start) + replace(text.slice(span.start, span.end))
        done = span.end
      }
      for (const [index, name] of compiled.names.entries()) {
        const span = spans[index]
        if (name !== undefined && span !== undefined) work.values.set(name, replace(text.slice(span.start, span.end)))
      }
      at = whole.end > whole.start ? whole.end : whole.end + 1
    }
    const whole = made + text.slice(done)
    if (from === undefined) work.text = whole
    else work.values.set(from, whole)
  }
}
