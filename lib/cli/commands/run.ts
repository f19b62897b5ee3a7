// `logmon run`: the same stages as the pipe, in one process, with no JSON between them.
import { WITHOUT_OPTION } from '../../config/checks.ts'
import { DIALECT_OPTION } from '../../config/dialects/dialect-option.ts'
import { type Input, isPiped } from '../../io/input.ts'
import type { StagesBefore } from '../../io/stage-state.ts'
import { version } from '../../io/version.ts'
import { listOf, type OptionTable, type OptionValues, textOf } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import type { AnySourceProgram, AnyToolProgram, Front } from '../../program.ts'
import * as programs from '../../programs/index.ts'
import type { CommandLine } from '../args.ts'
import { askingOptions, CHAIN, idleOptions, optionsInRun, settleStages, stagesFor } from '../chain.ts'
import type { Asked, FrontCommand } from '../command.ts'
import { jobOf } from '../job-file.ts'
import { METRICS_OPTIONS } from '../metrics-options.ts'
import { withOutbox } from '../outbox.ts'
import { OUTPUT_OPTION, recordOutput } from '../record-output.ts'
import { runStages } from '../run-stages.ts'
import { COMMON_OPTIONS, CONFIG_OPTION, RECORDS_OPTION, STATE_OPTION } from '../stage-command.ts'
import { STATUS_OPTION, withStatusFile } from '../status-file.ts'

// biome-ignore lint/suspicious/noExplicitAny: the settings are private to each program
type FrontProgram = (AnySourceProgram | AnyToolProgram) & { readonly front: Front<any> }

/** What can stand before the stages in place of standard input. */
const FRONTS: readonly FrontProgram[] = Object.values(programs).filter(
  (program): program is FrontProgram & typeof program => program.role !== 'stage' && program.front !== undefined,
)

const EXAMPLES = [
  { command: 'tail -F train.log | logmon run -c job.yaml', describe: 'watch a log' },
  { command: "logmon run -c job.yaml 'logs/**/*.log'", describe: 'follow the files of a job' },
  {
    command: 'logmon run -c job.yaml --clock record < old.log',
    describe: 'replay a log: what would have been said, and when',
  },
]

/** Said on the screen until the first line comes. */
const WAITING_FOR =
  'Waiting for the first line of the log. Nothing comes? Name a log (logmon run train.log), or pipe one in (tail -F train.log | logmon run).'

/** What stands first in the help: the job file, what is run and read, and whose time counts. */
const FIRST_OPTIONS: OptionTable = {
  ...CONFIG_OPTION,
  ...askingOptions(),
  ...WITHOUT_OPTION,
  ...Object.assign({}, ...FRONTS.map(({ front }) => front.options)),
  ...DIALECT_OPTION,
  ...COMMON_OPTIONS,
  ...STATE_OPTION,
  ...OUTPUT_OPTION,
  ...STATUS_OPTION,
  ...RECORDS_OPTION,
  ...METRICS_OPTIONS,
}

export const run: FrontCommand = {
  name: 'run',
  summary: 'run all stages of a job file in one process',
  line: {
    program: 'logmon run',
    summary:
      'Run all stages in one process: parse, rules, hang, classify, alert.\nReads standard input, or follows the files that are named.',
    ...optionsAndGroups(),
    positionals: '[PATH|GLOB|DIR ...]',
    examples: EXAMPLES,
    epilogue:
      'Without a job file, or with one that has no rules, it tells a loss that is not finite, steps slower than 1.5 x the ' +
      'mean of those before, steps that do not come, and what made the job fail or end (--without leaves out one).\n' +
      'A stage that is not always run is run where the job file has a section of its name, too.\n' +
      'With --exit-code the exit status is the word of the last stage that has one.',
    version,
  },
  jobOf,
  async act(given, { say }) {
    const asked = keepingOutbox(withZone(withSources(given)))
    if (isProblems(asked)) return asked
    const wanted = stagesFor(asked)
    const idle = idleOptions(wanted, asked.values)
    if (idle.length > 0) return idle
    const front = frontOf(asked)
    if (isProblems(front)) return front
    const stateFile = textOf(asked.values, 'state')
    const isWatching = asked.isWatching && front?.readsOther !== true
    const stages = settleStages(wanted, { ...asked, isWatching, keepsState: stateFile !== undefined })
    if (isProblems(stages)) return stages
    if (front?.readsOther === true && asked.values['records'] === true)
      return [{ place: '--records', reason: 'is for standard input: files and hosts are read as logs' }]
    const shown = await recordOutput(asked, {
      elsewhere: 'ndjson',
      waitingFor: WAITING_FOR,
      readsInput: front?.readsOther !== true,
      closes: false,
    })
    return runStages(stages, asked, {
      ...(front === undefined ? {} : { inputOf: before => front.open(say, before) }),
      shown: withStatusFile(shown, asked, say),
      stateFile,
      program: 'run',
    })
  },
}

/** Where nothing is named, the logs of the job file's sources are followed; `-` asks for standard input. */
function withSources(asked: Asked): Asked {
  const { config, positionals, values } = asked
  const isInput = positionals.length === 1 && positionals[0] === '-'
  if (config?.sources === undefined || (positionals.length > 0 && !isInput)) return asked
  if (isInput) return { ...asked, positionals: [], isWatching: asked.mode === 'wall' && isPiped() }
  if (listOf(values['log-dir']).length > 0 || values['tee'] !== undefined) return asked
  const exclude = [...listOf(values['exclude']), ...config.sources.flatMap(source => source.exclude ?? [])]
  const { state, from } = config.follow ?? {}
  return {
    ...asked,
    positionals: [...new Set(config.sources.flatMap(({ paths }) => paths))],
    values: { ...values, exclude, state: values['state'] ?? state, from: values['from'] ?? from },
  }
}

/** The zone of the log is told to all stages, whoever says it. */
function withZone(asked: Asked): Asked {
  const tz = textOf(asked.values, 'tz')
  const { config } = asked
  if (tz === undefined || config === undefined) return asked
  return { ...asked, config: { ...config, parse: { ...config.parse, tz } } }
}

/** What nobody is told yet is kept where all else is, beside it: a restart that keeps the one keeps the other. */
function keepingOutbox(asked: Asked): Asked | readonly Problem[] {
  const { values, mode } = asked
  const state = textOf(values, 'state')
  if (state === undefined || (mode === 'record' && values['send'] !== true)) return asked
  return withOutbox(asked, `${state}.alerts`)
}

/** The options of the line, and who they are of: each program's but those that an earlier one has already. */
function optionsAndGroups(): Pick<CommandLine, 'options' | 'groups'> {
  const options: Record<string, OptionTable[string]> = { ...FIRST_OPTIONS }
  const groups: { readonly title: string; names: readonly string[] }[] = []
  const add = (program: string, table: OptionTable): void => {
    const fresh = Object.entries(table).filter(([name]) => !Object.hasOwn(options, name))
    Object.assign(options, Object.fromEntries(fresh))
    groups.push({ title: `As of logmon-${program}:`, names: fresh.map(([name]) => name) })
  }
  for (const stage of CHAIN) add(stage.name, optionsInRun(stage))
  for (const { name, front } of FRONTS) if (front.ownOptions !== undefined) add(name, front.ownOptions)
  return { options, groups }
}

const frontsAsked = (values: OptionValues, paths: readonly string[]) =>
  FRONTS.flatMap(program => {
    const asked = program.front.asked(values, paths)
    return asked === undefined ? [] : [{ program, asked }]
  })

interface OpenFront {
  open(say: (text: string) => void, before: StagesBefore | undefined): Input
  /** True where it reads something else than standard input. */
  readonly readsOther: boolean
}

/** What is read in place of standard input, where the command line asks for it. */
function frontOf({ values, positionals, environment, config }: Asked): OpenFront | undefined | readonly Problem[] {
  let wanted = frontsAsked(values, positionals)
  if (wanted.length === 0 && config?.dialectSource !== undefined) {
    const { paths, sshOptions } = config.dialectSource
    const sshOption = [...listOf(values['ssh-option']), ...sshOptions]
    // Its rules look back on all that is there; a position that was kept says more.
    const from = values['from'] ?? (values['state'] === undefined ? 'start' : undefined)
    wanted = frontsAsked({ ...values, 'ssh-option': sshOption, from }, paths)
  }
  const conflict = wanted.findLast(({ program }) => program.front.conflict !== undefined)?.program.front.conflict
  if (wanted.length > 1 && conflict !== undefined) return [conflict]
  const [only] = wanted
  if (only === undefined) return undefined
  const { program, asked } = only
  const settings = program.settle(asked.options, asked.words, environment)
  if (isProblems(settings))
    return settings.map(problem =>
      asked.place !== undefined && problem.place.startsWith('--') ? { ...problem, place: asked.place } : problem,
    )
  return {
    open: (say, before) => program.front.open(settings, say, before),
    readsOther: program.front.readsStandardInput !== true,
  }
}
