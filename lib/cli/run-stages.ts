// A chain of stages as a process: lines of an input in, records on standard output, what the records ask for done.
import { BOUNDS } from '../bounds.ts'
import { chain, drive } from '../drive.ts'
import { wallClock } from '../io/clock.ts'
import type { Effect } from '../io/effect.ts'
import { type Input, standardInput } from '../io/input.ts'
import { type RunOptions, run } from '../io/runner.ts'
import { isProblems, type Problem } from '../problem.ts'
import type { AnyStageProgram, Ending } from '../program.ts'
import { type Asked, ofJobFile } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { AS_JSON, type RecordOutput } from './record-output.ts'
import { handleSignals } from './signals.ts'

/** A stage with what its options and the job file make of it. */
export interface SettledStage {
  readonly stage: AnyStageProgram
  readonly settings: unknown
}

/** Longest line that is read whole, in bytes. The parser cuts at its own, lower option. */
const MAX_LINE_BYTES = BOUNDS['input.line'].most

/** Runs until the input ends; `inputOf` opens it when all else is ready, and `shown` says how records are shown. */
export async function runStages(
  stages: readonly SettledStage[],
  asked: Asked,
  inputOf: () => Input | readonly Problem[] = standardInput,
  shown: RecordOutput = AS_JSON,
): Promise<Ending | readonly Problem[]> {
  const driver = chain(
    stages.map(({ stage, settings }) => drive(stage.start(settings), asked.mode, stage.passes, stage.name)),
  )
  const made = await effectsOf(stages, asked)
  if ('problems' in made) return made.problems
  const input = inputOf()
  if (isProblems(input)) return input
  let isAsked = false
  const end = (): void => {
    isAsked = true
    input.end()
    for (const effect of effects) effect.ending?.()
  }
  const effects = [...made.effects, ...((await shown.open?.(end)) ?? [])]
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
    effects,
  }
  try {
    await run(options, { ...input, input: input.stream, output: process.stdout })
  } catch (error) {
    if (!signals.isStopped()) throw error
  }
  if (signals.isInterrupted()) return EXIT.interrupted
  const hasFailed = input.failed?.() === true || effects.some(effect => effect.failed())
  return hasFailed ? EXIT.failed : driver.exitCode()
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
