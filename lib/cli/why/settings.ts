// The options of `logmon why` -> how logs are judged: as logmon-classify would with the same options.
import type { JobConfig } from '../../config/job.ts'
import type { JudgeSettings } from '../../io/why/judge-job.ts'
import { defaultsOf, type OptionsOf, type OptionTable, type OptionValues } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { classify } from '../../programs/classify.ts'
import { parse } from '../../programs/parse.ts'
import { CONFIG_OPTION } from '../stage-command.ts'

const { profile, action, signatures } = classify.options

/** Those of its options that change what logs are taken for. */
export const JUDGE_OPTIONS = {
  ...CONFIG_OPTION,
  profile,
  action,
  signatures,
  tz: parse.options.tz,
} as const satisfies OptionTable

/** How the processes that judge are told to do it: plain values, for they cross from one process to another. */
export interface JudgeOrder {
  readonly values: OptionValues
  readonly wantsRecords: boolean
  readonly near: number
  readonly isOneOfSeveral: boolean
}

/**
 * Returns what to judge with, or what is wrong with the options. No variable of this shell counts but those that are
 * given: its Slurm job is not theirs.
 */
export function judgeSettings(
  order: JudgeOrder,
  config: JobConfig | undefined,
  environment: Readonly<Record<string, string | undefined>> = {},
): JudgeSettings | readonly Problem[] {
  const { values, ...how } = order
  const own = Object.keys(classify.options).filter(name => values[name] !== undefined)
  const options = { ...defaultsOf(classify.options), ...Object.fromEntries(own.map(name => [name, values[name]])) }
  const settled = classify.settle({ ...options, llm: undefined } as OptionsOf<typeof classify.options>, {
    config: withoutModel(config),
    environment,
  })
  if (isProblems(settled)) return settled
  const zone = values['tz'] === undefined ? {} : { tz: values['tz'] }
  const parsed = parse.settle({ ...defaultsOf(parse.options), ...zone } as OptionsOf<typeof parse.options>, {
    config,
    environment: {},
  })
  return isProblems(parsed) ? parsed : { ...how, classify: settled, zone: parsed.zone }
}

/** No log leaves the machine, and nobody waits for a model, because somebody looks at old logs. */
function withoutModel(config: JobConfig | undefined): JobConfig | undefined {
  if (config?.classify?.llm === undefined) return config
  const { llm: _, ...rest } = config.classify
  return { ...config, classify: rest }
}
