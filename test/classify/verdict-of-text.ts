// Raw text -> its verdicts, as the file reader gives them, but without a file.
import { buildClassifier } from '../../lib/classify/classifier.ts'
import { classifyMachine } from '../../lib/classify/classify-machine.ts'
import type { IsCommon } from '../../lib/classify/compare.ts'
import type { Past } from '../../lib/classify/past.ts'
import { PROFILES, type ProfileName } from '../../lib/classify/policies.ts'
import { builtInMatcher } from '../../lib/classify/settings.ts'
import { drive } from '../../lib/drive.ts'
import { lineScanner } from '../../lib/io/classify/scan-lines.ts'
import type { AnyRecord, VerdictRecord } from '../../lib/record/types.generated.ts'
import { driven } from '../driven.ts'

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
  readonly isolateMost?: number
  readonly isCommon?: IsCommon
}

/** The same over several files, read in their order; a file named '' has no name. */
export function judgeFiles(files: Readonly<Record<string, string>>, options: Options = {}): Judged {
  const matcher = builtInMatcher()
  const profile = options.profile ?? 'default'
  const judging = {
    table: PROFILES[profile],
    profile,
    job: undefined,
    domainSize: options.domainSize,
    isolateMost: options.isolateMost,
    past: () => options.past ?? NO_PAST,
    remember: () => undefined,
  }
  const classifier = buildClassifier(matcher, judging, undefined, options.isCommon)
  const records: AnyRecord[] = []
  for (const [file, text] of Object.entries(files)) {
    if (text !== '') classifier.sawInput()
    const bytes = Buffer.from(`${text}${' '.repeat(8)}`)
    lineScanner(file, { classifier, matcher, emit: record => records.push(record) }).scan(
      bytes,
      0,
      bytes.length - 8,
      true,
    )
  }
  const last = classifier.verdict(0, 'final')
  records.push(last)
  return { verdicts: records.filter(record => record.kind === 'verdict'), last, records }
}

const SETTINGS = {
  matcher: builtInMatcher(),
  table: PROFILES.default,
  profile: 'default' as const,
  job: undefined,
  quietMs: 20_000,
  domainSize: undefined,
  isolateMost: undefined,
  exitCode: false,
  explain: false,
  history: [],
  historyFile: undefined,
  isolateFile: undefined,
  outcome: [],
  compare: [],
  lastLines: undefined,
  sacctJob: undefined,
  original: undefined,
  escapesHtml: false,
  model: undefined,
}

/** The same through the filter, of records. `apartMs`: time between two lines; enough of it makes an interim verdict after each. */
export function judgeRecords(
  records: readonly AnyRecord[],
  apartMs = 0,
): { readonly last: VerdictRecord; readonly interim: number; readonly records: readonly AnyRecord[] } {
  const driver = driven(drive(classifyMachine(SETTINGS), 'wall', false))
  const out = [
    ...records.flatMap((record, index) => driver.take(record, index * apartMs)),
    ...driver.end(records.length * apartMs),
  ]
  return {
    records: out,
    last: out.at(-1) as VerdictRecord,
    interim: out.filter(record => record.kind === 'verdict' && record.state === 'interim').length,
  }
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
