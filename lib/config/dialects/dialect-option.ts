import type { OptionTable } from '../../options.ts'

/**
 * Of the stages that keep rules: whose configuration they are given. Never guessed, for the same words mean opposite
 * things.
 */
export const DIALECT_OPTION = {
  dialect: {
    type: 'choice',
    choices: ['native', 'log-agent', 'log-monitoring', 'flagscale'],
    default: 'native',
    describe:
      "whose configuration -c names: logmon's own, the HyperPod Log Agent's JSON, its successor's logMonitoringConfiguration, or the config.yaml of FlagScale's monitor; without -c, LOG_AGENT_CONFIG_PATH names a Log Agent's",
  },
} as const satisfies OptionTable
