// A stage as a program of its own.
import { version } from '../io/version.ts'
import { type OptionTable, type OptionValues, textOf } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import type { AnyStageProgram } from '../program.ts'
import type { CommandLine } from './args.ts'
import type { Command } from './command.ts'
import { jobOf } from './job-file.ts'
import { METRICS_OPTIONS, wantsMetrics } from './metrics-options.ts'
import { runStages } from './run-stages.ts'

/** The title of what all programs of a chain have. */
const COMMON = 'Job, records and time:'

/** Options of whatever runs stages. */
export const COMMON_OPTIONS = {
  clock: {
    group: COMMON,
    type: 'choice',
    choices: ['wall', 'record'],
    describe: "whose time counts: the wall clock, or the records' own for a replay (also: LOGMON_CLOCK)",
  },
  only: { type: 'flag', group: COMMON, describe: 'write only what this program adds, not what it reads' },
} as const satisfies OptionTable

/** -c, for whatever is configured by the job file. */
export const CONFIG_OPTION = {
  config: { type: 'file', alias: 'c', placeholder: 'FILE', describe: 'the job file (YAML or JSON)' },
} as const satisfies OptionTable

/** For what remembers something from one record to the next. */
export const STATE_OPTION = {
  state: {
    type: 'string',
    placeholder: 'FILE',
    group: COMMON,
    describe:
      'keep in FILE what is known of the job, and of files how far they were read, and go on there the next time',
  },
} as const satisfies OptionTable

/** For what reads raw lines. A line of a log that looks like a record of ours is text, unless the stream says so. */
export const RECORDS_OPTION = {
  records: {
    type: 'flag',
    group: COMMON,
    describe: 'standard input holds records of logmon that were kept: believe them (records of a source are, without)',
  },
} as const satisfies OptionTable

export function stageLine(stage: AnyStageProgram): CommandLine {
  return {
    program: `logmon-${stage.name}`,
    summary: stage.summary,
    options: {
      ...stage.options,
      ...(stage.reads === 'logs' ? RECORDS_OPTION : {}),
      ...(stage.keepsState === true ? STATE_OPTION : {}),
      ...(stage.configured ? CONFIG_OPTION : {}),
      ...COMMON_OPTIONS,
      ...METRICS_OPTIONS,
    },
    ...(stage.positionals === undefined ? {} : { positionals: stage.positionals }),
    ...(stage.epilogue === undefined ? {} : { epilogue: stage.epilogue }),
    examples: stage.examples.map(example => ({
      command: `logmon-${stage.name}${example.args === '' ? '' : ` ${example.args}`}`,
      describe: example.describe,
    })),
    version,
  }
}

/** Says which options would do nothing without files. */
function forFilesAlone(options: OptionTable, values: OptionValues): readonly Problem[] {
  return Object.entries(options).flatMap(([name, { withFiles }]) =>
    withFiles !== true || isUnset(values[name])
      ? []
      : [{ place: `--${name}`, reason: 'is for logs that are named: nothing of it is done on standard input' }],
  )
}

const isUnset = (value: OptionValues[string]): boolean =>
  value === undefined || value === false || (Array.isArray(value) && value.length === 0)

export function stageCommand(stage: AnyStageProgram): Command {
  return {
    line: stageLine(stage),
    ...(stage.configured ? { jobOf } : {}),
    async act(given, { print }) {
      const asked = { ...given, values: stage.withOldNames?.(given.values) ?? given.values }
      const stateFile = stage.keepsState === true ? textOf(asked.values, 'state') : undefined
      const settings = stage.settle(asked.values, { ...asked, keepsState: stateFile !== undefined })
      if (isProblems(settings)) return settings
      const unfit = asked.positionals.length === 0 ? forFilesAlone(stage.options, asked.values) : []
      if (unfit.length > 0) return unfit
      if (stage.files === undefined || asked.positionals.length === 0)
        return runStages([{ stage, settings }], asked, { stateFile })
      if (stateFile !== undefined)
        return [{ place: '--state', reason: 'is for standard input: what is named is judged at once' }]
      return wantsMetrics(asked.values)
        ? [
            {
              place: '--metrics-file, --metrics-listen',
              reason: 'are for standard input: what is named is done at once',
            },
          ]
        : stage.files(settings, asked.positionals, { mode: asked.mode, print })
    },
  }
}
