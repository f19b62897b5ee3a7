// The stages of a job file as one chain: what `run` runs, `check` settles and `explain` looks into.
import type { JobConfig } from '../config/job.ts'
import type { OptionTable } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import { alert, classify, hang, parse, rules } from '../programs/index.ts'
import { parseDuration } from '../record/time.ts'
import type { AnyStage } from '../stage.ts'

/** The chain of the pipe: `logmon-parse | logmon-rules | logmon-hang | logmon-alert`. */
export const CHAIN: readonly AnyStage[] = [parse, rules, hang, alert]

/** The same with `logmon-classify` before the alert, so that its verdicts are told too. */
export const CHAIN_WITH_VERDICTS: readonly AnyStage[] = [parse, rules, hang, classify, alert]

export interface SettledStage {
  readonly stage: AnyStage
  readonly settings: unknown
}

/**
 * Settles every stage of a chain with the job file; `options` are those of the command line, of which each stage takes
 * its own.
 */
export function settleChain(
  stages: readonly AnyStage[],
  config: JobConfig | undefined,
  options: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
): readonly SettledStage[] | readonly Problem[] {
  const settled: SettledStage[] = []
  const problems: Problem[] = []
  for (const stage of stages) {
    // Without a job file there are no rules to judge by; all other stages have defaults.
    if (stage === rules && config === undefined) continue
    const settings = stage.settle({ ...defaultsOf(stage.options), ...ownOf(stage.options, options) } as never, {
      config,
      environment,
    })
    if (isProblems(settings)) problems.push(...settings)
    else settled.push({ stage, settings })
  }
  return problems.length > 0 ? problems : settled
}

/** What a stage sees where no option was given. */
export function defaultsOf(table: OptionTable): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, spec]): [string, unknown][] => {
      if (spec.type === 'flag') return [[name, false]]
      if (spec.type === 'strings') return [[name, []]]
      if (!('default' in spec) || spec.default === undefined) return []
      return [[name, spec.type === 'duration' ? parseDuration(spec.default as string) : spec.default]]
    }),
  )
}

function ownOf(table: OptionTable, options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => value !== undefined && Object.hasOwn(table, name)),
  )
}
