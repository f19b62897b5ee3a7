// The checks that are made where nobody has said what to look for: without a job file, or with one that has no rules.
import type { OptionTable, OptionValue } from '../options.ts'
import { listOf } from '../options.ts'
import type { RuleConfig } from '../rules/rule-config.ts'
import type { JobConfig } from './job.ts'

export const CHECKS = ['loss', 'slow', 'hang', 'classify'] as const
export type Check = (typeof CHECKS)[number]

/** Of everything that makes one of the checks. */
export const WITHOUT_OPTION = {
  without: {
    type: 'strings',
    choices: CHECKS,
    placeholder: 'CHECK',
    describe:
      'leave out a check that is made unless the job file has rules: loss, slow, hang or classify (may be given again)',
  },
} as const satisfies OptionTable

/**
 * The built-in rules. FlagScale's two: a loss that is nan or inf is a fault, and a step that took more than 1.5 x the
 * mean of all before it is slow. One slow step is a checkpoint or an evaluation: two in a row are told, and none before
 * the mean is one of five.
 */
const RULE_OF: Readonly<Partial<Record<Check, RuleConfig>>> = {
  loss: { name: 'loss', metric: 'loss', fault_when: { non_finite: true } },
  slow: {
    name: 'step-time',
    metric: 'step_time_ms',
    slow_when: { above_mean: { factor: 1.5, min_history: 5 } },
    consecutive: 2,
  },
}

/** The rules that are judged by: those of the job file where it has any, even none (`rules: []`), else the built-in. */
export function rulesOf(config: JobConfig | undefined, without: OptionValue): readonly RuleConfig[] {
  if (config?.rules !== undefined) return config.rules
  return CHECKS.flatMap(check => (isWithout(check, config, without) ? [] : (RULE_OF[check] ?? [])))
}

/** True where the command line or the job file leaves a check out. */
export const isWithout = (check: string, config: JobConfig | undefined, without: OptionValue): boolean =>
  listOf(without).includes(check) || (config?.without ?? []).includes(check)

/** True where a check is made without being asked for. */
export const isMadeUnasked = (check: string, config: JobConfig | undefined, without: OptionValue): boolean =>
  config?.rules === undefined && !isWithout(check, config, without)
