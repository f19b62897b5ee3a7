// Raw logs in, records out: which files in which order, and which verdicts a model is asked about.
import { buildClassifier } from '../../classify/classifier.ts'
import type { IsCommon } from '../../classify/compare.ts'
import { attemptOfPath, orderFiles } from '../../classify/file-order.ts'
import { WORDS } from '../../classify/generic/words.generated.ts'
import { isOpenQuestion } from '../../classify/model/verdict.ts'
import { type ClassifySettings, judgeOf } from '../../classify/settings.ts'
import type { AnyRecord, VerdictRecord } from '../../record/types.generated.ts'
import type { OpenVerdict } from '../model/ask-about-files.ts'
import type { ModelHelp } from '../model/help.ts'
import type { LinePosition } from '../model/read-contexts.ts'
import { isKernelLog } from './is-kernel-log.ts'
import type { OpenFile } from './open-log.ts'
import { scanFile } from './read-files.ts'
import { leaveBehind } from './verdict-effects.ts'

/** Whoever wants to know what is in the files. */
export interface FilesReader {
  /** Takes every record, in order. A verdict that waits for a model's word comes as it waits, and later as it is. */
  record(record: AnyRecord): void
  /**
   * Called at each verdict, in order, with the place where its attempt ended: the first line that is not of it any
   * more. Returns what takes the verdict when it is final.
   */
  place?(end: LinePosition): (verdict: VerdictRecord) => void
  /** Called with the files in the order in which they are read, before the first. */
  begins?(files: readonly string[]): Promise<void>
  /** Called after every chunk with the bytes read of a file so far. */
  progress?(bytes: number): void
  /** Called with every chunk, which is overwritten afterwards. */
  chunk?(bytes: Buffer): void
  /** Called after every file. */
  ended?(): void
  /** True where several jobs are judged: each verdict then says whose it is. */
  readonly isOneOfSeveral?: boolean
  /** Opens a file, where not every file may be read. */
  readonly open?: OpenFile
  /** Bytes that are looked at in one go, where others wait meanwhile. */
  readonly mostBytes?: number
}

/** What comes when all files are read. */
export interface FilesEnd {
  /** Who is asked about what the rules leave unknown. */
  readonly help: ModelHelp | undefined
  /** Lines of how the job ended, which stand behind its log. */
  readonly outcome: readonly string[]
  /** What tells lines that runs that went well said, too. */
  readonly isCommon?: IsCommon | undefined
}

/**
 * Classifies raw logs of one job and kernel logs of its nodes, in the order of its attempts, and leaves behind what the
 * settings ask for (ledger, nodes). Resolves to the verdict on the last attempt; rejects where a file cannot be read.
 */
export async function classifyFiles(
  given: readonly string[],
  settings: ClassifySettings,
  reader: FilesReader,
  { help, outcome, isCommon }: FilesEnd,
): Promise<VerdictRecord> {
  const files = orderFiles(given, isKernelLog)
  const classifier = buildClassifier(settings.matcher, judgeOf(settings), WORDS, isCommon)
  /** Verdicts that a model is asked about when all is read. */
  const open: OpenVerdict[] = []
  let from: LinePosition = { file: 0, line: 1 }
  const take = (made: AnyRecord, at: LinePosition): void => {
    if (made.kind !== 'verdict') {
      reader.record(made)
      return
    }
    const record = reader.isOneOfSeveral === true ? { ...made, files: [...given] } : made
    leaveBehind(record, settings, Date.now())
    const onVerdict = reader.place?.(at) ?? (() => undefined)
    if (help !== undefined && isOpenQuestion(record)) open.push({ verdict: record, from, to: at, onVerdict })
    else {
      reader.record(record)
      onVerdict(record)
    }
    from = at
  }
  await reader.begins?.(files)
  for (const [index, file] of files.entries()) {
    const attempt = attemptOfPath(file)
    if (attempt !== undefined)
      for (const record of classifier.inAttempt(attempt, 0)) take(record, { file: index, line: 1 })
    await scanFile(file, classifier, settings.matcher, {
      emit: (record, line) => take(record, { file: index, line }),
      progress: bytes => reader.progress?.(bytes),
      mostBytes: reader.mostBytes,
      ...(reader.chunk === undefined ? {} : { chunk: reader.chunk }),
      ...(reader.open === undefined ? {} : { open: reader.open }),
      ...(settings.lastLines === undefined ? {} : { lastLines: settings.lastLines }),
    })
    reader.ended?.()
  }
  for (const text of outcome)
    for (const record of classifier.take({ text, isOwn: true }, settings.matcher.candidates(text), 0))
      take(record, { file: files.length, line: 1 })
  const verdict = classifier.verdict(Date.now(), 'final')
  take(verdict, { file: files.length, line: 1 })
  if (help !== undefined && settings.model !== undefined && open.length > 0)
    await (await import('../model/ask-about-files.ts')).askAboutFiles(
      files,
      open,
      { ...settings.model, help },
      reader.record,
    )
  return verdict
}
