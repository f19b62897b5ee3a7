// Raw text -> its verdicts, line by line as the file reader does it, but without a file.
import { buildClassifier } from '../../lib/classify/classifier.ts'
import type { Past } from '../../lib/classify/past.ts'
import { PROFILES, type ProfileName } from '../../lib/classify/policies.ts'
import { builtInMatcher } from '../../lib/classify/settings.ts'
import type { AnyRecord, VerdictRecord } from '../../lib/record/types.generated.ts'

export interface Judged {
  /** Verdicts of the attempts, the last one final. */
  readonly verdicts: readonly VerdictRecord[]
  readonly last: VerdictRecord
  readonly records: readonly AnyRecord[]
}

const NO_PAST: Past = { sameRoot: 1, offenders: new Set() }

export function judge(text: string, options: Options = {}): Judged {
  return judgeFiles({ '': text }, options)
}

export interface Options {
  readonly profile?: ProfileName
  readonly past?: Past
  readonly domainSize?: number
}

/** The same over several files, read in their order; a file named '' has no name. */
export function judgeFiles(files: Readonly<Record<string, string>>, options: Options = {}): Judged {
  const matcher = builtInMatcher()
  const profile = options.profile ?? 'default'
  const classifier = buildClassifier(matcher, {
    table: PROFILES[profile],
    profile,
    job: undefined,
    domainSize: options.domainSize,
    past: () => options.past ?? NO_PAST,
    remember: () => undefined,
  })
  const records: AnyRecord[] = []
  for (const [file, text] of Object.entries(files)) {
    text.split('\n').forEach((line, index) => {
      if (line !== '') classifier.sawInput()
      for (const piece of line.split('\r')) {
        const candidates = matcher.candidates(piece)
        if (candidates.length > 0)
          records.push(
            ...classifier.take({ text: piece, lineNumber: index + 1, ...(file === '' ? {} : { file }) }, candidates, 0),
          )
      }
    })
  }
  const last = classifier.verdict(0, 'final')
  records.push(last)
  return { verdicts: records.filter(record => record.kind === 'verdict'), last, records }
}

/** The words of a verdict that tests compare. */
export function essence({ action, category, primary, culprit }: VerdictRecord): {
  readonly action: string
  readonly category: string | undefined
  readonly line: number | undefined
  readonly ranks: readonly number[]
  readonly nodes: readonly string[]
} {
  return { action, category, line: primary?.line, ranks: culprit?.ranks ?? [], nodes: culprit?.nodes ?? [] }
}
