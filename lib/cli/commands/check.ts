// `logmon check`: everything that is checked before input is read, and nothing else.
import { DIALECT_OPTION } from '../../config/dialects/dialect-option.ts'
import type { JobConfig } from '../../config/job.ts'
import { knownMetrics } from '../../formats/known-metrics.ts'
import { version } from '../../io/version.ts'
import { fileOf } from '../../options.ts'
import { isProblems } from '../../problem.ts'
import { nearestName } from '../../record/nearest.ts'
import { settleStages, stagesFor } from '../chain.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { jobOf } from '../job-file.ts'
import { CONFIG_OPTION } from '../stage-command.ts'

export const check: FrontCommand = {
  name: 'check',
  summary: 'say whether a job file is right, before anything runs',
  line: {
    program: 'logmon check',
    summary: 'Say whether a job file is right. Exit status 0 if it is, 2 if not.',
    options: { ...CONFIG_OPTION, ...DIALECT_OPTION },
    positionals: '[FILE]',
    argumentIs: 'config',
    readsNothing: true,
    examples: [
      { command: 'logmon check job.yaml', describe: 'the same as with -c' },
      { command: 'logmon check -c job.yaml', describe: 'every problem on a line: file, place, reason, nearest name' },
    ],
    version,
  },
  jobOf: async (values, environment) =>
    fileOf(values, 'config') === undefined && (environment['LOG_AGENT_CONFIG_PATH'] ?? '') === ''
      ? [{ place: '--config', reason: 'name the job file to check: -c job.yaml' }]
      : jobOf(values, environment),
  async act({ values, config, environment }, { print, say }) {
    const settled = settleStages(stagesFor({ config, values: {} }), { config, values: {}, environment })
    if (isProblems(settled)) return settled
    const rules = config?.rules?.length ?? 0
    const channels = config?.alert?.channels?.length ?? 0
    const path = fileOf(values, 'config')?.path ?? environment['LOG_AGENT_CONFIG_PATH']
    for (const warning of metricWarnings(config)) say(`${path}: ${warning}`)
    await print(
      `${path}: ok: ${config?.rules === undefined ? 'the built-in checks' : count(rules, 'rule')}, ${count(channels, 'alert channel')}\n`,
    )
    return EXIT.ok
  },
}

/** Metrics that rules name and no format gives: the generic reading of lines may give any, so that this is no error. */
function metricWarnings(config: JobConfig | undefined): readonly string[] {
  const known = knownMetrics(config?.parse?.ownFormats ?? [])
  return (config?.rules ?? []).flatMap(({ metric }, index) => {
    if (metric === undefined || known.has(metric)) return []
    const near = nearestName(metric, known)
    return `rules[${index}].metric: no format gives ${metric}${near === undefined ? '' : `; did you mean ${near}?`} (a line may name it all the same)`
  })
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
