// What a person is told of the verdicts, in their order, though some are final only later.
import { explainVerdict } from '../classify/explain.ts'
import { printable } from '../record/printable.ts'
import type { VerdictRecord } from '../record/types.generated.ts'

export interface Explanations {
  tell(verdict: VerdictRecord): void
  /** Keeps a place in the order; returns what fills it. */
  later(): (verdict: VerdictRecord) => void
}

export const explanationOf = (verdict: VerdictRecord): string => explainVerdict(verdict).map(printable).join('\n')

/** Writes what has its turn at once; what comes after a place that is not filled yet waits. */
export function explanations(write: (text: string) => void): Explanations {
  const waiting: { text?: string }[] = []
  let isFirst = true
  function later(): (verdict: VerdictRecord) => void {
    const page: { text?: string } = {}
    waiting.push(page)
    return verdict => {
      page.text = explanationOf(verdict)
      while (waiting[0]?.text !== undefined) {
        write(`${isFirst ? '' : '\n'}${waiting.shift()?.text}\n`)
        isFirst = false
      }
    }
  }
  return { tell: verdict => later()(verdict), later }
}
