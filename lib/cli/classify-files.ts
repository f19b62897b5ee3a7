// logmon-classify FILE...: raw logs in, records or an explanation out.
import { stat } from 'node:fs/promises'
import { buildClassifier } from '../classify/classifier.ts'
import { explainVerdict } from '../classify/explain.ts'
import { scanFile } from '../io/classify-files.ts'
import type { Performer } from '../io/runner.ts'
import { leaveBehind } from '../io/verdict-effects.ts'
import { printable } from '../record/printable.ts'
import type { AnyRecord, VerdictRecord } from '../record/types.generated.ts'
import { type ClassifySettings, EXIT_OF_ACTION, judgeOf } from '../stages/classify.ts'

export const classifyFiles = async (settings: ClassifySettings, files: readonly string[]): Promise<number> => {
  const classifier = buildClassifier(settings.matcher, judgeOf(settings))
  let told = false
  const emit = (record: AnyRecord): void => {
    if (!settings.explain) process.stdout.write(`${JSON.stringify(record)}\n`)
    else if (record.kind === 'verdict') {
      process.stdout.write(`${told ? '\n' : ''}${explained(record)}\n`)
      told = true
    }
    if (record.kind === 'verdict') leaveBehind(record, settings, Date.now())
  }
  const bar = await progressBar(files)
  try {
    for (const file of files) {
      await scanFile(file, classifier, settings.matcher, { emit, progress: bytes => bar.show(bytes) })
      bar.next()
    }
  } finally {
    bar.clear()
  }
  const verdict = classifier.verdict(Date.now(), 'final')
  emit(verdict)
  return settings.exitCode ? EXIT_OF_ACTION[verdict.action] : 0
}

const explained = (verdict: VerdictRecord): string => explainVerdict(verdict).map(printable).join('\n')

/** The same for a pipe: records pass, a person reads on standard error. */
export function classifyPerformer(settings: ClassifySettings): Performer {
  let failed = false
  return {
    see(record) {
      if (record.kind !== 'verdict') return
      if (settings.explain && record.state === 'final') process.stderr.write(`${explained(record)}\n`)
      try {
        leaveBehind(record, settings, Date.now())
      } catch (error) {
        failed = true
        process.stderr.write(`logmon-classify: ${printable((error as Error).message)}\n`)
      }
    },
    finish: async () => undefined,
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
      process.stderr.write(`\r[${'#'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH)}] ${Math.round(share * 100)} %`)
    },
    next() {
      before += current
      current = 0
    },
    clear: () => void (shown > 0 && process.stderr.write('\r\u001b[K')),
  }
}
