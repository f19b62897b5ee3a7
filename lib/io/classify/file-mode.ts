// logmon-classify FILE...: what is printed of raw logs, as records or told to a person.
import type { ModelSettings } from '../../classify/model/settings.ts'
import { type ClassifySettings, EXIT_OF_ACTION } from '../../classify/settings.ts'
import type { ClockMode } from '../../drive.ts'
import { isProblems, type Problem } from '../../problem.ts'
import type { ModelHelp } from '../model/help.ts'
import { progressBar } from '../progress-bar.ts'
import { classifyFiles } from './classify-files.ts'
import { explanations } from './explanations.ts'

interface Printer {
  readonly mode: ClockMode
  readonly print: (text: string) => Promise<boolean>
}

/** Prints what the files say; resolves to the exit code, or to what is wrong with the settings. */
export async function printFiles(
  settings: ClassifySettings,
  files: readonly string[],
  { mode, print }: Printer,
): Promise<number | readonly Problem[]> {
  const help = await helpOf(settings.model, mode)
  if (isProblems(help)) return help
  let printed: Promise<unknown> = Promise.resolve()
  const write = (text: string): void => {
    printed = print(text)
  }
  const bar = progressBar()
  try {
    const verdict = await classifyFiles(files, settings, help, {
      record: settings.explain ? () => undefined : record => write(`${JSON.stringify(record)}\n`),
      ...(settings.explain ? { place: explanations(write) } : {}),
      begins: bar.begin,
      progress: bar.show,
      ended: bar.next,
    })
    await printed
    return settings.exitCode ? EXIT_OF_ACTION[verdict.action] : 0
  } finally {
    bar.clear()
  }
}

/** Who is asked, where the settings ask for it; undefined for nobody. */
export async function helpOf(
  model: ModelSettings | undefined,
  mode: ClockMode,
): Promise<ModelHelp | undefined | readonly Problem[]> {
  // Loaded on demand: most never ask a model.
  return model === undefined ? undefined : (await import('../model/help.ts')).modelHelp(model, mode)
}
