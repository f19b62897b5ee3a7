// What a person is told of the verdicts, in their order, though some are final only later.
import { explainVerdict } from '../../classify/explain.ts'
import { printable } from '../../record/printable.ts'
import type { VerdictRecord } from '../../record/types.generated.ts'

export const explanationOf = (verdict: VerdictRecord): string => explainVerdict(verdict).map(printable).join('\n')

/**
 * Returns what keeps a place in the order and returns what fills it. What has its turn is written at once; what comes
 * after a place that is not filled yet waits.
 */
export function explanations(write: (text: string) => void): () => (verdict: VerdictRecord) => void {
  const waiting: { text?: string }[] = []
  let isFirst = true
  return () => {
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
}
