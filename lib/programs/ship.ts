import { resend } from '../io/ship/resend.ts'
import { openShipper } from '../io/ship/ship-effect.ts'
import { stageProgram } from '../program.ts'
import { explainShipping } from '../ship/explain.ts'
import { SHIP_OPTIONS } from '../ship/options.ts'
import { shipSettings } from '../ship/settings.ts'
import { NONE } from '../stage.ts'

/** Named alike in all programs. */
const NOT_RENAMED = new Set(['loki', 'tenant', 'job', 'spool', 'dry-run', 'otlp'])

export const ship = stageProgram({
  name: 'ship',
  summary: 'Ship lines to Loki in order, each at least once; tell what is refused.',
  reads: 'records',
  writes: ['notice'],
  passes: true,
  configured: true,
  chain: {
    place: 70,
    when: 'asked',
    describe: 'ship all lines and what is said about them to Loki (logmon-ship)',
    renames: Object.fromEntries(
      Object.keys(SHIP_OPTIONS)
        .filter(name => !NOT_RENAMED.has(name))
        .map(name => [name, `ship-${name}`]),
    ),
  },
  effect: settings => openShipper(settings),
  explain: explainShipping,
  metricsFile: ({ ship }) => ship?.metrics_file,
  files: resend,
  positionals: '[resend FILE]',
  epilogue:
    '"logmon-ship --loki URL resend FILE" sends lines again that were refused.\n' +
    'Exit codes: 0 all was sent, 1 something was refused, given up or left,\n2 usage or configuration, 130 interrupted.',
  options: SHIP_OPTIONS,
  examples: [
    {
      describe: 'follow the logs of a job; what is lost by a kill or an outage is sent at the next start',
      args: '--loki http://localhost:3100 --spool /var/lib/logmon/spool --only',
    },
  ],
  settle: (options, { config }) => shipSettings(options, config?.ship),
  start: () => ({ onRecord: () => NONE }),
})
