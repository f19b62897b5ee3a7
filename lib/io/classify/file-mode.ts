// logmon-classify FILE...: what is printed of raw logs, as records or told to a person.
import type { IsCommon } from '../../classify/compare.ts'
import { fileGroups, jobOfHead } from '../../classify/file-groups.ts'
import type { ModelSettings } from '../../classify/model/settings.ts'
import { lineOfState } from '../../classify/outcome.ts'
import { type ClassifySettings, EXIT_OF_ACTION } from '../../classify/settings.ts'
import type { ClockMode } from '../../drive.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { escapedRecord, escapeHtml } from '../../record/escape-html.ts'
import { printable } from '../../record/printable.ts'
import type { AnyRecord, VerdictRecord } from '../../record/types.generated.ts'
import type { ModelHelp } from '../model/help.ts'
import { progressBar } from '../progress-bar.ts'
import { classifyFiles } from './classify-files.ts'
import { explanations } from './explanations.ts'
import { knownOfGoodRuns } from './good-runs.ts'
import { isKernelLog } from './is-kernel-log.ts'
import { headOf, logFiles } from './log-files.ts'
import { stateOfJob } from './sacct.ts'

interface Printer {
  readonly mode: ClockMode
  readonly print: (text: string) => Promise<boolean>
}

/** The action of several jobs that asks most of a person stands for all. */
const BY_URGENCY: readonly VerdictRecord['action'][] = ['stop', 'restart_isolate', 'restart', 'wait', 'unknown', 'done']

/**
 * Prints what the files say, job by job; resolves to the exit code, or to what is wrong with the settings. A directory
 * stands for the files in it, `-` for standard input.
 */
export async function printFiles(
  settings: ClassifySettings,
  given: readonly string[],
  { mode, print }: Printer,
): Promise<number | readonly Problem[]> {
  const help = await helpOf(settings.model, mode)
  if (isProblems(help)) return help
  const jobs = fileGroups(logFiles(given), { isKernelLog, jobOf: path => jobOfHead(headOf(path)) })
  const outcome = await outcomeOf(settings, jobs.length)
  if (isProblems<readonly string[]>(outcome)) return outcome
  const isCommon = await commonOf(settings)
  if (isProblems<IsCommon | undefined>(isCommon)) return isCommon
  let printed: Promise<unknown> = Promise.resolve()
  const write = (text: string): void => {
    printed = print(settings.escapesHtml && (settings.explain || settings.original) ? escapeHtml(text) : text)
  }
  const bar = progressBar()
  const place = settings.explain ? explanations(write) : undefined
  const actions: VerdictRecord['action'][] = []
  try {
    for (const files of jobs) {
      const reader = {
        record: printerOf(settings, write),
        ...(place === undefined ? {} : { place }),
        begins: bar.begin,
        progress: bar.show,
        ended: bar.next,
        isOneOfSeveral: jobs.length > 1,
      }
      actions.push((await classifyFiles(files, settings, reader, { help, outcome, isCommon })).action)
    }
    await printed
    const action = BY_URGENCY.find(urgent => actions.includes(urgent))
    return settings.exitCode && action !== undefined ? EXIT_OF_ACTION[action] : 0
  } finally {
    bar.clear()
  }
}

/** What becomes of a record: the words of the original where they are asked for, nothing where a person is told. */
function printerOf(
  { original, explain, escapesHtml }: ClassifySettings,
  write: (text: string) => void,
): (record: AnyRecord) => void {
  if (original !== undefined)
    return record => {
      if (record.kind === 'verdict') write(`${original(record).map(printable).join('\n')}\n`)
    }
  if (explain) return () => undefined
  return record => write(`${JSON.stringify(escapesHtml ? escapedRecord(record) : record)}\n`)
}

/**
 * The lines of how the job ended, with the scheduler's word where it is asked; problems where there are several jobs.
 */
async function outcomeOf(
  { outcome, sacctJob }: ClassifySettings,
  jobs: number,
): Promise<readonly string[] | readonly Problem[]> {
  if (outcome.length === 0 && sacctJob === undefined) return []
  if (jobs > 1)
    return [{ place: '--status, --job-state, --sacct', reason: `they are about one job: the files are of ${jobs}` }]
  if (sacctJob === undefined) return outcome
  try {
    const state = await stateOfJob(sacctJob)
    const line = state === undefined ? undefined : lineOfState(state)
    return line === undefined ? outcome : [line, ...outcome]
  } catch (error) {
    return [{ place: '--sacct', reason: `sacct did not answer: ${(error as Error).message.split('\n', 1)[0]}` }]
  }
}

/** What runs that went well said, or that a log of theirs cannot be read. */
const commonOf = (settings: ClassifySettings): Promise<IsCommon | undefined | readonly Problem[]> =>
  knownOfGoodRuns(settings).catch((error: Error) => [{ place: '--compare', reason: error.message }])

/** Who is asked, where the settings ask for it; undefined for nobody. */
export async function helpOf(
  model: ModelSettings | undefined,
  mode: ClockMode,
): Promise<ModelHelp | undefined | readonly Problem[]> {
  // Loaded on demand: most never ask a model.
  return model === undefined ? undefined : (await import('../model/help.ts')).modelHelp(model, mode)
}
