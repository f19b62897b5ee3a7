// A chain of stages as a process: lines of an input in, records on standard output, what the records ask for done.
import { BOUNDS } from '../bounds.ts'
import type { JobConfig } from '../config/job.ts'
import { type ClockMode, chain, type Driver, drive } from '../drive.ts'
import { wallClock } from '../io/clock.ts'
import type { Effect } from '../io/effect.ts'
import { type Input, standardInput } from '../io/input.ts'
import type { Metrics } from '../io/measure/metrics.ts'
import { type RunOptions, run } from '../io/runner.ts'
import { keptStages, readStages, type StagesBefore, stagesOnly } from '../io/stage-state.ts'
import type { StateStore } from '../io/state-store.ts'
import { watchSuspension } from '../io/watch-suspension.ts'
import { textOf } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import type { AnyStageProgram, Ending } from '../program.ts'
import { restsIn, suspensionRecord } from '../record/suspension.ts'
import { formatTime } from '../record/time.ts'
import type { NoticeRecord } from '../record/types.generated.ts'
import { type Asked, jobNameOf, ofJobFile } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { metricsOf } from './metrics-options.ts'
import { AS_JSON, type RecordOutput } from './record-output.ts'
import { handleSignals } from './signals.ts'

/** A stage with what its options and the job file make of it. */
export interface SettledStage {
  readonly stage: AnyStageProgram
  readonly settings: unknown
}

/** Longest line that is read whole, in bytes. The parser cuts at its own, lower option. */
const MAX_LINE_BYTES = BOUNDS['input.line'].most

/** How stages are run, besides what their options say. */
interface RunSetting {
  /** Opens the input when all else is ready; standard input where absent. */
  readonly inputOf?: (before: StagesBefore | undefined) => Input | readonly Problem[]
  /** How records are shown. */
  readonly shown?: RecordOutput
  /** The file in which the stages keep what they know; undefined for none. */
  readonly stateFile?: string | undefined
  /** What is run, as metrics name it; the first stage where absent. */
  readonly program?: string
}

/** Runs until the input ends. */
export async function runStages(
  stages: readonly SettledStage[],
  asked: Asked,
  setting: RunSetting = {},
): Promise<Ending | readonly Problem[]> {
  const usualFile =
    asked.config && stages.map(({ stage }) => stage.metricsFile?.(asked.config as JobConfig)).find(Boolean)
  const metrics = await metricsOf(setting.program ?? stages[0]?.stage.name ?? '', asked, usualFile)
  if (isProblems(metrics)) return metrics
  try {
    return await runMeasured(stages, asked, setting, metrics)
  } finally {
    await metrics?.close()
  }
}

async function runMeasured(
  stages: readonly SettledStage[],
  asked: Asked,
  { inputOf = standardInput, shown = AS_JSON, stateFile }: RunSetting,
  metrics: Metrics | undefined,
): Promise<Ending | readonly Problem[]> {
  const suspendFile = textOf(asked.values, 'suspend-file')
  if (suspendFile !== undefined && asked.mode === 'record')
    return [{ place: '--suspend-file', reason: 'is for a job that runs: a replay takes the notices of its records' }]
  const before = stateFile === undefined ? undefined : readStages(stateFile, asked.mode)
  const { drivers, notices } = startStages(stages, asked.mode, before)
  const driver = chain(drivers)
  const made = await effectsOf(stages, asked)
  if ('problems' in made) return made.problems
  const input = inputOf(before)
  if (isProblems(input)) return input
  const kept = keeperOf(input, stateFile, before)
  if (isProblems(kept)) return kept
  let isAsked = false
  const end = (): void => {
    isAsked = true
    input.end()
    for (const effect of effects) effect.ending?.()
  }
  const effects = [
    ...made.effects,
    ...((await shown.open?.(end)) ?? []),
    ...(await measured(metrics, stages, asked, { driver, effects: made.effects })),
  ]
  const signals = handleSignals({
    onInterrupt: input.onInterrupt,
    end,
    stop() {
      input.stream.destroy()
      process.stdout.destroy()
    },
  })
  const reads = stages[0]?.stage.reads
  const options: RunOptions = {
    driver,
    mode: asked.mode,
    clock: wallClock,
    readsLines: reads !== 'records',
    trust: reads !== 'logs' || asked.values['records'] === true ? 'all' : input.trust,
    name: stages[0]?.stage.name ?? '',
    isAsked: () => isAsked,
    only: asked.values['only'] === true,
    ...(shown.textOf === undefined ? {} : { textOf: shown.textOf }),
    maxLineBytes: MAX_LINE_BYTES,
    ...(kept === undefined ? {} : { keep: (known: string) => kept.keep(keptStages(known, asked.mode)) }),
    opening: notices,
    besides: suspendedBy(suspendFile, stages, before, asked.mode),
    effects,
    ...(metrics === undefined ? {} : { counts: metrics.counts }),
  }
  if (input.measures !== undefined) metrics?.add(input.measures)
  metrics?.ready()
  try {
    await run(options, { ...input, input: input.stream, output: process.stdout })
    await kept?.close()
  } catch (error) {
    if (!signals.isStopped()) throw error
  }
  if (signals.isInterrupted()) return EXIT.interrupted
  const hasFailed = input.failed?.() === true || effects.some(effect => effect.failed())
  return hasFailed ? EXIT.failed : driver.exitCode()
}

/** Tells the stages when they are to rest: those that judge a job while it runs. In a replay the records say it. */
function suspendedBy(
  file: string | undefined,
  stages: readonly SettledStage[],
  before: StagesBefore | undefined,
  mode: ClockMode,
): RunOptions['besides'] {
  if (mode === 'record' || !stages.some(({ stage }) => 'suspend-file' in stage.options)) return undefined
  const wasSuspended = before?.stages.some(({ machine }) => restsIn(machine)) === true
  const name = stages[0]?.stage.name ?? ''
  return take =>
    watchSuspension({
      ...{ file, wasSuspended },
      tell: (isSuspended, by) => take(suspensionRecord(isSuspended, by, name, wallClock.now())),
    })
}

/** Starts each stage, where it can from what it knew; says which begin anew although something was kept. */
function startStages(
  stages: readonly SettledStage[],
  mode: ClockMode,
  before: StagesBefore | undefined,
): { readonly drivers: readonly Driver[]; readonly notices: readonly NoticeRecord[] } {
  const notices: NoticeRecord[] = []
  const tell = (message: string, stage: string): void => {
    notices.push({ kind: 'notice', ...timeNow(mode), code: 'state_unusable', message, stage })
  }
  if (before?.reason !== undefined)
    tell(`what was kept in the state file is not used: ${before.reason}; all begins anew`, stages[0]?.stage.name ?? '')
  const drivers = stages.map(({ stage, settings }) => {
    const { name, passes } = stage
    const saved = before?.stages.find(one => one.name === name)
    try {
      return drive(stage.start(settings), mode, passes, name, saved)
    } catch (error) {
      if (saved === undefined) throw error
      tell(`${name} does not go on from what it knew, and begins anew: ${(error as Error).message}`, name)
      return drive(stage.start(settings), mode, passes, name)
    }
  })
  return { drivers, notices }
}

/** What tells the metrics of the records that leave: nothing where nobody asks for them. */
async function measured(
  metrics: Metrics | undefined,
  stages: readonly SettledStage[],
  asked: Asked,
  { driver, effects }: { readonly driver: Driver; readonly effects: readonly Effect[] },
): Promise<readonly Effect[]> {
  if (metrics === undefined) return []
  const { tallyEffect } = await import('../io/measure/tally-effect.ts')
  const tellsStates = stages.some(({ stage }) => stage.writes.includes('status'))
  const { effect, measures } = tallyEffect({ job: jobNameOf(asked) ?? '', tellsStates, isLive: asked.mode === 'wall' })
  metrics.add(measures)
  for (const each of effects) if (each.measures !== undefined) metrics.add(() => each.measures?.() ?? [])
  metrics.add(() => [{ name: 'failed_lines_total', value: driver.failed() }])
  return [effect]
}

function timeNow(mode: ClockMode): { readonly time?: string } {
  const time = mode === 'wall' ? formatTime(wallClock.now()) : undefined
  return time === undefined ? {} : { time }
}

/** What keeps the state: whoever keeps the positions of the input, else a file of its own. */
function keeperOf(
  { keep }: Input,
  path: string | undefined,
  before: StagesBefore | undefined,
): Pick<StateStore, 'keep' | 'close'> | undefined | readonly Problem[] {
  if (path === undefined || before === undefined) return undefined
  return keep === undefined ? stagesOnly(path, before) : { keep, close: async () => {} }
}

/** The effects of all stages in their order, or what keeps one of them from its work. */
async function effectsOf(
  stages: readonly SettledStage[],
  asked: Asked,
): Promise<{ readonly effects: readonly Effect[] } | { readonly problems: readonly Problem[] }> {
  const effects: Effect[] = []
  for (const { stage, settings } of stages) {
    const effect = await stage.effect?.(settings, asked.mode)
    // What an effect needs stands in the job file.
    if (isProblems(effect)) return { problems: ofJobFile(effect, asked) }
    if (effect !== undefined) effects.push(effect)
  }
  return { effects }
}
