// Logs of runs that went well -> what they said that would be a failure in another (--compare).
import { buildClassifier } from '../../classify/classifier.ts'
import { type IsCommon, isKnownFrom, learnGoodRun } from '../../classify/compare.ts'
import { WORDS } from '../../classify/generic/words.generated.ts'
import { type ClassifySettings, judgeOf } from '../../classify/settings.ts'
import { logFiles } from './log-files.ts'
import { scanFile } from './read-files.ts'

/** Resolves to what tells lines that those runs said, too; undefined for none. Rejects where one cannot be read. */
export async function knownOfGoodRuns(settings: ClassifySettings): Promise<IsCommon | undefined> {
  if (settings.compare.length === 0) return undefined
  const known = new Set<string>()
  const { matcher } = settings
  for (const file of logFiles(settings.compare)) {
    const classifier = buildClassifier(matcher, judgeOf(settings), WORDS, learnGoodRun(known))
    await scanFile(file, classifier, matcher, { emit: () => undefined })
  }
  return isKnownFrom(known)
}
