// `logmon explain`: what each stage makes of a line, for a person.
import { DIALECT_OPTION } from '../../config/dialects/dialect-option.ts'
import { textLines } from '../../io/text-lines.ts'
import { version } from '../../io/version.ts'
import { isProblems } from '../../problem.ts'
import { settleStages, stagesFor } from '../chain.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { explainer } from '../explain/explainer.ts'
import { jobOf } from '../job-file.ts'
import { CONFIG_OPTION } from '../stage-command.ts'

export const explain: FrontCommand = {
  name: 'explain',
  summary: 'show what each stage makes of a line',
  line: {
    program: 'logmon explain',
    summary: 'Show what each stage makes of a line: prefixes, format, rules, state, alert.',
    options: { ...CONFIG_OPTION, ...DIALECT_OPTION },
    positionals: '[LINE ...]',
    examples: [
      {
        command: "logmon explain '[rank7]: iteration 10/100 | lm loss: 2.1E+00 |'",
        describe: 'why a line is read as it is',
      },
      {
        command: 'grep iteration train.log | head -3 | logmon explain -c job.yaml',
        describe: "lines of a log, judged by a job's rules",
      },
    ],
    version,
  },
  jobOf,
  async act({ positionals, config, environment }, { print }) {
    // Nothing is sent: a job file that does not say where to is enough.
    const values = { 'dry-run': true }
    const settled = settleStages(stagesFor({ config, values }), { config, values, environment })
    if (isProblems(settled)) return settled
    const explainNext = explainer(settled, config?.job)
    for await (const line of positionals.length > 0 ? positionals : textLines(process.stdin))
      if (!(await print(explainNext(line)))) break
    return EXIT.ok
  },
}
