// `logmon`: runs the commands of its own, and every other program by its short name.
import { version } from '../io/version.ts'
import type { Ending } from '../program.ts'
import { nearestName } from '../record/nearest.ts'
import { EXIT } from './exit-codes.ts'
import { processOutput } from './output.ts'
import { end } from './process.ts'

/** What `logmon NAME` runs. */
interface Subcommand {
  readonly name: string
  readonly aliases: readonly string[]
  readonly summary: string
  /** Runs it with the arguments of the process. */
  load(): Promise<unknown>
}

/** The commands of `logmon` itself, and the programs: the build puts them together from their declarations. */
export interface Subcommands {
  readonly commands: readonly Subcommand[]
  readonly programs: readonly Subcommand[]
}

/** Runs what the first argument of the process names. */
export async function frontDoor(entries: Subcommands): Promise<void> {
  const ending = await open(entries, process.argv.slice(2))
  if (ending !== undefined) end(ending)
}

/** Resolves to how the process is to end; to undefined where it runs something that sees to that. */
async function open(entries: Subcommands, argv: readonly string[]): Promise<Ending | undefined> {
  const output = processOutput('logmon')
  const [first, ...rest] = argv
  if (first === undefined) {
    process.stderr.write(helpText(entries))
    return EXIT.usage
  }
  const isHelp = first === 'help' && rest.length > 0
  if (first === '--version') await output.print(`logmon ${version}\n`)
  else if (!isHelp && ['--help', '-h', 'help'].includes(first)) await output.print(helpText(entries))
  else {
    const given = isHelp ? (rest[0] as string) : first
    const all = [...entries.commands, ...entries.programs]
    const entry = all.find(({ name, aliases }) => name === given || aliases.includes(given))
    if (entry === undefined) {
      const near = nearestName(
        given,
        all.flatMap(({ name, aliases }) => [name, ...aliases]),
      )
      return output.refuse([
        { place: given, reason: `there is no such program${near === undefined ? '' : `; did you mean ${near}?`}` },
      ])
    }
    process.argv.splice(2, Number.POSITIVE_INFINITY, ...(isHelp ? ['--help'] : rest))
    await entry.load()
    return undefined
  }
  return output.hasFailed() ? EXIT.failed : EXIT.ok
}

function helpText({ commands, programs }: Subcommands): string {
  const width = Math.max(...[...commands, ...programs].map(({ name }) => name.length)) + 2
  const row = ({ name, summary }: Subcommand): string => `  ${name.padEnd(width)}${summary}\n`
  return [
    'Watch AI training jobs through their logs.\n\nUsage: logmon COMMAND [options]\n\nCommands:\n',
    ...commands.map(row),
    '\nPrograms (logmon NAME is logmon-NAME):\n',
    ...programs.map(row),
    '\nExamples:\n',
    '  tail -F train.log | logmon run -c job.yaml\n',
    '  LOGMON_CLOCK=record logmon run -c job.yaml < yesterday.log\n',
    "  logmon explain 'iteration 5/100 | lm loss: 2.1 |'\n",
    '\nlogmon help COMMAND tells more, man logmon-COMMAND the same; logmon completion makes your shell know it.\n',
  ].join('')
}
