// logmon-classify FILE...: raw logs in, records or an explanation out.
import { stat } from 'node:fs/promises'
import { buildClassifier } from '../classify/classifier.ts'
import { attemptOfPath, orderFiles } from '../classify/file-order.ts'
import type { ModelSettings } from '../classify/model/settings.ts'
import { isOpenQuestion, sentLines } from '../classify/model/verdict.ts'
import type { ClockMode } from '../drive.ts'
import { isKernelLog } from '../io/classify/is-kernel-log.ts'
import { scanFile } from '../io/classify/read-files.ts'
import { leaveBehind } from '../io/classify/verdict-effects.ts'
import type { OpenVerdict } from '../io/model/ask-about-files.ts'
import type { ModelHelp } from '../io/model/help.ts'
import type { Place } from '../io/model/read-contexts.ts'
import type { Performer } from '../io/runner.ts'
import { isProblems, type Problem } from '../problem.ts'
import { type ClassifySettings, EXIT_OF_ACTION, judgeOf } from '../programs/classify.ts'
import { printable } from '../record/printable.ts'
import type { AnyRecord, VerdictRecord } from '../record/types.generated.ts'
import { EXIT } from './errors.ts'
import { explanationOf, explanations } from './explanations.ts'
import { clockMode, refuse } from './main.ts'
import { print } from './print.ts'

export const classifyFiles = async (
  settings: ClassifySettings,
  given: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> => {
  const help = await helpOf(settings, clockMode(options['clock'] as string | undefined) as ClockMode)
  if (isProblems(help)) {
    refuse('logmon-classify', help)
    return EXIT.usage
  }
  const classifier = buildClassifier(settings.matcher, judgeOf(settings))
  const { tell, later } = explanations(text => print('logmon-classify', text))
  /** Verdicts that a model is asked about when all is read. */
  const open: OpenVerdict[] = []
  let from: Place = { file: 0, line: 1 }
  const write = (record: AnyRecord): void => {
    if (!settings.explain) print('logmon-classify', `${JSON.stringify(record)}\n`)
  }
  const emit = (record: AnyRecord, at: Place): void => {
    if (record.kind !== 'verdict') {
      write(record)
      return
    }
    leaveBehind(record, settings, Date.now())
    if (help !== undefined && isOpenQuestion(record))
      open.push({ verdict: record, from, to: at, told: settings.explain ? later() : () => undefined })
    else if (settings.explain) tell(record)
    else write(record)
    from = at
  }
  const files = orderFiles(given, isKernelLog)
  const bar = await progressBar(files)
  try {
    for (const [index, file] of files.entries()) {
      const attempt = attemptOfPath(file)
      if (attempt !== undefined)
        for (const record of classifier.inAttempt(attempt, 0)) emit(record, { file: index, line: 1 })
      await scanFile(file, classifier, settings.matcher, {
        emit: (record, line) => emit(record, { file: index, line }),
        progress: bytes => bar.show(bytes),
      })
      bar.next()
    }
  } finally {
    bar.clear()
  }
  const verdict = classifier.verdict(Date.now(), 'final')
  emit(verdict, { file: files.length, line: 1 })
  if (open.length > 0)
    await (await import('../io/model/ask-about-files.ts')).askAboutFiles(
      files,
      open,
      settings.model as ModelSettings,
      help as ModelHelp,
      write,
    )
  return settings.exitCode ? EXIT_OF_ACTION[verdict.action] : EXIT.ok
}

/** Who is asked, where the settings ask for it; undefined for nobody. */
async function helpOf(
  { model }: ClassifySettings,
  mode: ClockMode,
): Promise<ModelHelp | undefined | readonly Problem[]> {
  // Loaded on demand: most never ask a model.
  return model === undefined ? undefined : (await import('../io/model/help.ts')).modelHelp(model, mode)
}

/** The same for a pipe: records pass, a person reads on standard error. */
export async function classifyPerformer(
  settings: ClassifySettings,
  mode: ClockMode,
): Promise<Performer | readonly Problem[]> {
  const help = await helpOf(settings, mode)
  if (isProblems(help)) return help
  const explain = (verdict: VerdictRecord): void => {
    if (settings.explain) process.stderr.write(`${explanationOf(verdict)}\n`)
  }
  const model =
    help === undefined ? undefined : (await import('../io/model/performer.ts')).modelPerformer(help, explain)
  let failed = false
  return {
    see(record, emit, made) {
      if (record.kind !== 'verdict') return
      // What a verdict leaves behind does not wait for a model, whose word changes nothing of it.
      const verdict = made && sentLines(record) !== undefined ? { ...record, state: 'final' as const } : record
      if (verdict === record && record.state === 'final') explain(record)
      try {
        leaveBehind(verdict, settings, Date.now())
      } catch (error) {
        failed = true
        process.stderr.write(`logmon-classify: ${printable((error as Error).message)}\n`)
      }
      model?.see(record, emit, made)
    },
    finish: async () => model?.finish(),
    stop: () => model?.stop?.(),
    unread: () => model?.unread?.(),
    failed: () => failed,
  }
}

interface ProgressBar {
  /** Bytes read of the file at hand. */
  show(bytes: number): void
  next(): void
  clear(): void
}

const BAR_WIDTH = 30
const SHOW_EVERY_BYTES = 8 * 1024 * 1024

/** A bar on standard error where it is a terminal, over all files; nothing elsewhere. */
async function progressBar(files: readonly string[]): Promise<ProgressBar> {
  if (!process.stderr.isTTY) return { show: () => undefined, next: () => undefined, clear: () => undefined }
  let total = 0
  for (const file of files) total += (await stat(file).catch(() => ({ size: 0 }))).size
  let before = 0
  let current = 0
  let shown = 0
  return {
    show(bytes) {
      current = bytes
      if (before + current - shown < SHOW_EVERY_BYTES) return
      shown = before + current
      const share = total === 0 ? 1 : Math.min(1, shown / total)
      process.stderr.write(
        `\r[${'#'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH)}] ${Math.round(share * 100)} %`,
      )
    },
    next() {
      before += current
      current = 0
    },
    clear: () => void (shown > 0 && process.stderr.write('\r\u001b[K')),
  }
}
