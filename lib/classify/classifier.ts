// Lines in, failures and verdicts out: one attempt after the other. Stages and the file reader share it.
import type { Millis } from '../record/time.ts'
import type { FailureRecord, VerdictRecord } from '../record/types.generated.ts'
import type { Matcher } from '../signatures/matcher.ts'
import { type Attempt, addStep, hasOpenFailure, hasProgress, startAttempt } from './attempt.ts'
import type { IsCommon } from './compare.ts'
import { WORDS } from './generic/words.generated.ts'
import type { WordIndex } from './generic/words.ts'
import type { Group } from './group.ts'
import type { Judge } from './judge.ts'
import { type KernelLog, kernelGroupsOf, startKernelLog } from './kernel.ts'
import { lineReader } from './reader.ts'
import type { SourceLine } from './source-line.ts'
import { failureOf, isTelling, verdictOf } from './verdict.ts'

export interface Classifier {
  /** Says that what follows is of attempt `number`: opens it, unless it is the one at hand or an earlier one. */
  inAttempt(number: number, at: Millis): readonly VerdictRecord[]
  /** Says that a line came, even one that shows nothing. */
  sawInput(): void
  /** Takes a line that holds anchors; `at` stamps records whose line has no time. */
  take(line: SourceLine, candidates: readonly number[], at: Millis): readonly (FailureRecord | VerdictRecord)[]
  /** Counts a step that a record states in a field. */
  step(step: number): void
  /**
   * True while progress lines can change what is known: a caller may otherwise keep back all but the first and the
   * newest.
   */
  wantsProgress(): boolean
  /**
   * Takes the loss of a progress line that is kept back; false where the line must be read, for its loss is out of the
   * ordinary.
   */
  passesLoss(loss: number): boolean
  /** True where the attempt has failures, or an end, that a verdict can be about. */
  hasNews(): boolean
  verdict(at: Millis, state: 'interim' | 'final'): VerdictRecord
}

/** `isCommon`: what tells lines that runs that went well said, too. */
export function buildClassifier(
  matcher: Matcher,
  judge: Judge,
  words: WordIndex = WORDS,
  isCommon?: IsCommon,
): Classifier {
  const kernel = startKernelLog()
  const reader = lineReader(matcher, kernel, words, isCommon)
  let attempt: Attempt = startAttempt(undefined)
  /** Who gave the attempt its number: the name of its file or record, or a line. Each counts in its own way. */
  let numberedBy: 'name' | 'line' = 'line'

  function verdict(ended: Attempt, at: Millis, state: 'interim' | 'final', isLast: boolean): VerdictRecord {
    const record = verdictOf(withKernelLog(ended, kernel, isLast), judge, at, state)
    if (state === 'final') judge.remember(record, at)
    return record
  }

  /** A marker opens an attempt; one before anything happened only gives the attempt its number. */
  function openAttempt(number: number | undefined, by: 'name' | 'line', at: Millis): readonly VerdictRecord[] {
    const before = attempt
    // Every rank and every agent says so.
    if (number !== undefined && number === before.number) return []
    const isNew =
      before.groups.size > 0 ||
      before.finishedAt !== undefined ||
      hasProgress(before) ||
      (by === numberedBy && isNext(before.number, number, by))
    numberedBy = by
    attempt = startAttempt(number ?? (isNew ? (before.number ?? 0) + 1 : before.number))
    attempt.hasInput = before.hasInput
    attempt.world = before.world
    return isNew ? [verdict(before, at, 'final', false)] : []
  }

  return {
    inAttempt: (number, at) =>
      attempt.number !== undefined && number <= attempt.number ? [] : openAttempt(number, 'name', at),
    sawInput() {
      attempt.hasInput = true
    },
    take(line, candidates, at) {
      attempt.hasInput = true
      const { started, attempt: opened } = reader.read(attempt, line, candidates)
      const records: (FailureRecord | VerdictRecord)[] = []
      if (started !== undefined && isTelling(started)) {
        const record = failureOf(started, judge.job, at)
        if (record !== undefined) records.push(record)
      }
      if (opened !== undefined) records.push(...openAttempt(opened.number, 'line', at))
      return records
    },
    step: step => addStep(attempt, 'record', step),
    passesLoss: loss => attempt.losses.passes(loss),
    wantsProgress: () => !hasProgress(attempt) || hasOpenFailure(attempt),
    hasNews: () => attempt.groups.size > 0 || kernel.groups.size > 0 || attempt.finishedAt !== undefined,
    verdict: (at, state) => verdict(attempt, at, state, true),
  }
}

/** An attempt with what the kernel's logs hold of it. */
function withKernelLog(attempt: Attempt, kernel: KernelLog, isLast: boolean): Attempt {
  const joined = kernelGroupsOf(kernel, attempt, isLast).map((group, index): [string, Group] => [
    `kernel ${index}`,
    group,
  ])
  if (joined.length === 0 && kernel.dropped === 0) return attempt
  return {
    ...attempt,
    groups: new Map([...attempt.groups, ...joined]),
    dropped: attempt.dropped + kernel.dropped,
  }
}

/**
 * True where what was numbered before has ended, though nothing that tells was seen of it. Lines may number several
 * things, which differ by more than one.
 */
function isNext(before: number | undefined, number: number | undefined, by: 'name' | 'line'): boolean {
  if (before === undefined || number === undefined) return false
  return by === 'name' ? number > before : number === before + 1
}
