// `logmon silence`: what is not told for a time.
import { wallClock } from '../../io/clock.ts'
import { userAtHost } from '../../io/deliver/acknowledge.ts'
import { silenceCommand } from '../../io/deliver/silence-command.ts'
import { version } from '../../io/version.ts'
import { isProblems } from '../../problem.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { jobOf } from '../job-file.ts'
import { CONFIG_OPTION } from '../stage-command.ts'

export const silence: FrontCommand = {
  name: 'silence',
  summary: 'keep alerts quiet for a time, and say who does and why',
  line: {
    program: 'logmon silence',
    summary: 'Keep alerts quiet for a time: add MATCHER..., list, or expire ID.\nRunning programs notice it at once.',
    options: {
      ...CONFIG_OPTION,
      file: { type: 'string', placeholder: 'FILE', describe: "the file of silences; by default the job file's" },
      for: { type: 'duration', describe: 'how long, at most 30 days' },
      until: { type: 'string', placeholder: 'TIME', describe: 'until when (RFC 3339), in place of --for' },
      reason: { type: 'string', placeholder: 'TEXT', describe: 'why' },
      author: { type: 'string', placeholder: 'NAME', describe: 'who, by default you' },
      all: { type: 'flag', describe: 'list also those that are over' },
      json: { type: 'flag', describe: 'list one JSON object per line' },
    },
    positionals: 'add MATCHER... | list | expire ID...',
    examples: [
      {
        command: "logmon silence add -c job.yaml --for 2h --reason 'new switch' node=n7",
        describe: 'nothing of a node is told for two hours',
      },
      { command: 'logmon silence list -c job.yaml', describe: 'what is silent now, for how long, who said so' },
    ],
    epilogue:
      'A matcher is NAME=VALUE or NAME!=VALUE; a * in VALUE stands for any text.\n' +
      'NAME is job, run, attempt, node, rank, severity, state, key or a label such as\n' +
      'rule or reason. All matchers of a silence must hold.\n' +
      'What still lasts when its silence ends is told then.',
    version,
  },
  jobOf,
  async act({ values, positionals, config }, { print }) {
    const path = (values['file'] as string | undefined) ?? config?.alert?.silences
    if (path === undefined)
      return [{ place: '--file', reason: 'name the file of silences, or the job file whose alert section names it' }]
    const answer = silenceCommand({
      path,
      words: positionals,
      forMs: values['for'] as number | undefined,
      until: values['until'] as string | undefined,
      reason: values['reason'] as string | undefined,
      author: (values['author'] as string | undefined) ?? userAtHost(),
      isAll: values['all'] === true,
      json: values['json'] === true,
      now: wallClock.now(),
    })
    if (isProblems(answer)) return answer
    await print(answer as string)
    return EXIT.ok
  },
}
