// `logmon`: runs the commands of its own, and every other program by its short name.

import { version } from '../io/version.ts'
import { nearestName } from '../record/nearest.ts'
import { EXIT } from './errors.ts'
import { refuse } from './main.ts'
import { print } from './print.ts'

/** Loads a program, which runs with the arguments that are in process.argv then. */
export type Programs = Readonly<Record<string, () => Promise<unknown>>>

interface Command {
  readonly summary: string
  run(argv: readonly string[]): Promise<void>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  run: {
    summary: 'run all stages of a job file in one process',
    run: async argv => (await import('./run-command.ts')).runCommand(argv),
  },
  check: {
    summary: 'say whether a job file is right, before anything runs',
    run: async argv => (await import('./check-command.ts')).checkCommand(argv),
  },
  explain: {
    summary: 'show what each stage makes of a line',
    run: async argv => (await import('./explain-command.ts')).explainCommand(argv),
  },
  formats: {
    summary: 'list every format that logmon-parse reads',
    run: async argv => (await import('./formats-command.ts')).formatsCommand(argv),
  },
}

/** Names under which people know the stages from elsewhere. */
const ALIASES: Readonly<Record<string, string>> = { 'rule-eval': 'rules', 'detect-hang': 'hang' }

/** Runs what the first argument names. */
export async function frontDoor(programs: Programs): Promise<void> {
  const [given, ...rest] = process.argv.slice(2)
  if (given === '--version') {
    print('logmon', `logmon ${version}\n`)
    return
  }
  if (given === undefined || given === '--help' || given === '-h' || given === 'help') {
    const text = await helpText(programs)
    if (given !== undefined) print('logmon', text)
    else {
      process.stderr.write(text)
      process.exitCode = EXIT.usage
    }
    return
  }
  const name = ALIASES[given] ?? given
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command !== undefined) return command.run(rest)
  const load = Object.hasOwn(programs, name) ? programs[name] : undefined
  if (load === undefined) {
    const near = nearestName(given, [...Object.keys(COMMANDS), ...Object.keys(programs), ...Object.keys(ALIASES)])
    return refuse('logmon', [
      { place: given, reason: `there is no such program${near === undefined ? '' : `; did you mean ${near}?`}` },
    ])
  }
  process.argv.splice(2, 1)
  await load()
}

async function helpText(programs: Programs): Promise<string> {
  const { summaries } = await import('./summaries.ts')
  const row = (name: string, summary: string): string => `  ${name.padEnd(10)}${summary}\n`
  return [
    'Watch AI training jobs through their logs.\n\nUsage: logmon COMMAND [options]\n\nCommands:\n',
    ...Object.entries(COMMANDS).map(([name, command]) => row(name, command.summary)),
    '\nPrograms (logmon NAME is logmon-NAME):\n',
    ...Object.keys(programs).map(name => row(name, summaries[name] ?? '')),
    '\nExamples:\n',
    '  tail -F train.log | logmon run -c job.yaml\n',
    '  LOGMON_CLOCK=record logmon run -c job.yaml < yesterday.log\n',
    "  logmon explain 'iteration 5/100 | lm loss: 2.1 |'\n",
    '\nlogmon COMMAND --help tells more.\n',
  ].join('')
}
