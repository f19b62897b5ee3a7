import { isMadeUnasked } from '../config/checks.ts'
import { defaultsOf, type OptionTable, type OptionValues } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import type { AnyStageProgram, ChainPlace } from '../program.ts'
import * as programs from '../programs/index.ts'
import type { Asked } from './command.ts'
import type { SettledStage } from './run-stages.ts'

type ChainStage = AnyStageProgram & { readonly chain: ChainPlace }

/** Every stage that `logmon run` can run, in the order of the pipe. */
export const CHAIN: readonly ChainStage[] = Object.values(programs)
  .filter((program): program is ChainStage & typeof program => program.role === 'stage' && 'chain' in program)
  .sort((one, other) => one.chain.place - other.chain.place)

/** The options of `logmon run` that ask for a stage. */
export function askingOptions(): OptionTable {
  return Object.fromEntries(
    CHAIN.flatMap(({ name, chain }) =>
      chain.when === 'asked' ? [[name, { type: 'flag', describe: chain.describe }] as const] : [],
    ),
  )
}

const nameInRun = ({ chain }: ChainStage, name: string): string => chain.renames?.[name] ?? name

/** The options of a stage by the names that they have in `logmon run`. */
export function optionsInRun(stage: ChainStage): OptionTable {
  return Object.fromEntries(
    Object.entries(stage.options as OptionTable)
      .filter(([name, { withFiles }]) => stage.chain.alone?.includes(name) !== true && withFiles !== true)
      .map(([name, spec]) => [nameInRun(stage, name), spec]),
  )
}

/** The stages that a job file and options ask for. */
export function stagesFor({ config, values }: Pick<Asked, 'config' | 'values'>): readonly ChainStage[] {
  return CHAIN.filter(stage => isAskedFor(stage, { config, values }) || isBuiltIn(stage, { config, values }))
}

/** True where the stage always runs, or where an option or a section of the job file names it. */
const isAskedFor = ({ name, chain }: ChainStage, { config, values }: Pick<Asked, 'config' | 'values'>): boolean =>
  chain.when === 'always' || values[name] === true || (config !== undefined && Object.hasOwn(config, name))

const isBuiltIn = ({ chain }: ChainStage, { config, values }: Pick<Asked, 'config' | 'values'>): boolean =>
  chain.when === 'asked' && chain.check !== undefined && isMadeUnasked(chain.check, config, values['without'])

/** Says which options are for stages that are not run: they would do nothing, and nobody would know. */
export function idleOptions(stages: readonly ChainStage[], values: OptionValues): readonly Problem[] {
  const used = new Set(stages.flatMap(stage => Object.keys(optionsInRun(stage))))
  return CHAIN.filter(stage => !stages.includes(stage) && stage.chain.when === 'asked').flatMap(stage => {
    const defaults = defaultsOf(optionsInRun(stage))
    return Object.keys(optionsInRun(stage))
      .filter(name => !used.has(name) && JSON.stringify(values[name]) !== JSON.stringify(defaults[name]))
      .map(name => ({
        place: `--${name}`,
        reason: `is for ${stage.name}, which is not run: add --${stage.name}, or a section ${stage.name} to the job file`,
      }))
  })
}

/** Settles every stage with the job file and its options of the command line. */
export function settleStages(
  stages: readonly ChainStage[],
  {
    values,
    ...setting
  }: Pick<Asked, 'values' | 'config' | 'environment'> &
    Partial<Pick<Asked, 'isWatching'>> & {
      readonly keepsState?: boolean
      readonly isResumed?: boolean
    },
): readonly SettledStage[] | readonly Problem[] {
  const settled: SettledStage[] = []
  const problems: Problem[] = []
  // A stage that is run unasked does not take the word of one that is asked.
  const last = stages.findLast(stage => EXIT_CODE in stage.options && isAskedFor(stage, { values, ...setting }))
  for (const stage of stages) {
    const options = { ...defaultsOf(stage.options), ...optionsOf(stage, values) }
    // Two exit codes cannot both be had: the last stage that has one has read what the others say.
    if (stage !== last && EXIT_CODE in options) Object.assign(options, { [EXIT_CODE]: false })
    const settings = stage.settle(options, setting)
    if (isProblems(settings)) problems.push(...settings)
    else settled.push({ stage, settings })
  }
  return problems.length > 0 ? problems : settled
}

const EXIT_CODE = 'exit-code'

/** What a stage sees of the options of `logmon run`. */
function optionsOf(stage: ChainStage, values: OptionValues): OptionValues {
  return Object.fromEntries(
    Object.keys(stage.options)
      .filter(name => stage.chain.alone?.includes(name) !== true)
      .map(name => [name, values[nameInRun(stage, name)]] as const)
      .filter(([, value]) => value !== undefined),
  )
}
