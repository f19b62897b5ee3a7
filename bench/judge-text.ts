// A text judged in this process, with any set of rows: what the scorers of bench/ share.
import { buildClassifier } from '../lib/classify/classifier.ts'
import type { WordIndex } from '../lib/classify/generic/words.ts'
import { buildJudge } from '../lib/classify/judge.ts'
import { PROFILES } from '../lib/classify/policies.ts'
import type { VerdictRecord } from '../lib/record/types.generated.ts'
import type { Matcher } from '../lib/signatures/matcher.ts'

/**
 * Returns the verdict on the last attempt of a log, with no history and the default table of actions. `words`: what the
 * layer beneath the rows knows, where that is not what all rows' samples say.
 */
export function judgeText(matcher: Matcher, text: string, words?: WordIndex): VerdictRecord {
  const classifier = buildClassifier(
    matcher,
    buildJudge({ table: PROFILES.default, profile: 'default', job: undefined, history: [] }),
    words,
  )
  for (const [index, line] of text.split('\n').entries()) {
    if (line !== '') classifier.sawInput()
    for (const piece of line.split('\r')) {
      const candidates = matcher.candidates(piece)
      if (candidates.length > 0) classifier.take({ text: piece, lineNumber: index + 1 }, candidates, 0)
    }
  }
  return classifier.verdict(0, 'final')
}
